// A table of rows. A row that can be opened has one real link in it; clicking anywhere in the row follows it, and the
// page's J and K keys find it by `data-row`. Narrow places leave out the columns that can be given up first.
import type { MouseEvent, ReactNode } from 'react'
import { Link } from 'wouter'
import { Button } from './button.tsx'
import type { Direction } from '../../src-shared/contract/call.ts'
import { count } from './format.ts'
import { SortHead, type Sorting } from './sort-head.tsx'
import css from './table.module.css'

export interface Column<R> {
  id: string
  head: string
  cell: (row: R) => ReactNode
  align?: 'right'
  /** Never wrapped. */
  tight?: boolean
  /** 3 goes first when there is little room, 1 last; without it, or sorted by, the column always stays. */
  give?: 1 | 2 | 3
  /** Can be sorted by, this way first. Its id is then its name in the list's call. */
  sorts?: Direction
}

export interface TableProps<R> {
  caption: string
  columns: readonly Column<R>[]
  rows: readonly R[]
  rowKey: (row: R) => string | number
  /** Marks the row that is open beside the table. */
  current?: ((row: R) => boolean) | undefined
  opens?: boolean
  /** The head stays in sight; for tables that are the page. */
  sticky?: boolean
  /** The order that stands, and what to do when another is asked for; null for the one by default. */
  sort?: { now: Sorting | null; onSort: (next: Sorting | null) => void }
}

export function Table<R>({
  caption,
  columns,
  rows,
  rowKey,
  current,
  opens = false,
  sticky = false,
  sort,
}: TableProps<R>) {
  // The order that stands is always to be seen: where its column would go, the ones that go next make room for it.
  const kept = columns.find(({ id }) => id === sort?.now?.by)
  const give = (column: Column<R>) => (column === kept ? undefined : column.give)
  return (
    <div className={css['wrap']}>
      <div className={css['scroll']}>
        <table className={css['table']} data-sticky={sticky ? '' : undefined} data-kept={kept?.give}>
          <caption>{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  key={column.id}
                  scope="col"
                  data-align={column.align}
                  data-give={give(column)}
                  aria-sort={sort?.now?.by === column.id ? sort.now.direction : undefined}
                >
                  {sort === undefined || column.sorts === undefined ? (
                    column.head
                  ) : (
                    <SortHead column={{ by: column.id, direction: column.sorts }} {...sort}>
                      {column.head}
                    </SortHead>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr
                key={rowKey(row)}
                data-opens={opens ? '' : undefined}
                data-current={current?.(row) === true}
                onClick={opens ? follow : undefined}
              >
                {columns.map((column) => (
                  <td
                    key={column.id}
                    data-align={column.align}
                    data-give={give(column)}
                    data-tight={column.tight === true ? '' : undefined}
                  >
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

function follow(event: MouseEvent<HTMLTableRowElement>): void {
  const target = event.target
  const selecting = window.getSelection()?.isCollapsed === false
  if (!(target instanceof Element) || target.closest('a, button, input') !== null || selecting) return
  event.currentTarget.querySelector<HTMLAnchorElement>('a[data-row]')?.click()
}

/** The link in a row that opens it. */
export function RowLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link href={to} className={css['link']} data-row="">
      {children}
    </Link>
  )
}

export interface PagerProps {
  page: number
  size: number
  total: number
  onPage: (page: number) => void
}

export function Pager({ page, size, total, onPage }: PagerProps) {
  if (total <= size && page === 1) return null
  const last = Math.max(1, Math.ceil(total / size))
  const first = Math.min(total, (page - 1) * size + 1)
  return (
    <nav className={css['pager']} aria-label="Pages of the list">
      <span>
        {count(first)} to {count(Math.min(total, page * size))} of {count(total)}
      </span>
      <Button size="small" disabled={page <= 1} onClick={() => onPage(page - 1)}>
        Previous
      </Button>
      <Button size="small" disabled={page >= last} onClick={() => onPage(page + 1)}>
        Next
      </Button>
    </nav>
  )
}
