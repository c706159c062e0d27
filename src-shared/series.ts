// Statistics over numbers, each defined once for the whole app: metrics, tables, charts and tests use these.
import { assert } from './assert.ts'

/**
 * The quantile of ascending `sorted` values by linear interpolation between closest ranks (the usual spreadsheet
 * definition, Hyndman and Fan type 7). Null for no values.
 */
export function quantile(sorted: ArrayLike<number>, q: number): number | null {
  assert(q >= 0 && q <= 1, 'a quantile lies between 0 and 1')
  if (sorted.length === 0) return null
  const position = (sorted.length - 1) * q
  const low = sorted[Math.floor(position)]
  const high = sorted[Math.ceil(position)]
  assert(low !== undefined && high !== undefined, 'the position lies inside the values')
  return low + (high - low) * (position - Math.floor(position))
}

/** A sorted copy. Typed, because the plain sort compares numbers as text. */
export function ascending(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort()
}

/** The lower median of ascending values, sorted[(n − 1) div 2], as SQL dashboards take it. Null for no values. */
export function lowerMedian(sorted: ArrayLike<number>): number | null {
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null
}

/** The arithmetic mean; null for no values. */
export function mean(values: ArrayLike<number>): number | null {
  if (values.length === 0) return null
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] as number
  return sum / values.length
}

/** The index of the bucket that holds a value: the last edge that is not above it. `edges` ascend; -1 before the first. */
export function bucketOf(edges: ArrayLike<number>, value: number): number {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((edges[middle] as number) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

export interface Spread {
  median: number | null
  p75: number | null
  p90: number | null
  p95: number | null
}

/** Median and upper percentiles of unsorted values, rounded to whole milliseconds by the caller where they are times. */
export function spread(values: readonly number[]): Spread {
  const sorted = ascending(values)
  return {
    median: quantile(sorted, 0.5),
    p75: quantile(sorted, 0.75),
    p90: quantile(sorted, 0.9),
    p95: quantile(sorted, 0.95),
  }
}
