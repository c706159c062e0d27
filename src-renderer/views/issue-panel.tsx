// One issue: what it is, how its status changed, and the deliveries that reported it.
import { Address } from '../parts/address.tsx'
import { Facts } from '../parts/facts.tsx'
import { sentenceCase } from '../parts/format.ts'
import { Inspector, type PanelBack, Section } from '../parts/inspector.tsx'
import { ErrorNote, Skeleton } from '../parts/panel.tsx'
import { Time } from '../parts/time.tsx'
import { Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { DeliveryLinks } from './delivery-links.tsx'
import css from './detail.module.css'
import { lastedUntilDone } from './issues.tsx'

export function IssuePanel({ number, back, onClose }: PanelBack & { number: number }) {
  const one = useCall('issues.get', { number }, { keep: false })
  const { data, error } = one
  return (
    <Inspector kind="Issue" title={data?.title ?? data?.id ?? ' '} back={back} onClose={onClose}>
      {error === null ? null : (
        <ErrorNote what="The issue could not be shown." error={error} onRetry={() => void one.refetch()} />
      )}
      {data === undefined ? error === null && <Skeleton height={220} /> : null}
      {data === undefined ? null : (
        <>
          <Facts
            facts={[
              ['Status', <Word key="status" name={data.status} />],
              ['Kind', sentenceCase(data.kind)],
              ['Created', <Time key="created" ms={data.created_at_ms} />],
              data.resolved_at_ms === null ? null : ['Resolved', <Time key="resolved" ms={data.resolved_at_ms} />],
              lastedUntilDone(data) === null ? null : ['Took', lastedUntilDone(data)],
              ['System', data.system],
              data.priority === null ? null : ['Priority', data.priority],
              data.severity === null ? null : ['Severity', data.severity],
              data.story_points === null ? null : ['Story points', data.story_points],
              [
                'Id',
                <span key="id" className="mono">
                  {data.id}
                </span>,
              ],
              data.url === null ? null : ['Address', <Address key="url" url={data.url} />],
            ]}
          />
          <Section title="Changes of status">
            <ul className={css['rows']}>
              {data.history.map(({ status, at_ms }) => (
                <li key={`${status} ${at_ms}`}>
                  <Word name={status} />
                  <Time ms={at_ms} />
                </li>
              ))}
            </ul>
          </Section>
          <Section title="Reported by">
            <DeliveryLinks ids={data.deliveries} />
          </Section>
        </>
      )}
    </Inspector>
  )
}
