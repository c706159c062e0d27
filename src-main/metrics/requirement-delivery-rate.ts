// Requirement delivery rate: of the requirements created in the period, how many are done by now.
import { plural } from '../../src-shared/plural.ts'
import { above, countOf } from './aggregate.ts'
import { issueRow, issuesIn, noIssues } from './issues.ts'
import { type Metric } from './metric.ts'
import { rateSum, step } from './working.ts'

const kind = 'requirement'

export const requirementDeliveryRate: Metric = {
  id: 'requirement-delivery-rate',
  group: 'issues',
  better: 'higher',
  meaning: () => ({
    title: 'Requirement delivery rate',
    sentence: 'Issues of the kind "requirement" that are done by now, out of all that were created in the period.',
    unit: 'ratio',
    aggregate: 'share',
  }),
  missing: (db) => noIssues(db, kind),

  samples: (db, asked) =>
    issuesIn(db, asked, 'created_at_ms', kind).map((row) => ({
      at_ms: row.created_at_ms,
      value: row.status === 'done' ? 1 : 0,
    })),

  of: (samples) => `${above(samples)} of ${plural(countOf(samples), 'requirement')}`,
  notes: () => [],

  working(db, asked) {
    const all = issuesIn(db, asked, 'created_at_ms', kind)
    const done = all.filter((row) => row.status === 'done')
    return {
      steps: [
        step(
          'Requirements created in the period',
          all.map((row) => issueRow(row, null, row.status)),
        ),
        step(
          'Done by now',
          done.map((row) => issueRow(row, null, row.status)),
        ),
      ],
      sum: rateSum(done.length, all.length, 'requirement'),
    }
  },
}
