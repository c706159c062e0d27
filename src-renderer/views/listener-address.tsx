// Where the listener listens, who can reach it there, and who needs a key.
import { useState } from 'react'
import type { ListenerState } from '../../src-shared/contract/listener.ts'
import { Button } from '../parts/button.tsx'
import { Check } from '../parts/check.tsx'
import { Choices } from '../parts/choices.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { TextField } from '../parts/field.tsx'
import { ErrorNote, Note, Panel } from '../parts/panel.tsx'
import { ListenerHttps } from './listener-https.tsx'
import type { ListenerSettings } from './listener-settings.ts'
import css from './listener.module.css'

export function ListenerAddress({ settings }: { settings: ListenerSettings }) {
  const { listener, on, reach, keyless, busy, set, error } = settings
  const { state, note, warning, fixed } = listener
  // Where this computer reaches it; on all addresses it listens at none that could be called.
  const url = listener.addresses[0]?.url ?? listener.url
  return (
    <Panel label="Where it listens">
      <div className={css['where']}>
        <div className={css['first']}>
          <Check look="switch" label="Listen" checked={on} onChange={(next) => set({ on: next })} />
          {state === 'on' && url !== null ? (
            <>
              <code>{url}</code>
              <CopyButton size="small" label="Copy address" text={url} />
              <a className={css['docs']} href={`${url}/docs`} target="_blank" rel="noreferrer">
                API reference
              </a>
            </>
          ) : (
            <span className="dim">
              {on
                ? `${busy ? 'Opening' : 'It should be at'} ${listener.host}:${listener.port}`
                : 'Nothing can be sent; what was received stays.'}
            </span>
          )}
        </div>
        {error === null ? null : <ErrorNote what="That was not changed." error={error} />}
        {note === null ? null : <Note kind={state === 'failed' ? 'error' : 'info'}>{note}</Note>}
        <Choices
          label="Who can reach it"
          value={reach}
          choices={[
            { value: 'computer', label: 'This computer only' },
            { value: 'network', label: 'This network' },
          ]}
          onChange={(next) => set({ reach: next })}
          disabled={fixed}
        />
        {listener.reach === 'network' ? <Addresses listener={listener} /> : null}
        {warning === null ? null : <Note kind="warning">{warning}</Note>}
        {fixed ? (
          <p className="dim">The address was given when Shiplog was started, so it cannot be changed here.</p>
        ) : (
          <Port key={listener.port} port={listener.port} busy={busy} onChange={(port) => set({ port })} />
        )}
        <ListenerHttps settings={settings} />
        <Check
          look="switch"
          label="Accept events without a key from this computer"
          checked={keyless}
          onChange={(next) => set({ keyless: next })}
        >
          Any program on this computer can then report anything, and it cannot be told who did. Whoever comes from
          another computer needs a key all the same, unless through a tunnel that ends here with the same port.
        </Check>
        <div className={css['instead']}>
          <p>
            <b>Hosted CI cannot reach it:</b> github.com, gitlab.com, CircleCI’s cloud and the like. What works:
          </p>
          <ul>
            <li>
              a runner of your own {reach === 'network' ? 'on this network' : 'on this computer'}, for the job that
              deploys;
            </li>
            <li>
              a tunnel of your own to the runner:{' '}
              <code>{`ssh -R ${listener.port}:127.0.0.1:${listener.port} runner`}</code>;
            </li>
            <li>a file that the job writes, kept with the build and dropped in here later;</li>
            <li>no event at all: version tags of a repository are read as deployments to production.</li>
          </ul>
          <p>
            While this computer sleeps nothing comes in. What was missed can be sent later; an event that is known
            already changes nothing.
          </p>
        </div>
      </div>
    </Panel>
  )
}

function Addresses({ listener }: { listener: ListenerState }) {
  return (
    <ul className={css['addresses']} aria-label="Addresses on this network">
      {listener.addresses.slice(1).map(({ url, name }) => (
        <li key={url}>
          <code>{url}</code> <span className="dim">{name}</span>
          <CopyButton size="small" look="quiet" text={url} />
        </li>
      ))}
      <li className="dim">If nobody gets through, this computer’s firewall has to let port {listener.port} in.</li>
    </ul>
  )
}

function Port({ port, busy, onChange }: { port: number; busy: boolean; onChange: (port: number) => void }) {
  const [text, setText] = useState(String(port))
  const asked = /^\d{1,5}$/.test(text) ? Number(text) : null
  const good = asked !== null && asked >= 1 && asked <= 65_535
  return (
    <Disclosure summary={`Port ${port}: change it`}>
      <form
        className={css['port']}
        onSubmit={(event) => {
          event.preventDefault()
          if (good) onChange(asked)
        }}
      >
        <TextField
          label="Port"
          value={text}
          onChange={setText}
          problem={good ? null : 'A whole number from 1 to 65535.'}
        />
        <Button type="submit" disabled={!good || asked === port || busy}>
          Change
        </Button>
      </form>
      <p className="dim">Senders that know the old one have to be told.</p>
    </Disclosure>
  )
}
