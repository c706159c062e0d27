// What a metric is: a query that yields samples, and how samples become one number. One file each; run.ts does the rest.
import type { State, Step, Unit } from '../../src-shared/contract/metrics.ts'
import type { ReadDb } from '../store/database.ts'
import type { Scope } from '../store/systems.ts'

/** What is asked: which systems and environments, between which moments. */
export interface Asked {
  /** System ids, or null for all. */
  systems: number[] | null
  scope: Scope
  from_ms: number
  /** Exclusive. */
  to_ms: number
  now_ms: number
}

/** One thing that counts, at the moment that decides its bucket. */
export interface Sample {
  at_ms: number
  /** A duration in ms, or 1 and 0 for yes and no; 1 where things are only counted. */
  value: number
}

/** How samples become a number: how many per week, their median, or the share of ones. */
export type Aggregate = 'per week' | 'median' | 'share'

export interface Metric {
  id: string
  title: string
  /** How it is calculated here, in one sentence. */
  definition: string
  unit: Unit
  better: 'higher' | 'lower'
  aggregate: Aggregate
  /** What an empty bucket means: 0 for a count, a gap for a duration or a rate. */
  empty: 0 | null
  /** Null when the metric can be computed here at all; else why not and what to do. */
  missing(db: ReadDb, asked: Asked): string | null
  samples(db: ReadDb, asked: Asked): Sample[]
  /** What the value is made of: "median of 198 changes". */
  of(samples: readonly Sample[]): string
  /** Further facts a reader needs beside the number. */
  notes(db: ReadDb, asked: Asked, samples: readonly Sample[]): string[]
  working(db: ReadDb, asked: Asked): { steps: Step[]; sum: string }
}

/** Fewer than this and the value is shown without a level. */
export const tooFew = 5

export function stateOf(missing: string | null, n: number): State {
  if (missing !== null) return 'not-connected'
  if (n === 0) return 'empty'
  return n < tooFew ? 'too-few' : 'ok'
}

export function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
