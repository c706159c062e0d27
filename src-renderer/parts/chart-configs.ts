// What is drawn for each kind of metric: counts as stacked bars, durations as a median with the middle half around it on
// a logarithmic axis, ratios as points from zero. Pure but for reading the canvas's own geometry.
import type { Chart as ChartJs, ChartOptions, Plugin, Scale, ScriptableLineSegmentContext } from 'chart.js'
import type { MetricValue, Point } from '../../src-shared/contract/metrics.ts'
import { day, hour } from '../../src-shared/time.ts'
import { longLabel, shortLabel, type BucketFrame } from './buckets.ts'
import { hatch, type ChartTheme } from './chart-theme.ts'
import type { Config } from './chart.tsx'
import { counted, duration, percent } from './format.ts'

type Kind = 'bar' | 'line'
type Drawn = ChartJs<Kind, (number | null)[], string>

export function configFor(metric: MetricValue, frame: BucketFrame, theme: ChartTheme): Config {
  if (metric.unit === 'per week') return bars(metric.points, frame, theme)
  return metric.unit === 'ms' ? durations(metric.points, frame, theme) : ratios(metric.points, frame, theme)
}

/** One point in words, as in the tooltip and for the keyboard's cursor. */
export function pointWords(point: Point, unit: MetricValue['unit']): string[] {
  if (unit === 'per week') {
    if (point.value === null) return ['Before the first known deployment']
    const failed = point.failed ?? 0
    return [`${point.value} succeeded`, ...(failed === 0 ? [] : [`${failed} failed to roll out`])]
  }
  if (point.value === null) return ['No value']
  if (unit === 'ratio') return [`${percent(point.value)} of ${counted(point.n, 'deployment')}`]
  const half =
    point.p25 != null && point.p75 != null ? [`Middle half ${duration(point.p25)} to ${duration(point.p75)}`] : []
  return [`Median ${duration(point.value)}, n = ${point.n}`, ...half]
}

