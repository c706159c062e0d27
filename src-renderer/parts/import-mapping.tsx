// Which column of a file is which field, with the first values of each, and a choice to change it.
import { type ImportChoices, importFields, type ImportField } from '../../src-shared/import-choices.ts'
import type { Plan } from '../../src-shared/contract/imports.ts'
import css from './import-rows.module.css'

const words: Record<ImportField, string> = {
  id: 'Id',
  title: 'Title',
  started: 'Started',
  resolved: 'Resolved',
  finished: 'Finished',
  duration: 'How long it took',
  over: 'Last change',
  system: 'System',
  environment: 'Environment',
  version: 'Version',
  commit: 'Commit',
  severity: 'Severity',
  status: 'Status',
  kind: 'Kind',
  url: 'Link',
  deployment: 'Deployment it blames',
  updated: 'Updated',
}

export interface MappingProps {
  plan: Plan
  /** What was chosen, which the plan may not have read yet. */
  chosen: ImportChoices['map']
  onMap: (column: string, field: ImportField | '') => void
}

export function Mapping({ plan, chosen, onMap }: MappingProps) {
  const fieldOf = (column: string) =>
    chosen?.[column] ??
    importFields.find((field) =>
      plan.columns.some((one) => one.field === field && one.column.split(' + ').includes(column)),
    ) ??
    ''
  return (
    <section className={css['box']} tabIndex={0} aria-label="Columns">
      <table className={css['mapping']}>
        <caption className="unseen">Columns of the file and what they are read as</caption>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">First values</th>
            <th scope="col">Is</th>
          </tr>
        </thead>
        <tbody>
          {plan.samples.map(({ column, values }) => (
            <tr key={column}>
              <th scope="row" className="mono">
                {column}
              </th>
              <td>{values.length === 0 ? '–' : values.join(' · ')}</td>
              <td>
                <select
                  aria-label={`What ${column} is`}
                  value={fieldOf(column)}
                  onChange={(event) => onMap(column, (event.target.value || '') as ImportField | '')}
                >
                  <option value="">not used</option>
                  {plan.fields.map((field) => (
                    <option key={field} value={field}>
                      {words[field]}
                    </option>
                  ))}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
