// Deployments of the chosen systems, environment and period, newest first.
import type { Input } from '../../src-shared/contract/index.ts'
import { deploymentSorts, type DeploymentRow } from '../../src-shared/contract/deployments.ts'
import type { DeploymentState } from '../../src-shared/event.ts'
import { ButtonLink } from '../parts/button.tsx'
import { count, counted, duration, shortId } from '../parts/format.ts'
import { Empty, ErrorNote, Panel, Skeleton } from '../parts/panel.tsx'
import { Pager, RowLink, Table, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { PickOne } from '../parts/token-menu.tsx'
import { Tag, Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { FilterBar, useRange } from './filter-bar.tsx'
import { Exports } from './exports.tsx'
import { Page } from './page.tsx'
import { useSorting } from './sorting.ts'

const size = 100
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
  const sort = useSorting(deploymentSorts, { by: 'time', direction: 'descending' }, 'newest first')
  const shown = columns((row) => here({ open: { kind: 'deployment', number: row.number } }))
  const asked: Input<'deployments.list'> = {
    from_ms,
    to_ms,
    environment: view.environment,
    limit: size,
    offset: (view.page - 1) * size,
    ...(view.systems.length === 0 ? {} : { systems: view.systems }),
    ...(state === undefined ? {} : { states: [state] }),
    ...sort.asked,
  }
  const list = useCall('deployments.list', asked)
  const { data, error } = list
  return (
    <Page
      updating={list.isPlaceholderData}
      title="Deployments"
      exports={<Exports list="deployments" question={asked} />}
      sub={data === undefined ? ' ' : `${counted(data.total, 'deployment')}, ${sort.words(shown)}`}
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
    >
      {error === null ? null : (
        <ErrorNote what="Deployments could not be listed." error={error} onRetry={() => void list.refetch()} />
      )}
      {data === undefined ? error === null && <Skeleton height={420} /> : null}
      {data === undefined ? null : (
        <Panel flush label="Deployments">
          {data.rows.length === 0 ? (
            <NoDeployments />
          ) : (
            <Table
              caption={`Deployments, ${sort.words(shown)}`}
              columns={shown}
              rows={data.rows}
              rowKey={(row) => row.number}
              current={(row) => view.open?.kind === 'deployment' && view.open.number === row.number}
              opens
              sticky
              sort={sort.table}
            />
          )}
          <Pager page={view.page} size={size} total={data.total} onPage={(page) => set({ page })} />
        </Panel>
      )}
    </Page>
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
        const at = row.finished_at_ms ?? row.started_at_ms
        return <RowLink to={to(row)}>{at === null ? 'Time unknown' : <Time ms={at} />}</RowLink>
      },
    },
    { id: 'system', head: 'System', sorts: 'ascending', cell: (row) => row.system },
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
    { id: 'environment', head: 'Environment', sorts: 'ascending', give: 2, cell: (row) => row.environment },
    { id: 'state', head: 'Result', sorts: 'descending', tight: true, cell: (row) => <Word name={row.state} /> },
    {
      id: 'changes',
      head: 'Changes',
      align: 'right',
      give: 2,
      cell: (row) => (row.changes === null ? 'not yet' : count(row.changes)),
    },
    {
      id: 'lead_time',
      head: 'Lead time',
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
      give: 1,
      cell: (row) => (row.incidents === 0 ? '0' : <b>{count(row.incidents)}</b>),
    },
    { id: 'sources', head: 'Sources', give: 3, cell: (row) => row.sources.join(', ') },
  ]
}

function NoDeployments() {
  const { view, here, to } = useView()
  const known = useCall('systems.list', {}).data?.rows.reduce((sum, system) => sum + system.deployments, 0) ?? 0
  const where = view.environment === 'production' ? 'production' : view.environment
  return (
    <Empty
      title={known === 0 ? 'No deployments yet' : `No deployments to ${where} match`}
      action={
        known === 0 ? (
          <ButtonLink to={to('/systems')}>Add a repository</ButtonLink>
        ) : (
          <ButtonLink to={here({ systems: [], environment: 'production', period: '12m', only: null, page: 1 })}>
            Show all of the last 12 months
          </ButtonLink>
        )
      }
    >
      {known === 0
        ? 'They come from version tags of a repository, or from your pipeline through the listener.'
        : 'None of these systems, in this period, with this result.'}
    </Empty>
  )
}
