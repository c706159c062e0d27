// A metric's course as a panel: the chart, the same as a table, and the way to its working. Props only.
import { useMemo, useState } from 'react'
import type { MetricValue, Point } from '../../src-shared/contract/metrics.ts'
import type { Bucket } from '../../src-shared/time.ts'
import { longLabel, pointFigure, summary } from './buckets.ts'
import { Button, ButtonLink } from './button.tsx'
import { bars } from './chart-bars.ts'
import { durations, ratios } from './chart-lines.ts'
import { pointWords } from './chart-options.ts'
import { useChartTheme } from './chart-theme.ts'
import { Chart } from './chart.tsx'
import { useClock } from './clock.tsx'
import { count, duration, sentenceCase } from './format.ts'
import { Panel } from './panel.tsx'
import { Table, type Column } from './table.tsx'

/** What is drawn for each kind of metric. */
function drawOf({ unit, aggregate }: MetricValue) {
  if (unit === 'ms') return durations
  return aggregate === 'share' ? ratios : bars
}

export interface MetricChartProps {
  title: string
  sub: string
  metric: MetricValue
  bucket: Bucket
  workingTo: string
  onPick: (point: Point) => void
}

export function MetricChart({ title, sub, metric, bucket, workingTo, onPick }: MetricChartProps) {
  const [asTable, setAsTable] = useState(false)
  const { zone, now_ms } = useClock()
  const theme = useChartTheme()
  // Only which bucket is the current one depends on the clock: by the minute is often enough.
  const now = Math.floor(now_ms / 60_000) * 60_000
  const frame = useMemo(() => ({ bucket, zone, now_ms: now }), [bucket, zone, now])
  const config = useMemo(() => drawOf(metric)(metric.points, frame, theme), [metric, frame, theme])
  const columns: Column<Point>[] = [
    {
      id: 'bucket',
      head: sentenceCase(bucket),
      cell: (point) => longLabel(point, frame),
    },
    {
      id: 'value',
      head: valueHead(metric),
      align: 'right',
      tight: true,
      cell: (point) => (point.value === null ? '–' : pointFigure(point.value, metric.unit)),
    },
    ...extraColumns(metric),
  ]
  return (
    <Panel
      title={title}
      sub={sub}
      actions={
        <>
          <Button look="quiet" size="small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {asTable ? 'View as chart' : 'View as table'}
          </Button>
          <ButtonLink look="quiet" size="small" to={workingTo}>
            Show the working
          </ButtonLink>
        </>
      }
      flush={asTable}
      stacked
    >
      {asTable ? (
        <Table caption={title} columns={columns} rows={metric.points} rowKey={(point) => point.from_ms} />
      ) : (
        <Chart
          config={config}
          summary={summary(title, metric, frame)}
          say={(index) => {
            const point = metric.points[index]
            return point === undefined ? '' : `${longLabel(point, frame)}: ${pointWords(point, metric.unit).join(', ')}`
          }}
          onPick={(index) => {
            const point = metric.points[index]
            if (point !== undefined) onPick(point)
          }}
        />
      )}
    </Panel>
  )
}

function valueHead(metric: MetricValue): string {
  if (metric.id === 'deployment-frequency') return 'Succeeded'
  if (metric.aggregate === 'share') return 'Rate'
  // In a bucket the highest median is its own.
  return sentenceCase(metric.aggregate.replace('highest bucket ', ''))
}

function extraColumns(metric: MetricValue): Column<Point>[] {
  if (metric.id === 'deployment-frequency')
    return [{ id: 'failed', head: 'Failed to roll out', align: 'right', cell: (point) => count(point.failed ?? 0) }]
  const half = (value: number | null | undefined) => (value == null ? '–' : duration(value))
  const n: Column<Point> = { id: 'n', head: 'n', align: 'right', cell: (point) => count(point.n) }
  if (metric.unit !== 'ms') return [n]
  return [
    { id: 'p25', head: '25 % under', align: 'right', tight: true, cell: (point) => half(point.p25) },
    { id: 'p75', head: '75 % under', align: 'right', tight: true, cell: (point) => half(point.p75) },
    n,
  ]
}
