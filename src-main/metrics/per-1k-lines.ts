// Counts per 1000 changed lines. Repositories are read without line counts, so these say what they are missing and never
// a number.
import type { Metric } from './metric.ts'

export function perThousandLines(id: string, group: 'issues' | 'incidents', title: string, noun: string): Metric {
  return {
    id,
    group,
    better: 'lower',
    meaning: () => ({
      title,
      sentence: `${noun} created in the period for every 1000 lines that its commits, merges apart, added or deleted.`,
      unit: 'count',
      aggregate: 'share',
    }),
    missing: () => 'How many lines a commit changed is not known: repositories are read without line counts.',
    samples: () => [],
    of: () => 'nothing',
    notes: () => [],
    working: () => ({ steps: [], sum: 'Line counts are missing.' }),
  }
}
