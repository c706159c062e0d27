// What the words of a file are understood as, by field: each with how many rows say it and a choice to change it. Words that
// nobody knows come first, and open their field.
import type { Plan } from '../../src-shared/contract/imports.ts'
import type { ImportChoices, ValueField } from '../../src-shared/import-choices.ts'
import { Button } from './button.tsx'
import { Disclosure } from './disclosure.tsx'
import { count, counted } from './format.ts'
import { isUnknown, Meaning } from './import-meaning.tsx'
import css from './import-words.module.css'

type Words = Plan['words'][number]

export interface WordsProps {
  plan: Plan
  /** What was chosen, which the plan may not have read yet. */
  chosen: ImportChoices['values']
  /** Names there are already. */
  known: Partial<Record<ValueField, readonly string[]>>
  /** `null`: as it is read without a choice. */
  onChoose: (field: ValueField, word: string, meaning: string | null) => void
  onLeaveOut: (column: string, word: string) => void
}

const titles: Record<ValueField, string> = {
  status: 'Status',
  severity: 'Severity',
  system: 'Systems',
  environment: 'Environments',
}

export function WordsRead({ plan, chosen, known, onChoose, onLeaveOut }: WordsProps) {
  const shown = plan.words
    .filter(({ values }) => values.length > 0)
    .map((words) => ({
      ...words,
      values: words.values.map((one) => ({ ...one, chosen: said(chosen, words, one.word) })),
    }))
  if (shown.length === 0) return null
  return (
    <section aria-label="Words and what they are understood as" className={css['words']}>
      {shown.map((words) => {
        const { field, column, values, more } = words
        const unknown = values.filter((value) => isUnknown(plan, field, value)).length
        return (
          <Disclosure
            key={field}
            // What was chosen stays in sight, to be taken back.
            open={field === 'status' && (unknown > 0 || values.some(({ chosen }) => chosen !== null))}
            summary={
              <>
                {titles[field]}: {summary(words)}
              </>
            }
            note={
              unknown === 0 || field === 'severity' ? (
                <span className="mono">{column}</span>
              ) : (
                <span className={css['unknown']}>{counted(unknown, 'word')} not known</span>
              )
            }
          >
            <Names field={field} known={known} />
            <table>
              <caption className="unseen">
                {titles[field]} in the column {column}
              </caption>
              <thead>
                <tr>
                  <th scope="col">Word</th>
                  <th scope="col">Rows</th>
                  <th scope="col">Understood as</th>
                  <th scope="col">
                    <span className="unseen">Take back</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {values.map((value) => (
                  <tr key={value.word} data-unknown={isUnknown(plan, field, value)}>
                    <th scope="row">{value.word === '' ? <i>blank</i> : value.word}</th>
                    <td>{count(value.n)}</td>
                    <td>
                      <Meaning
                        plan={plan}
                        field={field}
                        value={value}
                        names={known[field] ?? []}
                        choose={(meaning) => onChoose(field, value.word, meaning)}
                      />
                    </td>
                    <td>
                      {value.chosen === null ? null : (
                        <Button
                          size="small"
                          look="link"
                          aria-label={`Undo the choice for ${value.word}`}
                          onClick={() => onChoose(field, value.word, null)}
                        >
                          Undo
                        </Button>
                      )}
                      {field === 'system' &&
                      value.word !== '' &&
                      !value.word.includes('|') &&
                      values.length > 1 &&
                      plan.header.includes(column) ? (
                        <Button
                          size="small"
                          look="link"
                          aria-label={`Leave out rows of ${value.word}`}
                          onClick={() => onLeaveOut(column, value.word)}
                        >
                          Leave out
                        </Button>
                      ) : null}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {more === 0 ? null : <p>{counted(more, 'more row')} with other words.</p>}
          </Disclosure>
        )
      })}
    </section>
  )
}

function said(chosen: WordsProps['chosen'], { field }: Words, word: string): string | null {
  const known = Object.entries(chosen?.[field] ?? {}).find(([one]) => one.toLowerCase() === word.toLowerCase())
  return known?.[1] ?? null
}

/** Names that can be chosen from while one is typed. */
function Names({ field, known }: { field: ValueField; known: WordsProps['known'] }) {
  return (
    <datalist id={`names-of-${field}`}>
      {known[field]?.map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  )
}

function summary({ values, more }: Words): string {
  const first = values.slice(0, 3).map(({ word }) => (word === '' ? 'blank' : word))
  const rest = values.length - first.length
  return `${first.join(', ')}${rest > 0 || more > 0 ? ` and ${rest > 0 ? count(rest) : ''} more` : ''}`
}
