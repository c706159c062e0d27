// How a list is sorted: by what the address says, where the list can be, and by default else.
import type { Sort } from '../../src-shared/contract/call.ts'
import type { Column } from '../parts/table.tsx'
import { useView } from '../view-state.ts'

export interface Sorted<C extends string> {
  /** What the list's call takes; nothing by default. */
  asked: { sort?: Sort<C> }
  /** For the table. */
  table: { now: Sort | null; onSort: (next: Sort | null) => void }
  /** In a few words, after a count. */
  words: (columns: readonly Pick<Column<never>, 'id' | 'head'>[]) => string
}

export interface Standing {
  /** The order by default; null where no column has it. */
  order: Sort | null
  /** What that is called. */
  called: string
  /** Of a panel beside the page's own list. */
  panel?: boolean
}

/** `names` are those of the list's call. */
export function useSorting<C extends string>(names: readonly C[], { order, called, panel }: Standing): Sorted<C> {
  const { view, set } = useView()
  const said = panel === true ? view.panelSort : view.sort
  const by = names.find((name) => name === said?.by)
  const sort = said === null || by === undefined ? null : { by, direction: said.direction }
  return {
    asked: sort === null ? {} : { sort },
    table: {
      now: sort ?? order,
      onSort: (next) => set(panel === true ? { panelSort: next } : { sort: next, page: 1 }),
    },
    words: (columns) =>
      sort === null
        ? called
        : `by ${columns.find(({ id }) => id === sort.by)?.head.toLowerCase() ?? sort.by}, ${sort.direction}`,
  }
}
