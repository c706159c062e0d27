// Lists in another order than that of time. The numbers of a whole list's rows are kept in that order until anything in the
// file changes, so that the pages after the first one, and the parts of an export, cost what they show.
import type { Direction } from '../../src-shared/contract/call.ts'
import type { ReadDb } from './database.ts'
import { ever, type Paging } from './pages.ts'
import { recent, untilChanged } from './unchanged.ts'

/** 8 bytes for each row of each. */
const ordersMax = 4

export interface Order<R> {
  /** Tells it from other orders: the list, what it is narrowed by but for the time, and how it is sorted. */
  name: string
  /** The number of every row between two moments, the second exclusive, in order. */
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

/** Within a snapshot. */
export function pageInOrder<R>(db: ReadDb, order: Order<R>, paging: Paging): { total: number; rows: R[] } {
  const [from, to] = [paging.from_ms ?? -ever, paging.to_ms ?? ever]
  const orders = untilChanged(db, 'orders', () => new Map<string, Float64Array>())
  const name = JSON.stringify([order.name, from, to])
  const whole = recent(orders, ordersMax, name, () => Float64Array.from(order.numbers(from, to)))
  return { total: whole.length, rows: order.rows([...whole.subarray(paging.offset, paging.offset + paging.limit)]) }
}
