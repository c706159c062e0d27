// The series of a metric: its number in each bucket of the period.
import type { Point } from '../../src-shared/contract/metrics.ts'
import type { ReadDb } from '../store/database.ts'
import { aggregated, isCount, isStatistic, openCounts, statistic } from './aggregate.ts'
import type { Asked, Meaning, Metric, Sample, Tally } from './metric.ts'
import { ordered, quantileOf, type Values } from './ordered.ts'
import { firstDeployment } from './query.ts'
import { deploymentTally } from './tallies.ts'

/** What a metric finds over a period: samples or, of a statistic, values in order. */
export interface Found {
  /** None where only values or counts are needed. */
  samples: readonly Sample[]
  values: Values | null
  /** What is counted; of a statistic or of what is open, nothing. */
  counts: Tally
  n: number
}

export function pointsOf(
  db: ReadDb,
  metric: Metric,
  { aggregate }: Meaning,
  asked: Asked,
  { samples, values, counts }: Found,
): Point[] {
  const { edges, now_ms } = asked
  const buckets = edges.slice(0, -1).map((from_ms, i) => {
    const to_ms = edges[i + 1] ?? asked.to_ms
    return { from_ms, to_ms, partial: from_ms < asked.from_ms || to_ms > Math.min(asked.to_ms, now_ms) }
  })
  if (isStatistic(aggregate)) {
    const inBucket = values?.buckets() ?? []
    return buckets.map(({ from_ms, to_ms, partial }, i) => {
      const found = inBucket[i] ?? ordered([])
      const spread = { p25: quantileOf(found, 0.25), p75: quantileOf(found, 0.75) }
      return { from_ms, to_ms, value: statistic(aggregate, found), n: found.length, ...spread, partial }
    })
  }
  // What is open is so in many buckets, and is counted at the end of each.
  const open = aggregate === 'open'
  const openAt = open ? openCounts(samples) : null
  const first = isCount(aggregate) && !open ? firstDeployment(db, asked) : null
  const failed = metric.id === 'deployment-frequency' ? failures(db, asked) : null
  return buckets.map(({ from_ms, to_ms, partial }) => {
    const opened = openAt?.(Math.min(to_ms, asked.to_ms, now_ms))
    // A count is 0 from the first known deployment on; before it, and after now, there is nothing to count.
    const observed = open ? samples.length > 0 && from_ms < now_ms : first !== null && to_ms > first && from_ms < now_ms
    const n = opened ?? counts.between(from_ms, to_ms).n
    const value = opened ?? aggregated(aggregate, counts, asked, { from_ms, to_ms })
    return {
      from_ms,
      to_ms,
      value: isCount(aggregate) ? (observed ? (value ?? 0) : null) : value,
      n,
      ...(failed === null ? {} : { failed: failed.between(from_ms, to_ms).n }),
      partial,
    }
  })
}

function failures(db: ReadDb, asked: Asked): Tally {
  return deploymentTally(db, asked, 'failed', (row) => (row.state === 'failed' ? 1 : null))
}
