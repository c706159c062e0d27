// Change fail rate: successful deployments that an incident is attributed to, out of all successful ones.
import { deploymentSteps } from './deployment-steps.ts'
import { type Metric, plural } from './metric.ts'
import { deploymentRow, noIncidents, sift, step, successes } from './query.ts'

export const changeFailRate: Metric = {
  id: 'change-fail-rate',
  title: 'Change fail rate',
  definition:
    'Successful deployments with at least one incident attributed to them, out of all successful deployments. Several incidents on one deployment are one failed deployment; a deployment that failed to roll out is not counted here.',
  unit: 'ratio',
  better: 'lower',
  aggregate: 'share',
  empty: null,
  missing: noIncidents,
  samples: (db, asked) => successes(db, asked).map((row) => ({ at_ms: row.at_ms, value: row.incidents > 0 ? 1 : 0 })),
  of: (samples) =>
    `${samples.filter((sample) => sample.value === 1).length} of ${plural(samples.length, 'deployment')}`,
  notes: () => [],

  working(db, asked) {
    const { steps, kept } = deploymentSteps(db, asked)
    const failed = sift(kept, (row) => (row.incidents > 0 ? null : 'no incident is attributed to it'))
    const rows = failed.kept.map((row) => deploymentRow(row, plural(row.incidents, 'incident')))
    const share = kept.length === 0 ? null : failed.kept.length / kept.length
    return {
      steps: [...steps, step('With an incident attributed to it', rows)],
      sum:
        share === null
          ? 'No deployment is left, so there is no rate.'
          : `${failed.kept.length} of ${plural(kept.length, 'deployment')} = ${(share * 100).toFixed(1)} %`,
    }
  },
}
