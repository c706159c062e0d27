// Show the working: from all rows down to the value, step by step, with what was left out at each and why.
import type { Step, Unit, WorkingRow } from '../../src-shared/contract/metrics.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { counted, figure } from '../parts/format.ts'
import { Inspector } from '../parts/inspector.tsx'
import { ErrorNote, Skeleton } from '../parts/panel.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { WorkingRows } from '../parts/working-rows.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { Exports } from './exports.tsx'
import { useQuestion } from './overview.tsx'
import css from './working-panel.module.css'

export function WorkingPanel({ metric, onClose }: { metric: string; onClose: () => void }) {
  const question = { ...useQuestion(), metric }
  const working = useCall('metrics.working', question)
  const { data, error } = working
  return (
    <Inspector kind="The working" title={data?.title ?? metric} back={null} onClose={onClose}>
      {error === null ? null : (
        <ErrorNote what="The working could not be shown." error={error} onRetry={() => void working.refetch()} />
      )}
      {data === undefined ? (
        error === null && <Skeleton height={260} />
      ) : (
        <>
          <p className={css['definition']}>{data.definition}</p>
          <ol className={css['steps']}>
            {data.steps.map((step, i) => (
              <StepItem key={step.title} step={step} unit={data.unit} last={i === data.steps.length - 1} />
            ))}
          </ol>
          <div className={css['sum']}>
            <span>{data.sum}</span>
            {data.value === null ? null : <b>{figure(data.value, data.unit)}</b>}
          </div>
          <div className={css['command']}>
            <p>The same number from the command line:</p>
            <div>
              <code>{data.command}</code>
              <CopyButton text={data.command} size="small" />
              <Exports list="working" question={question} />
            </div>
          </div>
        </>
      )}
    </Inspector>
  )
}

function StepItem({ step, unit, last }: { step: Step; unit: Unit; last: boolean }) {
  const { here } = useView()
  function open(row: WorkingRow): string | null {
    if (row.number === null) return null
    return here({ open: { kind: row.kind === 'change' ? 'deployment' : row.kind, number: row.number } })
  }
  return (
    <li className={css['step']}>
      <h3>
        {step.title}
        <b>{step.n.toLocaleString('en-GB')}</b>
      </h3>
      {step.rows.length === 0 ? null : (
        <Disclosure summary={last ? 'Rows in the number' : 'Rows kept'} note={shown(step.rows.length, step.n)}>
          <WorkingRows rows={step.rows} unit={unit} to={open} />
        </Disclosure>
      )}
      {step.dropped.map((dropped) => (
        <Disclosure
          key={dropped.reason}
          summary={`${counted(dropped.n, 'row')} left out: ${dropped.reason}`}
          note={shown(dropped.rows.length, dropped.n)}
          tone="dropped"
        >
          <WorkingRows rows={dropped.rows} unit={unit} to={open} />
        </Disclosure>
      ))}
    </li>
  )
}

function shown(rows: number, n: number): string | undefined {
  return rows < n ? `the first ${rows} of ${n.toLocaleString('en-GB')}` : undefined
}
