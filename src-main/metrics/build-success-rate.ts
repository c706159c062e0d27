// Build success rate: of the builds that came to an end, how many succeeded.
import { plural } from '../../src-shared/plural.ts'
import { above, countOf } from './aggregate.ts'
import { buildRow, type BuildSample, buildsInPeriod, noBuilds } from './builds.ts'
import { type Metric, noted } from './metric.ts'
import { rateSum, siftStep, step, whyNotSucceeded } from './working.ts'

function whyNot(row: BuildSample): string | null {
  return row.state === 'failed' ? null : whyNotSucceeded(row)
}

export const buildSuccessRate: Metric = {
  id: 'build-success-rate',
  group: 'builds',
  better: 'higher',
  meaning: () => ({
    title: 'Build success rate',
    sentence: 'Builds that succeeded, out of those that succeeded or failed. Cancelled ones are neither.',
    unit: 'ratio',
    aggregate: 'share',
  }),
  missing: noBuilds,

  samples: (db, asked) =>
    buildsInPeriod(db, asked)
      .filter((row) => whyNot(row) === null)
      .map((row) => ({ at_ms: row.at_ms, value: row.state === 'succeeded' ? 1 : 0 })),

  of: (samples) => `${above(samples)} of ${plural(countOf(samples), 'build')}`,
  notes: (db, asked) =>
    noted(buildsInPeriod(db, asked).filter((row) => row.state === 'aborted').length, 'build', 'cancelled'),

  working(db, asked) {
    const all = buildsInPeriod(db, asked)
    const ended = siftStep('Succeeded or failed', all, whyNot, buildRow)
    const succeeded = ended.kept.filter((row) => row.state === 'succeeded')
    return {
      steps: [
        step(
          'Builds in the period',
          all.map((row) => buildRow(row)),
        ),
        ended.step,
        step(
          'Succeeded',
          succeeded.map((row) => buildRow(row)),
        ),
      ],
      sum: rateSum(succeeded.length, ended.kept.length, 'build'),
    }
  },
}
