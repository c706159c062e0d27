// Deployment frequency: how often something is deployed, per week or day of the time there was something to observe, or
// the median of deployment days per week.
import { plural } from '../../src-shared/plural.ts'
import type { Definition } from '../../src-shared/definition.ts'
import { ascending, bucketOf, lowerMedian, quantile } from '../../src-shared/series.ts'
import { type Bucket, bucketStarts, day, startOfDay } from '../../src-shared/time.ts'
import type { ReadDb } from '../store/database.ts'
import { daysOf } from './aggregate.ts'
import { type Asked, type Meaning, type Metric, noted, type Tally } from './metric.ts'
import { type DeploymentFact, firstDeployment, noDeployments, sampleOf, successes } from './query.ts'
import { deploymentTally, tallyOf } from './tallies.ts'
import { deploymentRow, siftStep, successSteps } from './working.ts'

const daysMax = 400

/**
 * The time deployments are divided by. Observed: from the later of the period's start and the first known deployment, to
 * the earlier of its end and now, never less than a week. Otherwise whole days of the period, up to today.
 */
export function timeObserved(db: ReadDb, asked: Asked): { from_ms: number; to_ms: number } {
  const { definition, from_ms, to_ms, now_ms, zone } = asked
  if (definition.frequency_time === 'observed') {
    const from = Math.max(from_ms, firstDeployment(db, asked) ?? from_ms)
    return { from_ms: from, to_ms: Math.max(Math.min(to_ms, now_ms), from + 7 * day) }
  }
  const end = Math.min(to_ms, startOfDay(now_ms, zone, 1))
  // A period that lies ahead has no day yet: its own length is all there is.
  const to = end > from_ms ? end : to_ms
  const earliest = definition.frequency_time === 'last 400 days' ? startOfDay(to - 1, zone, 1 - daysMax) : from_ms
  return { from_ms: Math.max(from_ms, earliest), to_ms: to }
}

