// Two definitions side by side: each metric's value under both, what it is made of, and how it is calculated.
import type { MetricValue } from '../../src-shared/contract/metrics.ts'
import type { Definition } from '../../src-shared/definition.ts'
import { differing } from '../../src-shared/switches.ts'
import { counted, figure } from '../parts/format.ts'
import { Level } from '../parts/level.tsx'
import { Panel } from '../parts/panel.tsx'
import { Table, type Column } from '../parts/table.tsx'
import { ButtonLink } from '../parts/button.tsx'
import { useView } from '../view-state.ts'
import css from './definitions.module.css'

interface Row {
  one: MetricValue
  other: MetricValue
}

export interface SideBySideProps {
  one: readonly MetricValue[]
  other: readonly MetricValue[]
  heads: [string, string]
  /** Whether the first are the numbers of the other pages, whose working can be shown. */
  workings: boolean
}

export function SideBySide({ one: ones, other: others, heads, workings }: SideBySideProps) {
  const { here } = useView()
  const rows = ones.flatMap((one) => {
    const other = others.find((two) => two.id === one.id)
    return other === undefined ? [] : [{ one, other }]
  })
  const working = (id: string) => (workings ? here({ working: id, open: null }) : null)
  return (
    <Panel title="Side by side" sub="the current period, under both" flush>
      <Table
        caption="Metrics under two definitions"
        columns={columnsOf(heads, working)}
        rows={rows}
        rowKey={({ one }) => one.id}
      />
    </Panel>
  )
}

function columnsOf([first, second]: [string, string], working: (id: string) => string | null): Column<Row>[] {
  return [
    { id: 'metric', head: 'Metric', cell: (row) => <Name row={row} to={working(row.one.id)} /> },
    { id: 'one', head: first, cell: ({ one, other }) => <Cell metric={one} against={other} says /> },
    {
      id: 'other',
      head: second,
      cell: ({ one, other }) => <Cell metric={other} against={one} says={one.definition !== other.definition} />,
    },
  ]
}

function Name({ row: { one, other }, to }: { row: Row; to: string | null }) {
  return (
    <div className={css['metric']}>
      <b>{one.title === other.title ? one.title : `${one.title} / ${other.title}`}</b>
      {to === null ? null : (
        <ButtonLink look="link" size="small" to={to}>
          Show the working
        </ButtonLink>
      )}
    </div>
  )
}

/** The switches that two definitions have set otherwise. */
export function Differences({ one, other, heads }: { one: Definition; other: Definition; heads: [string, string] }) {
  const rows = differing(one, other)
  if (rows.length === 0) return null
  return (
    <Panel title="Where they differ" sub={counted(rows.length, 'switch', 'switches')} flush>
      <Table
        caption="Switches that differ between two definitions"
        columns={differenceColumns(heads)}
        rows={rows}
        rowKey={(row) => row.title}
      />
    </Panel>
  )
}

type Difference = ReturnType<typeof differing>[number]

function differenceColumns([first, second]: [string, string]): Column<Difference>[] {
  return [
    { id: 'switch', head: 'Switch', cell: (row) => <b>{row.title}</b> },
    { id: 'one', head: first, cell: (row) => row.one },
    { id: 'other', head: second, cell: (row) => row.other },
  ]
}

/** What differs between two sets of numbers, one metric a line: "Change lead time 21 h → 39 h". */
export function Effects({ before, after }: { before: readonly MetricValue[]; after: readonly MetricValue[] }) {
  const shown = ({ value, unit, level }: MetricValue) =>
    `${value === null ? 'no value' : figure(value, unit)}${level === null ? '' : `, ${level}`}`
  const moved = after.flatMap((now) => {
    const earlier = before.find((one) => one.id === now.id)
    return earlier === undefined || shown(earlier) === shown(now) ? [] : [{ now, earlier }]
  })
  if (moved.length === 0) return <p>It moves no number of this period.</p>
  return (
    <ul>
      {moved.map(({ now, earlier }) => (
        <li key={now.id}>
          {now.title}: {shown(earlier)} → <b>{shown(now)}</b>
        </li>
      ))}
    </ul>
  )
}

function Cell({ metric, against, says }: { metric: MetricValue; against: MetricValue; says: boolean }) {
  const same = against.value === metric.value && against.unit === metric.unit
  return (
    <div className={css['cell']} data-same={same}>
      <b>{metric.value === null ? '–' : figure(metric.value, metric.unit)}</b>
      <span>
        {metric.value === null ? (metric.hint ?? 'nothing in this period') : metric.of}
        {metric.level === null ? null : <Level level={metric.level} note={metric.level_note} />}
      </span>
      {says ? <p>{metric.definition}</p> : null}
    </div>
  )
}
