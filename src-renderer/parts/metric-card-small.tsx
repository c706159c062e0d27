// One metric in three quiet lines: name, value, what it is made of. It leads to its working like a whole card does.
import type { MetricValue } from '../../src-shared/contract/metrics.ts'
import { change, figure } from './format.ts'
import css from './metric-card-small.module.css'

export interface MetricCardSmallProps {
  metric: MetricValue
  onOpen: () => void
  /** Its working is shown beside the page. */
  open: boolean
}

export function MetricCardSmall({ metric, onOpen, open }: MetricCardSmallProps) {
  const moved = change(metric)
  return (
    <button
      type="button"
      className={css['card']}
      data-open={open}
      title={[metric.definition, ...metric.notes].join('\n')}
      onClick={onOpen}
    >
      <span>{metric.title}</span>
      <b>{metric.value === null ? '–' : figure(metric.value, metric.unit)}</b>
      <small>
        {metric.of}
        {moved === null ? '' : ` · ${moved.words}`}
      </small>
    </button>
  )
}
