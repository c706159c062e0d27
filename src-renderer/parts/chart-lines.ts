// Durations as a median with the middle half around it on a logarithmic axis; ratios as points from zero. What has no
// value is a gap, never a zero.
import type { Chart as ChartJs, Plugin, ScriptableLineSegmentContext } from 'chart.js'
import type { Point } from '../../src-shared/contract/metrics.ts'
import { day, hour } from '../../src-shared/time.ts'
import { shortLabel, type BucketFrame } from './buckets.ts'
import { options, type Kind } from './chart-options.ts'
import type { ChartTheme } from './chart-theme.ts'
import type { Config } from './chart.tsx'
import { duration, percent } from './format.ts'

type Drawn = ChartJs<Kind, (number | null)[], string>

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

export function ratios(points: readonly Point[], frame: BucketFrame, theme: ChartTheme): Config {
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

export function durations(points: readonly Point[], frame: BucketFrame, theme: ChartTheme): Config {
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
