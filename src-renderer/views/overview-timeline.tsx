// Deployments and incidents of the period on one line per system, with the legend of its marks.
import { Panel } from '../parts/panel.tsx'
import { counted } from '../parts/format.ts'
import { Timeline } from '../parts/timeline.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { useRange } from './filter-bar.tsx'
import css from './overview.module.css'

const most = 1000

export function OverviewTimeline() {
  const { view, set } = useView()
  const { from_ms, to_ms } = useRange()
  const systems = view.systems.length === 0 ? {} : { systems: view.systems }
  const asked = { from_ms, to_ms, limit: most, ...systems }
  const deployments = useCall('deployments.list', { ...asked, environment: view.environment })
  const incidents = useCall('incidents.list', asked)
  if (deployments.data === undefined || incidents.data === undefined) return null
  if (deployments.data.total + incidents.data.total === 0) return null
  const cut =
    deployments.data.total > most ? `, the newest ${counted(most, 'deployment')} of ${deployments.data.total}` : ''
  return (
    <Panel title="Deployments and incidents" sub={<Legend cut={cut} />}>
      <Timeline
        from_ms={from_ms}
        to_ms={to_ms}
        deployments={deployments.data.rows}
        incidents={incidents.data.rows}
        onOpen={(kind, number) => set({ open: { kind, number } })}
      />
    </Panel>
  )
}

const marks = [
  ['deployed', <circle key="mark" r={4} className={css['legendOk']} />],
  ['hotfix', <path key="mark" d="M0 -5.2 5.2 0 0 5.2 -5.2 0Z" className={css['legendOk']} />],
  [
    'rollback',
    <path key="mark" d="M-3.9 -1.6A4.2 4.2 0 1 1 -3.9 1.8M-4.6 -4.6V-1.4H-1.4" className={css['legendLine']} />,
  ],
  ['failed', <path key="mark" d="M-3.4 -3.4 3.4 3.4M3.4 -3.4 -3.4 3.4" className={css['legendFail']} />],
  ['incident', <rect key="mark" x={-6} y={-3} width={12} height={6} rx={3} className={css['legendIncident']} />],
] as const

function Legend({ cut }: { cut: string }) {
  return (
    <span className={css['legend']}>
      {marks.map(([word, mark]) => (
        <span key={word}>
          <svg viewBox="-6 -6 12 12" aria-hidden>
            {mark}
          </svg>
          {word}
        </span>
      ))}
      {cut}
    </span>
  )
}
