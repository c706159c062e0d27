// All imports, newest first, each with its way back and forth.
import { bytes, count, counted } from '../parts/format.ts'
import { ErrorNote, Panel } from '../parts/panel.tsx'
import { Table, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { say } from '../parts/toasts.tsx'
import { undoColumn } from '../parts/undo-column.tsx'
import { Tag } from '../parts/word.tsx'
import type { Output } from '../../src-shared/contract/index.ts'
import { useCall, useRun } from '../use-call.ts'

type Batch = Output<'imports.list'>['rows'][number]

export function Batches() {
  const list = useCall('imports.list', {})
  const undo = useRun('imports.undo')
  const redo = useRun('imports.redo')
  const { data, error } = list
  if (data === undefined)
    return error === null ? null : (
      <ErrorNote what="Imports could not be listed." error={error} onRetry={() => void list.refetch()} />
    )
  if (data.total === 0) return null
  const wrong = (what: string) => (problem: Error) => say({ title: `${what}: ${problem.message}`, wrong: true })
  function takeBack({ batch, name }: Batch): void {
    undo.mutate(
      { input: { batch } },
      {
        onSuccess: ({ removed }) =>
          say({
            title: `${name} taken back, ${counted(removed, 'row')} removed.`,
            undo: { label: 'Redo', run: () => redo.mutate({ input: { batch } }) },
          }),
        onError: wrong('Not undone'),
      },
    )
  }
  function putBack({ batch, name }: Batch): void {
    redo.mutate(
      { input: { batch } },
      {
        onSuccess: ({ restored }) => say({ title: `${name} put back, ${counted(restored, 'row')} restored.` }),
        onError: wrong('Not redone'),
      },
    )
  }
  return (
    <Panel title="Past imports" sub={count(data.total)} flush>
      <Table
        caption="Past imports, newest first"
        columns={columns(undo.isPending || redo.isPending, (row) => (row.undone ? putBack(row) : takeBack(row)))}
        rows={data.rows}
        rowKey={(row) => row.batch}
      />
    </Panel>
  )
}

function columns(busy: boolean, toggle: (row: Batch) => void): Column<Batch>[] {
  return [
    {
      id: 'name',
      head: 'File',
      cell: (row) => (
        <>
          {row.name} {row.undone ? <Tag>undone</Tag> : null}
        </>
      ),
    },
    { id: 'profile', head: 'Profile', give: 3, cell: (row) => row.profile ?? '–' },
    { id: 'at', head: 'Imported', tight: true, cell: (row) => <Time ms={row.at_ms} /> },
    { id: 'size', head: 'Size', align: 'right', tight: true, give: 2, cell: (row) => bytes(row.bytes) },
    { id: 'new', head: 'New', align: 'right', cell: (row) => count(row.new) },
    { id: 'updated', head: 'Updates', align: 'right', give: 2, cell: (row) => count(row.updated) },
    { id: 'unchanged', head: 'Unchanged', align: 'right', give: 3, cell: (row) => count(row.unchanged) },
    { id: 'skipped', head: 'Left out', align: 'right', give: 1, cell: (row) => count(row.skipped) },
    undoColumn((row) => row.name, busy, toggle),
  ]
}
