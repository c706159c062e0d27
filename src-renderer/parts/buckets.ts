// Buckets in words: the short label under a chart, the long one in a tooltip and a table, and the one-sentence summary of
// a whole course that a screen reader gets instead of the picture.
import type { MetricValue, Point } from '../../src-shared/contract/metrics.ts'
import type { Bucket } from '../../src-shared/time.ts'
import { figure, longDate, monthName, period, rate, shortDate } from './format.ts'

export interface BucketFrame {
  bucket: Bucket
  zone: string
  now_ms: number
}

export function isCurrent(point: Point, now_ms: number): boolean {
  return point.partial && point.from_ms <= now_ms && point.to_ms > now_ms
}

export function shortLabel(point: Point, { bucket, zone, now_ms }: BucketFrame): string {
  if (isCurrent(point, now_ms)) return bucket === 'day' ? 'today' : `this ${bucket}`
  return bucket === 'month' ? monthName(point.from_ms, zone, false) : shortDate(point.from_ms, zone)
}

export function longLabel(point: Point, { bucket, zone }: BucketFrame): string {
  const text =
    bucket === 'day'
      ? longDate(point.from_ms, zone)
      : bucket === 'month'
        ? monthName(point.from_ms, zone, true)
        : period(point.from_ms, point.to_ms, zone)
  return point.partial ? `${text} (not a whole ${bucket})` : text
}

/** Whether it says how often something is deployed; a bucket then holds the deployments themselves. */
export function isFrequency(unit: MetricValue['unit']): boolean {
  return unit === 'per week' || unit === 'per day' || unit === 'days per week'
}

/** A bucket's value: a count of deployments where the metric is a frequency, else the metric's own unit. */
export function pointFigure(value: number, unit: MetricValue['unit']): string {
  return isFrequency(unit) ? rate(value) : figure(value, unit)
}

/** "Deployments per week, 13 weeks: lowest 1 (week of 24 August), highest 7 (…), latest 3." */
export function summary(title: string, metric: Pick<MetricValue, 'unit' | 'points'>, frame: BucketFrame): string {
  const known = metric.points.flatMap((point) => (point.value === null ? [] : [{ point, value: point.value }]))
  const first = known[0]
  const last = known.at(-1)
  const span = `${metric.points.length} ${frame.bucket}s`
  if (first === undefined || last === undefined) return `${title}, ${span}: no values.`
  const low = known.reduce((a, b) => (b.value < a.value ? b : a), first)
  const high = known.reduce((a, b) => (b.value > a.value ? b : a), first)
  const say = (one: typeof first) =>
    `${pointFigure(one.value, metric.unit)} (${shortLabel(one.point, { ...frame, now_ms: -1 })})`
  const gaps = metric.points.length - known.length
  const without = gaps === 0 ? '' : ` ${gaps} of them without a value.`
  return `${title}, ${span}: lowest ${say(low)}, highest ${say(high)}, latest ${say(last)}.${without}`
}
