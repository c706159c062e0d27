// One deployment: what it was built from, what it shipped, what it broke, and who reported it.
import { Link } from 'wouter'
import type { Deployment } from '../../src-shared/contract/deployments.ts'
import { Address } from '../parts/address.tsx'
import { Choice } from '../parts/choice.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { Facts } from '../parts/facts.tsx'
import { count, duration, shortId } from '../parts/format.ts'
import { Inspector, type PanelBack, Section } from '../parts/inspector.tsx'
import { ErrorNote, Skeleton } from '../parts/panel.tsx'
import { Time } from '../parts/time.tsx'
import { Word } from '../parts/word.tsx'
import { deploymentKinds } from '../../src-shared/event.ts'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { CommitRows } from './commit-rows.tsx'
import { useDecide } from './decide.ts'
import { DeliveryLinks } from './delivery-links.tsx'
import css from './detail.module.css'
import { LeaveOut, LeftOut } from './leave-out.tsx'

export function DeploymentPanel({ number, back, onClose }: PanelBack & { number: number }) {
  const one = useCall('deployments.get', { number }, { keep: false })
  const { data, error } = one
  return (
    <Inspector
      kind="Deployment"
      title={data === undefined ? ' ' : `${data.version ?? shortId(data.id)} of ${data.system}`}
      back={back}
      onClose={onClose}
    >
      {error === null ? null : (
        <ErrorNote what="The deployment could not be shown." error={error} onRetry={() => void one.refetch()} />
      )}
      {data === undefined ? error === null && <Skeleton height={300} /> : <Detail deployment={data} />}
    </Inspector>
  )
}

function Detail({ deployment }: { deployment: Deployment }) {
  const { here } = useView()
  const { started_at_ms: started, finished_at_ms: finished } = deployment
  return (
    <>
      <Facts
        facts={[
          ['Result', <Word key="result" name={deployment.state} />],
          finished === null ? null : ['Finished', <Time key="finished" ms={finished} />],
          started === null ? null : ['Started', <Time key="started" ms={started} />],
          started === null || finished === null || finished <= started ? null : ['Took', duration(finished - started)],
          [
            'Environment',
            deployment.environment === deployment.tier
              ? deployment.tier
              : `${deployment.environment} (${deployment.tier})`,
          ],
          deployment.title === null ? null : ['Title', deployment.title],
          ['Kind', <Kind key={deployment.number} deployment={deployment} />],
          deployment.url === null ? null : ['Address', <Address key="url" url={deployment.url} />],
          [
            'Id',
            <span key="id" className="mono">
              {deployment.id}
            </span>,
          ],
          deployment.lead_time_ms === null
            ? null
            : ['Lead time', `${duration(deployment.lead_time_ms)}, median of its changes`],
          deployment.teams.length === 0 ? null : ['Teams', deployment.teams.join(', ')],
          deployment.commit_ids.length === 0
            ? null
            : ['Built from', <Commits key="commits" ids={deployment.commit_ids} />],
        ]}
      />
      {deployment.excluded === null ? null : <LeftOut reason={deployment.excluded} />}
      <Section title="Incidents" note={String(deployment.incidents_rows.length)}>
        {deployment.incidents_rows.length === 0 ? <p className="dim">None is attributed to it.</p> : null}
        <ul className={css['rows']}>
          {deployment.incidents_rows.map((incident) => (
            <li key={incident.number}>
              <Link href={here({ open: { kind: 'incident', number: incident.number } })}>
                {incident.title ?? incident.id}
              </Link>
              <Time ms={incident.started_at_ms} />
              <p>{incident.reason}</p>
            </li>
          ))}
        </ul>
      </Section>
      <TakesBack takesBack={deployment.takes_back} />
      <Changes deployment={deployment} />
      <Section title="Reported by">
        <Facts
          facts={[
            ...deployment.tags.map(
              (tag) =>
                [
                  tag.tag,
                  <span key={tag.tag}>
                    {tag.annotated ? 'annotated tag' : 'tag'} in {tag.repo}, <Time ms={tag.at_ms} />
                  </span>,
                ] as const,
            ),
            deployment.deliveries.length === 0
              ? null
              : ['Journal', <DeliveryLinks key="deliveries" ids={deployment.deliveries} />],
            ['Sources', deployment.sources.join(', ')],
          ]}
        />
      </Section>
      {deployment.excluded === null ? (
        <LeaveOut key={deployment.number} type="deployment" number={deployment.number} id={deployment.id} />
      ) : null}
    </>
  )
}

