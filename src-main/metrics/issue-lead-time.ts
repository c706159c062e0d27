// Issue lead time: from an issue's creation to the last time it was done.
import { plural } from '../../src-shared/plural.ts'
import { issueRow, issuesIn, issueTime, issueTimes, noIssues, whyNoTime } from './issues.ts'
import { type Metric } from './metric.ts'
import { statisticSum } from './statistics.ts'
import { siftStep, step } from './working.ts'

export const issueLeadTime: Metric = {
  id: 'issue-lead-time',
  group: 'issues',
  better: 'lower',
  meaning: () => ({
    title: 'Issue lead time',
    sentence:
      'Median time from creation to resolution of issues of every kind but incidents, by when they were last done.',
    unit: 'ms',
    aggregate: 'median',
  }),
  missing: (db) => noIssues(db, null),
  samples: (db, asked) => issueTimes(db, asked, null),
  of: (samples) => `median of ${plural(samples.length, 'issue')}`,
  notes: () => [],

  working(db, asked) {
    const all = issuesIn(db, asked, 'resolved_at_ms', null)
    const counting = siftStep('Which count', all, whyNoTime, (row) => issueRow(row, issueTime(row)))
    return {
      steps: [
        step(
          'Issues resolved in the period',
          all.map((row) => issueRow(row, issueTime(row))),
        ),
        counting.step,
      ],
      sum: statisticSum('median', counting.kept.length, 'issue'),
    }
  },
}
