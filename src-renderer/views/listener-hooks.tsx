// The webhooks of providers: where each is to send, with which secret and what, and what became of the last it sent.
import type { DeliveryRow } from '../../src-shared/contract/journal.ts'
import type { ListenerState } from '../../src-shared/contract/listener.ts'
import { ButtonLink } from '../parts/button.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { Panel } from '../parts/panel.tsx'
import { Time } from '../parts/time.tsx'
import { Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { providers, type Provider } from './listener-providers.ts'
import { addressFromElsewhere } from './listener-settings.ts'
import css from './listener-hooks.module.css'

export function ListenerHooks({ listener }: { listener: ListenerState }) {
  const address = addressFromElsewhere(listener)
  return (
    <Panel title="Webhooks of providers" sub="sent by the provider itself, without a pipeline">
      <div className={css['hooks']}>
        {providers.map((provider) => (
          <Hook key={provider.id} provider={provider} url={`${address}/hooks/${provider.id}`} />
        ))}
      </div>
      <p className={css['reach']}>
        github.com and gitlab.com are hosted: what is said above of hosted CI is true of their webhooks.
      </p>
    </Panel>
  )
}

function Hook({ provider: { id, title, secret, ticks }, url }: { provider: Provider; url: string }) {
  return (
    <article aria-label={`${title} webhook`}>
      <h3>{title}</h3>
      <p className={css['address']}>
        <code>{url}</code>
        <CopyButton size="small" label={`Copy ${title} address`} text={url} />
      </p>
      <p>{secret}</p>
      <dl aria-label={`What to tick at ${title}, and what it becomes`}>
        {ticks.map(({ tick, becomes }) => (
          <div key={tick}>
            <dt>{tick}</dt>
            <dd>{becomes}</dd>
          </div>
        ))}
      </dl>
      <Last source={id} />
    </article>
  )
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
