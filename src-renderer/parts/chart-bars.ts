// Counts as stacked bars: what succeeded is solid, what failed to roll out is hatched, what is not whole is an outline.
import type { Plugin } from 'chart.js'
import type { Point } from '../../src-shared/contract/metrics.ts'
import { shortLabel, type BucketFrame } from './buckets.ts'
import { options, type Kind } from './chart-options.ts'
import { hatch, type ChartTheme } from './chart-theme.ts'
import type { Config } from './chart.tsx'

export function bars(points: readonly Point[], frame: BucketFrame, theme: ChartTheme): Config {
  const base = options(points, 'per week', frame, theme)
  const partial = (index: number) => points[index]?.partial === true
  const shape = { maxBarThickness: 34, categoryPercentage: 0.74, barPercentage: 0.84, borderRadius: 3, stack: 'all' }
  const stripes = hatch(theme.fail, theme.panel)
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
          // The library would mix a colour of its own.
          hoverBackgroundColor: points.map((_, i) => (partial(i) ? theme.band : theme.ok)),
          borderSkipped: false,
        },
        {
          ...shape,
          label: 'Failed to roll out',
          data: points.map((point) => (point.failed === undefined || point.failed === 0 ? null : point.failed)),
          backgroundColor: stripes,
          hoverBackgroundColor: stripes,
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
