// Builds of the chosen systems and period, newest first.
import type { Input } from '../../src-shared/contract/index.ts'
import { type BuildRow, buildSorts } from '../../src-shared/contract/builds.ts'
import { type DeploymentState, deploymentStates } from '../../src-shared/event.ts'
import { ButtonLink } from '../parts/button.tsx'
import { duration, shortId } from '../parts/format.ts'
import { Name } from '../parts/name.tsx'
import { Empty } from '../parts/panel.tsx'
import { RowLink, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { PickOne } from '../parts/token-menu.tsx'
import { Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { FilterBar, useRange } from './filter-bar.tsx'
import { Exports } from './exports.tsx'
import { ListPage, pageSize } from './list-page.tsx'
import { NoneFound } from './none-found.tsx'
import { useSorting } from './sorting.ts'

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
  const sort = useSorting(buildSorts, { order: { by: 'time', direction: 'descending' }, called: 'newest first' })
  const these: Input<'builds.list'> = {
    ...(view.systems.length === 0 ? {} : { systems: view.systems }),
    ...(state === undefined ? {} : { states: [state] }),
  }
  const asked = { ...these, from_ms, to_ms, limit: pageSize, offset: (view.page - 1) * pageSize, ...sort.asked }
  return (
    <ListPage
      title="Builds"
      noun={['build']}
      list={useCall('builds.list', asked)}
      sort={sort}
      columns={columns((row) => here({ open: { kind: 'build', number: row.number } }))}
      rowKey={(row) => row.number}
      current={(row) => view.open?.kind === 'build' && view.open.number === row.number}
      exports={<Exports list="builds" question={asked} />}
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
      none={<NoBuilds these={these} state={state} />}
    />
  )
}

function columns(to: (row: BuildRow) => string): Column<BuildRow>[] {
  return [
    {
      id: 'time',
      head: 'Time',
      sorts: 'descending',
      tight: true,
      cell: (row) => (
        <RowLink to={to(row)}>
          <Time ms={row.at_ms} />
        </RowLink>
      ),
    },
    { id: 'system', head: 'System', sorts: 'ascending', cell: (row) => <Name>{row.system}</Name> },
    {
      id: 'version',
      head: 'Version or id',
      cell: (row) => <span title={row.id}>{row.version ?? shortId(row.id)}</span>,
    },
    { id: 'state', head: 'Result', sorts: 'descending', tight: true, cell: (row) => <Word name={row.state} /> },
    { id: 'branch', head: 'Branch', sorts: 'ascending', give: 2, cell: (row) => row.branch ?? '–' },
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
    { id: 'duration', head: 'Took', sorts: 'descending', align: 'right', give: 2, cell: (row) => lasted(row) ?? '–' },
    { id: 'sources', head: 'Sources', give: 3, cell: (row) => row.sources.join(', ') },
  ]
}

export function lasted({
  started_at_ms: started,
  finished_at_ms: finished,
}: Pick<BuildRow, 'started_at_ms' | 'finished_at_ms'>) {
  return started === null || finished === null || finished <= started ? null : duration(finished - started)
}

function NoBuilds({ these, state }: { these: Input<'builds.list'>; state: DeploymentState | undefined }) {
  const { to } = useView()
  const ever = useCall('builds.list', { limit: 1 }).data?.total
  const latest = useCall('builds.list', { ...these, limit: 1 }).data
  if (ever === 0)
    return (
      <Empty title="No builds yet" action={<ButtonLink to={to('/listener')}>Connect a pipeline</ButtonLink>}>
        They come from your pipeline, and say which commit a version was built from.
      </Empty>
    )
  return (
    <NoneFound
      what={state === undefined ? 'builds' : `${words[state].toLowerCase()} builds`}
      latest={latest && (latest.rows[0]?.at_ms ?? null)}
    />
  )
}
