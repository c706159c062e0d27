// The journal: every delivery as it arrived, accepted or refused, kept for ever.
import { counted } from '../parts/format.ts'
import { Empty, ErrorNote, Panel, Skeleton } from '../parts/panel.tsx'
import { Pager } from '../parts/table.tsx'
import { PickOne } from '../parts/token-menu.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { Deliveries } from './deliveries.tsx'
import { Page } from './page.tsx'
import css from './filter-bar.module.css'

const size = 100
const outcomes = ['accepted', 'duplicate', 'rejected'] as const

export function JournalPage() {
  const { view, set } = useView()
  const outcome = outcomes.find((known) => known === view.only)
  const list = useCall('journal.list', {
    limit: size,
    offset: (view.page - 1) * size,
    ...(outcome === undefined ? {} : { outcome }),
  })
  const { data, error } = list
  return (
    <Page
      updating={list.isPlaceholderData}
      title="Journal"
      sub={
        data === undefined
          ? ' '
          : `${counted(data.total, 'delivery', 'deliveries')}, newest first. Each is kept as it arrived; all numbers can be made again from them.`
      }
      filters={
        <div className={css['bar']} role="toolbar" aria-label="Filters">
          <PickOne
            name="Outcome"
            value={outcome ?? 'any'}
            chosen={outcome ?? 'any'}
            groups={[
              {
                choices: [
                  { value: 'any', label: 'Any' },
                  ...outcomes.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) })),
                ],
              },
            ]}
            onChange={(value) => set({ only: value === 'any' ? null : value, page: 1 })}
            onReset={() => set({ only: null, page: 1 })}
          />
        </div>
      }
    >
      {error === null ? null : (
        <ErrorNote what="The journal could not be listed." error={error} onRetry={() => void list.refetch()} />
      )}
      {data === undefined ? error === null && <Skeleton height={420} /> : null}
      {data === undefined ? null : (
        <Panel flush label="Journal">
          {data.rows.length === 0 ? (
            <Empty title={outcome === undefined ? 'Nothing has come in yet' : `No delivery was ${outcome}`}>
              Events from your pipeline and imported files stand here as they arrived, with what was made of them.
            </Empty>
          ) : (
            <Deliveries rows={data.rows} sticky />
          )}
          <Pager page={view.page} size={size} total={data.total} onPage={(page) => set({ page })} />
        </Panel>
      )}
    </Page>
  )
}
