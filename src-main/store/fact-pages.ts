// Pages of lists of facts: in order of time, the newest first, or sorted by a column, what is alike staying so. Which rows
// a page has is found by numbers alone; what it shows is read of those rows, not of the ones before them.
import type { Sort } from '../../src-shared/contract/call.ts'
import type { Param, ReadDb } from './database.ts'
import { ordered, pageInOrder, ranked } from './orders.ts'
import { counted, pageOf, type Paging } from './pages.ts'
import type { Reading } from './stretches.ts'

export interface FactList<C extends string, R> {
  facts: Reading<unknown>['facts']
  /** What a row is called in the expressions below. */
  as: string
  /** What it is listed by. */
  time: string
  /** What it is narrowed by besides; its parameters begin with ?3. */
  where: string
  filter: Param[]
  /** What each column is sorted by. */
  terms: Record<C, string[]>
  /** Of these numbers, in their order. */
  rows(numbers: readonly number[]): R[]
}

export function factPage<C extends string, R>(
  db: ReadDb,
  list: FactList<C, R>,
  { sort, ...paging }: Paging & { sort?: Sort<C> | undefined },
): { total: number; rows: R[] } {
  const { facts, as, time, where, filter, terms, rows } = list
  const these = `FROM ${facts} ${as} WHERE ${as}.${time} >= ?1 AND ${as}.${time} < ?2 AND ${where}`
  const newest = `${as}.${time} DESC, ${as}.id DESC`
  const name = (by: object | null) => JSON.stringify([facts, where, filter, by])
  const numbers = (order: string, ...params: Param[]) =>
    db.all<{ id: number }>(`${ranked} SELECT ${as}.id ${these} ORDER BY ${order}`, ...params).map(({ id }) => id)
  if (sort === undefined)
    return pageOf(
      db,
      {
        facts,
        name: name(null),
        count: (from, to) => counted(db, these, from, to, ...filter),
        rows: (from, to, limit, offset) => {
          const part = `LIMIT ?${filter.length + 3} OFFSET ?${filter.length + 4}`
          return rows(numbers(`${newest} ${part}`, from, to, ...filter, limit, offset))
        },
      },
      paging,
    )
  const order = `${ordered(terms[sort.by], sort.direction)}, ${newest}`
  const whole = (from: number, to: number) => numbers(order, from, to, ...filter)
  return pageInOrder(db, { name: name(sort), width: 1, numbers: whole, rows }, paging)
}
