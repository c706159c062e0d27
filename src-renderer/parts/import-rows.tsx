// The plan of an import in tables: how many rows become what, the rows that cannot be read and why, the first good ones.
import type { Plan, RowError } from '../../src-shared/contract/imports.ts'
import { count } from './format.ts'
import css from './import-rows.module.css'
import { Table, type Column } from './table.tsx'
import { Time } from './time.tsx'
import { Word } from './word.tsx'

export function Counts({ plan }: { plan: Plan }) {
  const counts = [
    ['new', plan.new, 'New'],
    ['updated', plan.updated, 'Updates'],
    ['unchanged', plan.unchanged, 'Unchanged'],
    ['error', plan.skipped, 'Errors'],
  ] as const
  return (
    <ul className={css['counts']} aria-label="What the rows become">
      {counts.map(([name, n, word]) => (
        <li key={name} data-none={n === 0}>
          <b>{count(n)}</b>
          <Word name={name}>{word}</Word>
        </li>
      ))}
    </ul>
  )
}

/** Which column was read as what, and which were not read. */
export function Mapping({ plan }: { plan: Plan }) {
  return (
    <section>
      <h3>Columns</h3>
      <ul className={css['mapping']}>
        {plan.columns.map(({ field, column }) => (
          <li key={field}>
            <span className="mono">{column}</span> is <b>{field}</b>
          </li>
        ))}
      </ul>
      {plan.unused.length === 0 ? null : (
        <p className={css['unused']}>
          Not used: <span className="mono">{plan.unused.join(', ')}</span>
        </p>
      )}
    </section>
  )
}

const errorColumns: Column<RowError>[] = [
  { id: 'row', head: 'Row', tight: true, cell: (error) => count(error.row) },
  {
    id: 'column',
    head: 'Column',
    cell: (error) => (error.column === null ? '–' : <span className="mono">{error.column}</span>),
  },
  {
    id: 'value',
    head: 'Value',
    cell: (error) => (error.value === null ? '–' : <span className="mono">{error.value}</span>),
  },
  { id: 'reason', head: 'Reason', cell: (error) => error.reason },
]

const errorsShown = 100

export function ErrorRows({ errors }: { errors: readonly RowError[] }) {
  return (
    <section className={css['box']} tabIndex={0} aria-label="Rows that cannot be imported">
      <Table
        caption="Rows that cannot be imported"
        columns={errorColumns}
        rows={errors.slice(0, errorsShown)}
        rowKey={(error) => `${error.row} ${error.column} ${error.reason}`}
      />
      {errors.length > errorsShown ? (
        <p className={css['more']}>
          The first {errorsShown} of {count(errors.length)}.
        </p>
      ) : null}
    </section>
  )
}

type PlanRow = Plan['preview'][number]

const planColumns: Column<PlanRow>[] = [
  { id: 'row', head: 'Row', tight: true, cell: (row) => count(row.row) },
  { id: 'verdict', head: 'Becomes', tight: true, cell: (row) => <Word name={row.verdict} /> },
  { id: 'id', head: 'Id', cell: (row) => row.id },
  { id: 'title', head: 'Title', give: 1, cell: (row) => row.title ?? '–' },
  { id: 'system', head: 'System', cell: (row) => row.system },
  { id: 'severity', head: 'Severity', give: 3, cell: (row) => row.severity ?? '–' },
  {
    id: 'started',
    head: 'Started',
    tight: true,
    cell: (row) => (row.started_at_ms === null ? '–' : <Time ms={row.started_at_ms} />),
  },
  {
    id: 'resolved',
    head: 'Resolved',
    tight: true,
    give: 2,
    cell: (row) => (row.resolved_at_ms === null ? 'open' : <Time ms={row.resolved_at_ms} />),
  },
]

export function PlanRows({ plan }: { plan: Plan }) {
  if (plan.preview.length === 0) return null
  const good = plan.new + plan.updated + plan.unchanged
  return (
    <section className={css['box']} tabIndex={0} aria-label="The first rows as they would be stored">
      <Table
        caption="The first rows as they would be stored"
        columns={planColumns}
        rows={plan.preview}
        rowKey={(row) => row.row}
      />
      {plan.preview.length < good ? (
        <p className={css['more']}>
          The first {plan.preview.length} of {count(good)} rows.
        </p>
      ) : null}
    </section>
  )
}
