// Deployments and incidents on one line per system, so that "what went out before it broke" can be seen. Shapes first:
// dot, cross, arrow, bar. Crowded marks of one kind become one larger mark. Props only; the lists say the same in words.
import type { ReactNode } from 'react'
import type { DeploymentRow } from '../../src-shared/contract/deployments.ts'
import type { IncidentRow } from '../../src-shared/contract/incidents.ts'
import { useClock } from './clock.tsx'
import { counted, dateTime, duration, monthName, shortDate } from './format.ts'
import css from './timeline.module.css'
import { laneMarks, laneTicks, type Mark } from './timeline-layout.ts'
import { useWidth } from './use-width.ts'

export interface TimelineProps {
  from_ms: number
  to_ms: number
  deployments: readonly DeploymentRow[]
  incidents: readonly IncidentRow[]
  /** Follows a mark: to a deployment or an incident. */
  onOpen: (kind: 'deployment' | 'incident', number: number) => void
}

const laneHeight = 46
const lanesMax = 6
const left = 96

export function Timeline({ from_ms, to_ms, deployments, incidents, onOpen }: TimelineProps) {
  const [ref, width] = useWidth()
  const { zone, now_ms } = useClock()
  const counts = new Map<string, number>()
  for (const { system } of deployments) counts.set(system, (counts.get(system) ?? 0) + 1)
  for (const { system } of incidents) counts.set(system, (counts.get(system) ?? 0) + 1)
  const busiest = [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name)
  const systems = busiest.slice(0, lanesMax).sort()
  const right = Math.max(left + 10, width - 8)
  const x = (ms: number) => left + ((ms - from_ms) / (to_ms - from_ms)) * (right - left)
  const height = systems.length * laneHeight + 24
  const summary = `${counted(deployments.length, 'deployment')} and ${counted(incidents.length, 'incident')} of ${counted(systems.length, 'system')} over time. The lists of deployments and incidents hold the same.`
  return (
    <div ref={ref} className={css['timeline']}>
      {width === 0 ? null : (
        <svg width={width} height={height} role="img" aria-label={summary}>
          {laneTicks(from_ms, to_ms, zone).map(({ ms, month }) => (
            <g key={ms} className={css['tick']}>
              <line x1={x(ms)} x2={x(ms)} y1={4} y2={height - 22} />
              <text x={x(ms) + 4} y={height - 6}>
                {month ? monthName(ms, zone, false) : shortDate(ms, zone)}
              </text>
            </g>
          ))}
          {systems.map((system, row) => {
            const y = row * laneHeight + 18
            const own = incidents.filter((incident) => incident.system === system)
            return (
              <g key={system}>
                <text className={css['name']} x={0} y={y + 4}>
                  {system.length > 13 ? `${system.slice(0, 12)}…` : system}
                  <title>{system}</title>
                </text>
                <line className={css['lane']} x1={left} x2={right} y1={y} y2={y} />
                {laneMarks(
                  deployments.filter((one) => one.system === system),
                  x,
                ).map((mark) => (
                  <Shape
                    key={mark.key}
                    mark={mark}
                    y={y}
                    title={markTitle(mark, zone)}
                    onClick={() => onOpen('deployment', mark.number)}
                  />
                ))}
                {own.map((incident) => {
                  const start = Math.max(left, x(incident.started_at_ms))
                  const end = Math.min(right, x(incident.resolved_at_ms ?? now_ms))
                  const lasted = duration((incident.resolved_at_ms ?? now_ms) - incident.started_at_ms)
                  return (
                    <rect
                      key={incident.number}
                      className={css['incident']}
                      data-open={incident.state === 'open'}
                      x={start}
                      y={y + 10}
                      width={Math.max(5, end - start)}
                      height={6}
                      rx={3}
                      onClick={() => onOpen('incident', incident.number)}
                    >
                      <title>{`${incident.id}${incident.title === null ? '' : `: ${incident.title}`}\n${dateTime(incident.started_at_ms, zone)}, ${incident.state === 'open' ? `open for ${lasted}` : lasted}`}</title>
                    </rect>
                  )
                })}
              </g>
            )
          })}
        </svg>
      )}
      {busiest.length > lanesMax ? (
        <p className={css['more']}>
          {counted(busiest.length - lanesMax, 'more system')} not drawn; choose systems above to see them.
        </p>
      ) : null}
    </div>
  )
}

function markTitle(mark: Mark, zone: string): string {
  const when = dateTime(mark.at_ms, zone)
  return mark.n === 1 ? `${mark.label}\n${when}` : `${mark.n} deployments, the latest ${mark.label}\n${when}`
}

function Shape({ mark, y, title, onClick }: { mark: Mark; y: number; title: string; onClick: () => void }) {
  const r = 3.5 + Math.min(1.7, Math.log2(mark.n) * 0.8)
  const shapes: Record<Mark['kind'], ReactNode> = {
    ok: <circle r={r} className={css['ok']} />,
    hotfix: <path d={`M0 ${-r - 1.4} ${r + 1.4} 0 0 ${r + 1.4} ${-r - 1.4} 0Z`} className={css['ok']} />,
    rollback: <path d="M-3.9 -1.6A4.2 4.2 0 1 1 -3.9 1.8M-4.6 -4.6V-1.4H-1.4" className={css['back']} />,
    failed: <path d="M-3.4 -3.4 3.4 3.4M3.4 -3.4 -3.4 3.4" className={css['cross']} />,
  }
  return (
    <g transform={`translate(${mark.x.toFixed(1)} ${y})`} className={css['mark']} onClick={onClick}>
      <title>{title}</title>
      <circle r={8} className={css['target']} />
      {shapes[mark.kind]}
    </g>
  )
}
