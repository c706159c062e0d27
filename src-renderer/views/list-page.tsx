// A page that is one list: how many rows there are and in what order, the table with its pages, or what it means that there
// is nothing to show.
import type { ReactNode } from 'react'
import { ButtonLink } from '../parts/button.tsx'
import { counted } from '../parts/format.ts'
import { Empty, ErrorNote, Panel, Skeleton } from '../parts/panel.tsx'
import { Pager, Table, type Column } from '../parts/table.tsx'
import type { Asked } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { Page, type PageProps } from './page.tsx'
import type { Sorted } from './sorting.ts'

/** Rows of a page. */
export const pageSize = 100

export interface ListPageProps<R> extends Pick<PageProps, 'filters' | 'actions' | 'exports'> {
  title: string
  /** One row, and several where that is not one with an s. */
  noun: readonly [one: string, many?: string]
  /** After the count: "created in the period". */
  which?: string
  /** After the order, a sentence. */
  note?: string
  list: Asked<{ total: number; rows: R[] }>
  sort: Sorted<string>
  columns: readonly Column<R>[]
  rowKey: (row: R) => string | number
  /** Marks the row that is open beside the table; without it rows do not open. */
  current?: (row: R) => boolean
  /** For those who hear the table, instead of its order. */
  caption?: string
  /** Between the head and the list. */
  above?: ReactNode
  /** Where no row matches. */
  none: ReactNode
}

export function ListPage<R>({ title, noun, which, note, list, sort, columns, above, none, ...rest }: ListPageProps<R>) {
  const { view, set } = useView()
  const { filters, actions, exports, rowKey, current, caption } = rest
  const { data, error, isPlaceholderData } = list
  const many = noun[1] ?? `${noun[0]}s`
  const words = sort.words(columns)
  return (
    <Page
      title={title}
      updating={isPlaceholderData}
      sub={data === undefined ? ' ' : said(data.total, counted(data.total, noun[0], many), { which, words, note })}
      filters={filters}
      actions={actions}
      exports={exports}
    >
      {above}
      {error === null ? null : (
        <ErrorNote what={`${title} could not be listed.`} error={error} onRetry={() => void list.refetch()} />
      )}
      {data === undefined ? error === null && <Skeleton height={420} /> : null}
      {data === undefined ? null : (
        <Panel flush label={title}>
          {data.total === 0 ? none : null}
          {data.total > 0 && data.rows.length === 0 ? <NoMore many={many} /> : null}
          {data.rows.length === 0 ? null : (
            <>
              <Table
                caption={caption ?? `${title}, ${words}`}
                columns={columns}
                rows={data.rows}
                rowKey={rowKey}
                current={current}
                opens={current !== undefined}
                sticky
                sort={sort.table}
              />
              <Pager page={view.page} size={pageSize} total={data.total} onPage={(page) => set({ page })} />
            </>
          )}
        </Panel>
      )}
    </Page>
  )
}

/** Nothing is in no order. */
function said(
  total: number,
  rows: string,
  { which, words, note }: { which: string | undefined; words: string; note: string | undefined },
): string {
  const these = which === undefined ? rows : `${rows} ${which}`
  const ordered = total === 0 ? these : `${these}, ${words}`
  return note === undefined ? ordered : `${ordered}. ${note}`
}

function NoMore({ many }: { many: string }) {
  const { here } = useView()
  return (
    <Empty title={`No more ${many}`} action={<ButtonLink to={here({ page: 1 })}>Show the first page</ButtonLink>}>
      The list ends before this page.
    </Empty>
  )
}
