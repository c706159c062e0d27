// Deployment frequency: successful deployments per week of the time there was something to observe.
import { day } from '../../src-shared/time.ts'
import type { ReadDb } from '../store/database.ts'
import { deploymentSteps } from './deployment-steps.ts'
import { type Asked, type Metric, plural } from './metric.ts'
import { deploymentsInPeriod, firstDeployment, noDeployments, successes } from './query.ts'

/**
 * Weeks observed: from the later of the period's start and the first known deployment, to the earlier of its end and
 * now, never less than one week.
 */
export function weeksObserved(db: ReadDb, asked: Asked): number {
  const first = firstDeployment(db, asked) ?? asked.from_ms
  const from = Math.max(asked.from_ms, first)
  const to = Math.min(asked.to_ms, asked.now_ms)
  return Math.max(to - from, 7 * day) / (7 * day)
}

export const deploymentFrequency: Metric = {
  id: 'deployment-frequency',
  title: 'Deployment frequency',
  definition:
    'Successful deployments per week, from the first known deployment or the start of the period to its end or now. Rollbacks and hotfixes count; failed and cancelled ones do not.',
  unit: 'per week',
  better: 'higher',
  aggregate: 'per week',
  empty: 0,
  missing: noDeployments,
  samples: (db, asked) => successes(db, asked).map((row) => ({ at_ms: row.at_ms, value: 1 })),
  of: (samples) => plural(samples.length, 'deployment'),

  notes(db, asked) {
    const failed = deploymentsInPeriod(db, asked, asked.scope.environments).filter(
      (row) => row.state === 'failed',
    ).length
    return failed === 0 ? [] : [`${plural(failed, 'more deployment')} failed to roll out`]
  },

  working(db, asked) {
    const { steps, kept } = deploymentSteps(db, asked)
    const weeks = weeksObserved(db, asked)
    const n = kept.length
    const sum =
      n === 0
        ? 'No deployment is left, so there is no frequency.'
        : `${plural(n, 'deployment')} ÷ ${(weeks * 7).toFixed(2)} days observed × 7 = ${(n / weeks).toFixed(2)} per week`
    return { steps, sum }
  },
}
