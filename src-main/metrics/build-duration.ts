// Build duration: from a build's start to its end, whichever end it came to.
import { plural } from '../../src-shared/plural.ts'
import { buildRow, type BuildSample, buildsInPeriod, noBuilds } from './builds.ts'
import { type Metric, noted } from './metric.ts'
import { isFinished } from './query.ts'
import { statisticSum } from './statistics.ts'
import { siftStep, step } from './working.ts'

function duration({ started_at_ms, finished_at_ms }: BuildSample): number | null {
  return started_at_ms === null || finished_at_ms === null ? null : finished_at_ms - started_at_ms
}

function whyNot(row: BuildSample): string | null {
  if (!isFinished(row)) return 'not finished'
  const took = duration(row)
  if (took === null) return 'without a start or an end'
  return took < 0 ? 'finished before it started' : null
}

export const buildDuration: Metric = {
  id: 'build-duration',
  group: 'builds',
  better: 'lower',
  meaning: () => ({
    title: 'Build duration',
    sentence: 'Median time from start to end of the builds that ended in the period, whether they succeeded or not.',
    unit: 'ms',
    aggregate: 'median',
  }),
  missing: noBuilds,

  samples: (db, asked) =>
    buildsInPeriod(db, asked)
      .filter((row) => whyNot(row) === null)
      .map((row) => ({ at_ms: row.at_ms, value: duration(row) ?? 0 })),

  of: (samples) => `median of ${plural(samples.length, 'build')}`,
  notes: (db, asked) =>
    noted(
      buildsInPeriod(db, asked).filter((row) => isFinished(row) && whyNot(row) !== null).length,
      'build',
      'left out: without a start, or ended before it',
    ),

  working(db, asked) {
    const all = buildsInPeriod(db, asked)
    const counting = siftStep('Which count', all, whyNot, (row) => buildRow(row, duration(row)))
    return {
      steps: [
        step(
          'Builds in the period',
          all.map((row) => buildRow(row, duration(row))),
        ),
        counting.step,
      ],
      sum: statisticSum('median', counting.kept.length, 'build'),
    }
  },
}
