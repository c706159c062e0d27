// From samples to numbers: over a bucket, over the period, and how many things that is. Empty is null, never 0; only what
// is counted or open is 0 where there is none of it.
import type { Aggregate } from '../../src-shared/contract/metrics.ts'
import { bucketOf } from '../../src-shared/series.ts'
import { bucketStarts } from '../../src-shared/time.ts'
import { type Asked, once, type Sample } from './metric.ts'
import { lowerMedianOf, meanOf, type Ordered, ordered, quantileOf, type Values } from './ordered.ts'

/** Whether an empty bucket is 0 rather than a gap. */
export function isCount(aggregate: Aggregate): boolean {
  return aggregate === 'count' || aggregate === 'days' || aggregate === 'open'
}

/** Whether its percentiles say something: it is a statistic of durations or sizes. */
export function isStatistic(aggregate: Aggregate): boolean {
  return !isCount(aggregate) && aggregate !== 'share'
}

/** How many things the samples of an aggregate are: of a share those below the line, else all. */
export function countFor(aggregate: Aggregate, samples: readonly Sample[]): number {
  return aggregate === 'share' ? countOf(samples) : samples.length
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

/** The values of samples in order, over the period and by bucket. */
export function valuesOf(samples: readonly Sample[], { edges }: Asked): Values {
  const lists = split(samples, edges).map((bucket) => ascending(bucket, (sample) => sample.value))
  return { whole: ordered(lists), buckets: () => lists.map((list) => ordered([list])) }
}

/** A number of each, ascending. By hand: `from` with a function takes ten times as long. */
function ascending(samples: readonly Sample[], number: (sample: Sample) => number): Float64Array {
  const numbers = new Float64Array(samples.length)
  for (let i = 0; i < numbers.length; i++) numbers[i] = number(samples[i] as Sample)
  return numbers.sort()
}

/** One number of what is counted or shared, in one bucket or in all; null where there is nothing. */
export function aggregated(aggregate: Aggregate, samples: readonly Sample[], asked: Asked): number | null {
  const n = countFor(aggregate, samples)
  if (n === 0) return null
  if (aggregate === 'share') return above(samples) / n
  return aggregate === 'days' ? daysOf(samples, asked).length : n
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

/** Samples by bucket. All of them lie within the edges. Most come in order of time, and are taken by the run. */
export function split(samples: readonly Sample[], edges: readonly number[]): Sample[][] {
  const buckets: Sample[][] = edges.slice(0, -1).map(() => [])
  for (let from = 0; from < samples.length;) {
    const at = bucketOf(edges, samples[from]?.at_ms ?? 0)
    const begin = edges[at] ?? -Infinity
    const end = edges[at + 1] ?? Infinity
    let to = from + 1
    for (; to < samples.length; to++) {
      const ms = samples[to]?.at_ms ?? 0
      if (ms < begin || ms >= end) break
    }
    const run = samples.slice(from, to)
    const bucket = buckets[at]
    if (bucket?.length === 0) buckets[at] = run
    else for (const sample of run) bucket?.push(sample)
    from = to
  }
  return buckets
}

/** Where each day on which something happened begins, in order. */
export function daysOf(samples: readonly Sample[], asked: Asked): number[] {
  const { from_ms, to_ms, zone } = asked
  const starts = once(asked, 'days', () => bucketStarts(from_ms, to_ms, 'day', zone))
  const days = new Set<number>()
  let day = -1
  for (const { at_ms } of samples) {
    if (at_ms >= (starts[day] ?? Infinity) && at_ms < (starts[day + 1] ?? Infinity)) continue
    day = bucketOf(starts, at_ms)
    days.add(day)
  }
  return [...days].sort((x, y) => x - y).flatMap((i) => starts[i] ?? [])
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
