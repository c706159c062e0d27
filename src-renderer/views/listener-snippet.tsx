// The lines a pipeline sends with: which CI system, which dialect, which system. And a test event, which proves the way.
import { useState } from 'react'
import type { Output } from '../../src-shared/contract/index.ts'
import type { ListenerState } from '../../src-shared/contract/listener.ts'
import { must } from '../../src-shared/assert.ts'
import { eventsFile } from '../../src-shared/snippets/choice.ts'
import { ciSystems } from '../../src-shared/snippets/ci.ts'
import { dialects } from '../../src-shared/snippets/dialects.ts'
import { snippet } from '../../src-shared/snippets/snippet.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Check } from '../parts/check.tsx'
import { Choices } from '../parts/choices.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { Panel } from '../parts/panel.tsx'
import { useCall, useRun } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { readSender, writeSender, type Sender } from './listener-choice.ts'
import { addressFromElsewhere } from './listener-settings.ts'
import css from './listener.module.css'

const secret = 'SHIPLOG_KEY'

export function ListenerSnippet({ listener }: { listener: ListenerState }) {
  const { view, set } = useView()
  const systems = useCall('systems.list', {})
  const names = systems.data?.rows.map((row) => row.name) ?? []
  const sender = readSender(view.send)
  const choose = (patch: Partial<Sender>) => set({ send: writeSender({ ...sender, ...patch }) }, { replace: true })
  const ci = must(
    ciSystems.find((one) => one.id === sender.ci),
    'because an unknown one is not read',
  )
  const dialect = must(
    dialects.find((one) => one.id === (sender.later ? 'shiplog' : sender.dialect)),
    'because an unknown one is not read',
  )
  const [address, setAddress] = useAddress(listener)
  const named = sender.system ?? names[0] ?? 'shop'
  const system = named.trim() || 'shop'
  const canSign = ci.language !== 'powershell' && !sender.later
  const { text } = snippet({ ...sender, signed: sender.signed && canSign, address, secret, system })
  return (
    <Panel title="Send from your pipeline" sub="to production, after each deployment">
      <div className={css['send']}>
        <Choices
          label="Send from"
          value={sender.ci}
          choices={ciSystems.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(next) => choose({ ci: next })}
        />
        <Choices
          label="Speak"
          value={dialect.id}
          choices={dialects.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(next) => choose({ dialect: next })}
          disabled={sender.later}
        />
        <div className={css['options']}>
          <TextField
            label="System"
            value={named}
            list={names}
            onChange={(next) => choose({ system: next })}
            hint="As your numbers are to be grouped: a service or an application."
          />
          {listener.addresses.length < 2 ? null : (
            <SelectField
              label="Address"
              value={address}
              options={listener.addresses.map(({ url, name }) => ({ value: url, label: `${url} (${name})` }))}
              onChange={setAddress}
            />
          )}
          <div className={css['checks']}>
            <Check
              label="Also send failed deployments"
              checked={sender.failures && dialect.results !== null}
              disabled={dialect.results === null}
              onChange={(next) => choose({ failures: next })}
            >
              {dialect.results === null ? `${dialect.title} has no word for them.` : undefined}
            </Check>
            <Check
              label="Never fail the build because of it"
              checked={sender.harmless}
              onChange={(next) => choose({ harmless: next })}
            />
            <Check
              label="Sign it instead of sending the key"
              checked={sender.signed && canSign}
              disabled={!canSign}
              onChange={(next) => choose({ signed: next })}
            >
              {canSign
                ? 'With a key that was made to sign, and openssl.'
                : sender.later
                  ? 'A file needs no key.'
                  : 'Not in PowerShell.'}
            </Check>
            <Check
              label="Write it into a file, for later"
              checked={sender.later}
              onChange={(later) => choose({ later })}
            >
              For a pipeline that cannot reach this computer, or runs while it sleeps.
            </Check>
          </div>
        </div>
        <div className={css['code']}>
          <pre tabIndex={0} aria-label={`Lines for ${ci.title}`}>
            {text}
          </pre>
          <CopyButton size="small" text={text} />
        </div>
        <p className={css['notes']}>
          {sender.later
            ? `Keep ${eventsFile} as an artifact of the build and drop it into this window later; what is known already counts once.`
            : `Put the key into ${ci.secret.replace('NAME', secret)}.`}
          {ci.hosted === null || sender.later
            ? null
            : ` ${ci.hosted} cannot reach ${address}; a runner of your own ${listener.reach === 'network' ? 'on this network' : 'on this computer'} can.`}
        </p>
        <TestEvent key={dialect.id} dialect={dialect.id} system={system} off={listener.state !== 'on'} />
      </div>
    </Panel>
  )
}

function useAddress(listener: ListenerState): [string, (address: string) => void] {
  const [chosen, setChosen] = useState<string | null>(null)
  const known = listener.addresses.find((one) => one.url === chosen)?.url
  return [known ?? addressFromElsewhere(listener), setChosen]
}

function TestEvent({ dialect, system, off }: { dialect: string; system: string; off: boolean }) {
  const test = useRun('listener.test')
  return (
    <div className={css['test']}>
      <Button disabled={off || test.isPending} onClick={() => test.mutate({ input: { dialect, system } })}>
        Send a test event
      </Button>
      <p aria-live="polite">
        {test.data !== undefined ? (
          <Answer answer={test.data} />
        ) : test.error === null ? (
          <span className="dim">Goes to the listener as a sender’s would, and is never counted.</span>
        ) : (
          <span className={css['problem']}>It could not be sent. {test.error.message}</span>
        )}
      </p>
    </div>
  )
}

function Answer({ answer: { status, ms, body, delivery } }: { answer: Output<'listener.test'> }) {
  const { here } = useView()
  return (
    <>
      {status < 300 ? 'Received' : 'Refused'}: {status} in {Math.max(1, Math.round(ms))} ms.{' '}
      {delivery === null ? null : (
        <ButtonLink look="link" to={here({ open: { kind: 'delivery', number: delivery } })}>
          Show it
        </ButtonLink>
      )}
      {status < 300 ? null : <code>{body}</code>}
    </>
  )
}
