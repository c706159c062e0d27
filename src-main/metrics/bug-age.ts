// Bug age: how long bugs were open, by when they were resolved; those still open stand apart.
import { plural } from '../../src-shared/plural.ts'
import { ageNotes, issueRow, issuesIn, issueTime, issueTimes, noIssues, openSince, whyNoTime } from './issues.ts'
import { type Metric } from './metric.ts'
import { statisticSum } from './statistics.ts'
import { siftStep, step } from './working.ts'

const kind = 'bug'

export const bugAge: Metric = {
  id: 'bug-age',
  group: 'issues',
  better: 'lower',
  meaning: () => ({
    title: 'Bug age',
    sentence:
      'Median time from creation to resolution of issues of the kind "bug", by when they were resolved. Open ones stand apart.',
    unit: 'ms',
    aggregate: 'median',
  }),
  missing: (db) => noIssues(db, kind),
  samples: (db, asked) => issueTimes(db, asked, kind),
  of: (samples) => `median of ${plural(samples.length, 'bug')}`,
  notes: (db, asked, samples) =>
    ageNotes(
      samples.map((sample) => sample.value),
      openSince(db, asked, kind),
      asked.now_ms,
    ),

  working(db, asked) {
    const all = issuesIn(db, asked, 'resolved_at_ms', kind)
    const counting = siftStep('Which count', all, whyNoTime, (row) => issueRow(row, issueTime(row)))
    return {
      steps: [
        step(
          'Bugs resolved in the period',
          all.map((row) => issueRow(row, issueTime(row))),
        ),
        counting.step,
      ],
      sum: statisticSum('median', counting.kept.length, 'bug'),
    }
  },
}
