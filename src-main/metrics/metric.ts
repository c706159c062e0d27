// What a metric is: a query that yields samples, and how samples become one number. One file each; run.ts does the rest.
// Everything it says of itself it reads from the definition it is asked under.
import { plural } from '../../src-shared/plural.ts'
import type { Aggregate, Group, Split, State, Step, Unit } from '../../src-shared/contract/metrics.ts'
import type { Definition } from '../../src-shared/definition.ts'
import type { ReadDb } from '../store/database.ts'
import { recent, untilChanged } from '../store/unchanged.ts'
import type { Scope } from '../store/systems.ts'
import type { Values } from './ordered.ts'

/** What is asked: which systems and environments, between which moments, under which definition. */
export interface Asked {
  /** System ids, or null for all. */
  systems: number[] | null
  scope: Scope
  from_ms: number
  /** Exclusive. */
  to_ms: number
  now_ms: number
  zone: string
  /** 1 for Monday to 7 for Sunday. */
  weekStart: number
  /** Where buckets begin, and where the last one ends. */
  edges: number[]
  definition: Definition
  /** Rows read for one metric, kept for the next. */
  memo: Map<string, unknown>
}

/** What was read under this name for the same question, or reads it now. */
export function once<T>(asked: Asked, name: string, read: () => T): T {
  if (!asked.memo.has(name)) asked.memo.set(name, read())
  return asked.memo.get(name) as T
}

/** Answers of a question or three, for both of its periods: some are large. */
const answersMax = 24

/**
 * What was made under this name for the same systems, environments, period and definition since the file last changed, or
 * makes it now. Nothing of it may depend on the time of asking.
 */
export function onceUntilChanged<T>(db: ReadDb, asked: Asked, name: string, make: () => T): T {
  const { systems, scope, from_ms, to_ms, zone, weekStart, edges, definition } = asked
  // The other edges follow from these.
  const buckets = [zone, weekStart, edges.length, edges[0], edges[1]]
  const answers = untilChanged(db, 'answers', () => new Map<string, T>())
  return recent(answers, answersMax, JSON.stringify([name, systems, scope, from_ms, to_ms, buckets, definition]), make)
}

/** How many there are, or what is below the line of a share; and how much of it is above. */
export interface Count {
  n: number
  above: number
}

export interface Tally {
  /** Of the period. */
  whole: Count
  /** Between two moments of the period, the second exclusive. */
  between(from_ms: number, to_ms: number): Count
}

/** One thing that counts, at the moment that decides its bucket. */
export interface Sample {
  at_ms: number
  /** A duration in ms or a size; of a share, what it adds above the line; 1 where things are only counted. */
  value: number
  /** Of a share, what it adds below the line. Absent: 1. */
  base?: number
  /** Of what is open, when it was no more; null for not yet. */
  until_ms?: number | null
}

/** What a metric is under a definition. */
export interface Meaning {
  title: string
  /** How it is calculated, in one sentence. */
  sentence: string
  unit: Unit
  aggregate: Aggregate
}

export interface Metric {
  id: string
  group: Group
  better: 'higher' | 'lower' | 'neither'
  meaning(definition: Definition): Meaning
  /** Null when the metric can be computed here at all; else why not and what to do. */
  missing(db: ReadDb, asked: Asked): string | null
  /** Where what it is made of is still being read: what, and until when it will be known; null where all of it is there. */
  waiting?(db: ReadDb, asked: Asked): string | null
  samples(db: ReadDb, asked: Asked): Sample[]
  /** What a statistic takes of the samples, where it can be had without each of them; null where it cannot. */
  values?(db: ReadDb, asked: Asked): Values | null
  /** What is counted of the samples, where it can be had without each of them; null where it cannot. */
  counts?(db: ReadDb, asked: Asked): Tally | null
  /** The value over the period, where samples and aggregate alone do not say it. Only asked where something counts. */
  value?(db: ReadDb, asked: Asked, samples: readonly Sample[], counts: Tally): number
  /** Its parts, where it has any under the definition. */
  split?(db: ReadDb, asked: Asked): Split | null
  /** What the value is made of: "median of 198 changes". Where values or counts are had without samples, none is given. */
  of(samples: readonly Sample[], asked: Asked, n: number, above: number): string
  /** Further facts a reader needs beside the number. */
  notes(db: ReadDb, asked: Asked, samples: readonly Sample[]): string[]
  working(db: ReadDb, asked: Asked): { steps: Step[]; sum: string }
}

/** Fewer than this and the value is shown without a level. */
export const tooFew = 5

/** What keeps a metric from being computed, if anything. */
export interface Hindrance {
  missing: string | null
  waiting: string | null
}

export function hindranceOf(
  metric: Metric,
  db: ReadDb,
  asked: Asked,
  missing = metric.missing(db, asked),
): Hindrance | null {
  const waiting = missing === null ? (metric.waiting?.(db, asked) ?? null) : null
  return missing === null && waiting === null ? null : { missing, waiting }
}

export function stateOf(hindrance: Hindrance | null, n: number): State {
  if (hindrance !== null) return hindrance.missing === null ? 'reading' : 'not-connected'
  if (n === 0) return 'empty'
  return n < tooFew ? 'too-few' : 'ok'
}

/** "1 deployment left out", "3 deployments left out": for a list of notes; nothing for none. */
export function noted(n: number, noun: string, what: string): string[] {
  return n === 0 ? [] : [`${plural(n, noun)} ${what}`]
}
