// What all charts have in common: axes, labels, the tooltip, and a point in words.
import type { ChartOptions, Scale } from 'chart.js'
import type { MetricValue, Point } from '../../src-shared/contract/metrics.ts'
import { isFrequency, longLabel, type BucketFrame } from './buckets.ts'
import type { ChartTheme } from './chart-theme.ts'
import { counted, duration, percent } from './format.ts'

export type Kind = 'bar' | 'line'

/** One point in words, as in the tooltip and for the keyboard's cursor. */
export function pointWords(point: Point, unit: MetricValue['unit']): string[] {
  if (isFrequency(unit)) {
    if (point.value === null) return ['Before the first known deployment']
    const failed = point.failed ?? 0
    return [`${point.value} succeeded`, ...(failed === 0 ? [] : [`${failed} failed to roll out`])]
  }
  if (point.value === null) return ['No value']
  if (unit === 'ratio') return [`${percent(point.value)} of ${counted(point.n, 'deployment')}`]
  const half =
    point.p25 != null && point.p75 != null ? [`Middle half ${duration(point.p25)} to ${duration(point.p75)}`] : []
  return [`${duration(point.value)}, n = ${point.n}`, ...half]
}

export function options(points: readonly Point[], unit: MetricValue['unit'], frame: BucketFrame, theme: ChartTheme) {
  const font = { family: theme.font, size: 11 }
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    normalized: true,
    interaction: { mode: 'index', intersect: false },
    layout: { padding: { top: 6 } },
    plugins: {
      tooltip: {
        backgroundColor: theme.text,
        titleColor: theme.panel,
        bodyColor: theme.panel,
        titleFont: { family: theme.font, size: 12, weight: 600 },
        bodyFont: { family: theme.font, size: 12 },
        padding: { x: 10, y: 8 },
        cornerRadius: 7,
        displayColors: false,
        caretSize: 0,
        caretPadding: 8,
        filter: (item, index) => index === 0 && points[item.dataIndex] !== undefined,
        callbacks: {
          title: (items) => {
            const point = points[items[0]?.dataIndex ?? -1]
            return point === undefined ? '' : longLabel(point, frame)
          },
          label: (item) => {
            const point = points[item.dataIndex]
            return point === undefined ? '' : pointWords(point, unit)
          },
        },
      },
    },
    scales: {
      x: {
        border: { display: false },
        grid: { display: false },
        ticks: { color: theme.dim, font, maxRotation: 0, autoSkip: false, callback: someLabels },
      },
      y: {
        border: { display: false },
        grid: { color: theme.line, drawTicks: false },
        ticks: { color: theme.dim, font, padding: 8, maxTicksLimit: 6 },
      },
    },
  } satisfies ChartOptions<Kind>
}

/** As many labels as there is room for, counted from the end: the current bucket is always named. */
function someLabels(this: Scale, _value: string | number, index: number): string {
  const last = this.getLabels().length - 1
  const every = Math.ceil(((last + 1) * 66) / Math.max(66, this.width))
  return (last - index) % every === 0 ? this.getLabelForValue(index) : ''
}
