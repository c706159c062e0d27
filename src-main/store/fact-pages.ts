// Pages of lists of facts: in order of time, the newest first, or sorted by a column, what is alike staying so. Which rows
// a page has is found by numbers alone; what it shows is read of those rows, not of the ones before them.
import { inOrder, type SortKey } from '../../src-shared/in-order.ts'
import type { Sort } from '../../src-shared/contract/call.ts'
import type { Param, ReadDb } from './database.ts'
import { ordered, pageInOrder, ranked } from './orders.ts'
import { counted, pageOf, type Paging } from './pages.ts'
import type { Reading } from './stretches.ts'

/** A column of words that have an order of their own, such as severities; those that have none come after, by their letters. */
export interface Words {
  column: string
  rank: (word: string) => number | null
}

export interface FactList<C extends string, Raw, R> {
  facts: Reading<unknown>['facts']
  /** What a row is called in the expressions below. */
  as: string
  /** What it is listed by. */
  time: string
  /** What it is narrowed by besides; its parameters begin with ?3. */
  where: string
  filter: Param[]
  /** What each column is sorted by. */
  terms: Record<C, string[] | Words>
  /** What a row shows: columns, and the tables that they are of. */
  shown: string
  row(raw: Raw): R
}

export function factPage<C extends string, Raw, R>(
  db: ReadDb,
  list: FactList<C, Raw, R>,
  { sort, ...paging }: Paging & { sort?: Sort<C> | undefined },
): { total: number; rows: R[] } {
  const { facts, as, time, where, filter, terms, shown } = list
  const these = `FROM ${facts} ${as} WHERE ${as}.${time} >= ?1 AND ${as}.${time} < ?2 AND ${where}`
  const newest = `${as}.${time} DESC, ${as}.id DESC`
  const name = (by: object | null) => JSON.stringify([facts, where, filter, by])
  const numbers = (order: string, ...params: Param[]) =>
    db.all<{ id: number }>(`${ranked} SELECT ${as}.id ${these} ORDER BY ${order}`, ...params).map(({ id }) => id)
  const rows = (ids: readonly number[]) =>
    ids.flatMap((id) => db.all<Raw>(`SELECT ${shown} WHERE ${as}.id = ?`, id)).map((raw) => list.row(raw))
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
  const by = terms[sort.by]
  const whole = (from: number, to: number) => {
    if (Array.isArray(by)) return numbers(`${ordered(by, sort.direction)}, ${newest}`, from, to, ...filter)
    const words = db.all<{ id: number; word: string | null }>(
      `SELECT ${as}.id, ${by.column} AS word ${these} ORDER BY ${newest}`,
      from,
      to,
      ...filter,
    )
    const key = byRankOf(by.rank)
    return inOrder(words, { key: ({ word }) => key(word) }, { ...sort, by: 'key' }).map(({ id }) => id)
  }
  return pageInOrder(db, { name: name(sort), width: 1, numbers: whole, rows }, paging)
}

/** There are few different words, however many rows. */
function byRankOf(rank: Words['rank']): (word: string | null) => SortKey {
  const known = new Map<string, string>()
  return (word) => {
    if (word === null) return null
    const key = known.get(word) ?? `${rank(word) ?? 'x'} ${word}`
    known.set(word, key)
    return key
  }
}
