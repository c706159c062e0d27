// Failed rollouts: deployments that never got there. Not a failed change, which did and then hurt.
import { plural } from '../../src-shared/plural.ts'
import { type Metric, noted } from './metric.ts'
import { deploymentsInPeriod, type DeploymentFact, noDeployments, sampleOf } from './query.ts'
import { deploymentTally } from './tallies.ts'
import { chosenSteps, deploymentRow, rateSum, siftStep, step, whyNotSucceeded } from './working.ts'

function whyNot(row: DeploymentFact): string | null {
  return row.state === 'failed' ? null : whyNotSucceeded(row)
}

export const failedRollouts: Metric = {
  id: 'failed-rollouts',
  group: 'deployments',
  better: 'lower',
  meaning: () => ({
    title: 'Failed rollouts',
    sentence: 'Deployments that failed to roll out, out of those that succeeded or failed. Cancelled ones are neither.',
    unit: 'ratio',
    aggregate: 'share',
  }),
  missing: noDeployments,

  samples: (db, asked) =>
    deploymentsInPeriod(db, asked)
      .filter((row) => whyNot(row) === null)
      .map((row) => sampleOf(row, row.state === 'failed' ? 1 : 0)),

  counts: (db, asked) =>
    deploymentTally(db, asked, 'failed of ended', (row) =>
      whyNot(row) === null ? (row.state === 'failed' ? 1 : 0) : null,
    ),

  of: (_, __, n, above) => `${above} of ${plural(n, 'deployment')}`,

  notes: (db, asked) =>
    noted(
      deploymentTally(db, asked, 'cancelled', (row) => (row.state === 'aborted' ? 1 : null)).whole.n,
      'deployment',
      'cancelled',
    ),

  working(db, asked) {
    const { steps, kept: chosen } = chosenSteps(db, asked)
    const ended = siftStep('Succeeded or failed', chosen, whyNot, deploymentRow)
    const failed = ended.kept.filter((row) => row.state === 'failed')
    return {
      steps: [
        ...steps,
        ended.step,
        step(
          'Failed to roll out',
          failed.map((row) => deploymentRow(row)),
        ),
      ],
      sum: rateSum(failed.length, ended.kept.length, 'deployment'),
    }
  },
}
