// Cycle time: how long an issue was in progress, summed over its changes of status, as far as they were told.
import { plural } from '../../src-shared/plural.ts'
import { issueRow, type IssueSample, issuesIn, noIssues } from './issues.ts'
import { type Metric, noted } from './metric.ts'
import { statisticSum } from './statistics.ts'
import { siftStep, step } from './working.ts'

/** Time in progress; null where it was never told to be. A change of status ends when the next one is. */
export function timeInProgress(history: string): number | null {
  const changes = (JSON.parse(history) as { status: string; at_ms: number }[]).toSorted((a, b) => a.at_ms - b.at_ms)
  let total: number | null = null
  changes.forEach(({ status, at_ms }, i) => {
    const next = changes[i + 1]
    if (status === 'in_progress' && next !== undefined) total = (total ?? 0) + next.at_ms - at_ms
  })
  return total
}

function whyNot(row: IssueSample): string | null {
  return timeInProgress(row.history) === null ? 'was never said to be in progress before it was done' : null
}

export const cycleTime: Metric = {
  id: 'cycle-time',
  group: 'issues',
  better: 'lower',
  meaning: () => ({
    title: 'Cycle time',
    sentence: 'Median time that issues resolved in the period spent in progress, summed over their changes of status.',
    unit: 'ms',
    aggregate: 'median',
  }),
  missing: (db) => noIssues(db, null),

  samples: (db, asked) =>
    issuesIn(db, asked, 'resolved_at_ms', null).flatMap((row) => {
      const value = timeInProgress(row.history)
      return value === null ? [] : [{ at_ms: row.resolved_at_ms ?? 0, value }]
    }),

  of: (samples) => `median of ${plural(samples.length, 'issue')}`,
  notes: (db, asked) =>
    noted(
      issuesIn(db, asked, 'resolved_at_ms', null).filter((row) => whyNot(row) !== null).length,
      'issue',
      'left out: never said to be in progress before it was done',
    ),

  working(db, asked) {
    const all = issuesIn(db, asked, 'resolved_at_ms', null)
    const row = (one: IssueSample) => issueRow(one, timeInProgress(one.history))
    const counting = siftStep('Which were in progress', all, whyNot, row)
    return {
      steps: [step('Issues resolved in the period', all.map(row)), counting.step],
      sum: statisticSum('median', counting.kept.length, 'issue'),
    }
  },
}
