// The journal: every delivery as it arrived, accepted or refused, kept for ever.
import type { Input } from '../../src-shared/contract/index.ts'
import { outcomes } from '../../src-shared/contract/journal.ts'
import { doors } from '../../src-shared/snippets/dialects.ts'
import { counted, sentenceCase } from '../parts/format.ts'
import { Empty, ErrorNote, Panel, Skeleton } from '../parts/panel.tsx'
import { Pager } from '../parts/table.tsx'
import { PickOne } from '../parts/token-menu.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { Deliveries } from './deliveries.tsx'
import { Exports } from './exports.tsx'
import { Page } from './page.tsx'
import css from './filter-bar.module.css'

const size = 100
const sources = [
  ...doors.map(({ id, title }) => ({ value: id, label: title })),
  { value: 'csv', label: 'CSV files' },
  { value: 'json', label: 'JSON files' },
  { value: 'ndjson', label: 'NDJSON files' },
]

export function JournalPage() {
  const { view, set } = useView()
  // Both choices in one word of the address: "rejected.pulse", ".pulse".
  const [only, from] = (view.only ?? '').split('.')
  const outcome = outcomes.find((known) => known === only)
  const source = sources.find((known) => known.value === from)
  const choose = (next: string | undefined, by: string | undefined) =>
    set({ only: [next ?? '', ...(by === undefined ? [] : [by])].join('.') || null, page: 1 })
  const asked: Input<'journal.list'> = {
    limit: size,
    offset: (view.page - 1) * size,
    ...(outcome === undefined ? {} : { outcome }),
    ...(source === undefined ? {} : { source: source.value }),
  }
  const list = useCall('journal.list', asked)
  const { data, error } = list
  return (
    <Page
      updating={list.isPlaceholderData}
      title="Journal"
      exports={<Exports list="journal" question={asked} />}
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
                  ...outcomes.map((value) => ({ value, label: sentenceCase(value) })),
                ],
              },
            ]}
            onChange={(value) => choose(value === 'any' ? undefined : value, source?.value)}
            onReset={() => choose(undefined, source?.value)}
          />
          <PickOne
            name="Source"
            value={source?.label ?? 'any'}
            chosen={source?.value ?? 'any'}
            groups={[{ choices: [{ value: 'any', label: 'Any' }, ...sources] }]}
            onChange={(value) => choose(outcome, value === 'any' ? undefined : value)}
            onReset={() => choose(outcome, undefined)}
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
            <Empty title={view.only === null ? 'Nothing has come in yet' : 'No delivery is like that'}>
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
