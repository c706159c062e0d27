// How a list's page is sorted: by what the address says, where the list can be, and by default else.
import type { Column } from '../parts/table.tsx'
import { useView, type Sort } from '../view-state.ts'

export interface Sorted<C extends string> {
  /** What the list's call takes; nothing by default. */
  asked: { sort?: Sort<C> }
  /** For the table. */
  table: { now: Sort | null; onSort: (next: Sort | null) => void }
  /** In a few words, after a count. */
  words: (columns: readonly Pick<Column<never>, 'id' | 'head'>[]) => string
}

/** `names` are those of the list's call. `standing` is the order by default, null where no column has it, and `called` what that is called. */
export function useSorting<C extends string>(names: readonly C[], standing: Sort | null, called: string): Sorted<C> {
  const { view, set } = useView()
  const by = names.find((name) => name === view.sort?.by)
  const sort = view.sort === null || by === undefined ? null : { by, direction: view.sort.direction }
  return {
    asked: sort === null ? {} : { sort },
    table: { now: sort ?? standing, onSort: (next) => set({ sort: next, page: 1 }) },
    words: (columns) =>
      sort === null
        ? called
        : `by ${columns.find(({ id }) => id === sort.by)?.head.toLowerCase() ?? sort.by}, ${sort.direction}`,
  }
}

/** Rows that are all here, as a call sorts them: names whatever their case, what has no value last in both directions. */
export function inOrder<R>(
  rows: readonly R[],
  keys: Record<string, (row: R) => string | number | null>,
  sort: Sort | undefined,
): R[] {
  const key = keys[sort?.by ?? '']
  if (key === undefined) return [...rows]
  const sign = sort?.direction === 'descending' ? -1 : 1
  return rows.toSorted((a, b) => {
    const [one, other] = [folded(key(a)), folded(key(b))]
    if (one === other) return 0
    if (one === null || other === null) return one === null ? 1 : -1
    return one < other ? -sign : sign
  })
}

function folded(value: string | number | null): string | number | null {
  return typeof value === 'string' ? value.toLowerCase() : value
}
