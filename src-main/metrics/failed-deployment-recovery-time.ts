// Failed deployment recovery time: how long incidents attributed to a deployment lasted, by when they were resolved.
import { spread } from '../../src-shared/series.ts'
import type { ReadDb } from '../store/database.ts'
import { inWords } from '../../src-shared/duration.ts'
import { type Asked, type Metric, plural } from './metric.ts'
import { asDropped, incidentRow, type IncidentSample, incidentsOf, noIncidents, sift, step } from './query.ts'

/** Incidents resolved in the period. */
function resolved(db: ReadDb, asked: Asked): IncidentSample[] {
  return incidentsOf(db, asked, 'i.resolved_at_ms >= ?3 AND i.resolved_at_ms < ?4', asked.from_ms, asked.to_ms)
}

function lasted(row: IncidentSample): number {
  return (row.resolved_at_ms ?? row.started_at_ms) - row.started_at_ms
}

function whyNot(row: IncidentSample, asked: Asked): string | null {
  if (row.deployment === null) return 'not attributed to a deployment'
  if (row.here === 0) return `attributed to a deployment outside ${asked.scope.name}`
  return lasted(row) < 0 ? 'resolved before it started' : null
}

/** Incident recovery time over all incidents resolved in the period, attributed or not: a separate number. */
export function recoveryOfAll(db: ReadDb, asked: Asked): { median: number | null; n: number } {
  const times = resolved(db, asked)
    .map(lasted)
    .filter((ms) => ms >= 0)
  return { median: spread(times).median, n: times.length }
}

export const failedDeploymentRecoveryTime: Metric = {
  id: 'failed-deployment-recovery-time',
  title: 'Failed deployment recovery time',
  definition:
    'Median time from start to resolution of incidents attributed to a deployment, by when they were resolved. Open incidents are counted apart, never as 0.',
  unit: 'ms',
  better: 'lower',
  aggregate: 'median',
  empty: null,
  missing: noIncidents,

  samples: (db, asked) =>
    resolved(db, asked)
      .filter((row) => whyNot(row, asked) === null)
      .map((row) => ({ at_ms: row.resolved_at_ms ?? 0, value: lasted(row) })),

  of: (samples) => `median of ${plural(samples.length, 'incident')}`,

  notes(db, asked) {
    const notes: string[] = []
    const open = incidentsOf(db, asked, 'i.resolved_at_ms IS NULL AND i.started_at_ms < ?3', asked.to_ms).length
    if (open > 0) notes.push(`${plural(open, 'incident')} still open`)
    const away = resolved(db, asked).filter((row) => row.deployment === null).length
    if (away > 0) notes.push(`${plural(away, 'incident')} not attributed to a deployment`)
    return notes
  },

  working(db, asked) {
    const started = incidentsOf(
      db,
      asked,
      '(i.resolved_at_ms >= ?3 AND i.resolved_at_ms < ?4 OR i.resolved_at_ms IS NULL AND i.started_at_ms < ?4)',
      asked.from_ms,
      asked.to_ms,
    )
    const closed = sift(started, (row) => (row.resolved_at_ms === null ? 'still open' : null))
    const attributed = sift(closed.kept, (row) => whyNot(row, asked))
    const row = (one: IncidentSample) =>
      incidentRow(
        one,
        one.resolved_at_ms === null ? null : lasted(one),
        one.deployment_thing && `${one.deployment_thing}: ${one.reason}`,
      )
    const all = recoveryOfAll(db, asked)
    return {
      steps: [
        step('Incidents open or resolved in the period', started.map(row)),
        step('Resolved in the period', closed.kept.map(row), asDropped(closed.dropped, row)),
        step(
          `Attributed to a deployment in ${asked.scope.name}`,
          attributed.kept.map(row),
          asDropped(attributed.dropped, row),
        ),
      ],
      sum: `The median of ${plural(attributed.kept.length, 'incident')}.${all.median === null ? '' : ` Over all ${all.n} resolved incidents, attributed or not, it is ${inWords(all.median)}.`}`,
    }
  },
}
