// One provider that sends webhooks of its own: where it is to send, with which secret and what, who reaches this listener
// from there, what became of the last it sent, and what each kind becomes.
import { useState } from 'react'
import type { DeliveryRow } from '../../src-shared/contract/journal.ts'
import type { ListenerState } from '../../src-shared/contract/listener.ts'
import { type HookCase, type Provider, told } from '../../src-shared/providers/provider.ts'
import { reachOf } from '../../src-shared/providers/reach.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Check } from '../parts/check.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { GroupedTable } from '../parts/grouped-table.tsx'
import { Time } from '../parts/time.tsx'
import { Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { addressFromElsewhere } from './listener-settings.ts'
import css from './listener-hooks.module.css'

export function ListenerProvider({ provider, listener }: { provider: Provider; listener: ListenerState }) {
  const { id, title, source, path, secret, systems, senders, options, kinds } = provider
  const [chosen, setChosen] = useState<readonly string[]>([])
  const asked = options.filter(({ query }) => chosen.includes(query)).map(({ query }) => query)
  const url = `${addressFromElsewhere(listener)}${path}${asked.length === 0 ? '' : `?${asked.join('&')}`}`
  const ticks = kinds.flatMap(({ tick }) => tick ?? [])
  return (
    <article aria-label={`${title} webhook`}>
      <h3>{title}</h3>
      <p className={css['address']}>
        <code>{url}</code>
        <CopyButton size="small" label={`Copy ${title} address`} text={url} />
      </p>
      {options.length === 0 ? null : (
        <div className={css['options']}>
          {options.map(({ query, label }) => (
            <Check
              key={query}
              label={label}
              checked={chosen.includes(query)}
              onChange={(on) => setChosen(on ? [...chosen, query] : chosen.filter((one) => one !== query))}
            />
          ))}
        </div>
      )}
      <p>{secret}</p>
      <p>{systems}</p>
      <p>
        Tick there: <b>{ticks.join(', ')}</b>.
      </p>
      <ul aria-label={`Who reaches this listener from ${title}`}>
        {senders.map((sender) => {
          const { reaches, says } = reachOf(sender, listener)
          return (
            <li key={sender.name} className={reaches ? undefined : 'dim'}>
              <Word name={reaches ? 'succeeded' : 'left out'}>{sender.name}</Word>: {says}
            </li>
          )
        })}
      </ul>
      {source === id ? <Last source={source} /> : null}
      <Disclosure summary={`What ${title} sends, and what each becomes`}>
        <GroupedTable
          caption={`What ${title} sends, and what each becomes`}
          head="What is sent"
          columns={columns}
          groups={kinds.map(({ names, tick, cases }) => ({
            id: names.join(),
            head: (
              <>
                {tick ?? (names.length === 0 ? 'Anything else' : 'By itself')}
                {names
                  .filter((name) => name !== tick)
                  .map((name) => (
                    <div key={name}>
                      <code className="dim">{name}</code>
                    </div>
                  ))}
              </>
            ),
            rows: cases,
          }))}
          faint={({ becomes }) => becomes === 'nothing'}
        />
      </Disclosure>
    </article>
  )
}

const columns = [
  { id: 'which', head: 'Which', cell: ({ which }: HookCase) => withCode(which) },
  {
    id: 'becomes',
    head: 'Becomes',
    cell: ({ becomes }: HookCase) => (becomes === 'nothing' ? becomes : <b>{becomes}</b>),
  },
  { id: 'says', head: 'What of it, or why nothing', cell: (one: HookCase) => withCode(told(one)) },
]

/** What stands between backticks as code. */
function withCode(text: string) {
  // Parts stay where they are: their place is their key.
  return text.split('`').map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))
}

/** Refusals that are alike are one row as long as nothing else comes: the newest row is the last delivery. */
function Last({ source }: { source: string }) {
  const { here } = useView()
  const { data, error } = useCall('journal.list', { source, limit: 1 }, { keep: false })
  const row = data?.rows[0]
  return (
    <p className={css['last']} aria-live="polite">
      <b>Last delivery:</b>{' '}
      {error !== null ? (
        <span className="dim">cannot be told: {error.message}</span>
      ) : data === undefined ? null : row === undefined ? (
        <span className="dim">none yet</span>
      ) : (
        <>
          <Time ms={row.last_at_ms ?? row.at_ms} as="ago" /> <Became row={row} />{' '}
          <ButtonLink look="link" to={here({ open: { kind: 'delivery', number: row.id } })}>
            Show it
          </ButtonLink>
        </>
      )}
    </p>
  )
}

function Became({ row: { id, outcome, events, status, reason, summary } }: { row: DeliveryRow }) {
  const isIdle = outcome === 'accepted' && events === 0
  // Why nothing of it counts stands only with the delivery itself.
  const { data } = useCall('journal.get', { id }, { enabled: isIdle, keep: false })
  if (isIdle)
    return (
      <>
        <Word name="left out">Not counted</Word>: {data?.skipped[0]?.reason ?? summary}
      </>
    )
  return (
    <>
      <Word name={outcome}>{outcome === 'rejected' && status === 401 ? 'Not let in' : undefined}</Word>:{' '}
      {reason ?? summary}
    </>
  )
}
