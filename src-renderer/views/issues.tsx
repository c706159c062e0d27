// Issues of the chosen systems that were created in the period, newest first. Incidents have their own page.
import type { Input } from '../../src-shared/contract/index.ts'
import { type IssueRow, issueSorts } from '../../src-shared/contract/issues.ts'
import { type IssueStatus, issueStatuses } from '../../src-shared/event.ts'
import { ButtonLink } from '../parts/button.tsx'
import { count, duration, sentenceCase } from '../parts/format.ts'
import { Name } from '../parts/name.tsx'
import { Empty } from '../parts/panel.tsx'
import { RowLink, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { PickOne } from '../parts/token-menu.tsx'
import { Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { FilterBar, useRange } from './filter-bar.tsx'
import { Exports } from './exports.tsx'
import { ListPage, pageSize } from './list-page.tsx'
import { NoneFound } from './none-found.tsx'
import { useSorting } from './sorting.ts'

const words: Record<IssueStatus, string> = { todo: 'To do', in_progress: 'In progress', done: 'Done' }

export function IssuesPage() {
  const { view, set, here } = useView()
  const { from_ms, to_ms } = useRange()
  const status = issueStatuses.find((known) => known === view.only)
  const { kind } = view
  const sort = useSorting(issueSorts, { order: { by: 'created', direction: 'descending' }, called: 'newest first' })
  const these: Input<'issues.list'> = {
    ...(view.systems.length === 0 ? {} : { systems: view.systems }),
    ...(status === undefined ? {} : { status }),
    ...(kind === null ? {} : { kind }),
  }
  const asked = { ...these, from_ms, to_ms, limit: pageSize, offset: (view.page - 1) * pageSize, ...sort.asked }
  const list = useCall('issues.list', asked)
  return (
    <ListPage
      title="Issues"
      noun={['issue']}
      which="created in the period"
      note="Incidents have their own page."
      list={list}
      sort={sort}
      columns={columns((row) => here({ open: { kind: 'issue', number: row.number } }))}
      rowKey={(row) => row.number}
      current={(row) => view.open?.kind === 'issue' && view.open.number === row.number}
      exports={<Exports list="issues" question={asked} />}
      filters={
        <FilterBar>
          <PickOne
            name="Kind"
            value={kind ?? 'any'}
            chosen={kind ?? ''}
            groups={[
              {
                choices: [
                  { value: '', label: 'Any' },
                  ...(list.data?.kinds ?? []).map((one) => ({
                    value: one.kind,
                    label: sentenceCase(one.kind),
                    note: count(one.issues),
                  })),
                ],
              },
            ]}
            onChange={(value) => set({ kind: value === '' ? null : value, page: 1 })}
            onReset={() => set({ kind: null, page: 1 })}
          />
          <PickOne
            name="Status"
            value={status === undefined ? 'any' : words[status].toLowerCase()}
            chosen={status ?? ''}
            groups={[
              {
                choices: [
                  { value: '', label: 'Any' },
                  ...issueStatuses.map((value) => ({ value, label: words[value] })),
                ],
              },
            ]}
            onChange={(value) => set({ only: value === '' ? null : value, page: 1 })}
            onReset={() => set({ only: null, page: 1 })}
          />
        </FilterBar>
      }
      none={<NoIssues these={these} ever={list.data?.kinds.length !== 0} />}
    />
  )
}

function columns(to: (row: IssueRow) => string): Column<IssueRow>[] {
  return [
    {
      id: 'created',
      head: 'Created',
      sorts: 'descending',
      tight: true,
      cell: (row) => (
        <RowLink to={to(row)}>
          <Time ms={row.created_at_ms} />
        </RowLink>
      ),
    },
    { id: 'title', head: 'Title', sorts: 'ascending', cell: (row) => row.title ?? row.id },
    { id: 'kind', head: 'Kind', sorts: 'ascending', give: 2, cell: (row) => sentenceCase(row.kind) },
    { id: 'system', head: 'System', sorts: 'ascending', give: 1, cell: (row) => <Name>{row.system}</Name> },
    {
      id: 'priority',
      head: 'Priority',
      sorts: 'ascending',
      give: 3,
      cell: (row) => row.priority ?? row.severity ?? '–',
    },
    {
      id: 'points',
      head: 'Points',
      sorts: 'descending',
      align: 'right',
      give: 3,
      cell: (row) => (row.story_points === null ? '–' : count(row.story_points)),
    },
    { id: 'status', head: 'Status', sorts: 'ascending', tight: true, cell: (row) => <Word name={row.status} /> },
    {
      id: 'duration',
      head: 'Took',
      sorts: 'descending',
      align: 'right',
      give: 2,
      cell: (row) => lastedUntilDone(row) ?? '–',
    },
  ]
}

export function lastedUntilDone({ created_at_ms, resolved_at_ms }: IssueRow): string | null {
  return resolved_at_ms === null || resolved_at_ms < created_at_ms ? null : duration(resolved_at_ms - created_at_ms)
}

function NoIssues({ these, ever }: { these: Input<'issues.list'>; ever: boolean }) {
  const { to } = useView()
  const latest = useCall('issues.list', { ...these, limit: 1 }).data
  if (!ever)
    return (
      <Empty title="No issues yet" action={<ButtonLink to={to('/listener')}>Connect a tracker</ButtonLink>}>
        Bugs, requirements and other issues come from your tracker through the listener. Incidents have their own page.
      </Empty>
    )
  const rest = [
    ...(these.kind === undefined ? [] : [`of the kind ${these.kind}`]),
    ...(these.status === undefined ? [] : [`that are ${words[these.status].toLowerCase()}`]),
  ].join(' ')
  return (
    <NoneFound
      what="issues"
      {...(rest === '' ? {} : { rest })}
      latest={latest && (latest.rows[0]?.created_at_ms ?? null)}
    />
  )
}