/** What kind it is: as its sender says, or as a person decides. */
function Kind({ deployment }: { deployment: Deployment }) {
  const { decide, busy } = useDecide('decisions.kind')
  return (
    <Choice
      label="Kind of deployment"
      options={deploymentKinds.map((kind) => ({ value: kind, label: kind }))}
      value={deployment.kind}
      verb="Change"
      busy={busy}
      onChoose={(chosen) => {
        const kind = deploymentKinds.find((one) => one === chosen)
        if (kind !== undefined)
          decide({ deployment: deployment.number, kind }, `${shortId(deployment.id)} is a ${kind} deployment.`)
      }}
    />
  )
}

/** Of older code: what ran until then, and what of it is gone. */
function TakesBack({ takesBack }: { takesBack: Deployment['takes_back'] }) {
  const { here } = useView()
  if (takesBack === null) return null
  const { number, id, version, commits } = takesBack
  return (
    <>
      <CommitRows title="Takes back" commits={commits} none="" />
      <p className="dim">
        It is older than what ran until then,{' '}
        <Link href={here({ open: { kind: 'deployment', number } })} title={id}>
          {version ?? shortId(id)}
        </Link>
        : a rollback, perhaps.
      </p>
    </>
  )
}

function Commits({ ids }: { ids: readonly string[] }) {
  return ids.map((id, i) => (
    <span key={id} className="mono" title={id}>
      {i === 0 ? '' : ', '}
      {shortId(id)}
    </span>
  ))
}

function Changes({ deployment }: { deployment: Deployment }) {
  const rows = deployment.changes_rows
  const counted = rows.filter((change) => change.left_out === null)
  const left = rows.filter((change) => change.left_out !== null)
  const cut =
    rows.length < deployment.changes_total
      ? `the first ${count(rows.length)} of ${count(deployment.changes_total)}`
      : left.length === 0
        ? count(rows.length)
        : `${count(counted.length)} count, ${count(left.length)} left out`
  return (
    <Section title="Changes" note={cut}>
      {rows.length === 0 ? (
        <p className="dim">It names none, and none is known from a repository. Lead time leaves it out.</p>
      ) : null}
      <ChangeRows rows={counted} />
      {left.length === 0 ? null : (
        <Disclosure summary={`${count(left.length)} left out of lead time`} tone="dropped" open={counted.length === 0}>
          <ChangeRows rows={left} />
        </Disclosure>
      )}
    </Section>
  )
}

function ChangeRows({ rows }: { rows: Deployment['changes_rows'] }) {
  const { here } = useView()
  return (
    <ul className={css['rows']}>
      {rows.map((change) => (
        <li key={change.id}>
          <Link href={here({ change: change.id, open: null })}>
            {change.title ?? (
              <span className="mono" title={change.id}>
                {shortId(change.id)}
              </span>
            )}
          </Link>
          {change.lead_time_ms === null ? <span /> : <b className="nowrap">{duration(change.lead_time_ms)}</b>}
          <p className={css['parts']}>
            {change.title === null ? null : (
              <span className="mono" title={change.id}>
                {shortId(change.id)}
              </span>
            )}
            {change.author === null ? null : <span>{change.author}</span>}
            {change.start_at_ms === null ? null : <Time ms={change.start_at_ms} />}
            {change.how === 'named' ? <span>named by the event</span> : null}
          </p>
          {change.left_out === null ? null : <p className={css['why']}>{change.left_out}</p>}
        </li>
      ))}
    </ul>
  )
}
