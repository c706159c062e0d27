// The plan of an import in tables: how many rows become what, the rows that cannot be read and why, the first good ones.
import type { Plan, RowError } from '../../src-shared/contract/imports.ts'
import { Estimated } from './estimated.tsx'
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
    ['left out', plan.skipped - plan.rejected, 'Left out'],
    ['error', plan.rejected, 'Errors'],
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

export type Correct = (row: number, column: string, value: string) => void

function errorColumns(correct: Correct | null): Column<RowError>[] {
  return [
    { id: 'row', head: 'Row', tight: true, cell: (error) => count(error.row) },
    {
      id: 'column',
      head: 'Column',
      cell: (error) => (error.column === null ? '–' : <span className="mono">{error.column}</span>),
    },
    { id: 'value', head: 'Value', cell: (error) => <Cell error={error} correct={correct} /> },
    { id: 'reason', head: 'Reason', cell: (error) => error.reason },
  ]
}

/** The value that is wrong: to be typed over where it can be corrected here. */
function Cell({ error, correct }: { error: RowError; correct: Correct | null }) {
  const { row, column, value } = error
  if (correct === null || column === null || column.includes(' + '))
    return value === null ? '–' : <span className="mono">{value}</span>
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const typed = new FormData(event.currentTarget).get('value')
        if (typeof typed === 'string' && typed !== value) correct(row, column, typed)
      }}
    >
      <input
        name="value"
        className={css['cell']}
        defaultValue={value ?? ''}
        aria-label={`${column} in row ${row}`}
        onBlur={(event) => event.currentTarget.form?.requestSubmit()}
      />
    </form>
  )
}

const errorsShown = 100

export function ErrorRows({ errors, correct = null }: { errors: readonly RowError[]; correct?: Correct | null }) {
  return (
    <section className={css['box']} tabIndex={0} aria-label="Rows that cannot be imported">
      <Table
        caption="Rows that cannot be imported"
        columns={errorColumns(correct)}
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

const planColumns = (plan: Plan): Column<PlanRow>[] => [
  { id: 'row', head: 'Row', tight: true, cell: (row) => count(row.row) },
  { id: 'verdict', head: 'Becomes', tight: true, cell: (row) => <Word name={row.verdict} /> },
  { id: 'id', head: 'Id', cell: (row) => <span className={css['id']}>{row.id}</span> },
  {
    id: 'title',
    head: 'Title',
    give: plan.what === 'deployments' ? 2 : 1,
    cell: (row) => (
      <>
        {row.title ?? '–'}
        {row.note === null ? null : <div className={css['note']}>{row.note}</div>}
      </>
    ),
  },
  { id: 'system', head: 'System', cell: (row) => row.system },
  {
    id: 'severity',
    head: plan.what === 'deployments' ? 'Version' : 'Severity',
    give: plan.what === 'deployments' ? 1 : 3,
    cell: (row) =>
      row.state === null ? (row.severity ?? '–') : `${row.version ?? '–'} to ${row.environment}, ${row.state}`,
  },
  {
    id: 'started',
    head: 'Started',
    tight: true,
    ...(plan.what === 'deployments' ? { give: 2 as const } : {}),
    cell: (row) => (row.started_at_ms === null ? '–' : <Time ms={row.started_at_ms} />),
  },
  {
    id: 'resolved',
    head: plan.what === 'deployments' ? 'Finished' : 'Resolved',
    tight: true,
    give: plan.what === 'deployments' ? 1 : 2,
    cell: (row) =>
      row.resolved_at_ms === null ? (
        row.state === null ? (
          'open'
        ) : (
          '–'
        )
      ) : (
        <>
          <Time ms={row.resolved_at_ms} /> {row.estimated ? <Estimated /> : null}
        </>
      ),
  },
]

export function PlanRows({ plan }: { plan: Plan }) {
  if (plan.preview.length === 0) return null
  const good = plan.new + plan.updated + plan.unchanged
  return (
    <section className={css['box']} tabIndex={0} aria-label="The first rows as they would be stored">
      <Table
        caption="The first rows as they would be stored"
        columns={planColumns(plan)}
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
