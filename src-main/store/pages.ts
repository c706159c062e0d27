// Pages of lists in order of time, the newest first. How many rows each stretch of time has is kept, so that a page is
// found by adding those up: no row before it is read, and the last page costs what the first one does.
import type { Param, ReadDb } from './database.ts'
import { countsInStretches, type Reading, stretchMs } from './stretches.ts'

export interface Listing<R> {
  facts: Reading<unknown>['facts']
  /** Tells it from other lists: what it is narrowed by but for the time. */
  name: string
  /** How many rows lie between two moments, the second exclusive. */
  count(from_ms: number, to_ms: number): number
  /** Those rows, the newest first. */
  rows(from_ms: number, to_ms: number, limit: number, offset: number): R[]
}

/** What a call asks for. */
export interface Paging {
  from_ms?: number | null | undefined
  to_ms?: number | null | undefined
  limit: number
  offset: number
}

/** All time, in which ms + stretchMs is exact. */
export const ever = Number.MAX_SAFE_INTEGER - stretchMs

/** How many rows there are of what follows SELECT count(*). */
export function counted(db: ReadDb, from: string, ...params: Param[]): number {
  return db.get<{ n: number }>(`SELECT count(*) AS n ${from}`, ...params)?.n ?? 0
}

/** What is counted of each stretch of all time that has facts. */
export function everCounted<T>(db: ReadDb, reading: Reading<T>): T[] {
  return countsInStretches(db, reading, -ever, ever)
}

export function pageOf<R>(db: ReadDb, list: Listing<R>, paging: Paging): { total: number; rows: R[] } {
  const from_ms = paging.from_ms ?? -ever
  const to_ms = paging.to_ms ?? ever
  const { facts, name, count } = list
  const read = (from: number, to: number) => ({ from, to, n: count(from, to) })
  const rows: R[] = []
  let total = 0
  for (const whole of countsInStretches(db, { facts, name, read }, from_ms, to_ms).toReversed()) {
    const from = Math.max(whole.from, from_ms)
    const to = Math.min(whole.to, to_ms)
    const n = from === whole.from && to === whole.to ? whole.n : count(from, to)
    const skipped = Math.max(0, paging.offset - total)
    if (skipped < n && rows.length < paging.limit)
      rows.push(...list.rows(from, to, paging.limit - rows.length, skipped))
    total += n
  }
  return { total, rows }
}
