// Deliveries as a table: the journal page shows all of them, the listener page the newest.
import type { DeliveryRow } from '../../src-shared/contract/journal.ts'
import { Table, RowLink, type Column } from '../parts/table.tsx'
import { bytes, count } from '../parts/format.ts'
import { Name } from '../parts/name.tsx'
import { Time } from '../parts/time.tsx'
import { Tag, Word } from '../parts/word.tsx'
import { useView, type ViewControl } from '../view-state.ts'
import css from './deliveries.module.css'

/** The newest of them, where they are not the page. */
export function NewDeliveries({ rows }: { rows: readonly DeliveryRow[] }) {
  const { view, here } = useView()
  return (
    <Table
      caption="Deliveries, newest first"
      columns={columns(here, 'recent')}
      rows={rows}
      rowKey={(row) => row.id}
      current={(row) => view.open?.kind === 'delivery' && view.open.number === row.id}
      opens
    />
  )
}

export function deliveryColumns(here: ViewControl['here']): Column<DeliveryRow>[] {
  return [...columns(here, 'date'), hash, body]
}

function columns(here: ViewControl['here'], as: 'recent' | 'date'): Column<DeliveryRow>[] {
  return [
    {
      id: 'received',
      head: 'Received',
      sorts: 'descending',
      tight: true,
      cell: (row) => (
        <RowLink to={here({ open: { kind: 'delivery', number: row.id } })}>
          <Time ms={row.at_ms} as={as} />
        </RowLink>
      ),
    },
    {
      id: 'outcome',
      head: 'Outcome',
      sorts: 'descending',
      tight: true,
      cell: (row) => <Word name={row.outcome} />,
    },
    {
      id: 'answer',
      head: 'Answer',
      sorts: 'descending',
      give: 2,
      align: 'right',
      cell: (row) => row.status ?? '–',
    },
    {
      id: 'summary',
      head: 'What it says',
      cell: (row) => (
        <>
          {row.summary} {row.undone ? <Tag>undone</Tag> : null}
          {row.reason === null ? null : <p className={css['reason']}>{row.reason}</p>}
          <Repeats row={row} />
        </>
      ),
    },
    { id: 'source', head: 'Source', sorts: 'ascending', give: 1, tight: true, cell: (row) => row.source },
    {
      id: 'path',
      head: 'Request',
      give: 3,
      cell: (row) => (
        <span className="mono">
          <Name>{`${row.method} ${row.path}`}</Name>
        </span>
      ),
    },
    {
      id: 'size',
      head: 'Size',
      sorts: 'descending',
      give: 3,
      align: 'right',
      tight: true,
      cell: (row) => bytes(row.bytes),
    },
  ]
}

const hash: Column<DeliveryRow> = {
  id: 'hash',
  head: 'Hash',
  give: 3,
  tight: true,
  cell: (row) => (
    <span className="mono" title={row.hash}>
      {row.hash.slice(0, 8)}
    </span>
  ),
}

const body: Column<DeliveryRow> = {
  id: 'body',
  head: 'Body',
  give: 3,
  tight: true,
  cell: (row) => (row.body_kept ? 'kept' : <span className="dim">not kept</span>),
}

/** Refusals like this one that followed it are counted, not written again. */
export function Repeats({ row }: { row: DeliveryRow }) {
  if (row.repeats === 0 || row.last_at_ms === null) return null
  return (
    <p className={css['reason']}>
      <Tag>× {count(row.repeats + 1)}</Tag> last <Time ms={row.last_at_ms} as="ago" />
    </p>
  )
}
