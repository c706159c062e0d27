// What stands on the main line of each repository and in no production deployment, and for how long.
import { type Undeployed, undeployedSorts } from '../../src-shared/contract/changes.ts'
import { count, counted, duration } from '../parts/format.ts'
import { ErrorNote, Panel, Skeleton } from '../parts/panel.tsx'
import { RowLink, Table, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import css from './changes.module.css'
import { useSorting } from './sorting.ts'

export function UndeployedPanel() {
  const { view, here } = useView()
  const sort = useSorting(undeployedSorts, {
    order: { by: 'system', direction: 'ascending' },
    called: 'by system',
    panel: true,
  })
  const shown = columns((row) => here({ systems: [row.system], only: 'undeployed', search: null, page: 1 }))
  const asked = useCall('changes.undeployed', {
    limit: 1,
    ...sort.asked,
    ...(view.systems.length === 0 ? {} : { systems: view.systems }),
  })
  const { data, error } = asked
  if (error !== null)
    return <ErrorNote what="Main lines could not be read." error={error} onRetry={() => void asked.refetch()} />
  if (data === undefined) return <Skeleton height={120} />
  if (data.rows.length === 0) return null
  const total = data.rows.reduce((sum, row) => sum + (row.total ?? 0), 0)
  return (
    <Panel
      flush
      title="Not deployed yet"
      sub={`${counted(total, 'commit')} on main lines and in no production deployment, without merges`}
    >
      <Table
        caption={`What is not deployed yet in each repository, ${sort.words(shown)}`}
        columns={shown}
        rows={data.rows}
        rowKey={(row) => `${row.system} ${row.repo}`}
        opens
        sort={sort.table}
      />
    </Panel>
  )
}

function columns(to: (row: Undeployed) => string): Column<Undeployed>[] {
  return [
    {
      id: 'system',
      head: 'System',
      sorts: 'ascending',
      cell: (row) => (
        <>
          <RowLink to={to(row)}>{row.system}</RowLink>
          {row.repo === row.system ? null : <span className={css['under']}>{row.repo}</span>}
        </>
      ),
    },
    { id: 'line', head: 'Main line', give: 1, cell: (row) => row.main_line ?? '–' },
    {
      id: 'commits',
      head: 'Commits',
      sorts: 'descending',
      align: 'right',
      cell: (row) => (row.total === null ? '–' : <b>{count(row.total)}</b>),
    },
    {
      id: 'age',
      head: 'Oldest',
      sorts: 'descending',
      align: 'right',
      tight: true,
      cell: (row) => (row.age_ms === null ? '–' : duration(row.age_ms)),
    },
    {
      id: 'since',
      head: 'Written',
      give: 2,
      tight: true,
      cell: (row) => (row.oldest_at_ms === null ? '–' : <Time ms={row.oldest_at_ms} />),
    },
    { id: 'note', head: 'Note', cell: (row) => <Remark row={row} /> },
  ]
}

function Remark({ row }: { row: Undeployed }) {
  if (row.problem !== null) return <Word name="conflict">{row.problem}</Word>
  if (row.total === 0) return <span className="dim">All of it is in production.</span>
  return row.ever ? null : <span className="dim">Nothing of it was ever deployed to production.</span>
}
