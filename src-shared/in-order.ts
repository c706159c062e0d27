// Rows that are all at hand, sorted by a column as SQLite sorts those of a list: what has no value last in both directions,
// names whatever their case, those that differ by it alone one after the other, and what is alike as it was.
import type { Sort } from './contract/call.ts'

export type SortKey = string | number | null

export function inOrder<R, C extends string>(
  rows: readonly R[],
  keys: Record<C, (row: R) => SortKey>,
  { by, direction }: Sort<C>,
): R[] {
  const sign = direction === 'descending' ? -1 : 1
  return rows
    .map((row) => {
      const key = keys[by](row)
      return { row, key, folded: typeof key === 'string' ? key.toLowerCase() : key }
    })
    .sort((a, b) => compare(a.folded, b.folded, sign) || compare(a.key, b.key, sign))
    .map(({ row }) => row)
}

function compare(a: SortKey, b: SortKey, sign: number): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? 1 : -1
  return a < b ? -sign : sign
}
