// The head of a column that a list can be sorted by: a button that says by an arrow and to a reader which way it is. The
// first press sorts the way that is asked for most, the next one the other way, and one more leaves it as it is by default.
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Direction } from '../../src-shared/contract/call.ts'
import css from './sort-head.module.css'

export interface Sorting {
  by: string
  direction: Direction
}

export interface SortHeadProps {
  /** The column, and which way it is sorted first. */
  column: Sorting
  /** The order that stands; null where it is no column's. */
  now: Sorting | null
  /** Null for the order by default. */
  onSort: (next: Sorting | null) => void
  children: ReactNode
}

export function SortHead({ column, now, onSort, children }: SortHeadProps) {
  const sorted = now?.by === column.by
  const Arrow = !sorted ? ChevronsUpDown : now.direction === 'ascending' ? ArrowUp : ArrowDown
  return (
    <button
      type="button"
      className={css['head']}
      data-sorted={sorted ? '' : undefined}
      onClick={() => onSort(next(column, now))}
    >
      <span>{children}</span>
      <Arrow size={13} aria-hidden />
    </button>
  )
}

function next(column: Sorting, now: Sorting | null): Sorting | null {
  if (now?.by !== column.by) return column
  if (now.direction !== column.direction) return null
  return { by: column.by, direction: column.direction === 'ascending' ? 'descending' : 'ascending' }
}
