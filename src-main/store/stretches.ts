// What numbers and lists are made of, kept in memory by stretches of time. The file has a version of each stretch that
// moves with whatever changes it, so what is kept is exact: a question reads again what moved, and nothing else.
import type { ReadDb } from './database.ts'
import { recent, untilChanged } from './unchanged.ts'

/** 2^26 ms, as in `stretches`. */
export const stretchMs = 2 ** 26
/** Different readings kept at once: of changes there is one for each definition that reads them otherwise. */
const readingsMax = 6
/** Those that only count are small, and there is one for each filter of a list. */
const countsMax = 24

interface Kept {
  version: number
  made: unknown
}

/** Of each connection, by reading, by stretch. */
type Readings = WeakMap<ReadDb, Map<string, Map<number, Kept>>>
const facts: Readings = new WeakMap()
const counts: Readings = new WeakMap()

export interface Reading<T> {
  facts: 'deployments' | 'incidents' | 'builds' | 'issues'
  /** Tells it from others: what `read` depends on but for the time. */
  name: string
  /** Reads what lies between two moments, the second exclusive. */
  read(from_ms: number, to_ms: number): T
}

/**
 * What a reading makes of each stretch that the period touches and that has facts, in order of time. `asks` says by its
 * beginning whether a stretch is needed.
 */
export function inStretches<T>(
  db: ReadDb,
  reading: Reading<T>,
  from_ms: number,
  to_ms: number,
  asks: (from_ms: number) => boolean = () => true,
): T[] {
  return kept(db, reading, from_ms, to_ms, readingOf(facts, readingsMax, db, reading.name), asks)
}

/** The same for what only counts. */
export function countsInStretches<T>(db: ReadDb, reading: Reading<T>, from_ms: number, to_ms: number): T[] {
  return kept(db, reading, from_ms, to_ms, readingOf(counts, countsMax, db, reading.name))
}

function kept<T>(
  db: ReadDb,
  { facts: of, read }: Reading<T>,
  from_ms: number,
  to_ms: number,
  known: Map<number, Kept>,
  asks: (from_ms: number) => boolean = () => true,
): T[] {
  const [first, last] = [stretchOf(from_ms), stretchOf(to_ms - 1)]
  return versions(db, of)
    .filter(({ stretch }) => stretch >= first && stretch <= last && asks(stretch * stretchMs))
    .map(({ stretch, version }) => {
      const found = known.get(stretch)
      if (found?.version === version) return found.made as T
      const made = read(stretch * stretchMs, (stretch + 1) * stretchMs)
      known.set(stretch, { version, made })
      return made
    })
}

function versions(db: ReadDb, of: Reading<unknown>['facts']): { stretch: number; version: number }[] {
  return untilChanged(db, `stretches of ${of}`, () =>
    db.all('SELECT stretch, version FROM stretches WHERE facts = ? ORDER BY stretch', of),
  )
}

function stretchOf(ms: number): number {
  return Math.floor(ms / stretchMs)
}

function readingOf(all: Readings, most: number, db: ReadDb, name: string): Map<number, Kept> {
  let readings = all.get(db)
  if (readings === undefined) all.set(db, (readings = new Map()))
  return recent(readings, most, name, () => new Map<number, Kept>())
}
