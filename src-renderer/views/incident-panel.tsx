// One incident: how long it lasted, which deployment it is attributed to and why, and the deliveries that reported it.
import { Address } from '../parts/address.tsx'
import { Facts } from '../parts/facts.tsx'
import { Inspector, type PanelBack, Section } from '../parts/inspector.tsx'
import { ErrorNote, Skeleton } from '../parts/panel.tsx'
import { Time } from '../parts/time.tsx'
import { useCall } from '../use-call.ts'
import { Attribution } from './attribution.tsx'
import { DeliveryLinks } from './delivery-links.tsx'
import { IncidentState } from './incidents.tsx'
import { LeaveOut, LeftOut } from './leave-out.tsx'

export function IncidentPanel({ number, back, onClose }: PanelBack & { number: number }) {
  const one = useCall('incidents.get', { number }, { keep: false })
  const { data, error } = one
  return (
    <Inspector kind="Incident" title={data?.title ?? data?.id ?? ' '} back={back} onClose={onClose}>
      {error === null ? null : (
        <ErrorNote what="The incident could not be shown." error={error} onRetry={() => void one.refetch()} />
      )}
      {data === undefined ? error === null && <Skeleton height={220} /> : null}
      {data === undefined ? null : (
        <>
          <Facts
            facts={[
              ['Status', <IncidentState key="state" incident={data} />],
              ['Started', <Time key="started" ms={data.started_at_ms} />],
              data.resolved_at_ms === null ? null : ['Resolved', <Time key="resolved" ms={data.resolved_at_ms} />],
              ['System', data.system],
              data.severity === null ? null : ['Severity', data.severity],
              [
                'Id',
                <span key="id" className="mono">
                  {data.id}
                </span>,
              ],
              data.url === null ? null : ['Address', <Address key="url" url={data.url} />],
            ]}
          />
          <Section title="Deployment">
            <Attribution key={number} incident={data} />
          </Section>
          {data.excluded === null ? (
            <LeaveOut key={number} type="incident" number={number} id={data.id} />
          ) : (
            <LeftOut reason={data.excluded} />
          )}
          <Section title="Reported by">
            {data.deliveries.length === 0 ? (
              <p className="dim">No delivery is known.</p>
            ) : (
              <DeliveryLinks ids={data.deliveries} />
            )}
          </Section>
        </>
      )}
    </Inspector>
  )
}
