// One metric's headline: name, value, what it is made of, level, change, course. The whole card leads to its working;
// without a value it says which of the three reasons it is and, where something can be done, how. Props only.
import { TrendingDown, TrendingUp } from 'lucide-react'
import type { MetricValue, Split } from '../../src-shared/contract/metrics.ts'
import { ButtonLink } from './button.tsx'
import { change, duration, figure, percent, rate } from './format.ts'
import { Info } from './info.tsx'
import { Level } from './level.tsx'
import css from './metric-card.module.css'
import { Sparkline } from './sparkline.tsx'

export interface MetricCardProps {
  metric: MetricValue
  /** Shows its working. */
  onOpen: () => void
  /** Its working is shown beside the page. */
  open: boolean
  /** Where to get what is missing. */
  cure: { label: string; to: string } | null
  /** The period before, in words. */
  before: string
}

export function MetricCard({ metric, onOpen, open, cure, before }: MetricCardProps) {
  const known = metric.value !== null
  return (
    <article className={css['card']} data-state={metric.state} data-open={open}>
      <h2 className={css['name']}>
        <button type="button" className={css['open']} aria-label={`${metric.title}: show the working`} onClick={onOpen}>
          {metric.title}
        </button>
        <Explanation metric={metric} before={before} />
      </h2>
      <div className={css['value']}>
        <Value metric={metric} />
      </div>
      <p className={css['of']}>{known ? metric.of : missing(metric)}</p>
      {known ? (
        <>
          <div className={css['level']}>
            <Graded metric={metric} />
          </div>
          <Moved metric={metric} before={before} />
          <div className={css['spark']}>
            <Sparkline values={metric.points.map((point) => point.value)} />
          </div>
        </>
      ) : (
        <div className={css['cure']}>
          {metric.hint === null ? null : <p>{metric.hint}</p>}
          {cure === null ? null : (
            <ButtonLink size="small" to={cure.to}>
              {cure.label}
            </ButtonLink>
          )}
        </div>
      )}
    </article>
  )
}

/** The level, the score, or why there is neither; nothing where levels are hidden. */
function Graded({ metric }: { metric: MetricValue }) {
  const { level, level_note, score, state, n } = metric
  if (level !== null) return <Level level={level} note={level_note} />
  if (level_note === null) return null
  return (
    <span className={css['few']} title={level_note}>
      {score !== null ? `${rate(score)} of 10` : state === 'too-few' ? `too few to grade (n = ${n})` : 'not graded'}
    </span>
  )
}

function Value({ metric }: { metric: MetricValue }) {
  if (metric.value === null)
    return (
      <>
        <span aria-hidden>–</span>
        <span className="unseen">No value</span>
      </>
    )
  if (metric.unit === 'ms') return duration(metric.value)
  if (metric.unit === 'ratio') return percent(metric.value)
  return (
    <>
      {rate(metric.value)} <small>{metric.unit}</small>
    </>
  )
}

function missing(metric: MetricValue): string {
  if (metric.state === 'reading') return 'not yet'
  return metric.state === 'empty' ? 'nothing in this period' : 'not connected'
}

/** Both medians; "no data" where nothing is known of any change, which is not 0. */
function split({ n, unknown, to_main, to_deployed }: Split): string {
  if (to_main === null || to_deployed === null) return 'No data: no change is known to have reached a main line.'
  const more = unknown === 0 ? '' : `, not known of ${unknown} more`
  return `${duration(to_main.median)} from the start to the main line, ${duration(to_deployed.median)} from there to the deployment (medians, n = ${n}${more})`
}

function Moved({ metric, before }: { metric: MetricValue; before: string }) {
  const moved = change(metric)
  if (moved === null) return <p className={css['moved']}>nothing to compare with before</p>
  const Icon = moved.good === true ? TrendingUp : TrendingDown
  const previous =
    metric.previous.value === null ? '' : `${figure(metric.previous.value, metric.unit)} (n = ${metric.previous.n})`
  return (
    <p className={css['moved']} title={`${before}: ${previous}`}>
      {moved.good === null ? null : <Icon aria-hidden data-good={moved.good} />}
      {moved.words}
      {moved.good === null ? null : <span className="unseen">, {moved.good ? 'better' : 'worse'}</span>}
    </p>
  )
}

function Explanation({ metric, before }: { metric: MetricValue; before: string }) {
  return (
    <Info label={`About ${metric.title}`} title={metric.title}>
      <dl className={css['facts']}>
        <dt>How it is calculated here</dt>
        <dd>{metric.definition}</dd>
        {metric.p75 == null ? null : (
          <>
            <dt>Spread</dt>
            <dd>
              75 % within {duration(metric.p75)}
              {metric.p90 == null ? '' : `, 90 % within ${duration(metric.p90)}`}
              {metric.p95 == null ? '' : `, 95 % within ${duration(metric.p95)}`}
            </dd>
          </>
        )}
        {metric.split == null ? null : (
          <>
            <dt>Split at the main line</dt>
            <dd>{split(metric.split)}</dd>
          </>
        )}
        {metric.previous.value === null ? null : (
          <>
            <dt>{before}</dt>
            <dd>
              {figure(metric.previous.value, metric.unit)} (n = {metric.previous.n})
            </dd>
          </>
        )}
        {metric.level_note === null ? null : (
          <>
            <dt>Level</dt>
            <dd>{metric.level_note}</dd>
          </>
        )}
        {metric.notes.length === 0 ? null : (
          <>
            <dt>Worth knowing</dt>
            {metric.notes.map((note) => (
              <dd key={note}>{note}</dd>
            ))}
          </>
        )}
      </dl>
    </Info>
  )
}
