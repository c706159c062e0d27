// Open incidents: how many are not resolved at the end of the period, or now, and for how long they have been open.
import { plural } from '../../src-shared/plural.ts'
import { inWords } from '../../src-shared/duration.ts'
import { ascending, quantile } from '../../src-shared/series.ts'
import { openAt } from './aggregate.ts'
import { type IncidentFact, incidentFacts, incidentRow, type IncidentSample, incidentsOf } from './incidents.ts'
import { type Asked, type Metric, type Sample } from './metric.ts'
import { noIncidents } from './query.ts'
import { leftOutBy, siftStep, step } from './working.ts'

/** Open at some time in the period; those a person left out are among them. */
const open = 'i.started_at_ms < ?3 AND (i.resolved_at_ms IS NULL OR i.resolved_at_ms >= ?2)'

function sampleOf(row: IncidentFact): Sample {
  return { at_ms: row.started_at_ms, value: 1, until_ms: row.resolved_at_ms }
}

function end(asked: Asked): number {
  return Math.min(asked.to_ms, asked.now_ms)
}

/** "Open for a median of 2 d, the longest for 9 d". */
function ages(open: readonly Sample[], ms: number): string[] {
  const sorted = ascending(open.map(({ at_ms }) => ms - at_ms))
  const median = quantile(sorted, 0.5)
  if (median === null) return []
  return [`open for a median of ${inWords(median)}, the longest for ${inWords(sorted.at(-1) ?? 0)}`]
}

export const openIncidents: Metric = {
  id: 'open-incidents',
  group: 'incidents',
  better: 'lower',
  meaning: () => ({
    title: 'Open incidents',
    sentence:
      'Incidents that have started and are not resolved at the end of the period, or now. A bucket shows those open at its end.',
    unit: 'count',
    aggregate: 'open',
  }),
  missing: noIncidents,
  samples: (db, asked) =>
    incidentFacts(
      db,
      asked,
      'open at some time',
      end(asked),
      ({ excluded, resolved_at_ms }) => excluded === null && (resolved_at_ms ?? asked.from_ms) >= asked.from_ms,
    ).map(sampleOf),
  value: (_, asked, samples) => openAt(samples, end(asked)).length,
  of: (samples, asked) =>
    `${openAt(samples, end(asked)).length} of ${plural(samples.length, 'incident')} of the period`,
  notes: (_, asked, samples) => ages(openAt(samples, end(asked)), end(asked)),

  working(db, asked) {
    const all = incidentsOf(db, asked, open, asked.from_ms, end(asked))
    const row = (one: IncidentSample) => incidentRow(one, end(asked) - one.started_at_ms)
    const left = siftStep(
      'Open at the end',
      all,
      (one) => leftOutBy(one.excluded) ?? (openAt([sampleOf(one)], end(asked)).length === 0 ? 'resolved' : null),
      row,
    )
    const [age = 'none'] = ages(left.kept.map(sampleOf), end(asked))
    return {
      steps: [
        step(
          'Open at some time in the period',
          all.map((one) => incidentRow(one)),
        ),
        left.step,
      ],
      sum: `${plural(left.kept.length, 'incident')}: ${age}`,
    }
  },
}
