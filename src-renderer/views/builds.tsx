// Builds of the chosen systems and period, newest first.
import type { Input } from '../../src-shared/contract/index.ts'
import type { BuildRow } from '../../src-shared/contract/builds.ts'
import { type DeploymentState, deploymentStates } from '../../src-shared/event.ts'
import { ButtonLink } from '../parts/button.tsx'
import { counted, duration, shortId } from '../parts/format.ts'
import { Empty, ErrorNote, Panel, Skeleton } from '../parts/panel.tsx'
import { Pager, RowLink, Table, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { PickOne } from '../parts/token-menu.tsx'
import { Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { FilterBar, useRange } from './filter-bar.tsx'
import { Exports } from './exports.tsx'
import { Page } from './page.tsx'

const size = 100
const words: Record<DeploymentState, string> = {
  pending: 'Waiting',
  started: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  aborted: 'Aborted',
}

export function BuildsPage() {
  const { view, set, here } = useView()
  const { from_ms, to_ms } = useRange()
  const state = deploymentStates.find((known) => known === view.only)
  const asked: Input<'builds.list'> = {
    from_ms,
    to_ms,
    limit: size,
    offset: (view.page - 1) * size,
    ...(view.systems.length === 0 ? {} : { systems: view.systems }),
    ...(state === undefined ? {} : { states: [state] }),
  }
  const list = useCall('builds.list', asked)
  const { data, error } = list
  return (
    <Page
      updating={list.isPlaceholderData}
      title="Builds"
      exports={<Exports list="builds" question={asked} />}
      sub={data === undefined ? ' ' : `${counted(data.total, 'build')}, newest first`}
      filters={
        <FilterBar>
          <PickOne
            name="Result"
            value={state === undefined ? 'any' : words[state].toLowerCase()}
            chosen={state ?? 'any'}
            groups={[
              {
                choices: [
                  { value: 'any', label: 'Any' },
                  ...deploymentStates.map((value) => ({ value, label: words[value] })),
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
        <ErrorNote what="Builds could not be listed." error={error} onRetry={() => void list.refetch()} />
      )}
      {data === undefined ? error === null && <Skeleton height={420} /> : null}
      {data === undefined ? null : (
        <Panel flush label="Builds">
          {data.rows.length === 0 ? (
            <NoBuilds />
          ) : (
            <Table
              caption="Builds, newest first"
              columns={columns((row) => here({ open: { kind: 'build', number: row.number } }))}
              rows={data.rows}
              rowKey={(row) => row.number}
              current={(row) => view.open?.kind === 'build' && view.open.number === row.number}
              opens
              sticky
            />
          )}
          <Pager page={view.page} size={size} total={data.total} onPage={(page) => set({ page })} />
        </Panel>
      )}
    </Page>
  )
}

function columns(to: (row: BuildRow) => string): Column<BuildRow>[] {
  return [
    {
      id: 'time',
      head: 'Time',
      tight: true,
      cell: (row) => (
        <RowLink to={to(row)}>
          <Time ms={row.at_ms} />
        </RowLink>
      ),
    },
    { id: 'system', head: 'System', cell: (row) => row.system },
    {
      id: 'version',
      head: 'Version or id',
      cell: (row) => <span title={row.id}>{row.version ?? shortId(row.id)}</span>,
    },
    { id: 'result', head: 'Result', tight: true, cell: (row) => <Word name={row.state} /> },
    { id: 'branch', head: 'Branch', give: 2, cell: (row) => row.branch ?? '–' },
    {
      id: 'commit',
      head: 'Commit',
      give: 1,
      cell: (row) =>
        row.commit === null ? (
          '–'
        ) : (
          <span className="mono" title={row.commit}>
            {shortId(row.commit)}
          </span>
        ),
    },
    { id: 'took', head: 'Took', align: 'right', give: 2, cell: (row) => lasted(row) ?? '–' },
    { id: 'sources', head: 'Sources', give: 3, cell: (row) => row.sources.join(', ') },
  ]
}

export function lasted({
  started_at_ms: started,
  finished_at_ms: finished,
}: Pick<BuildRow, 'started_at_ms' | 'finished_at_ms'>) {
  return started === null || finished === null || finished <= started ? null : duration(finished - started)
}

function NoBuilds() {
  const { here, to } = useView()
  const none = useCall('builds.list', { limit: 1 }).data?.total === 0
  return (
    <Empty
      title={none ? 'No builds yet' : 'No builds match'}
      action={
        none ? (
          <ButtonLink to={to('/listener')}>Connect a pipeline</ButtonLink>
        ) : (
          <ButtonLink to={here({ systems: [], period: '12m', only: null, page: 1 })}>
            Show all of the last 12 months
          </ButtonLink>
        )
      }
    >
      {none
        ? 'They come from your pipeline, and say which commit a version was built from.'
        : 'None of these systems, in this period, with this result.'}
    </Empty>
  )
}
