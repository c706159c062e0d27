// Times to recover, for the metrics that measure them: which incidents count, from when, and in which bucket.
import type { Step } from '../../src-shared/contract/metrics.ts'
import type { Definition } from '../../src-shared/definition.ts'
import type { ReadDb } from '../store/database.ts'
import {
  incidentRow,
  type IncidentFact,
  type IncidentSample,
  incidentsOf,
  openSince,
  resolvedIncidents,
} from './incidents.ts'
import { valuesOf } from './aggregate.ts'
import { type Asked, noted, once, onceUntilChanged, type Sample } from './metric.ts'
import type { Values } from './ordered.ts'
import { leftOutBy, siftStep, step } from './working.ts'

export type RecoverySwitches = Pick<
  Definition,
  'recovery_of' | 'recovery_from' | 'recovery_bucket' | 'recovery_aggregate' | 'whole_minutes'
>

/** All incidents, from start to resolution: what incident metrics measure under every definition. */
export const ofAll: RecoverySwitches = {
  recovery_of: 'all',
  recovery_from: 'incident',
  recovery_bucket: 'resolution',
  recovery_aggregate: 'median',
  whole_minutes: false,
}

/** When the time of an incident begins. */
function begins(row: IncidentFact, { recovery_from }: RecoverySwitches): number | null {
  if (recovery_from === 'incident') return row.started_at_ms
  if (recovery_from === 'deployment') return row.finished_at_ms
  return Math.min(row.started_at_ms, row.finished_at_ms ?? row.started_at_ms)
}

/** How long a resolved incident took; null where its begin is not known. */
export function took(row: IncidentFact, switches: RecoverySwitches): number | null {
  const begin = begins(row, switches)
  if (begin === null || row.resolved_at_ms === null) return null
  const ms = row.resolved_at_ms - begin
  return switches.whole_minutes ? Math.floor(ms / 60_000) * 60_000 : ms
}

/** Why a resolved incident does not count; null where it does. */
export function whyNot(row: IncidentFact, asked: Asked, switches: RecoverySwitches): string | null {
  const left = leftOutBy(row.excluded)
  if (left !== null) return left
  const needsDeployment =
    switches.recovery_of === 'attributed' ||
    switches.recovery_from === 'deployment' ||
    switches.recovery_bucket === 'deployment'
  if (needsDeployment && row.deployment === null) return row.unlinked ?? 'not attributed to a deployment'
  if (switches.recovery_of === 'attributed' && !asked.scope.environments.includes(row.environment ?? 0))
    return `attributed to a deployment outside ${asked.scope.name}`
  if (switches.recovery_bucket === 'deployment' && !within(row.finished_at_ms, asked))
    return 'its deployment did not finish in the period'
  const begin = begins(row, switches)
  if (begin === null) return 'its deployment has no finish'
  if ((row.resolved_at_ms ?? begin) >= begin) return null
  return begin === row.started_at_ms ? 'resolved before it started' : 'resolved before its deployment finished'
}

function within(ms: number | null, { from_ms, to_ms }: Asked): boolean {
  return ms !== null && ms >= from_ms && ms < to_ms
}

export function recoveries(db: ReadDb, asked: Asked, switches: RecoverySwitches): Sample[] {
  return once(asked, `recoveries ${JSON.stringify(switches)}`, () => {
    const samples: Sample[] = []
    for (const row of resolvedIncidents(db, asked)) {
      const value = whyNot(row, asked, switches) === null ? took(row, switches) : null
      if (value === null) continue
      const at_ms = switches.recovery_bucket === 'deployment' ? row.finished_at_ms : row.resolved_at_ms
      samples.push({ at_ms: at_ms ?? 0, value })
    }
    return samples
  })
}

/** Times to recover in order, over the period and by bucket. */
export function recoveryValues(db: ReadDb, asked: Asked, switches: RecoverySwitches): Values {
  return onceUntilChanged(db, asked, `recoveries ${JSON.stringify(switches)}`, () =>
    valuesOf(recoveries(db, asked, switches), asked),
  )
}

export function recoveryNotes(db: ReadDb, asked: Asked, switches: RecoverySwitches): string[] {
  return onceUntilChanged(db, asked, `notes of recoveries ${JSON.stringify(switches)}`, () =>
    notesOf(db, asked, switches),
  )
}

function notesOf(db: ReadDb, asked: Asked, switches: RecoverySwitches): string[] {
  const estimated = resolvedIncidents(db, asked).filter(
    (row) => row.end_estimated === 1 && whyNot(row, asked, switches) === null,
  ).length
  const away = resolvedIncidents(db, asked).filter((row) => row.excluded === null && row.deployment === null).length
  return [
    ...noted(openSince(db, asked).length, 'incident', 'still open'),
    ...noted(estimated, 'incident', 'counted with an estimated end'),
    ...(switches.recovery_of === 'all' ? [] : noted(away, 'incident', 'not attributed to a deployment')),
  ]
}

export function recoverySteps(db: ReadDb, asked: Asked, switches: RecoverySwitches): { steps: Step[]; n: number } {
  const started = incidentsOf(
    db,
    asked,
    '(i.resolved_at_ms >= ?2 AND i.resolved_at_ms < ?3 OR i.resolved_at_ms IS NULL AND i.started_at_ms < ?3)',
    asked.from_ms,
    asked.to_ms,
  )
  const row = (one: IncidentSample) => incidentRow(one, took(one, switches))
  const closed = siftStep(
    'Resolved in the period',
    started,
    (one) => (one.resolved_at_ms === null ? 'still open' : null),
    row,
  )
  const title = switches.recovery_of === 'all' ? 'Which count' : `Attributed to a deployment in ${asked.scope.name}`
  const counting = siftStep(title, closed.kept, (one) => whyNot(one, asked, switches), row)
  return {
    steps: [step('Incidents open or resolved in the period', started.map(row)), closed.step, counting.step],
    n: counting.kept.length,
  }
}
