// The systems that are known, from wherever they were named.
import { Link } from 'wouter'
import type { Output } from '../../src-shared/contract/index.ts'
import type { SystemRow } from '../../src-shared/contract/systems.ts'
import { inOrder, type SortKey } from '../../src-shared/in-order.ts'
import { count } from '../parts/format.ts'
import { Name } from '../parts/name.tsx'
import { Panel } from '../parts/panel.tsx'
import { Table, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { SameAs } from './same-as.tsx'
import { useSorting } from './sorting.ts'
import { useCall } from '../use-call.ts'
import { useView, type ViewControl } from '../view-state.ts'

type EnvironmentRow = Output<'systems.environments'>['rows'][number]

/** Environments as they are told apart, and the tier each belongs to. */
export function Environments() {
  const { data } = useCall('systems.environments', {})
  if (data === undefined || data.total === 0) return null
  return (
    <Panel title="Environments" sub={count(data.total)} flush>
      <Table
        caption="Environments"
        columns={environmentColumns(data.rows.map((row) => row.name))}
        rows={data.rows}
        rowKey={(row) => row.name}
      />
    </Panel>
  )
}

function environmentColumns(names: string[]): Column<EnvironmentRow>[] {
  return [
    { id: 'name', head: 'Environment', cell: (row) => row.name },
    { id: 'tier', head: 'Tier', cell: (row) => row.tier },
    { id: 'deployments', head: 'Deployments', align: 'right', cell: (row) => count(row.deployments) },
    {
      id: 'same',
      head: 'Joined',
      cell: (row) => <SameAs what="environment" name={row.name} others={names.filter((name) => name !== row.name)} />,
    },
  ]
}

/** What a system is sorted by. */
const keys = {
  name: (row) => row.name,
  repos: (row) => row.repos,
  deployments: (row) => row.deployments,
  changes: (row) => row.changes,
  incidents: (row) => row.incidents,
  first: (row) => row.first_deployment_at_ms,
  last: (row) => row.last_deployment_at_ms,
} satisfies Record<string, (row: SystemRow) => SortKey>
const sorts = ['name', 'repos', 'deployments', 'changes', 'incidents', 'first', 'last'] as const

export function Systems() {
  const { to } = useView()
  const byName = { by: 'name', direction: 'ascending' } as const
  const sort = useSorting(sorts, { order: byName, called: 'by name', panel: true })
  const { data } = useCall('systems.list', {})
  if (data === undefined || data.total === 0) return null
  // What is alike is by name.
  const named = inOrder(data.rows, keys, byName)
  return (
    <Panel title="Systems" sub={count(data.total)} flush>
      <Table
        caption="Systems"
        columns={columns(
          to,
          data.rows.map((row) => row.name),
        )}
        rows={sort.asked.sort === undefined ? named : inOrder(named, keys, sort.asked.sort)}
        rowKey={(row) => row.name}
        sort={sort.table}
      />
    </Panel>
  )
}

function columns(to: ViewControl['to'], names: string[]): Column<SystemRow>[] {
  return [
    {
      id: 'name',
      head: 'System',
      sorts: 'ascending',
      cell: (row) => (
        <Link href={to('/', { systems: [row.name] })}>
          <Name>{row.name}</Name>
        </Link>
      ),
    },
    {
      id: 'repos',
      head: 'Repositories',
      sorts: 'descending',
      align: 'right',
      give: 2,
      cell: (row) => count(row.repos),
    },
    {
      id: 'deployments',
      head: 'Deployments',
      sorts: 'descending',
      align: 'right',
      cell: (row) => count(row.deployments),
    },
    {
      id: 'changes',
      head: 'Changes',
      sorts: 'descending',
      align: 'right',
      give: 2,
      cell: (row) => `${count(row.changes)}${row.unread ? ' so far' : ''}`,
    },
    {
      id: 'incidents',
      head: 'Incidents',
      sorts: 'descending',
      align: 'right',
      give: 2,
      cell: (row) => count(row.incidents),
    },
    {
      id: 'first',
      head: 'First deployment',
      sorts: 'ascending',
      give: 3,
      tight: true,
      cell: (row) => (row.first_deployment_at_ms === null ? '–' : <Time ms={row.first_deployment_at_ms} />),
    },
    {
      id: 'last',
      head: 'Last deployment',
      sorts: 'descending',
      give: 1,
      tight: true,
      cell: (row) => (row.last_deployment_at_ms === null ? '–' : <Time ms={row.last_deployment_at_ms} />),
    },
    {
      id: 'same',
      head: 'Another name',
      cell: (row) => <SameAs what="system" name={row.name} others={names.filter((name) => name !== row.name)} />,
    },
  ]
}
