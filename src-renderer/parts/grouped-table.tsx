// A table whose rows stand in groups, each under one head at its side. It never opens anything.
import type { ReactNode } from 'react'
import type { Column } from './table.tsx'
import css from './grouped-table.module.css'

export interface GroupedTableProps<R> {
  caption: string
  /** The head of the column of groups. */
  head: string
  columns: readonly Pick<Column<R>, 'id' | 'head' | 'cell'>[]
  groups: readonly { id: string; head: ReactNode; rows: readonly R[] }[]
  /** Rows that matter less. */
  faint: (row: R) => boolean
}

export function GroupedTable<R>({ caption, head, columns, groups, faint }: GroupedTableProps<R>) {
  return (
    // Where it is narrower than its words it scrolls, by the keyboard too.
    <div className={css['scroll']} role="region" aria-label={caption} tabIndex={0}>
      <table className={css['table']}>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {[head, ...columns.map((column) => column.head)].map((text) => (
              <th key={text} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group.id}>
            {group.rows.map((row, i) => (
              <tr key={i} data-faint={faint(row) ? '' : undefined}>
                {i > 0 ? null : (
                  <th scope="rowgroup" rowSpan={group.rows.length}>
                    {group.head}
                  </th>
                )}
                {columns.map((column) => (
                  <td key={column.id}>{column.cell(row)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}
