// Two environments of a system: what runs in each, and the commits that one has and the other has not.
import { Link } from 'wouter'
import type { Run } from '../../src-shared/contract/environments.ts'
import { Facts } from '../parts/facts.tsx'
import { duration } from '../parts/format.ts'
import { ErrorNote, Skeleton } from '../parts/panel.tsx'
import { Time } from '../parts/time.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { CommitRows } from './commit-rows.tsx'

const noneOnly = 'It has no commit that the other has not.'

export function Comparison({ system, from, to }: { system: string; from: string; to: string }) {
  const { view, to: address } = useView()
  const compared = useCall(
    'environments.compare',
    { system, from, to, ...(view.asOf === null ? {} : { as_of_ms: view.asOf }) },
    { keep: false },
  )
  const { data, error } = compared
  if (data === undefined)
    return error === null ? (
      <Skeleton height={260} />
    ) : (
      <ErrorNote what="The environments could not be compared." error={error} onRetry={() => void compared.refetch()} />
    )
  const [a, b] = [data.from.current, data.to.current]
  const gap = a === null || b === null ? 0 : Math.abs(a.at_ms - b.at_ms)
  return (
    <>
      <Facts
        facts={[
          [from, <Runs key="from" run={a} />],
          [to, <Runs key="to" run={b} />],
          gap === 0 ? null : ['Apart', `deployed ${duration(gap)} apart`],
        ]}
      />
      {data.only_from === null || data.only_to === null ? (
        <p className="dim">
          {a === null || b === null
            ? 'There is nothing to compare where nothing runs.'
            : 'No scanned repository has the commits of both, so what they are apart by is unknown. '}
          {a === null || b === null ? null : <Link href={address('/systems')}>Add the repository</Link>}
        </p>
      ) : (
        <>
          <CommitRows title={`Only in ${from}`} commits={data.only_from} none={noneOnly} />
          <CommitRows title={`Only in ${to}`} commits={data.only_to} none={noneOnly} />
        </>
      )}
    </>
  )
}

function Runs({ run }: { run: Run | null }) {
  const { here } = useView()
  if (run === null) return 'nothing'
  return (
    <>
      <Link href={here({ open: { kind: 'deployment', number: run.number } })} title={run.id}>
        {run.label}
      </Link>
      {', since '}
      <Time ms={run.at_ms} />
    </>
  )
}
