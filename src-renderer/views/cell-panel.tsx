// A system in one environment, with everything that was deployed there; or in two, compared.
import { Link } from 'wouter'
import type { Output } from '../../src-shared/contract/index.ts'
import { useClock } from '../parts/clock.tsx'
import { Facts } from '../parts/facts.tsx'
import { ago, count, counted, duration } from '../parts/format.ts'
import { Inspector, Section } from '../parts/inspector.tsx'
import { ErrorNote, Skeleton } from '../parts/panel.tsx'
import { Time } from '../parts/time.tsx'
import { Tag, Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView, type Cell } from '../view-state.ts'
import { Comparison } from './comparison.tsx'
import css from './detail.module.css'
import { useMatrix } from './use-matrix.ts'

const historyShown = 100

export function titleOfCell({ system, environments }: Cell): string {
  return `${system} in ${environments.join(' and ')}`
}

export function CellPanel({ cell, onClose }: { cell: Cell; onClose: () => void }) {
  const { here } = useView()
  const [one, other] = cell.environments
  const back =
    other === undefined
      ? null
      : { label: `${cell.system} in ${one}`, to: here({ cell: { ...cell, environments: [one] } }) }
  return (
    <Inspector
      kind={other === undefined ? 'Environment' : 'Comparison'}
      title={titleOfCell(cell)}
      back={back}
      onClose={onClose}
    >
      {other === undefined ? (
        <History system={cell.system} environment={one} />
      ) : (
        <Comparison system={cell.system} from={one} to={other} />
      )}
    </Inspector>
  )
}

function History({ system, environment }: { system: string; environment: string }) {
  const { here } = useView()
  const { now_ms } = useClock()
  const { data: matrix } = useMatrix()
  const history = useCall('environments.history', { system, environment, limit: historyShown }, { keep: false })
  const { data, error } = history
  const cells = matrix?.rows.find((row) => row.system === system)?.cells ?? []
  const own = cells[(matrix?.environments ?? []).findIndex((one) => one.name === environment)] ?? null
  const others = (matrix?.environments ?? []).filter(({ name }, i) => name !== environment && cells[i]?.current != null)
  return (
    <>
      {own === null ? null : (
        <Facts
          facts={[
            ['Runs', own.current?.label ?? 'nothing'],
            own.current === null ? null : ['Since', <Time key="since" ms={own.current.at_ms} />],
            own.failed === null
              ? null
              : [
                  'Last attempt',
                  <Word key="failed" name={own.failed.state}>
                    {own.failed.label} {own.failed.state} {ago(own.failed.at_ms, matrix?.as_of_ms ?? now_ms)}
                  </Word>,
                ],
            own.running === null
              ? null
              : ['Under way', `${own.running.label}, ${own.running.state === 'pending' ? 'waiting' : 'running'}`],
            own.behind === null ? null : ['Behind', behindWords(own.behind)],
          ]}
        />
      )}
      {own?.current == null || others.length === 0 ? null : (
        <Section title="Compare with">
          <span className={css['links']}>
            {others.map(({ name }) => (
              <Link key={name} href={here({ cell: { system, environments: [environment, name] } })}>
                {name}
              </Link>
            ))}
          </span>
        </Section>
      )}
      {error === null ? null : (
        <ErrorNote what="The history could not be shown." error={error} onRetry={() => void history.refetch()} />
      )}
      {data === undefined ? (
        error === null && <Skeleton height={260} />
      ) : (
        <Section
          title="History"
          note={
            data.rows.length < data.total
              ? `the newest ${count(data.rows.length)} of ${count(data.total)}`
              : counted(data.total, 'deployment')
          }
        >
          <ul className={css['rows']}>
            {data.rows.map((row) => (
              <li key={row.number}>
                <span>
                  <Link href={here({ open: { kind: 'deployment', number: row.number } })} title={row.id}>
                    {row.label}
                  </Link>{' '}
                  {row.number === own?.current?.number ? <Tag>runs</Tag> : null}
                  {row.excluded === null ? null : <Tag title={row.excluded}>left out</Tag>}
                </span>
                <Time ms={row.at_ms} />
                <p>
                  <Word name={row.state} />
                  {took(row) === null ? null : ` in ${took(row)}`}
                </p>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}

function behindWords({ environment, commits }: { environment: string; commits: number | null }): string {
  if (commits === null) return `unknown: no scanned repository has both its commit and that of ${environment}`
  return commits === 0
    ? `no commit of ${environment} is missing`
    : `${counted(commits, 'commit')} behind ${environment}`
}

function took({ started_at_ms: started, finished_at_ms: finished }: Output<'environments.history'>['rows'][number]) {
  return started === null || finished === null || finished <= started ? null : duration(finished - started)
}
