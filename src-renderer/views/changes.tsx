// Changes: what is not deployed yet, and what was deployed to production, with how long each took.
import type { Input } from '../../src-shared/contract/index.ts'
import { Link } from 'wouter'
import { type ChangeRow, changeSorts, changeStates, type ChangeState } from '../../src-shared/contract/changes.ts'
import { useClock } from '../parts/clock.tsx'
import { duration, sentenceCase, shortId } from '../parts/format.ts'
import { RowLink, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { PickOne } from '../parts/token-menu.tsx'
import { Tag, Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { ChangeSearch } from './change-search.tsx'
import css from './changes.module.css'
import { FilterBar, useRange } from './filter-bar.tsx'
import { Exports } from './exports.tsx'
import { ListPage, pageSize } from './list-page.tsx'
import { NoChanges } from './no-changes.tsx'
import { useSorting } from './sorting.ts'
import { UndeployedPanel } from './undeployed.tsx'

const words: Record<ChangeState, string> = {
  deployed: 'deployed',
  undeployed: 'not deployed',
  'left out': 'left out of lead time',
}

export function ChangesPage() {
  const { view, set, here } = useView()
  const { from_ms, to_ms } = useRange()
  const state = changeStates.find((known) => known === view.only)
  const called =
    state === 'undeployed'
      ? 'newest first, whenever they began'
      : state === undefined
        ? 'waiting ones first'
        : 'newest first'
  // By default it is in no column's order: what waits stands before what was deployed.
  const sort = useSorting(changeSorts, { order: null, called })
  const these: Input<'changes.list'> = {
    ...(view.systems.length === 0 ? {} : { systems: view.systems }),
    ...(state === undefined ? {} : { state }),
    ...(view.search === null ? {} : { search: view.search }),
  }
  const asked: Input<'changes.list'> = {
    ...these,
    // What waits longest is of most interest: that it began before the period hides nothing.
    ...(state === 'undeployed' ? {} : { from_ms, to_ms }),
    limit: pageSize,
    offset: (view.page - 1) * pageSize,
    ...sort.asked,
  }
  return (
    <ListPage
      title="Changes"
      noun={['change']}
      list={useCall('changes.list', asked)}
      sort={sort}
      columns={columns((row) => here({ change: row.id, open: null }))}
      rowKey={(row) => `${row.system} ${row.id}`}
      current={(row) => view.open === null && view.change === row.id}
      {...(sort.asked.sort === undefined
        ? { caption: 'Changes: those not deployed yet, then the others from the last deployment on' }
        : {})}
      actions={<ChangeSearch />}
      exports={<Exports list="changes" question={asked} />}
      filters={
        <FilterBar>
          <PickOne
            name="State"
            value={state === undefined ? 'any' : words[state]}
            chosen={state ?? 'any'}
            groups={[
              {
                choices: [
                  { value: 'any', label: 'Any' },
                  ...changeStates.map((value) => ({ value, label: sentenceCase(words[value]) })),
                ],
              },
            ]}
            onChange={(value) => set({ only: value === 'any' ? null : value, page: 1 })}
            onReset={() => set({ only: null, page: 1 })}
          />
        </FilterBar>
      }
      above={<UndeployedPanel />}
      none={<NoChanges these={these} state={state} />}
    />
  )
}

function columns(to: (row: ChangeRow) => string): Column<ChangeRow>[] {
  return [
    {
      id: 'title',
      head: 'Change',
      sorts: 'ascending',
      cell: (row) => (
        <span className={css['title']}>
          <RowLink to={to(row)}>{row.title ?? shortId(row.id)}</RowLink>
          {row.kind === null ? null : (
            <>
              {' '}
              <Tag>{row.kind}</Tag>
            </>
          )}
          {row.reverted_by.length === 0 ? null : (
            <>
              {' '}
              <Tag title="A later commit takes it back.">taken back</Tag>
            </>
          )}
          <span className={css['under']}>
            {row.system}
            {row.title === null ? null : (
              <>
                {' · '}
                <span className="mono" title={row.id}>
                  {shortId(row.id)}
                </span>
              </>
            )}
            {row.author === null ? null : ` · ${[row.author, ...row.co_authors].join(', ')}`}
          </span>
        </span>
      ),
    },
    {
      id: 'start',
      head: 'Began',
      sorts: 'descending',
      tight: true,
      give: 3,
      cell: (row) => (
        <>
          {row.start_at_ms === null ? '–' : <Time ms={row.start_at_ms} />}
          {row.start_unknown ? <span className={css['under']}>start unknown: squashed</span> : null}
        </>
      ),
    },
    {
      id: 'reached',
      head: 'Main line',
      sorts: 'descending',
      tight: true,
      give: 2,
      cell: (row) => (row.reached_at_ms === null ? '–' : <Time ms={row.reached_at_ms} />),
    },
    { id: 'deployed', head: 'Deployed', sorts: 'descending', give: 1, cell: (row) => <Deployed row={row} /> },
    {
      id: 'lead_time',
      head: 'Lead time',
      sorts: 'descending',
      align: 'right',
      tight: true,
      cell: (row) => <LeadTime row={row} />,
    },
    {
      id: 'state',
      head: 'State',
      sorts: 'ascending',
      cell: (row) => (
        <div className={css['reason']}>
          <Word name={row.state} />
          {row.reason === null ? null : <span className={css['under']}>{row.reason}</span>}
        </div>
      ),
    },
  ]
}

/** Of what waits, how long by now. */
function LeadTime({ row: { state, start_at_ms, lead_time_ms } }: { row: ChangeRow }) {
  const { now_ms } = useClock()
  if (lead_time_ms !== null) return duration(lead_time_ms)
  if (state !== 'undeployed' || start_at_ms === null) return '–'
  return <span className="dim">{duration(now_ms - start_at_ms)} so far</span>
}

function Deployed({ row: { deployment } }: { row: ChangeRow }) {
  const { here } = useView()
  if (deployment === null) return '–'
  const { number, id, version, environment, finished_at_ms } = deployment
  return (
    <>
      <Time ms={finished_at_ms} />
      <span className={css['under']}>
        <Link href={here({ open: { kind: 'deployment', number }, change: null })}>{version ?? shortId(id)}</Link>
        {environment === 'production' ? null : ` to ${environment}`}
      </span>
    </>
  )
}
