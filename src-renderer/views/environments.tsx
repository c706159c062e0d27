// Environments: which version of each system runs where, now or as it was at another time.
import { drifts } from '../../src-shared/environment.ts'
import { day, hour } from '../../src-shared/time.ts'
import { useClock } from '../parts/clock.tsx'
import { Button, ButtonLink } from '../parts/button.tsx'
import { counted, dateTime } from '../parts/format.ts'
import { Matrix } from '../parts/matrix.tsx'
import { MomentToken } from '../parts/moment-token.tsx'
import { Empty, ErrorNote, Note, Panel, Skeleton } from '../parts/panel.tsx'
import { PickMany } from '../parts/token-menu.tsx'
import { useView } from '../view-state.ts'
import { FilterBar } from './filter-bar.tsx'
import { Exports } from './exports.tsx'
import { Page } from './page.tsx'
import { useMatrix, useMatrixQuestion } from './use-matrix.ts'

const whiles = [
  { label: 'An hour ago', ago_ms: hour },
  { label: 'A day ago', ago_ms: day },
  { label: 'A week ago', ago_ms: 7 * day },
  { label: 'Four weeks ago', ago_ms: 28 * day },
]

export function EnvironmentsPage() {
  const { view, set, here } = useView()
  const { zone, now_ms } = useClock()
  const matrix = useMatrix()
  const question = useMatrixQuestion()
  const { data, error } = matrix
  const isNow = view.asOf === null
  const shown = (data?.environments ?? [])
    .map((environment, i) => ({ environment, i }))
    .filter(({ environment }) => view.columns.length === 0 || view.columns.includes(environment.name))
  const rows = (data?.rows ?? []).map(({ system, cells }) => {
    const visible = shown.map(({ i }) => cells[i] ?? null)
    return { system, cells: visible, drift: drifts(visible) }
  })
  const drifting = rows.filter((row) => row.drift).length
  return (
    <Page
      updating={matrix.isPlaceholderData}
      title="Environments"
      exports={<Exports list="environments" question={question} />}
      sub={
        data === undefined
          ? ' '
          : `${counted(rows.length, 'system')} in ${counted(shown.length, 'environment')}, ${drifting} with drift: not the same version everywhere.`
      }
      filters={
        <FilterBar period={false}>
          <MomentToken name="As of" value={view.asOf} presets={whiles} onChange={(asOf) => set({ asOf })} />
          <PickMany
            name="Columns"
            value={view.columns.length === 0 ? 'all' : shown.map(({ environment }) => environment.name).join(', ')}
            all="All environments"
            choices={(data?.environments ?? []).map(({ name, tier }) => ({
              value: name,
              label: name,
              ...(name === tier ? {} : { note: tier }),
            }))}
            chosen={view.columns}
            onChange={(columns) => set({ columns })}
            onReset={() => set({ columns: [] })}
          />
        </FilterBar>
      }
    >
      {error === null ? null : (
        <ErrorNote what="Environments could not be shown." error={error} onRetry={() => void matrix.refetch()} />
      )}
      {view.asOf === null ? null : (
        <Note
          action={
            <Button size="small" onClick={() => set({ asOf: null })}>
              Back to now
            </Button>
          }
        >
          As it was on {dateTime(view.asOf, zone)}, by what is known today.
        </Note>
      )}
      {data === undefined ? error === null && <Skeleton height={320} /> : null}
      {data === undefined ? null : (
        <Panel flush label="Environments">
          {rows.length === 0 || shown.length === 0 ? (
            <Nothing none={rows.length === 0} />
          ) : (
            <Matrix
              environments={shown.map(({ environment }) => environment)}
              rows={rows}
              at_ms={view.asOf ?? now_ms}
              isNow={isNow}
              to={(system, environment) => here({ cell: { system, environments: [environment] }, open: null })}
              current={(system, environment) =>
                view.cell?.system === system && view.cell.environments.includes(environment)
              }
            />
          )}
        </Panel>
      )}
    </Page>
  )
}

function Nothing({ none }: { none: boolean }) {
  const { view, here, to } = useView()
  if (!none || view.systems.length > 0)
    return (
      <Empty
        title={none ? 'Not deployed anywhere' : 'None of these environments is known here'}
        action={<ButtonLink to={here({ systems: [], columns: [] })}>Show all systems and environments</ButtonLink>}
      >
        {none ? 'No deployment of these systems is known.' : 'The systems shown were never seen in them.'}
      </Empty>
    )
  return (
    <Empty title="Nothing is deployed yet" action={<ButtonLink to={to('/listener')}>Connect a pipeline</ButtonLink>}>
      Deployments that your pipeline reports stand here by system and environment. Version tags of a repository count as
      deployments to production.
    </Empty>
  )
}
