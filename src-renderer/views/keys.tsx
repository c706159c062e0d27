// Keys of the listener: who may send what. A key is shown once, when it is made; it can be rotated, narrowed and ended.
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { KeyRow } from '../../src-shared/contract/keys.ts'
import type { Output } from '../../src-shared/contract/index.ts'
import { Button } from '../parts/button.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { ErrorNote, Note, Panel, Skeleton } from '../parts/panel.tsx'
import { Table, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { useCall } from '../use-call.ts'
import { KeyDialog, type KeyTask } from './keys-dialog.tsx'
import { scopeWords } from './keys-scope.tsx'
import css from './keys.module.css'

export function Keys() {
  const list = useCall('keys.list', {})
  const [task, setTask] = useState<KeyTask | null>(null)
  const [made, setMade] = useState<Output<'keys.rotate'> | null>(null)
  const { data, error } = list
  return (
    <Panel
      title="Keys"
      sub="a sender shows one with every event"
      flush
      actions={
        <Button look="quiet" size="small" onClick={() => setTask({ do: 'add' })}>
          <Plus aria-hidden />
          New key
        </Button>
      }
    >
      {error === null ? null : (
        <ErrorNote what="Keys could not be listed." error={error} onRetry={() => void list.refetch()} />
      )}
      <div aria-live="polite">{made === null ? null : <Made made={made} onClose={() => setMade(null)} />}</div>
      {data === undefined ? error === null && <Skeleton height={80} /> : null}
      {data?.rows.length === 0 ? (
        <p className={css['none']}>No keys yet. Make one for each sender, so that each can be ended by itself.</p>
      ) : null}
      {data !== undefined && data.rows.length > 0 ? (
        <Table
          caption="Keys"
          columns={columns(setTask)}
          rows={data.rows.toSorted((a, b) => Number(isRevoked(a)) - Number(isRevoked(b)))}
          rowKey={(key) => `${key.name} ${key.starts} ${key.added_at_ms}`}
        />
      ) : null}
      <KeyDialog
        task={task}
        onClose={() => setTask(null)}
        onMade={setMade}
        onEnded={(name) => setMade((now) => (now?.name === name ? null : now))}
      />
    </Panel>
  )
}

function Made({ made, onClose }: { made: Output<'keys.rotate'>; onClose: () => void }) {
  return (
    <div className={css['made']}>
      <Note
        kind="warning"
        action={
          <Button size="small" onClick={onClose}>
            I have it
          </Button>
        }
      >
        <b>Key {made.name}</b> is shown only this once
        {made.key.startsWith('whsec_') ? '.' : '; Shiplog keeps no copy of it.'}
        <code>{made.key}</code>
        <CopyButton size="small" text={made.key} label="Copy key" />
      </Note>
    </div>
  )
}

function columns(act: (task: KeyTask) => void): Column<KeyRow>[] {
  return [
    {
      id: 'name',
      head: 'Name',
      // Below the name, because whether a key is in use is what people look for, however narrow the page.
      cell: (key) => (
        <>
          {key.signs ? `${key.name} (signs)` : key.name}
          <span className={`dim ${css['used']}`}>{used(key)}</span>
        </>
      ),
    },
    {
      id: 'starts',
      head: 'Starts with',
      tight: true,
      give: 2,
      cell: (key) => <span className="mono">{key.starts}…</span>,
    },
    {
      id: 'scope',
      head: 'May send',
      cell: (key) =>
        isRevoked(key) || key.ends_at_ms !== null ? (
          scopeWords(key)
        ) : (
          <Button look="link" className={css['scope']} onClick={() => act({ do: 'scope', key })}>
            {scopeWords(key)}
          </Button>
        ),
    },
    { id: 'added', head: 'Made', give: 3, cell: (key) => <Time ms={key.added_at_ms} as="ago" /> },
    {
      id: 'actions',
      head: 'State',
      align: 'right',
      tight: true,
      cell: (key) => <State keyRow={key} act={act} />,
    },
  ]
}

function used(key: KeyRow) {
  if (key.last_used_at_ms === null) return 'never used'
  return (
    <>
      last used <Time ms={key.last_used_at_ms} as="ago" />
    </>
  )
}

/** Those come last, whenever they were made. */
function isRevoked(key: KeyRow): boolean {
  return key.revoked_at_ms !== null
}

function State({ keyRow: key, act }: { keyRow: KeyRow; act: (task: KeyTask) => void }) {
  if (isRevoked(key)) return <span className="dim">revoked</span>
  if (key.ends_at_ms !== null)
    return (
      <span className="dim">
        old value, ends <Time ms={key.ends_at_ms} as="ago" />
      </span>
    )
  return (
    <span className={css['actions']}>
      <Button size="small" onClick={() => act({ do: 'rotate', key })} aria-label={`Rotate ${key.name}`}>
        Rotate
      </Button>
      <Button size="small" onClick={() => act({ do: 'revoke', key })} aria-label={`Revoke ${key.name}`}>
        Revoke
      </Button>
    </span>
  )
}
