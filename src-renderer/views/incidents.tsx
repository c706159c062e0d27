// Incidents of the chosen systems and period, newest first, with the deployment each is attributed to and why.
import type { Input } from '../../src-shared/contract/index.ts'
import { Link } from 'wouter'
import { incidentSorts, type IncidentRow } from '../../src-shared/contract/incidents.ts'
import { ButtonLink } from '../parts/button.tsx'
import { useClock } from '../parts/clock.tsx'
import { Estimated } from '../parts/estimated.tsx'
import { duration, shortId } from '../parts/format.ts'
import { Name } from '../parts/name.tsx'
import { Empty } from '../parts/panel.tsx'
import { RowLink, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { PickOne } from '../parts/token-menu.tsx'
import { Tag, Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView, type ViewControl } from '../view-state.ts'
import { FilterBar, useRange } from './filter-bar.tsx'
import { Exports } from './exports.tsx'
import { ListPage, pageSize } from './list-page.tsx'
import { NoneFound } from './none-found.tsx'
import { useSorting } from './sorting.ts'

export function IncidentsPage() {
  const { view, set, here } = useView()
  const { from_ms, to_ms } = useRange()
  const state = view.only === 'open' || view.only === 'resolved' ? view.only : null
  const sort = useSorting(incidentSorts, {
    order: { by: 'started', direction: 'descending' },
    called: 'newest first',
  })
  const these: Input<'incidents.list'> = {
    ...(view.systems.length === 0 ? {} : { systems: view.systems }),
    ...(state === null ? {} : { state }),
  }
  const asked = { ...these, from_ms, to_ms, limit: pageSize, offset: (view.page - 1) * pageSize, ...sort.asked }
  return (
    <ListPage
      title="Incidents"
      noun={['incident']}
      note="The environment does not filter them."
      list={useCall('incidents.list', asked)}
      sort={sort}
      columns={columns(here)}
      rowKey={(row) => row.number}
      current={(row) => view.open?.kind === 'incident' && view.open.number === row.number}
      exports={<Exports list="incidents" question={asked} />}
      filters={
        <FilterBar>
          <PickOne
            name="Status"
            value={state ?? 'any'}
            chosen={state ?? 'any'}
            groups={[
              {
                choices: [
                  { value: 'any', label: 'Any' },
                  { value: 'open', label: 'Open' },
                  { value: 'resolved', label: 'Resolved' },
                ],
              },
            ]}
            onChange={(value) => set({ only: value === 'any' ? null : value, page: 1 })}
            onReset={() => set({ only: null, page: 1 })}
          />
        </FilterBar>
      }
      none={<NoIncidents these={these} />}
    />
  )
}

function columns(here: ViewControl['here']): Column<IncidentRow>[] {
  return [
    {
      id: 'started',
      head: 'Started',
      sorts: 'descending',
      tight: true,
      cell: (row) => (
        <RowLink to={here({ open: { kind: 'incident', number: row.number } })}>
          <Time ms={row.started_at_ms} />
        </RowLink>
      ),
    },
    {
      id: 'title',
      head: 'Title',
      sorts: 'ascending',
      cell: (row) => (
        <>
          {row.title ?? row.id} {row.excluded === null ? null : <Tag title={row.excluded}>left out</Tag>}
        </>
      ),
    },
    { id: 'severity', head: 'Severity', sorts: 'ascending', give: 3, cell: (row) => row.severity ?? '–' },
    { id: 'system', head: 'System', sorts: 'ascending', give: 1, cell: (row) => <Name>{row.system}</Name> },
    {
      id: 'duration',
      head: 'Duration',
      sorts: 'descending',
      tight: true,
      cell: (row) => <IncidentState incident={row} />,
    },
    {
      id: 'deployment',
      head: 'Deployment',
      give: 1,
      cell: (row) =>
        row.deployment === null || row.deployment_number === null ? (
          <span className="dim">{row.decided ? 'none, as a person decided' : (row.reason ?? 'none')}</span>
        ) : (
          <>
            <Link href={here({ open: { kind: 'deployment', number: row.deployment_number } })}>
              {shortId(row.deployment)}
            </Link>{' '}
            <span className="dim" data-give="2">
              {row.reason}
            </span>
          </>
        ),
    },
  ]
}

/** Status with how long it lasted, or has lasted so far. */
export function IncidentState({
  incident,
}: {
  incident: Pick<IncidentRow, 'state' | 'started_at_ms' | 'resolved_at_ms' | 'end_estimated'>
}) {
  const { now_ms } = useClock()
  const lasted = duration((incident.resolved_at_ms ?? now_ms) - incident.started_at_ms)
  if (incident.state === 'open') return <Word name="open">Open for {lasted}</Word>
  return (
    <>
      <Word name="resolved">{lasted}</Word> {incident.end_estimated ? <Estimated /> : null}
    </>
  )
}

function NoIncidents({ these }: { these: Input<'incidents.list'> }) {
  const { to } = useView()
  const ever = useCall('workspace.status', {}).data?.counts.incidents
  const latest = useCall('incidents.list', { ...these, limit: 1 }).data
  if (ever === 0)
    return (
      <Empty title="No incidents yet" action={<ButtonLink to={to('/imports')}>Import incidents</ButtonLink>}>
        Incidents tell Shiplog when a deployment hurt. Drop a CSV or JSON export, or let your pipeline send them.
      </Empty>
    )
  return (
    <NoneFound
      what={these.state === undefined ? 'incidents' : `${these.state} incidents`}
      latest={latest && (latest.rows[0]?.started_at_ms ?? null)}
    />
  )
}
