// The journal: every delivery as it arrived, accepted or refused, kept for ever.
import type { Input } from '../../src-shared/contract/index.ts'
import { journalSorts, outcomes } from '../../src-shared/contract/journal.ts'
import { doors } from '../../src-shared/snippets/dialects.ts'
import { ButtonLink } from '../parts/button.tsx'
import { counted, sentenceCase } from '../parts/format.ts'
import { Empty } from '../parts/panel.tsx'
import { PickOne } from '../parts/token-menu.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { deliveryColumns } from './deliveries.tsx'
import { Exports } from './exports.tsx'
import { ListPage, pageSize } from './list-page.tsx'
import { useSorting } from './sorting.ts'
import css from './filter-bar.module.css'

const sources = [
  ...doors.map(({ id, title }) => ({ value: id, label: title })),
  { value: 'csv', label: 'CSV files' },
  { value: 'json', label: 'JSON files' },
  { value: 'ndjson', label: 'NDJSON files' },
]

export function JournalPage() {
  const { view, set, here } = useView()
  // Both choices in one word of the address: "rejected.pulse", ".pulse".
  const [only, from] = (view.only ?? '').split('.')
  const outcome = outcomes.find((known) => known === only)
  const source = sources.find((known) => known.value === from)
  const choose = (next: string | undefined, by: string | undefined) =>
    set({ only: [next ?? '', ...(by === undefined ? [] : [by])].join('.') || null, page: 1 })
  const sort = useSorting(journalSorts, {
    order: { by: 'received', direction: 'descending' },
    called: 'newest first',
  })
  const asked: Input<'journal.list'> = {
    limit: pageSize,
    offset: (view.page - 1) * pageSize,
    ...(outcome === undefined ? {} : { outcome }),
    ...(source === undefined ? {} : { source: source.value }),
    ...sort.asked,
  }
  return (
    <ListPage
      title="Journal"
      noun={['delivery', 'deliveries']}
      note="Each is kept as it arrived; all numbers can be made again from them."
      list={useCall('journal.list', asked)}
      sort={sort}
      columns={deliveryColumns(here)}
      rowKey={(row) => row.id}
      current={(row) => view.open?.kind === 'delivery' && view.open.number === row.id}
      exports={<Exports list="journal" question={asked} />}
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
      none={<NoDeliveries filtered={outcome !== undefined || source !== undefined} />}
    />
  )
}

function NoDeliveries({ filtered }: { filtered: boolean }) {
  const { here, to } = useView()
  const ever = useCall('journal.list', { limit: 1 }).data?.total
  if (filtered && ever !== 0)
    return (
      <Empty
        title="No delivery is like that"
        action={<ButtonLink to={here({ only: null, page: 1 })}>Show all</ButtonLink>}
      >
        {ever === undefined
          ? ''
          : `There ${ever === 1 ? 'is' : 'are'} ${counted(ever, 'delivery', 'deliveries')} of other outcomes or sources.`}
      </Empty>
    )
  return (
    <Empty title="Nothing has come in yet" action={<ButtonLink to={to('/listener')}>Connect a pipeline</ButtonLink>}>
      Events from your pipeline and imported files stand here as they arrived, with what was made of them.
    </Empty>
  )
}
