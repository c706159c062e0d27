// Requirement granularity: how large requirements are, in story points. One without points is missing, not 0.
import { plural } from '../../src-shared/plural.ts'
import { issueRow, issuesIn, noIssues } from './issues.ts'
import { type Metric, noted } from './metric.ts'
import { statisticSum } from './statistics.ts'
import { siftStep, step } from './working.ts'

const kind = 'requirement'

export const requirementGranularity: Metric = {
  id: 'requirement-granularity',
  group: 'issues',
  better: 'neither',
  meaning: () => ({
    title: 'Requirement granularity',
    sentence:
      'Mean story points of issues of the kind "requirement" created in the period; those without points are left out.',
    unit: 'points',
    aggregate: 'mean',
  }),
  missing: (db) => noIssues(db, kind),

  samples: (db, asked) =>
    issuesIn(db, asked, 'created_at_ms', kind).flatMap((row) =>
      row.story_points === null ? [] : [{ at_ms: row.created_at_ms, value: row.story_points }],
    ),

  of: (samples) => `mean of ${plural(samples.length, 'requirement')}`,
  notes: (db, asked) =>
    noted(
      issuesIn(db, asked, 'created_at_ms', kind).filter((row) => row.story_points === null).length,
      'requirement',
      'left out: without story points',
    ),

  working(db, asked) {
    const all = issuesIn(db, asked, 'created_at_ms', kind)
    const pointed = siftStep(
      'With story points',
      all,
      (row) => (row.story_points === null ? 'without story points' : null),
      (row) => issueRow(row, row.story_points),
    )
    return {
      steps: [
        step(
          'Requirements created in the period',
          all.map((row) => issueRow(row, row.story_points)),
        ),
        pointed.step,
      ],
      sum: statisticSum('mean', pointed.kept.length, 'requirement'),
    }
  },
}
