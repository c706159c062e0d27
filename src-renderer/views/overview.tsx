// The page that answers the main question: the metrics' headlines, their course, what happened when, and what in the
// data needs a look. Everything on it leads to the rows behind it.
import { Link } from 'wouter'
import type { MetricValue, Overview, Point } from '../../src-shared/contract/metrics.ts'
import { dateOf, day } from '../../src-shared/time.ts'
import { useClock } from '../parts/clock.tsx'
import { counted, period as periodText, rate } from '../parts/format.ts'
import { MetricCard } from '../parts/metric-card.tsx'
import { MetricCardSmall } from '../parts/metric-card-small.tsx'
import { MetricChart } from '../parts/metric-chart.tsx'
import { ErrorNote, Skeleton } from '../parts/panel.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { Attention } from './attention.tsx'
import { Elsewhere } from './elsewhere.tsx'
import { FilterBar, useRange } from './filter-bar.tsx'
import css from './overview.module.css'
import { OverviewTimeline } from './overview-timeline.tsx'
import { Exports } from './exports.tsx'
import { Page } from './page.tsx'

/** What `metrics.overview` and `metrics.working` are asked, from the address. */
export function useQuestion() {
  const { view } = useView()
  const { from, to } = useRange()
  return {
    from,
    to,
    // Not said where it is the default: a definition may count any environment.
    ...(view.environment === 'production' ? {} : { environment: view.environment }),
    ...(view.systems.length === 0 ? {} : { systems: view.systems }),
    ...(view.bucket === null ? {} : { bucket: view.bucket }),
  }
}

export function OverviewPage() {
  const question = useQuestion()
  const overview = useCall('metrics.overview', question)
  const { data, error } = overview
  return (
    <Page
      updating={overview.isPlaceholderData}
      title="Overview"
      exports={<Exports list="metrics" question={{ ...question, all: true }} />}
      sub={data === undefined ? ' ' : <Subtitle overview={data} />}
      filters={<FilterBar environment bucket />}
    >
      {error === null ? null : (
        <ErrorNote what="The numbers could not be worked out." error={error} onRetry={() => void overview.refetch()} />
      )}
      {data === undefined ? error === null && <Waiting /> : <Numbers overview={data} />}
    </Page>
  )
}

function Subtitle({ overview }: { overview: Overview }) {
  const { to } = useView()
  const { range, previous_range: before, counts } = overview
  const days = Math.round((range.to_ms - range.from_ms) / day)
  const sums = `${counted(counts.deployments, 'deployment')}, ${counted(counts.changes, 'change')}, ${counted(counts.incidents, 'incident')}`
  return (
    <>
      {periodText(range.from_ms, range.to_ms, range.zone)} · {sums} ·{' '}
      <span title={periodText(before.from_ms, before.to_ms, range.zone)}>
        compared with the {counted(days, 'day')} before
      </span>{' '}
      · definition: <Link href={to('/definitions')}>{overview.title}</Link>
      {overview.switches.environments === 'any' ? `, ${overview.environment}` : ''}
      <Score score={overview.score} />
    </>
  )
}

function Numbers({ overview }: { overview: Overview }) {
  const { view, here, set, go } = useView()
  const { zone } = useClock()
  const cureFor = useCure()
  const { from_ms, to_ms } = overview.previous_range
  const before = `Before, ${periodText(from_ms, to_ms, overview.range.zone)}`
  const workingTo = (metric: MetricValue) => here({ working: metric.id, open: null })
  // A bucket leads to its deployments, in the same systems and environment.
  const follow = (metric: MetricValue) => (point: Point) =>
    go(metric.id.includes('recovery') ? '/incidents' : '/deployments', {
      period: { from: dateOf(point.from_ms, zone), to: dateOf(point.to_ms - 1, zone) },
    })
  const drawn = overview.metrics.filter((metric) =>
    metric.points.some((point) => point.value !== null || (point.failed ?? 0) > 0),
  )
  return (
    <>
      {overview.counts.deployments > 0 ? null : <Elsewhere overview={overview} />}
      <section className={css['cards']} aria-label="Metrics">
        {overview.metrics.map((metric) => (
          <MetricCard
            key={metric.id}
            metric={metric}
            onOpen={() => set({ working: metric.id, open: null })}
            open={view.working === metric.id}
            cure={cureFor(metric)}
            before={before}
          />
        ))}
      </section>
      <section className={css['charts']} aria-label="Course">
        {drawn.map((metric) => (
          <MetricChart
            key={metric.id}
            title={metric.id === 'deployment-frequency' ? `Deployments per ${overview.bucket}` : metric.title}
            sub={chartSub(metric)}
            metric={metric}
            bucket={overview.bucket}
            workingTo={workingTo(metric)}
            onPick={follow(metric)}
          />
        ))}
        <Attention />
      </section>
      <Others />
      <OverviewTimeline />
    </>
  )
}

/** Metrics beyond the five, where there is something to show. */
function Others() {
  const { view, set } = useView()
  const { data } = useCall('metrics.overview', { ...useQuestion(), all: true })
  const known = data?.metrics.filter((metric) => metric.group !== 'dora' && metric.value !== null) ?? []
  if (known.length === 0) return null
  return (
    <section className={css['others']} aria-label="More metrics">
      <h2>More</h2>
      <div>
        {known.map((metric) => (
          <MetricCardSmall
            key={metric.id}
            metric={metric}
            onOpen={() => set({ working: metric.id, open: null })}
            open={view.working === metric.id}
          />
        ))}
      </div>
    </section>
  )
}

function Score({ score }: { score: Overview['score'] }) {
  if (score === null || score.overall === null) return null
  return (
    <>
      {' '}
      · <span title={score.note}>Quick Check {rate(score.overall)} of 10</span>
    </>
  )
}

function chartSub(metric: MetricValue): string {
  if (metric.unit === 'ms') return `${metric.aggregate.replace('highest bucket ', '')}, with the middle half`
  if (metric.aggregate === 'share') return 'the larger the point, the more deployments'
  const failed = metric.points.reduce((sum, point) => sum + (point.failed ?? 0), 0)
  return failed === 0 ? `${metric.n} succeeded` : `${metric.n} succeeded, ${failed} failed to roll out`
}

/** Where to get what a metric without a value is missing. */
function useCure() {
  const { to } = useView()
  return (metric: MetricValue) => {
    if (metric.state !== 'not-connected') return null
    // What is missing is no data, but a definition that asks for more than is known.
    if (metric.hint?.startsWith('No ') === false) return { label: 'Change the definition', to: to('/definitions') }
    if (/fail|recovery|incident/.test(metric.id)) return { label: 'Import incidents', to: to('/imports') }
    if (metric.id.includes('rework')) return { label: 'Send deployments', to: to('/listener') }
    return { label: 'Add a repository', to: to('/systems') }
  }
}

function Waiting() {
  return (
    <>
      <div className={css['cards']}>
        {['a', 'b', 'c', 'd', 'e'].map((key) => (
          <Skeleton key={key} height={188} />
        ))}
      </div>
      <div className={css['charts']}>
        <Skeleton height={262} />
        <Skeleton height={262} />
      </div>
    </>
  )
}
