// Where the marks and ticks of the timeline go. Pure.
import type { DeploymentRow } from '../../src-shared/contract/deployments.ts'
import { bucketStarts, day, type Bucket } from '../../src-shared/time.ts'
import { shortId } from './format.ts'

export interface Mark {
  key: string
  x: number
  kind: 'ok' | 'hotfix' | 'rollback' | 'failed'
  /** How many deployments it stands for. */
  n: number
  /** The latest of them. */
  number: number
  at_ms: number
  label: string
}

/** Marks closer than this would overlap; those of one kind become one. */
const cell = 10

/** Finished deployments of one system as marks; `rows` come newest first. */
export function laneMarks(rows: readonly DeploymentRow[], x: (ms: number) => number): Mark[] {
  const marks = new Map<string, Mark>()
  for (const row of rows) {
    const at_ms = row.finished_at_ms
    if (at_ms === null || row.state === 'started' || row.state === 'pending' || row.state === 'aborted') continue
    const kind = row.state === 'failed' ? 'failed' : row.kind === 'regular' ? 'ok' : row.kind
    const column = Math.round(x(at_ms) / cell)
    const key = `${kind}-${column}`
    const known = marks.get(key)
    if (known === undefined)
      marks.set(key, {
        key,
        x: x(at_ms),
        kind,
        n: 1,
        number: row.number,
        at_ms,
        label: `${row.version ?? shortId(row.id)} ${words[kind]}`,
      })
    else {
      known.n += 1
      known.x = column * cell
    }
  }
  // What went wrong is drawn over what went well.
  return [...marks.values()].sort((a, b) => drawn.indexOf(a.kind) - drawn.indexOf(b.kind))
}

const drawn: readonly Mark['kind'][] = ['ok', 'hotfix', 'rollback', 'failed']

const words: Record<Mark['kind'], string> = {
  ok: 'deployed',
  hotfix: 'deployed as a hotfix',
  rollback: 'deployed as a rollback',
  failed: 'failed to roll out',
}

export interface Tick {
  ms: number
  month: boolean
}

/** Starts of months, or of weeks or days in a short period. */
export function laneTicks(from_ms: number, to_ms: number, zone: string): Tick[] {
  const days = (to_ms - from_ms) / day
  const bucket: Bucket = days > 45 ? 'month' : days > 10 ? 'week' : 'day'
  const starts = bucketStarts(from_ms, to_ms, bucket, zone).filter((ms) => ms >= from_ms)
  const every = Math.ceil(starts.length / 12)
  return starts.filter((_, i) => i % every === 0).map((ms) => ({ ms, month: bucket === 'month' }))
}
