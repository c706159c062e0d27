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

function Legend({ cut }: { cut: string }) {
  return (
    <span className={css['legend']}>
      <span>
        <svg viewBox="-6 -6 12 12" aria-hidden>
          <circle r={4} className={css['legendOk']} />
        </svg>
        deployed
      </span>
      <span>
        <svg viewBox="-6 -6 12 12" aria-hidden>
          <path d="M0 -5.2 5.2 0 0 5.2 -5.2 0Z" className={css['legendOk']} />
        </svg>
        hotfix
      </span>
      <span>
        <svg viewBox="-6 -6 12 12" aria-hidden>
          <path d="M-3.9 -1.6A4.2 4.2 0 1 1 -3.9 1.8M-4.6 -4.6V-1.4H-1.4" className={css['legendLine']} />
        </svg>
        rollback
      </span>
      <span>
        <svg viewBox="-6 -6 12 12" aria-hidden>
          <path d="M-3.4 -3.4 3.4 3.4M3.4 -3.4 -3.4 3.4" className={css['legendFail']} />
        </svg>
        failed
      </span>
      <span>
        <svg viewBox="-6 -6 12 12" aria-hidden>
          <rect x={-6} y={-3} width={12} height={6} rx={3} className={css['legendIncident']} />
        </svg>
        incident
      </span>
      {cut}
    </span>
  )
}
