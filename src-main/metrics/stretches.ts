// What numbers are made of, kept in memory by stretches of time. The file has a version of each stretch that moves with
// whatever changes it, so what is kept is exact: a question reads again what moved, and nothing else.
import type { ReadDb } from '../store/database.ts'

/** 2^26 ms, as in `stretches`. */
export const stretchMs = 2 ** 26
/** Different readings kept at once; of changes there is one for each definition that reads them otherwise. */
const readingsMax = 6

interface Kept {
  version: number
  made: unknown
}

/** Of each connection, by reading, by stretch. */
const kept = new WeakMap<ReadDb, Map<string, Map<number, Kept>>>()

export interface Reading<T> {
  facts: 'deployments' | 'incidents'
  /** Tells it from others: what `read` depends on but for the time. */
  name: string
  /** Reads what lies between two moments, the second exclusive. */
  read(from_ms: number, to_ms: number): T
}

/** What a reading makes of each stretch that the period touches and that has facts, in order of time. */
export function inStretches<T>(db: ReadDb, { facts, name, read }: Reading<T>, from_ms: number, to_ms: number): T[] {
  const known = readingOf(db, name)
  return db
    .all<{ stretch: number; version: number }>(
      'SELECT stretch, version FROM stretches WHERE facts = ?1 AND stretch >= ?2 AND stretch <= ?3 ORDER BY stretch',
      facts,
      stretchOf(from_ms),
      stretchOf(to_ms - 1),
    )
    .map(({ stretch, version }) => {
      const found = known.get(stretch)
      if (found?.version === version) return found.made as T
      const made = read(stretch * stretchMs, (stretch + 1) * stretchMs)
      known.set(stretch, { version, made })
      return made
    })
}

function stretchOf(ms: number): number {
  return Math.floor(ms / stretchMs)
}

/** What is kept of a reading; the one that was not asked for longest makes room. */
function readingOf(db: ReadDb, name: string): Map<number, Kept> {
  let readings = kept.get(db)
  if (readings === undefined) kept.set(db, (readings = new Map()))
  const found = readings.get(name) ?? new Map<number, Kept>()
  readings.delete(name)
  readings.set(name, found)
  const [oldest] = readings.keys()
  if (readings.size > readingsMax && oldest !== undefined) readings.delete(oldest)
  return found
}
