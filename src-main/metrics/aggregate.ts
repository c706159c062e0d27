// From samples to numbers: over a bucket, over the period, and how many things that is. Empty is null, never 0; only what
// is counted or open is 0 where there is none of it.
import type { Aggregate } from '../../src-shared/contract/metrics.ts'
import { bucketOf } from '../../src-shared/series.ts'
import { bucketStarts } from '../../src-shared/time.ts'
import { type Asked, once, type Sample, type Tally } from './metric.ts'
import { lowerMedianOf, meanOf, type Ordered, ordered, quantileOf, type Values } from './ordered.ts'

/** Whether an empty bucket is 0 rather than a gap. */
export function isCount(aggregate: Aggregate): boolean {
  return aggregate === 'count' || aggregate === 'days' || aggregate === 'open'
}

/** Whether its percentiles say something: it is a statistic of durations or sizes. */
export function isStatistic(aggregate: Aggregate): boolean {
  return !isCount(aggregate) && aggregate !== 'share'
}

/** How many are below the line of a share. */
export function countOf(samples: readonly Sample[]): number {
  let n = 0
  for (const { base } of samples) n += base ?? 1
  return n
}

/** How many of them are above the line of a share. */
export function above(samples: readonly Sample[]): number {
  let n = 0
  for (const { value } of samples) n += value
  return n
}

/** A statistic of values in order, "highest" ones within a bucket. */
export function statistic(aggregate: Aggregate, values: Ordered): number | null {
  switch (aggregate) {
    case 'lower median':
      return lowerMedianOf(values)
    case 'mean':
    case 'highest bucket mean':
      return meanOf(values)
    default:
      return quantileOf(values, 0.5)
  }
}

/** The values of samples in order, over the period and by bucket. All of them lie within the edges. */
export function valuesOf(samples: readonly Sample[], { edges }: Asked): Values {
  // By hand: `from` with a function takes ten times as long.
  const { length } = samples
  const bucket = new Int32Array(length)
  const ends = new Int32Array(edges.length)
  for (let i = 0; i < length; i++) {
    const at = bucketOf(edges, (samples[i] as Sample).at_ms)
    bucket[i] = at
    ends[at + 1] = (ends[at + 1] as number) + 1
  }
  for (let i = 1; i < ends.length; i++) ends[i] = (ends[i] as number) + (ends[i - 1] as number)
  const values = new Float64Array(length)
  const next = ends.slice()
  for (let i = 0; i < length; i++) {
    const at = bucket[i] as number
    const place = next[at] as number
    values[place] = (samples[i] as Sample).value
    next[at] = place + 1
  }
  const lists = edges.slice(0, -1).map((_, i) => values.subarray(ends[i], ends[i + 1]).sort())
  const buckets = lists.map((list) => ordered([list]))
  return { whole: ordered(lists), buckets: () => buckets }
}

/** A number of each, ascending. By hand: `from` with a function takes ten times as long. */
function ascending(samples: readonly Sample[], number: (sample: Sample) => number): Float64Array {
  const numbers = new Float64Array(samples.length)
  for (let i = 0; i < numbers.length; i++) numbers[i] = number(samples[i] as Sample)
  return numbers.sort()
}

/** One number of what is counted or shared, between two moments; null where there is nothing. */
export function aggregated(
  aggregate: Aggregate,
  counts: Tally,
  asked: Asked,
  { from_ms, to_ms }: Pick<Asked, 'from_ms' | 'to_ms'> = asked,
): number | null {
  const { n, above } = counts.between(from_ms, to_ms)
  if (n === 0) return null
  if (aggregate === 'share') return above / n
  return aggregate === 'days' ? daysOf(counts, asked, from_ms, to_ms).length : n
}

/** A statistic over the period; null where there are no values. */
export function overPeriod(aggregate: Aggregate, { whole, buckets }: Values): number | null {
  if (aggregate !== 'highest bucket median' && aggregate !== 'highest bucket mean') return statistic(aggregate, whole)
  let highest: number | null = null
  for (const bucket of buckets()) {
    const value = statistic(aggregate, bucket)
    if (value !== null && (highest === null || value > highest)) highest = value
  }
  return highest
}

/** Where each day begins on which something happened between two moments, in order. */
export function daysOf(counts: Tally, asked: Asked, from_ms = asked.from_ms, to_ms = asked.to_ms): number[] {
  const starts = once(asked, 'days', () => bucketStarts(asked.from_ms, asked.to_ms, 'day', asked.zone))
  return starts.filter((start, i) => {
    const end = starts[i + 1] ?? asked.to_ms
    return end > from_ms && start < to_ms && counts.between(Math.max(start, from_ms), Math.min(end, to_ms)).n > 0
  })
}

/** Those open at a moment. */
export function openAt(samples: readonly Sample[], ms: number): Sample[] {
  return samples.filter(({ at_ms, until_ms }) => at_ms < ms && (until_ms == null || until_ms >= ms))
}

/** How many are open, by moment. */
export function openCounts(samples: readonly Sample[]): (ms: number) => number {
  const began = ascending(samples, ({ at_ms }) => at_ms)
  const ended = ascending(samples, ({ at_ms, until_ms }) => Math.max(at_ms, until_ms ?? Infinity))
  // Strictly before: times are whole milliseconds.
  return (ms) => bucketOf(began, ms - 1) - bucketOf(ended, ms - 1)
}
