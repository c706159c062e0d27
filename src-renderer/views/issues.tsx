// Issues of the chosen systems that were created in the period, newest first. Incidents have their own page.
import type { Input } from '../../src-shared/contract/index.ts'
import type { IssueRow } from '../../src-shared/contract/issues.ts'
import { type IssueStatus, issueStatuses } from '../../src-shared/event.ts'
import { ButtonLink } from '../parts/button.tsx'
import { count, counted, duration, sentenceCase } from '../parts/format.ts'
import { Empty, ErrorNote, Panel, Skeleton } from '../parts/panel.tsx'
import { Pager, RowLink, Table, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { PickOne } from '../parts/token-menu.tsx'
import { Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { FilterBar, useRange } from './filter-bar.tsx'
import { Exports } from './exports.tsx'
import { Page } from './page.tsx'

const size = 100
const words: Record<IssueStatus, string> = { todo: 'To do', in_progress: 'In progress', done: 'Done' }

export function IssuesPage() {
  const { view, set, here } = useView()
  const { from_ms, to_ms } = useRange()
  const status = issueStatuses.find((known) => known === view.only)
  const { kind } = view
  const asked: Input<'issues.list'> = {
    from_ms,
    to_ms,
    limit: size,
    offset: (view.page - 1) * size,
    ...(view.systems.length === 0 ? {} : { systems: view.systems }),
    ...(status === undefined ? {} : { status }),
    ...(kind === null ? {} : { kind }),
  }
  const list = useCall('issues.list', asked)
  const { data, error } = list
  return (
    <Page
      updating={list.isPlaceholderData}
      title="Issues"
      exports={<Exports list="issues" question={asked} />}
      sub={
        data === undefined
          ? ' '
          : `${counted(data.total, 'issue')} created in the period, newest first. Incidents have their own page.`
      }
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
                  ...(data?.kinds ?? []).map((one) => ({
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
    >
      {error === null ? null : (
        <ErrorNote what="Issues could not be listed." error={error} onRetry={() => void list.refetch()} />
      )}
      {data === undefined ? error === null && <Skeleton height={420} /> : null}
      {data === undefined ? null : (
        <Panel flush label="Issues">
          {data.rows.length === 0 ? (
            <NoIssues none={data.kinds.length === 0} />
          ) : (
            <Table
              caption="Issues, newest first"
              columns={columns((row) => here({ open: { kind: 'issue', number: row.number } }))}
              rows={data.rows}
              rowKey={(row) => row.number}
              current={(row) => view.open?.kind === 'issue' && view.open.number === row.number}
              opens
              sticky
            />
          )}
          <Pager page={view.page} size={size} total={data.total} onPage={(page) => set({ page })} />
        </Panel>
      )}
    </Page>
  )
}

function columns(to: (row: IssueRow) => string): Column<IssueRow>[] {
  return [
    {
      id: 'created',
      head: 'Created',
      tight: true,
      cell: (row) => (
        <RowLink to={to(row)}>
          <Time ms={row.created_at_ms} />
        </RowLink>
      ),
    },
    { id: 'title', head: 'Title', cell: (row) => row.title ?? row.id },
    { id: 'kind', head: 'Kind', give: 2, cell: (row) => sentenceCase(row.kind) },
    { id: 'system', head: 'System', give: 1, cell: (row) => row.system },
    { id: 'priority', head: 'Priority', give: 3, cell: (row) => row.priority ?? row.severity ?? '–' },
    {
      id: 'points',
      head: 'Points',
      align: 'right',
      give: 3,
      cell: (row) => (row.story_points === null ? '–' : count(row.story_points)),
    },
    { id: 'status', head: 'Status', tight: true, cell: (row) => <Word name={row.status} /> },
    { id: 'took', head: 'Took', align: 'right', give: 2, cell: (row) => lastedUntilDone(row) ?? '–' },
  ]
}

export function lastedUntilDone({ created_at_ms, resolved_at_ms }: IssueRow): string | null {
  return resolved_at_ms === null || resolved_at_ms < created_at_ms ? null : duration(resolved_at_ms - created_at_ms)
}

function NoIssues({ none }: { none: boolean }) {
  const { here, to } = useView()
  return (
    <Empty
      title={none ? 'No issues yet' : 'No issues match'}
      action={
        none ? (
          <ButtonLink to={to('/listener')}>Connect a tracker</ButtonLink>
        ) : (
          <ButtonLink to={here({ systems: [], period: '12m', only: null, kind: null, page: 1 })}>
            Show all of the last 12 months
          </ButtonLink>
        )
      }
    >
      {none
        ? 'Bugs, requirements and other issues come from your tracker through the listener. Incidents have their own page.'
        : 'None of these systems, in this period, of this kind, with this status.'}
    </Empty>
  )
}