function options(points: readonly Point[], unit: MetricValue['unit'], frame: BucketFrame, theme: ChartTheme) {
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

function bars(points: readonly Point[], frame: BucketFrame, theme: ChartTheme): Config {
  const base = options(points, 'per week', frame, theme)
  const partial = (index: number) => points[index]?.partial === true
  const shape = { maxBarThickness: 34, categoryPercentage: 0.74, barPercentage: 0.84, borderRadius: 3, stack: 'all' }
  return {
    type: 'bar',
    data: {
      labels: points.map((point) => shortLabel(point, frame)),
      datasets: [
        {
          ...shape,
          label: 'Succeeded',
          data: points.map((point) => point.value),
          backgroundColor: points.map((_, i) => (partial(i) ? 'transparent' : theme.ok)),
          borderSkipped: false,
        },
        {
          ...shape,
          label: 'Failed to roll out',
          data: points.map((point) => (point.failed === undefined || point.failed === 0 ? null : point.failed)),
          backgroundColor: hatch(theme.fail, theme.panel),
          borderColor: theme.fail,
          borderWidth: 1,
          borderSkipped: false,
        },
      ],
    },
    options: {
      ...base,
      scales: {
        x: { ...base.scales.x, stacked: true },
        y: {
          ...base.scales.y,
          stacked: true,
          beginAtZero: true,
          suggestedMax: 2,
          ticks: { ...base.scales.y.ticks, precision: 0 },
        },
      },
    },
    plugins: [dashedOutline(partial, theme.ok)],
  }
}

/** Outlines the bars of buckets that are not whole, so that a Monday does not look like a crash. */
function dashedOutline(partial: (index: number) => boolean, colour: string): Plugin<Kind> {
  return {
    id: 'dashed-outline',
    afterDatasetsDraw(chart) {
      chart.getDatasetMeta(0).data.forEach((element, index) => {
        const { x, y, base, width } = element.getProps(['x', 'y', 'base', 'width'], true) as unknown as Box
        if (!partial(index) || !(base - y > 0.5)) return
        const { ctx } = chart
        ctx.save()
        ctx.strokeStyle = colour
        ctx.setLineDash([3, 3])
        ctx.beginPath()
        ctx.roundRect(x - width / 2 + 0.5, y + 0.5, width - 1, base - y - 1, 3)
        ctx.stroke()
        ctx.restore()
      })
    },
  }
}

interface Box {
  x: number
  y: number
  base: number
  width: number
}

function line(points: readonly Point[], theme: ChartTheme, radius: (point: Point) => number) {
  return {
    data: points.map((point) => point.value),
    borderColor: theme.ok,
    borderWidth: 2,
    borderJoinStyle: 'round' as const,
    pointRadius: points.map(radius),
    pointHoverRadius: points.map((point) => radius(point) + 1.5),
    pointBorderColor: theme.ok,
    pointBorderWidth: 1.6,
    pointHoverBackgroundColor: theme.panel,
    pointHoverBorderColor: theme.ok,
    pointBackgroundColor: points.map((point) => (point.partial ? theme.panel : theme.ok)),
    segment: {
      borderDash: (at: ScriptableLineSegmentContext) => (points[at.p1DataIndex]?.partial ? [4, 4] : undefined),
    },
  }
}

/** Where the axis of a rate ends, and its steps. */
const tops = [
  [0.1, 0.02],
  [0.2, 0.05],
  [0.3, 0.1],
  [0.4, 0.1],
  [0.5, 0.1],
  [0.6, 0.2],
  [0.8, 0.2],
] as const

function ratios(points: readonly Point[], frame: BucketFrame, theme: ChartTheme): Config {
  const base = options(points, 'ratio', frame, theme)
  const highest = Math.max(0, ...points.map((point) => point.value ?? 0))
  const [max, stepSize] = tops.find(([top]) => top >= highest) ?? ([1, 0.25] as const)
  return {
    type: 'line',
    data: {
      labels: points.map((point) => shortLabel(point, frame)),
      // The more deployments behind a point, the larger it is.
      datasets: [
        {
          label: 'Rate',
          ...line(points, theme, (point) => 2.2 + Math.min(3.2, Math.sqrt(point.n) * 0.7)),
          borderWidth: 1.4,
        },
      ],
    },
    options: {
      ...base,
      clip: false,
      scales: {
        x: { ...base.scales.x, offset: true },
        y: {
          ...base.scales.y,
          min: 0,
          max,
          ticks: { ...base.scales.y.ticks, stepSize, callback: (value) => percent(Number(value)) },
        },
      },
    },
  }
}

const steps = [1000, 10_000, 60_000, 300_000, 900_000, hour / 2, hour, 2 * hour, 6 * hour, 12 * hour]
const marks = [...steps, ...[1, 2, 4, 7, 14, 30, 60, 120, 365, 730, 3650].map((days) => days * day)]

function durations(points: readonly Point[], frame: BucketFrame, theme: ChartTheme): Config {
  const base = options(points, 'ms', frame, theme)
  const all = points
    .flatMap((point) => [point.value, point.p25 ?? null, point.p75 ?? null])
    .filter((value) => value !== null)
  // A logarithmic axis has no zero: what is faster than a second sits on its lower edge.
  const low = marks.findLast((mark) => mark <= Math.min(...all)) ?? 1000
  const high = marks.find((mark) => mark >= Math.max(...all) && mark > low) ?? 10 * low
  const inside = marks.filter((mark) => mark >= low && mark <= high)
  const every = Math.ceil(inside.length / 6)
  const floor = (value: number | null | undefined) => (value == null ? null : Math.max(low, value))
  const edge = { borderWidth: 0, pointRadius: 0, pointHoverRadius: 0, label: '' }
  const median = line(points, theme, () => 2.6)
  return {
    type: 'line',
    data: {
      labels: points.map((point) => shortLabel(point, frame)),
      datasets: [
        { ...median, label: 'Median', data: median.data.map(floor) },
        { ...edge, data: points.map((point) => floor(point.p25)) },
        { ...edge, data: points.map((point) => floor(point.p75)), fill: '-1', backgroundColor: theme.band },
      ],
    },
    options: {
      ...base,
      clip: false,
      scales: {
        x: { ...base.scales.x, offset: true },
        y: {
          ...base.scales.y,
          type: 'logarithmic',
          min: low,
          max: high,
          afterBuildTicks: (axis) => {
            axis.ticks = inside.filter((_, i) => i % every === 0).map((value) => ({ value }))
          },
          ticks: { ...base.scales.y.ticks, callback: (value) => duration(Number(value)) },
        },
      },
    },
    plugins: [whiskers(points, theme.band)],
  }
}

/** A point between two gaps has no band beside it: its middle half is drawn as a bar. */
function whiskers(points: readonly Point[], colour: string): Plugin<Kind> {
  const known = (index: number) => points[index]?.value != null
  return {
    id: 'whiskers',
    beforeDatasetsDraw(chart) {
      const { ctx, scales } = chart as Drawn
      points.forEach((point, index) => {
        if (point.p25 == null || point.p75 == null || known(index - 1) || known(index + 1)) return
        const x = scales['x']?.getPixelForValue(index) ?? 0
        const y = (value: number) => scales['y']?.getPixelForValue(Math.max(1000, value)) ?? 0
        ctx.save()
        ctx.fillStyle = colour
        ctx.fillRect(x - 4, y(point.p75), 8, Math.max(2, y(point.p25) - y(point.p75)))
        ctx.restore()
      })
    },
  }
}
