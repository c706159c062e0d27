// All that people decided about the data, newest first, each with its way back and forth.
import { Scale } from 'lucide-react'
import type { DecisionRow } from '../../src-shared/contract/decisions.ts'
import { count } from '../parts/format.ts'
import { Empty, ErrorNote, Panel, Skeleton } from '../parts/panel.tsx'
import { type Column, RowLink, Table } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { say } from '../parts/toasts.tsx'
import { undoColumn } from '../parts/undo-column.tsx'
import { Tag } from '../parts/word.tsx'
import { useCall, useRun } from '../use-call.ts'
import { useView, type ViewControl } from '../view-state.ts'
import { Exports } from './exports.tsx'
import { Page } from './page.tsx'

export function DecisionsPage() {
  const list = useCall('decisions.list', { limit: 1000 })
  const undo = useRun('decisions.undo')
  const redo = useRun('decisions.redo')
  const { here, view } = useView()
  const { data, error } = list
  const toggle = (row: DecisionRow) =>
    (row.undone ? redo : undo).mutate(
      { input: { id: row.id } },
      { onError: (problem) => say({ title: `Not done: ${problem.message}`, wrong: true }) },
    )
  return (
    <Page
      title="Decisions"
      exports={<Exports list="decisions" question={{}} />}
      sub="What people decided about the data: causes of incidents, kinds, what is left out, names that mean the same. They survive every recomputation."
    >
      {error === null ? null : (
        <ErrorNote what="Decisions could not be listed." error={error} onRetry={() => void list.refetch()} />
      )}
      {data === undefined ? error === null && <Skeleton height={240} /> : null}
      {data?.total === 0 ? (
        <Panel label="Decisions">
          <Empty icon={<Scale aria-hidden />} title="Nothing was decided yet">
            Open an incident to say which deployment caused it, or a deployment to say its kind or to leave it out.
          </Empty>
        </Panel>
      ) : null}
      {data !== undefined && data.total > 0 ? (
        <Panel title="Decisions" sub={count(data.total)} flush>
          <Table
            caption="Decisions, newest first"
            columns={columns(here, undo.isPending || redo.isPending, toggle)}
            rows={data.rows}
            rowKey={(row) => row.id}
            current={(row) => view.open?.kind === 'delivery' && view.open.number === row.id}
            opens
          />
        </Panel>
      ) : null}
    </Page>
  )
}

function columns(here: ViewControl['here'], busy: boolean, toggle: (row: DecisionRow) => void): Column<DecisionRow>[] {
  return [
    {
      id: 'what',
      head: 'Decision',
      cell: (row) => (
        <>
          <RowLink to={here({ open: { kind: 'delivery', number: row.id } })}>{row.summary}</RowLink>{' '}
          {row.undone ? <Tag>undone</Tag> : null}
        </>
      ),
    },
    { id: 'at', head: 'When', tight: true, cell: (row) => <Time ms={row.at_ms} /> },
    undoColumn((row) => row.summary, busy, toggle),
  ]
}
