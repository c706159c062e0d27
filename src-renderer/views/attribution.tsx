// Which deployment an incident is attributed to, and the others that may have caused it: a person's choice wins over every
// rule, and stays.
import { useState } from 'react'
import { Link } from 'wouter'
import type { Candidate } from '../../src-shared/contract/decisions.ts'
import type { IncidentRow } from '../../src-shared/contract/incidents.ts'
import { Button, ButtonRow } from '../parts/button.tsx'
import { shortId } from '../parts/format.ts'
import { ErrorNote, Skeleton } from '../parts/panel.tsx'
import { Time } from '../parts/time.tsx'
import { Tag } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { useDecide } from './decide.ts'
import css from './detail.module.css'

export function Attribution({ incident }: { incident: IncidentRow }) {
  const { here } = useView()
  const [choosing, setChoosing] = useState(false)
  if (choosing) return <Candidates incident={incident} onDone={() => setChoosing(false)} />
  const { deployment, deployment_number: number } = incident
  const known = deployment !== null && number !== null
  return (
    <>
      {known ? (
        <p>
          <Link href={here({ open: { kind: 'deployment', number } })}>{shortId(deployment)}</Link>
          <br />
          <span className="dim">{incident.reason}</span>
        </p>
      ) : (
        <p className="dim">{whyNone(incident)}</p>
      )}
      {incident.excluded === null ? (
        <ButtonRow>
          <Button size="small" onClick={() => setChoosing(true)}>
            {known ? 'Choose another' : 'Choose one'}
          </Button>
        </ButtonRow>
      ) : null}
    </>
  )
}

function whyNone(incident: IncidentRow): string {
  if (incident.decided) return 'None: a person decided that no deployment caused it.'
  if (incident.excluded !== null) return 'None, because it is left out.'
  return incident.reason ?? 'None is known before it. Change fail rate and recovery time leave it out.'
}

function Candidates({ incident, onDone }: { incident: IncidentRow; onDone: () => void }) {
  const { data, error } = useCall('incidents.candidates', { incident: incident.number })
  const { decide, busy } = useDecide('decisions.attribute')
  if (error !== null) return <ErrorNote what="Deployments could not be listed." error={error} />
  if (data === undefined) return <Skeleton height={120} />
  const choose = (deployment: number | null, said: string) =>
    decide({ incident: incident.number, deployment }, said, onDone)
  return (
    <>
      {/* The button that led here is gone: the next Tab goes to the first of these. */}
      <p className="dim" ref={takeFocus} tabIndex={-1}>
        {data.total === 0
          ? `No successful production deployment of ${incident.system} came before it.`
          : 'Which of these caused it? Your choice wins over every rule.'}
      </p>
      {data.total === 0 ? null : (
        <ul className={css['rows']} aria-label="Deployments that may have caused it">
          {data.rows.map((row) => (
            <CandidateRow
              key={row.number}
              row={row}
              kept={row.chosen && incident.decided}
              busy={busy}
              onChoose={() =>
                choose(row.number, `${shortId(incident.id)} is attributed to ${row.version ?? shortId(row.id)}.`)
              }
            />
          ))}
        </ul>
      )}
      <ButtonRow>
        <Button
          size="small"
          disabled={busy || (incident.decided && incident.deployment === null)}
          onClick={() => choose(null, `${shortId(incident.id)} is attributed to no deployment.`)}
        >
          No deployment caused it
        </Button>
        <Button look="quiet" size="small" onClick={onDone}>
          Cancel
        </Button>
      </ButtonRow>
    </>
  )
}

interface CandidateProps {
  row: Candidate
  /** Whether a person chose it already. */
  kept: boolean
  busy: boolean
  onChoose: () => void
}

function CandidateRow({ row, kept, busy, onChoose }: CandidateProps) {
  const { here } = useView()
  const name = row.version ?? shortId(row.id)
  return (
    <li>
      <span>
        <Link href={here({ open: { kind: 'deployment', number: row.number } })}>{name}</Link>{' '}
        {row.chosen ? <Tag>now</Tag> : null}
      </span>
      <Button size="small" disabled={busy || kept} aria-label={`${name} caused it: ${row.reason}`} onClick={onChoose}>
        {kept ? 'Chosen' : 'This one'}
      </Button>
      <p className={css['parts']}>
        <Time ms={row.finished_at_ms} />
        <span>{row.reason}</span>
      </p>
    </li>
  )
}

function takeFocus(text: HTMLElement | null): void {
  text?.focus({ preventScroll: true })
}
