// How sure a median is: the percentile bootstrap, 1000 resamples, from a fixed seed, so that the same values always give
// the same interval.
import { ascending, quantile } from './series.ts'

const resamples = 1000

/** The range that holds the median of 95 % of resamples of `values`; null for fewer than two. */
export function medianInterval(values: readonly number[]): { from: number; to: number } | null {
  const n = values.length
  if (n < 2) return null
  const sorted = ascending(values)
  const random = mulberry32(n)
  const medians = Array.from({ length: resamples }, () => resampledMedian(sorted, random))
  const spread = ascending(medians)
  return { from: quantile(spread, 0.025) ?? 0, to: quantile(spread, 0.975) ?? 0 }
}

/**
 * The median of one resample, without drawing it: drawing n of n values by n uniform numbers u, each as sorted[n·u], and
 * taking the middle draws is taking the values at the middle u. The m-th smallest of n uniform numbers is Gamma(m) ÷
 * (Gamma(m) + Gamma(n + 1 − m)), so that a million values cost as little as ten.
 */
function resampledMedian(sorted: Float64Array, random: () => number): number {
  const n = sorted.length
  const m = Math.ceil(n / 2)
  const below = gamma(m, random)
  const u = below / (below + gamma(n + 1 - m, random))
  const at = (draw: number) => sorted[Math.min(n - 1, Math.floor(n * draw))] as number
  if (n % 2 === 1) return at(u)
  // The next larger u: the smallest of the n − m that lie above.
  const above = u + (1 - u) * (1 - random() ** (1 / (n - m)))
  return (at(u) + at(above)) / 2
}

/** A number of the gamma distribution of this shape, 1 or larger (Marsaglia and Tsang, 2000). */
function gamma(shape: number, random: () => number): number {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

/** Uniform numbers from 0 to below 1, always the same for one seed. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