/** Days with a deployment, per week, month or quarter that the time observed touches. Cut ones count as whole ones. */
export function daysPer(db: ReadDb, asked: Asked, deployments: Tally, bucket: Bucket): number[] {
  const { from_ms, to_ms } = timeObserved(db, asked)
  const starts = bucketStarts(from_ms, to_ms, bucket, asked.zone, asked.weekStart)
  const counts = starts.map(() => 0)
  for (const start of daysOf(deployments, asked, from_ms, to_ms)) {
    const at = bucketOf(starts, Math.max(start, from_ms))
    counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}

/** What is divided by what: deployments, and days. */
function quotient(db: ReadDb, asked: Asked, deployments: Tally): { n: number; days: number } {
  const { from_ms, to_ms } = timeObserved(db, asked)
  // Observed, a deployment dated ahead of now counts although its time has not come.
  if (asked.definition.frequency_time === 'observed') return { n: deployments.whole.n, days: (to_ms - from_ms) / day }
  const days = bucketStarts(from_ms, to_ms, 'day', asked.zone).length
  return { n: deployments.between(from_ms, to_ms).n, days }
}

function valueOf(db: ReadDb, asked: Asked, deployments: Tally): number {
  const { frequency, frequency_median } = asked.definition
  if (frequency === 'deployment days per week') {
    const weeks = ascending(daysPer(db, asked, deployments, 'week'))
    return (frequency_median === 'median' ? quantile(weeks, 0.5) : lowerMedian(weeks)) ?? 0
  }
  const { n, days } = quotient(db, asked, deployments)
  return frequency === 'deployments per day' ? n / days : n / (days / 7)
}

function whyNotCounted({ kind }: DeploymentFact, { rollbacks, hotfixes }: Definition): string | null {
  if (kind === 'rollback' && !rollbacks) return 'a rollback'
  return kind === 'hotfix' && !hotfixes ? 'a hotfix' : null
}

const units = {
  'deployments per week': 'per week',
  'deployments per day': 'per day',
  'deployment days per week': 'days per week',
} as const

const times = {
  observed: 'from the first known deployment or the start of the period to its end or now',
  period: 'over all days of the period up to today',
  'last 400 days': 'over all days of the period up to today, at most the last 400',
}

function meaning(definition: Definition): Meaning {
  const { frequency, frequency_median, frequency_time, rollbacks, hotfixes } = definition
  const counted =
    frequency === 'deployment days per week'
      ? `${frequency_median === 'median' ? 'Median' : 'Lower median'} over weeks of the days with a successful deployment`
      : `Successful ${frequency}`
  const kinds =
    rollbacks === hotfixes
      ? `Rollbacks and hotfixes ${rollbacks ? '' : 'do not '}count`
      : rollbacks
        ? 'Rollbacks count, hotfixes do not'
        : 'Hotfixes count, rollbacks do not'
  const failed = rollbacks && hotfixes ? 'failed and cancelled ones do not' : 'nor do failed and cancelled ones'
  return {
    title: 'Deployment frequency',
    sentence: `${counted}, ${times[frequency_time]}. ${kinds}; ${failed}.`,
    unit: units[frequency],
    aggregate: 'count',
  }
}

/** Successful deployments of the kinds that count, or of those that do not. */
function counted(db: ReadDb, asked: Asked, counting: boolean): Tally {
  const { rollbacks, hotfixes } = asked.definition
  const name = JSON.stringify(['succeeded', rollbacks, hotfixes, counting])
  return deploymentTally(db, asked, name, (row) =>
    row.state === 'succeeded' && (whyNotCounted(row, asked.definition) === null) === counting ? 1 : null,
  )
}

export const deploymentFrequency: Metric = {
  id: 'deployment-frequency',
  group: 'dora',
  better: 'higher',
  meaning,
  missing: noDeployments,

  samples: (db, asked) =>
    successes(db, asked)
      .filter((row) => whyNotCounted(row, asked.definition) === null)
      .map((row) => sampleOf(row)),

  counts: (db, asked) => counted(db, asked, true),
  value: (db, asked, _, counts) => valueOf(db, asked, counts),
  of: (_, __, n) => plural(n, 'deployment'),

  notes(db, asked) {
    const failed = deploymentTally(db, asked, 'failed', (row) => (row.state === 'failed' ? 1 : null)).whole.n
    const kinds = counted(db, asked, false).whole.n
    return [
      ...noted(failed, 'more deployment', 'failed to roll out'),
      ...noted(kinds, 'more deployment', 'left out: a rollback or a hotfix'),
    ]
  },

  working(db, asked) {
    const { steps, kept: succeeded } = successSteps(db, asked)
    const kinds = siftStep(
      'Of the kinds that count',
      succeeded,
      (row) => whyNotCounted(row, asked.definition),
      deploymentRow,
    )
    const { rollbacks, hotfixes } = asked.definition
    return {
      steps: rollbacks && hotfixes ? steps : [...steps, kinds.step],
      sum: sumOf(
        db,
        asked,
        tallyOf(
          kinds.kept.map((row) => ({ at_ms: row.at_ms, value: 1 })),
          asked,
        ),
      ),
    }
  },
}

function sumOf(db: ReadDb, asked: Asked, deployments: Tally): string {
  if (deployments.whole.n === 0) return 'No deployment is left, so there is no frequency.'
  const value = valueOf(db, asked, deployments)
  const { frequency, frequency_median } = asked.definition
  if (frequency === 'deployment days per week') {
    const weeks = daysPer(db, asked, deployments, 'week')
    return `${plural(
      weeks.reduce((sum, days) => sum + days, 0),
      'day',
    )} with a deployment in ${plural(weeks.length, 'week')}; sorted: ${weeks.toSorted((a, b) => a - b).join(', ')}; the ${frequency_median} is ${value}`
  }
  const { n, days } = quotient(db, asked, deployments)
  const perDay = frequency === 'deployments per day'
  const observed =
    asked.definition.frequency_time === 'observed' ? `${days.toFixed(2)} days observed` : plural(days, 'day')
  return `${plural(n, 'deployment')} ÷ ${observed}${perDay ? '' : ' × 7'} = ${value.toFixed(2)} ${units[frequency]}`
}
