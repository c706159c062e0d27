// Keys of the listener: make one and see it once, take over an existing one, end one.
import { useState } from 'react'
import type { KeyRow } from '../../src-shared/contract/keys.ts'
import type { Output } from '../../src-shared/contract/index.ts'
import { Button } from '../parts/button.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { TextField } from '../parts/field.tsx'
import { ErrorNote, Note, Panel, Skeleton } from '../parts/panel.tsx'
import { Table, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { say } from '../parts/toasts.tsx'
import { useCall, useRun } from '../use-call.ts'
import { useView } from '../view-state.ts'
import css from './listener.module.css'

export function Keys({ onMade }: { onMade: (key: string | null) => void }) {
  const { view } = useView()
  const list = useCall('keys.list', {})
  const revoke = useRun('keys.revoke')
  const [made, setMade] = useState<Output<'keys.add'> | null>(null)
  const { data, error } = list
  function end({ name }: KeyRow): void {
    revoke.mutate(
      { input: { name } },
      {
        onSuccess: () => {
          say({ title: `Key ${name} is ended. What it sent stays.` })
          if (made?.name === name) {
            setMade(null)
            onMade(null)
          }
        },
        onError: (problem) => say({ title: `Not ended: ${problem.message}`, wrong: true }),
      },
    )
  }
  return (
    <Panel title="Keys" sub="a sender shows one in every event" flush>
      {error === null ? null : (
        <ErrorNote what="Keys could not be listed." error={error} onRetry={() => void list.refetch()} />
      )}
      {made === null ? null : (
        <div className={css['made']}>
          <Note kind="warning">
            <b>Key {made.name}</b> is shown only this once; Shiplog keeps no copy of it.
            <code>{made.key}</code>
            {made.warning === null ? null : <p>{made.warning}</p>}
            <CopyButton size="small" text={made.key} label="Copy key" />
          </Note>
        </div>
      )}
      {view.workspace === 'sample' ? null : (
        <AddKey
          onMade={(key) => {
            setMade(key)
            onMade(key.key)
          }}
        />
      )}
      {data === undefined ? error === null && <Skeleton height={80} /> : null}
      {data?.rows.length === 0 ? <p className={css['none']}>No keys yet. Without one, nothing can be sent.</p> : null}
      {data !== undefined && data.rows.length > 0 ? (
        <Table
          caption="Keys"
          columns={columns(view.workspace === 'own', revoke.isPending, end)}
          rows={data.rows}
          rowKey={(key) => key.name}
        />
      ) : null}
    </Panel>
  )
}

function AddKey({ onMade }: { onMade: (key: Output<'keys.add'>) => void }) {
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const add = useRun('keys.add')
  // What was wrong with a name or a key is no longer so once it is another.
  const changed = (set: (text: string) => void) => (text: string) => {
    add.reset()
    set(text)
  }
  function submit(): void {
    add.mutate(
      { input: { name: name.trim(), ...(value === '' ? {} : { value }) } },
      {
        onSuccess: (key) => {
          onMade(key)
          setName('')
          setValue('')
        },
      },
    )
  }
  return (
    <form
      className={css['add']}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <TextField label="Name" value={name} onChange={changed(setName)} placeholder="ci-main" />
      <TextField
        label="Existing key, if you have one"
        value={value}
        onChange={changed(setValue)}
        placeholder="leave empty for a new one"
        mono
      />
      <Button type="submit" disabled={name.trim() === '' || add.isPending}>
        Make key
      </Button>
      {add.error === null ? null : (
        <p role="alert" className={css['problem']}>
          {add.error.message}
        </p>
      )}
    </form>
  )
}

function columns(own: boolean, busy: boolean, end: (key: KeyRow) => void): Column<KeyRow>[] {
  return [
    { id: 'name', head: 'Name', cell: (key) => key.name },
    { id: 'starts', head: 'Starts with', tight: true, cell: (key) => <span className="mono">{key.starts}…</span> },
    { id: 'added', head: 'Made', give: 2, cell: (key) => <Time ms={key.added_at_ms} as="ago" /> },
    {
      id: 'used',
      head: 'Last used',
      give: 1,
      cell: (key) => (key.last_used_at_ms === null ? 'never' : <Time ms={key.last_used_at_ms} as="ago" />),
    },
    {
      id: 'actions',
      head: 'Actions',
      align: 'right',
      tight: true,
      cell: (key) =>
        !own ? null : key.revoked_at_ms === null ? (
          <Button size="small" disabled={busy} onClick={() => end(key)} aria-label={`Revoke ${key.name}`}>
            Revoke
          </Button>
        ) : (
          <span className="dim">revoked</span>
        ),
    },
  ]
}
