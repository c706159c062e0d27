// What a person can do about one row of a finding, where it stands: each is a decision that can be undone.
import type { FindingRow, Fix } from '../../src-shared/contract/findings.ts'
import { Button } from '../parts/button.tsx'
import { shortId } from '../parts/format.ts'
import { useCall } from '../use-call.ts'
import { useDecide, useUndo } from './decide.ts'
import { SameAs } from './same-as.tsx'

type FixOf<K extends Fix['kind']> = Extract<Fix, { kind: K }>

export function FindingFix({ row }: { row: FindingRow }) {
  const { fix } = row
  if (fix === null) return null
  if (fix.kind === 'join') return fix.into === null ? <JoinChosen fix={fix} /> : <Join fix={fix} into={fix.into} />
  if (fix.kind === 'exclude') return <Exclude row={row} fix={fix} />
  if (fix.kind === 'attribute') return <Attribute row={row} fix={fix} />
  if (fix.kind === 'remedy') return <Remedy row={row} fix={fix} />
  return <TakeBack row={row} fix={fix} />
}

function Join({ fix, into }: { fix: FixOf<'join'>; into: string }) {
  const { decide, busy } = useDecide('decisions.join')
  return (
    <Button
      size="small"
      disabled={busy}
      onClick={() => decide({ what: fix.what, from: fix.from, into }, `${fix.from} counts as ${into} now.`)}
    >
      It is {into}
    </Button>
  )
}

function JoinChosen({ fix: { what, from } }: { fix: FixOf<'join'> }) {
  const systems = useCall('systems.list', {}, { enabled: what === 'system' })
  const environments = useCall('systems.environments', {}, { enabled: what === 'environment' })
  const rows = (what === 'system' ? systems : environments).data?.rows ?? []
  return <SameAs what={what} name={from} others={rows.map((row) => row.name).filter((name) => name !== from)} />
}

function Exclude({ row, fix }: { row: FindingRow; fix: FixOf<'exclude'> }) {
  const { decide, busy } = useDecide('decisions.exclude')
  const { kind, number } = row
  if (number === null || (kind !== 'deployment' && kind !== 'incident')) return null
  return (
    <Button
      size="small"
      disabled={busy}
      aria-label={`Leave out ${row.id}: ${fix.reason}`}
      title={fix.reason}
      onClick={() => decide({ type: kind, number, reason: fix.reason }, `${shortId(row.id)} is left out.`)}
    >
      Leave out
    </Button>
  )
}

function Attribute({ row, fix }: { row: FindingRow; fix: FixOf<'attribute'> }) {
  const { decide, busy } = useDecide('decisions.attribute')
  const { number } = row
  if (number === null) return null
  return (
    <Button
      size="small"
      disabled={busy}
      aria-label={`No deployment caused ${row.id}`}
      onClick={() =>
        decide({ incident: number, deployment: fix.deployment }, `${shortId(row.id)} is attributed to no deployment.`)
      }
    >
      No deployment caused it
    </Button>
  )
}

function Remedy({ row, fix }: { row: FindingRow; fix: FixOf<'remedy'> }) {
  const { decide, busy } = useDecide('decisions.remedy')
  const { number } = row
  if (number === null) return null
  return (
    <Button
      size="small"
      disabled={busy}
      aria-label={`${row.id} was made to fix ${fix.id}`}
      title={`${fix.id} counts as failed then, and ${row.id} as rework.`}
      onClick={() =>
        decide(
          { deployment: number, remedies: fix.remedies },
          `${shortId(fix.id)} failed, and ${shortId(row.id)} fixed it.`,
        )
      }
    >
      It fixed {shortId(fix.id)}
    </Button>
  )
}

function TakeBack({ row, fix }: { row: FindingRow; fix: FixOf<'undo'> }) {
  const undo = useUndo()
  return (
    <Button size="small" aria-label={`Count ${row.id} again`} onClick={() => undo(fix.decision)}>
      Count it again
    </Button>
  )
}
