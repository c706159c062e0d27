// Statistics in words, as sentences and sums need them.
import { plural } from '../../src-shared/plural.ts'
import type { Aggregate } from '../../src-shared/contract/metrics.ts'

const words: Partial<Record<Aggregate, string>> = {
  median: 'Median',
  'lower median': 'Lower median',
  mean: 'Mean',
  'highest bucket median': 'Highest bucket’s median',
  'highest bucket mean': 'Highest bucket’s mean',
}

/** "Median", to begin a sentence. */
export function statisticOf(aggregate: Aggregate): string {
  return words[aggregate] ?? aggregate
}

/** "The median of 5 lead times.", or why there is none. */
export function statisticSum(aggregate: Aggregate, n: number, noun: string, missing = noun): string {
  const name = statisticOf(aggregate).toLowerCase()
  return n === 0 ? `No ${missing} is left, so there is no ${name}.` : `The ${name} of ${plural(n, noun)}.`
}
