// What can be done with a key, each in a sheet of its own: make one, say what it may send, rotate it, end it.
import { useState, type ReactNode } from 'react'
import type { KeyRow } from '../../src-shared/contract/keys.ts'
import type { Output } from '../../src-shared/contract/index.ts'
import { Button, ButtonRow } from '../parts/button.tsx'
import { Check } from '../parts/check.tsx'
import { Choices } from '../parts/choices.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { TextField } from '../parts/field.tsx'
import { say } from '../parts/toasts.tsx'
import { useRun } from '../use-call.ts'
import { everything, isComplete, ScopeFields } from './keys-scope.tsx'
import css from './keys.module.css'

export type KeyTask = { do: 'add' } | { do: 'scope' | 'rotate' | 'revoke'; key: KeyRow }

interface Ends {
  onClose: () => void
  onMade: (key: Output<'keys.rotate'>) => void
  onEnded: (name: string) => void
}

export function KeyDialog({ task, ...ends }: { task: KeyTask | null } & Ends) {
  if (task === null) return null
  if (task.do === 'add') return <AddKey {...ends} />
  if (task.do === 'scope') return <ScopeOfKey keyRow={task.key} {...ends} />
  return task.do === 'rotate' ? <RotateKey keyRow={task.key} {...ends} /> : <RevokeKey keyRow={task.key} {...ends} />
}

interface SheetProps {
  title: string
  action: string
  ready?: boolean
  busy: boolean
  error: Error | null
  onClose: () => void
  onSubmit: () => void
  children: ReactNode
}

function Sheet({ title, action, ready = true, busy, error, onClose, onSubmit, children }: SheetProps) {
  return (
    <Dialog title={title} open onClose={onClose}>
      <form
        className={css['sheet']}
        onSubmit={(event) => {
          event.preventDefault()
          if (ready && !busy) onSubmit()
        }}
      >
        {children}
        {error === null ? null : (
          <p role="alert" className={css['problem']}>
            {error.message}
          </p>
        )}
        <ButtonRow>
          <Button type="submit" look="primary" disabled={!ready || busy}>
            {action}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </ButtonRow>
      </form>
    </Dialog>
  )
}

function AddKey({ onClose, onMade }: Ends) {
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const [scope, setScope] = useState(everything)
  const [signs, setSigns] = useState(false)
  const add = useRun('keys.add')
  // What was wrong with a name or a key is no longer so once it is another.
  const changed = (set: (text: string) => void) => (text: string) => {
    add.reset()
    set(text)
  }
  function submit(): void {
    add.mutate(
      { input: { name: name.trim(), ...scope, signs, ...(value === '' ? {} : { value }) } },
      {
        onSuccess: (key) => {
          onMade(key)
          if (key.warning !== null) say({ title: key.warning, wrong: true })
          onClose()
        },
      },
    )
  }
  return (
    <Sheet
      title="New key"
      action="Make key"
      ready={name.trim() !== '' && isComplete(scope)}
      busy={add.isPending}
      error={add.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextField
        label="Name"
        value={name}
        onChange={changed(setName)}
        placeholder="ci-main"
        hint="Who will use it: one key for each sender."
        autoFocus
      />
      <ScopeFields scope={scope} onChange={setScope} />
      <Check label="It signs requests and is never sent" checked={signs} onChange={setSigns}>
        For plain HTTP on a network. The sender needs openssl, or a library of Standard Webhooks. To check signatures
        Shiplog keeps this key as it is; of others it keeps a hash.
      </Check>
      <Disclosure summary="Take over a key you have already">
        <TextField
          label="Existing key"
          value={value}
          onChange={changed(setValue)}
          mono
          hint={
            signs
              ? 'whsec_ and 24 to 64 bytes in base64.'
              : '8 to 512 printable characters. Senders need no change then but for the address.'
          }
        />
      </Disclosure>
    </Sheet>
  )
}

function ScopeOfKey({ keyRow: key, onClose }: Ends & { keyRow: KeyRow }) {
  const [scope, setScope] = useState({ dialects: key.dialects, systems: key.systems })
  const change = useRun('keys.scope')
  return (
    <Sheet
      title={`What ${key.name} may send`}
      action="Save"
      ready={isComplete(scope)}
      busy={change.isPending}
      error={change.error}
      onClose={onClose}
      onSubmit={() => change.mutate({ input: { name: key.name, ...scope } }, { onSuccess: onClose })}
    >
      <ScopeFields scope={scope} onChange={setScope} />
      <p className="dim">Anything else sent with it is refused. What it sent before stays.</p>
    </Sheet>
  )
}

function RotateKey({ keyRow: key, onClose, onMade }: Ends & { keyRow: KeyRow }) {
  const [keep, setKeep] = useState<'24' | '0'>('24')
  const rotate = useRun('keys.rotate')
  return (
    <Sheet
      title={`Rotate ${key.name}`}
      action="Make the new value"
      busy={rotate.isPending}
      error={rotate.error}
      onClose={onClose}
      onSubmit={() =>
        rotate.mutate(
          { input: { name: key.name, keep_hours: Number(keep) } },
          {
            onSuccess: (made) => {
              onMade(made)
              onClose()
            },
          },
        )
      }
    >
      <p>The key gets a new value, which is shown once. Its name and what it may send stay.</p>
      <Choices
        label="The old value"
        value={keep}
        choices={[
          { value: '24', label: 'works for 24 h more' },
          { value: '0', label: 'ends now' },
        ]}
        onChange={setKeep}
      />
    </Sheet>
  )
}

function RevokeKey({ keyRow: key, onClose, onEnded }: Ends & { keyRow: KeyRow }) {
  const revoke = useRun('keys.revoke')
  return (
    <Sheet
      title={`Revoke ${key.name}?`}
      action="Revoke"
      busy={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onSubmit={() =>
        revoke.mutate(
          { input: { name: key.name } },
          {
            onSuccess: () => {
              say({ title: `Key ${key.name} is revoked. What it sent stays.` })
              onEnded(key.name)
              onClose()
            },
          },
        )
      }
    >
      <p>
        Requests with it are refused from now on, with an old value that still works too. It cannot be brought back; a
        new key can have the same name. What it sent stays.
      </p>
    </Sheet>
  )
}
