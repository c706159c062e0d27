// From samples to numbers: over a bucket, over the period, and how many things that is. Empty is null, never 0; only what
// is counted or open is 0 where there is none of it.
import type { Aggregate } from '../../src-shared/contract/metrics.ts'
import { bucketOf } from '../../src-shared/series.ts'
import { bucketStarts } from '../../src-shared/time.ts'
import type { Asked, Sample } from './metric.ts'
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
  return {
    whole: inOrder(samples),
    buckets: () => split(samples, edges).map(inOrder),
  }
}

function inOrder(samples: readonly Sample[]): Ordered {
  const values = new Float64Array(samples.length)
  samples.forEach((sample, i) => (values[i] = sample.value))
  return ordered([values.sort()])
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

/** Samples by bucket. All of them lie within the edges. */
export function split(samples: readonly Sample[], edges: readonly number[]): Sample[][] {
  const buckets: Sample[][] = edges.slice(0, -1).map(() => [])
  for (const sample of samples) buckets[bucketOf(edges, sample.at_ms)]?.push(sample)
  return buckets
}

/** Where each day on which something happened begins, in order. */
export function daysOf(samples: readonly Sample[], { from_ms, to_ms, zone }: Asked): number[] {
  const starts = bucketStarts(from_ms, to_ms, 'day', zone)
  const days = new Set(samples.map((sample) => bucketOf(starts, sample.at_ms)))
  return starts.filter((_, i) => days.has(i))
}

/** Those open at a moment. */
export function openAt(samples: readonly Sample[], ms: number): Sample[] {
  return samples.filter(({ at_ms, until_ms }) => at_ms < ms && (until_ms == null || until_ms >= ms))
}
