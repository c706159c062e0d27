// One build: what it was made from, how it ended, and the deliveries that reported it.
import { Address } from '../parts/address.tsx'
import { Facts } from '../parts/facts.tsx'
import { Inspector, type PanelBack, Section } from '../parts/inspector.tsx'
import { ErrorNote, Skeleton } from '../parts/panel.tsx'
import { shortId } from '../parts/format.ts'
import { Time } from '../parts/time.tsx'
import { Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { lasted } from './builds.tsx'
import { DeliveryLinks } from './delivery-links.tsx'

export function BuildPanel({ number, back, onClose }: PanelBack & { number: number }) {
  const one = useCall('builds.get', { number }, { keep: false })
  const { data, error } = one
  return (
    <Inspector
      kind="Build"
      title={data === undefined ? ' ' : `${data.version ?? shortId(data.id)} of ${data.system}`}
      back={back}
      onClose={onClose}
    >
      {error === null ? null : (
        <ErrorNote what="The build could not be shown." error={error} onRetry={() => void one.refetch()} />
      )}
      {data === undefined ? error === null && <Skeleton height={220} /> : null}
      {data === undefined ? null : (
        <>
          <Facts
            facts={[
              ['Result', <Word key="result" name={data.state} />],
              data.finished_at_ms === null ? null : ['Finished', <Time key="finished" ms={data.finished_at_ms} />],
              data.started_at_ms === null ? null : ['Started', <Time key="started" ms={data.started_at_ms} />],
              lasted(data) === null ? null : ['Took', lasted(data)],
              data.version === null ? null : ['Version', data.version],
              data.branch === null ? null : ['Branch', data.branch],
              data.commit === null ? null : ['Built from', <Mono key="commit" text={data.commit} />],
              ['Id', <Mono key="id" text={data.id} />],
              data.url === null ? null : ['Address', <Address key="url" url={data.url} />],
            ]}
          />
          <Section title="Reported by">
            <DeliveryLinks ids={data.deliveries} />
          </Section>
        </>
      )}
    </Inspector>
  )
}

function Mono({ text }: { text: string }) {
  return <span className="mono">{text}</span>
}
