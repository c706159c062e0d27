// Deployment days: on how many days something was deployed, however often on each.
import { plural } from '../../src-shared/plural.ts'
import { daysOf } from './aggregate.ts'
import { type Metric } from './metric.ts'
import { noDeployments, sampleOf, successes } from './query.ts'
import { deploymentTally, tallyOf } from './tallies.ts'
import { successSteps } from './working.ts'

export const deploymentDays: Metric = {
  id: 'deployment-days',
  group: 'deployments',
  better: 'higher',
  meaning: () => ({
    title: 'Deployment days',
    sentence: 'Days of the period, in its time zone, with at least one successful deployment.',
    unit: 'days',
    aggregate: 'days',
  }),
  missing: noDeployments,
  samples: (db, asked) => successes(db, asked).map((row) => sampleOf(row)),
  counts: (db, asked) => deploymentTally(db, asked, 'succeeded', (row) => (row.state === 'succeeded' ? 1 : null)),
  of: (_, __, n) => `with ${plural(n, 'deployment')}`,
  notes: () => [],

  working(db, asked) {
    const { steps, kept } = successSteps(db, asked)
    const at = kept.map((row) => ({ at_ms: row.at_ms, value: 1 }))
    const days = daysOf(tallyOf(at, asked), asked).length
    return { steps, sum: `${plural(kept.length, 'deployment')} on ${plural(days, 'day')}` }
  },
}
