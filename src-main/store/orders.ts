// Lists in another order than that of time. The numbers of a whole list's rows are kept in that order until anything in the
// file changes, so that the pages after the first one, and the parts of an export, cost what they show.
import type { Direction } from '../../src-shared/contract/call.ts'
import type { ReadDb } from './database.ts'
import { ever, type Paging } from './pages.ts'
import { recent, untilChanged } from './unchanged.ts'

/** 8 bytes for each row of each, or 16. */
const ordersMax = 4

export interface Order<R> {
  /** Tells it from other orders: the list, what it is narrowed by but for the time, and how it is sorted. */
  name: string
  /** How many numbers tell one row from all others. */
  width: 1 | 2
  /** Those of every row between two moments, the second exclusive, in order. */
  numbers(from_ms: number, to_ms: number): Iterable<number>
  rows(numbers: readonly number[]): R[]
}

/** Terms of ORDER BY: what has no value stands last in both directions. */
export function ordered(terms: readonly string[], direction: Direction): string {
  return terms.map((term) => `${term} ${direction === 'ascending' ? 'ASC' : 'DESC'} NULLS LAST`).join(', ')
}

/** What names are sorted by: as people look them up, and those that differ by their case alone one after the other. */
export function byName(name: string): string[] {
  return [`${name} COLLATE NOCASE`, name]
}

/** What a column of known words is sorted by: the order in which they are listed. */
export function byPlace(words: readonly string[], column: string): string {
  return `CASE ${column} ${words.map((word, i) => `WHEN '${word}' THEN ${i}`).join(' ')} END`
}

/** Before a SELECT that sorts by `byRank`: of many rows it is twice as fast to compare their places than their names. */
export const ranked = `WITH ${(['systems', 'environments'] as const)
  .map(
    (names) =>
      `ranked_${names} AS MATERIALIZED (
         SELECT id, row_number() OVER (ORDER BY ${byName('name').join()}) AS rank FROM ${names})`,
  )
  .join()}`

export function byRank(names: 'systems' | 'environments', id: string): string {
  return `(SELECT rank FROM ranked_${names} WHERE id = ${id})`
}

/** Within a snapshot. */
export function pageInOrder<R>(db: ReadDb, order: Order<R>, paging: Paging): { total: number; rows: R[] } {
  const [from, to] = [paging.from_ms ?? -ever, paging.to_ms ?? ever]
  const orders = untilChanged(db, 'orders', () => new Map<string, Float64Array>())
  const name = JSON.stringify([order.name, from, to])
  const whole = recent(orders, ordersMax, name, () => Float64Array.from(order.numbers(from, to)))
  const [first, last] = [paging.offset * order.width, (paging.offset + paging.limit) * order.width]
  return { total: whole.length / order.width, rows: order.rows([...whole.subarray(first, last)]) }
}
