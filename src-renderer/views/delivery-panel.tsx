// One delivery of the journal: the bytes as they arrived, and what was made of them.
import type { Delivery } from '../../src-shared/contract/journal.ts'
import { ButtonLink } from '../parts/button.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { Facts } from '../parts/facts.tsx'
import { bytes, count } from '../parts/format.ts'
import { Inspector, type PanelBack, Section } from '../parts/inspector.tsx'
import { ErrorNote, Note, Skeleton } from '../parts/panel.tsx'
import { Time } from '../parts/time.tsx'
import { Tag, Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { Repeats } from './deliveries.tsx'
import { Replay } from './delivery-replay.tsx'
import css from './detail.module.css'
import { EventMapping } from './event-mapping.tsx'

export function DeliveryPanel({ id, back, onClose }: PanelBack & { id: number }) {
  const one = useCall('journal.get', { id }, { keep: false })
  const { data, error } = one
  return (
    <Inspector kind={`Delivery ${id}`} title={data?.summary ?? ' '} back={back} onClose={onClose}>
      {error === null ? null : (
        <ErrorNote what="The delivery could not be shown." error={error} onRetry={() => void one.refetch()} />
      )}
      {data === undefined ? error === null && <Skeleton height={300} /> : <Detail delivery={data} />}
    </Inspector>
  )
}

function Detail({ delivery }: { delivery: Delivery }) {
  const headers = Object.entries(delivery.headers)
  return (
    <>
      <Facts
        facts={[
          [
            'Outcome',
            <span key="outcome">
              <Word name={delivery.outcome} /> {delivery.undone ? <Tag>undone</Tag> : null}
            </span>,
          ],
          delivery.reason === null ? null : ['Reason', delivery.reason],
          delivery.repeats === 0 ? null : ['Came', <Repeats key="repeats" row={delivery} />],
          ['Received', <Time key="at" ms={delivery.at_ms} />],
          ['Source', delivery.source],
          [
            'Request',
            <span
              key="request"
              className="mono"
            >{`${delivery.method} ${delivery.path}${delivery.query === '' ? '' : `?${delivery.query}`}`}</span>,
          ],
          delivery.status === null ? null : ['Answered', String(delivery.status)],
          delivery.key === null ? null : ['Key', delivery.key],
          ['Size', bytes(delivery.bytes)],
          [
            'Hash',
            <span key="hash" className="mono">
              {delivery.hash}
            </span>,
          ],
        ]}
      />
      {delivery.warnings.map((warning) => (
        <Note key={warning} kind="warning">
          {warning}
        </Note>
      ))}
      <Section title="Body" note={delivery.body_cut ? 'the first 200,000 characters' : undefined}>
        <Body delivery={delivery} />
      </Section>
      <Section title="What it says" note={`${count(delivery.events)} read`}>
        {delivery.parsed.length === 0 ? <p className="dim">No event was read from it.</p> : null}
        {delivery.parsed.slice(0, 100).map(({ at, event, mapping }, i) => (
          <Disclosure
            key={at}
            summary={at}
            note={typeof event['type'] === 'string' ? event['type'] : undefined}
            open={i === 0 && delivery.parsed.length < 4}
          >
            <EventMapping at={at} mapping={mapping} />
            <pre className={css['raw']} tabIndex={0} aria-label={`Event at ${at}`}>
              {JSON.stringify(event, null, 2)}
            </pre>
          </Disclosure>
        ))}
        {delivery.skipped.map(({ at, reason }) => (
          <Disclosure key={`${at} ${reason}`} summary={`${at} left out`} tone="dropped" open>
            <p>{reason}</p>
          </Disclosure>
        ))}
      </Section>
      {headers.length === 0 ? null : (
        <Disclosure summary="Headers" note={count(headers.length)}>
          <table className={css['headers']}>
            <tbody>
              {headers.map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Disclosure>
      )}
    </>
  )
}

function Body({ delivery }: { delivery: Delivery }) {
  const { to } = useView()
  const { body } = delivery
  if (!delivery.body_kept)
    return (
      <>
        <p className="dim">
          Not kept. The bodies of refused requests are kept only while the listener is told to, and never those that
          came without a known key.
        </p>
        <div>
          <ButtonLink look="link" to={to('/listener', { open: { kind: 'delivery', number: delivery.id } })}>
            To the listener
          </ButtonLink>
        </div>
      </>
    )
  if (body === null) return <p className="dim">Not text.</p>
  if (delivery.outcome === 'rejected' && delivery.method !== 'FILE' && !delivery.body_cut)
    return <Replay key={delivery.id} delivery={delivery} body={body} />
  if (body === '') return <p className="dim">Empty.</p>
  return (
    <>
      <pre className={css['raw']} tabIndex={0} aria-label="Body">
        {pretty(body)}
      </pre>
      <div>
        <CopyButton size="small" label="Copy as received" text={body} />
      </div>
    </>
  )
}

/** JSON with its structure in sight; anything else as it came. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body) as unknown, null, 2)
  } catch {
    return body
  }
}
