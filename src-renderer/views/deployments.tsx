// Deployments of the chosen systems, environment and period, newest first.
import type { Input } from '../../src-shared/contract/index.ts'
import { deploymentSorts, type DeploymentRow } from '../../src-shared/contract/deployments.ts'
import type { DeploymentState } from '../../src-shared/event.ts'
import { ButtonLink } from '../parts/button.tsx'
import { count, counted, duration, shortId } from '../parts/format.ts'
import { Name } from '../parts/name.tsx'
import { Empty } from '../parts/panel.tsx'
import { RowLink, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { PickOne } from '../parts/token-menu.tsx'
import { Tag, Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { FilterBar, useRange } from './filter-bar.tsx'
import { Exports } from './exports.tsx'
import { ListPage, pageSize } from './list-page.tsx'
import { NoneFound } from './none-found.tsx'
import { useSorting } from './sorting.ts'

const states: readonly DeploymentState[] = ['succeeded', 'failed', 'aborted', 'started', 'pending']
const stateWords: Record<DeploymentState, string> = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  aborted: 'Aborted',
  started: 'Running',
  pending: 'Waiting',
}

export function DeploymentsPage() {
  const { view, set, here } = useView()
  const { from_ms, to_ms } = useRange()
  const state = states.find((known) => known === view.only)
  const sort = useSorting(deploymentSorts, {
    order: { by: 'time', direction: 'descending' },
    called: 'newest first',
  })
  const these: Input<'deployments.list'> = {
    environment: view.environment,
    ...(view.systems.length === 0 ? {} : { systems: view.systems }),
    ...(state === undefined ? {} : { states: [state] }),
  }
  const asked = { ...these, from_ms, to_ms, limit: pageSize, offset: (view.page - 1) * pageSize, ...sort.asked }
  return (
    <ListPage
      title="Deployments"
      noun={['deployment']}
      list={useCall('deployments.list', asked)}
      sort={sort}
      columns={columns((row) => here({ open: { kind: 'deployment', number: row.number } }))}
      rowKey={(row) => row.number}
      current={(row) => view.open?.kind === 'deployment' && view.open.number === row.number}
      exports={<Exports list="deployments" question={asked} />}
      filters={
        <FilterBar environment>
          <PickOne
            name="Result"
            value={state === undefined ? 'any' : stateWords[state].toLowerCase()}
            chosen={state ?? 'any'}
            groups={[
              {
                choices: [
                  { value: 'any', label: 'Any' },
                  ...states.map((value) => ({ value, label: stateWords[value] })),
                ],
              },
            ]}
            onChange={(value) => set({ only: value === 'any' ? null : value, page: 1 })}
            onReset={() => set({ only: null, page: 1 })}
          />
        </FilterBar>
      }
      none={<NoDeployments these={these} state={state} />}
    />
  )
}

function columns(to: (row: DeploymentRow) => string): Column<DeploymentRow>[] {
  return [
    {
      id: 'time',
      head: 'Time',
      sorts: 'descending',
      tight: true,
      cell: (row) => {
        const at = timeOf(row)
        return <RowLink to={to(row)}>{at === null ? 'Time unknown' : <Time ms={at} />}</RowLink>
      },
    },
    { id: 'system', head: 'System', sorts: 'ascending', cell: (row) => <Name>{row.system}</Name> },
    {
      id: 'version',
      head: 'Version or id',
      cell: (row) => (
        <>
          <span title={row.id}>{row.version ?? shortId(row.id)}</span>{' '}
          {row.kind === 'regular' ? null : <Tag>{row.kind}</Tag>}{' '}
          {row.excluded === null ? null : <Tag title={row.excluded}>left out</Tag>}
        </>
      ),
    },
    {
      id: 'environment',
      head: 'Environment',
      sorts: 'ascending',
      give: 2,
      cell: (row) => <Name>{row.environment}</Name>,
    },
    { id: 'state', head: 'Result', sorts: 'descending', tight: true, cell: (row) => <Word name={row.state} /> },
    {
      id: 'changes',
      head: 'Changes',
      sorts: 'descending',
      align: 'right',
      give: 2,
      cell: (row) => (row.changes === null ? 'not yet' : count(row.changes)),
    },
    {
      id: 'lead_time',
      head: 'Lead time',
      sorts: 'descending',
      align: 'right',
      tight: true,
      give: 1,
      cell: (row) => (row.lead_time_ms === null ? '–' : duration(row.lead_time_ms)),
    },
    {
      id: 'incidents',
      head: 'Incidents',
      sorts: 'descending',
      align: 'right',
      give: 2,
      cell: (row) => (row.incidents === 0 ? '0' : <b>{count(row.incidents)}</b>),
    },
    { id: 'sources', head: 'Sources', give: 3, cell: (row) => row.sources.join(', ') },
  ]
}

function timeOf(row: Pick<DeploymentRow, 'started_at_ms' | 'finished_at_ms'>): number | null {
  return row.finished_at_ms ?? row.started_at_ms
}

function NoDeployments({ these, state }: { these: Input<'deployments.list'>; state: DeploymentState | undefined }) {
  const { view, here, to } = useView()
  const latest = useCall('deployments.list', { ...these, limit: 1 })
  const anywhere = useCall('systems.environments', {}).data?.rows ?? []
  const row = latest.data?.rows[0]
  const none = latest.data?.total === 0
  if (none && anywhere.every((one) => one.deployments === 0))
    return (
      <Empty title="No deployments yet" action={<ButtonLink to={to('/systems')}>Add a repository</ButtonLink>}>
        They come from version tags of a repository, or from your pipeline through the listener.
      </Empty>
    )
  // Nobody may deploy to what is called production: then most of them are elsewhere.
  const [other] = anywhere.toSorted((a, b) => b.deployments - a.deployments)
  if (none && state === undefined && view.systems.length === 0 && other !== undefined)
    return (
      <Empty
        title={`No deployments to ${view.environment}`}
        action={<ButtonLink to={here({ environment: other.name, page: 1 })}>Show those to {other.name}</ButtonLink>}
      >
        {`There are none at any time. There ${other.deployments === 1 ? 'is' : 'are'} ${counted(other.deployments, 'deployment')} to ${other.name}.`}
      </Empty>
    )
  return (
    <NoneFound
      what={state === undefined ? 'deployments' : `${stateWords[state].toLowerCase()} deployments`}
      rest={`to ${view.environment}`}
      latest={latest.data === undefined ? undefined : row === undefined ? null : (timeOf(row) ?? undefined)}
    />
  )
}
