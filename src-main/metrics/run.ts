// Answers questions about metrics: from dates, names and a zone to ids and milliseconds, then every metric over the
// period, its buckets and the period before. SQL compares integers only; bucket edges are made here.
import type { MetricValue, Overview, Point, Working } from '../../src-shared/contract/metrics.ts'
import type { Parsed } from '../../src-shared/contract/index.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import { ascending, quantile, spread } from '../../src-shared/series.ts'
import { quoted } from '../../src-shared/shell.ts'
import {
  type Bucket,
  bucketAfter,
  bucketFor,
  bucketStarts,
  dateOf,
  isZone,
  startOfDate,
  startOfDay,
} from '../../src-shared/time.ts'
import type { ReadDb } from '../store/database.ts'
import { zoneOf } from '../store/settings.ts'
import { findScope, systemIds, allEnvironments } from '../store/systems.ts'
import { grade } from './benchmarks.ts'
import { findPreset, type Preset } from './definitions.ts'
import { weeksObserved } from './deployment-frequency.ts'
import { metrics } from './index.ts'
import { type Asked, type Metric, type Sample, stateOf, tooFew } from './metric.ts'
import { deploymentsInPeriod, firstDeployment, incidentsOf } from './query.ts'

type Question = Parsed<'metrics.overview'>

interface Resolved {
  asked: Asked
  before: Asked
  bucket: Bucket
  zone: string
  preset: Preset
  systems: string[]
}

const daysDefault = 90
/** More buckets than a chart can show or anybody reads: five years of days, forty of weeks. */
const bucketsMax = 2000
const bucketDays = { day: 1, week: 7, month: 28 } as const

function resolve(db: ReadDb, question: Question, now: number): Resolved {
  const zone = question.zone ?? zoneOf(db)
  if (!isZone(zone))
    throw new Refusal('invalid', `${shown(zone)} is no time zone; give an IANA name such as Europe/Berlin or UTC.`)
  const lastDay = question.to === undefined ? startOfDay(now, zone) : dateIn('to', question.to, zone)
  const to_ms = startOfDay(lastDay, zone, 1)
  const from_ms =
    question.from === undefined ? startOfDay(lastDay, zone, 1 - daysDefault) : dateIn('from', question.from, zone)
  if (from_ms >= to_ms)
    throw new Refusal(
      'invalid',
      `The period ends (${dateOf(lastDay, zone)}) before it begins (${dateOf(from_ms, zone)}).`,
    )
  const named = systemIds(db, question.systems ?? [])
  if (named.unknown.length > 0) {
    const known = db.all<{ name: string }>('SELECT name FROM systems ORDER BY name LIMIT 20').map((row) => row.name)
    const all = known.length === 0 ? 'none is known yet' : `known: ${known.join(', ')}`
    throw new Refusal('not_found', `There is no system ${named.unknown.map(shown).join(', ')}; ${all}.`)
  }
  const scope = findScope(db, question.environment)
  if (scope === undefined) {
    const known = allEnvironments(db).map((row) => row.name)
    throw new Refusal(
      'not_found',
      `There is no environment ${shown(question.environment)}; give a tier (production, staging, testing, development, other)${known.length > 0 ? ` or one of ${known.join(', ')}` : ''}.`,
    )
  }
  const asked: Asked = { systems: question.systems?.length ? named.ids : null, scope, from_ms, to_ms, now_ms: now }
  // As many calendar days before: a clock change must not shift the hours.
  const days = Math.round((to_ms - from_ms) / 86_400_000)
  const bucket = question.bucket ?? bucketFor(from_ms, to_ms)
  if (days / bucketDays[bucket] > bucketsMax)
    throw new Refusal(
      'invalid',
      `A period of ${days} days has too many ${bucket}s; at most ${bucketsMax} are shown. Choose a shorter period${bucket === 'month' ? '' : ' or a longer bucket'}.`,
    )
  return {
    asked,
    before: { ...asked, from_ms: startOfDay(from_ms, zone, -days), to_ms: from_ms },
    bucket,
    zone,
    preset: findPreset(question.preset),
    systems:
      question.systems ?? db.all<{ name: string }>('SELECT name FROM systems ORDER BY name').map((row) => row.name),
  }
}

function dateIn(field: string, text: string, zone: string): number {
  const ms = startOfDate(text, zone)
  if (ms === null) throw new Refusal('invalid', `"${field}" is ${shown(text)}, expected a date such as 2026-06-01.`)
  return ms
}

export function overview(db: ReadDb, question: Question, now: number): Omit<Overview, 'took_ms'> {
  const { asked, before, bucket, zone, preset, systems } = resolve(db, question, now)
  const starts = bucketStarts(asked.from_ms, asked.to_ms, bucket, zone)
  const edges = [...starts, bucketAfter(starts.at(-1) ?? asked.from_ms, bucket, zone)]
  const values = metrics.map((metric) => measure(db, metric, asked, before, edges, preset))
  return {
    preset: preset.id,
    range: { from_ms: asked.from_ms, to_ms: asked.to_ms, zone },
    previous_range: { from_ms: before.from_ms, to_ms: before.to_ms },
    bucket,
    systems,
    environment: asked.scope.name,
    counts: {
      deployments: deploymentsInPeriod(db, asked, asked.scope.environments).length,
      changes: values.find((value) => value.id === 'change-lead-time')?.n ?? 0,
      incidents: incidentsOf(db, asked, 'i.started_at_ms >= ?3 AND i.started_at_ms < ?4', asked.from_ms, asked.to_ms)
        .length,
    },
    metrics: values,
  }
}

function measure(
  db: ReadDb,
  metric: Metric,
  asked: Asked,
  before: Asked,
  edges: number[],
  preset: Preset,
): MetricValue {
  const missing = metric.missing(db, asked)
  const samples = missing === null ? metric.samples(db, asked) : []
  const earlier = missing === null ? metric.samples(db, before) : []
  const n = samples.length
  const state = stateOf(missing, n)
  const value = valueOf(db, metric, asked, samples)
  const graded = state === 'ok' && value !== null ? grade(preset.levels, metric.id, value) : null
  const few = state === 'too-few' ? `Too few to grade (n = ${n}, at least ${tooFew})` : null
  const points = pointsOf(db, metric, asked, samples, edges)
  return {
    id: metric.id,
    title: metric.title,
    unit: metric.unit,
    better: metric.better,
    definition: metric.definition,
    state,
    value,
    n,
    of: metric.of(samples),
    hint: missing,
    level: graded?.level ?? null,
    level_note: graded?.note ?? few,
    ...(metric.aggregate === 'median' ? percentiles(samples) : {}),
    notes: missing === null ? metric.notes(db, asked, samples) : [],
    points,
    previous: {
      state: stateOf(missing, earlier.length),
      value: valueOf(db, metric, before, earlier),
      n: earlier.length,
    },
  }
}

/** The headline number, or null where nothing counts: nothing is never zero. */
function valueOf(db: ReadDb, metric: Metric, asked: Asked, samples: readonly Sample[]): number | null {
  if (samples.length === 0) return null
  const values = samples.map((sample) => sample.value)
  switch (metric.aggregate) {
    case 'per week':
      return values.length / weeksObserved(db, asked)
    case 'median':
      return quantile(ascending(values), 0.5)
    case 'share':
      return values.reduce((sum, value) => sum + value, 0) / values.length
  }
}

function percentiles(samples: readonly Sample[]): { p75: number | null; p90: number | null; p95: number | null } {
  const { p75, p90, p95 } = spread(samples.map((sample) => sample.value))
  return { p75, p90, p95 }
}

function pointsOf(db: ReadDb, metric: Metric, asked: Asked, samples: readonly Sample[], edges: number[]): Point[] {
  const inBucket = split(samples, edges)
  const counts = metric.aggregate === 'per week'
  const first = counts ? firstDeployment(db, asked) : null
  const failed = counts ? split(failures(db, asked), edges) : null
  return edges.slice(0, -1).map((from_ms, i) => {
    const to_ms = edges[i + 1] ?? asked.to_ms
    const values = (inBucket[i] ?? []).map((sample) => sample.value)
    const sorted = ascending(values)
    // A count is 0 from the first known deployment on; before it, and after now, there is nothing to count.
    const observed = first !== null && to_ms > first && from_ms < asked.now_ms
    const value = counts
      ? observed
        ? values.length
        : null
      : metric.aggregate === 'median'
        ? quantile(sorted, 0.5)
        : values.length === 0
          ? null
          : values.reduce((sum, one) => sum + one, 0) / values.length
    return {
      from_ms,
      to_ms,
      value,
      n: values.length,
      ...(metric.aggregate === 'median' ? { p25: quantile(sorted, 0.25), p75: quantile(sorted, 0.75) } : {}),
      ...(failed === null ? {} : { failed: failed[i]?.length ?? 0 }),
      partial: from_ms < asked.from_ms || to_ms > Math.min(asked.to_ms, asked.now_ms),
    }
  })
}

function failures(db: ReadDb, asked: Asked): Sample[] {
  return deploymentsInPeriod(db, asked, asked.scope.environments)
    .filter((row) => row.state === 'failed')
    .map((row) => ({ at_ms: row.at_ms, value: 1 }))
}

function split(samples: readonly Sample[], edges: readonly number[]): Sample[][] {
  const buckets: Sample[][] = edges.slice(0, -1).map(() => [])
  for (const sample of samples) {
    let low = 0
    let high = edges.length - 1
    while (low < high - 1) {
      const middle = (low + high) >>> 1
      if ((edges[middle] ?? Infinity) <= sample.at_ms) low = middle
      else high = middle
    }
    buckets[low]?.push(sample)
  }
  return buckets
}

export function working(db: ReadDb, question: Parsed<'metrics.working'>, now: number): Working {
  const metric = metrics.find((one) => one.id === question.metric)
  if (metric === undefined)
    throw new Refusal(
      'not_found',
      `There is no metric ${shown(question.metric)}; there are ${metrics.map((one) => one.id).join(', ')}.`,
    )
  const { asked, zone, preset, bucket } = resolve(db, question, now)
  const missing = metric.missing(db, asked)
  const samples = missing === null ? metric.samples(db, asked) : []
  const { steps, sum } = metric.working(db, asked)
  const command = [
    'shiplog metrics',
    `--from ${dateOf(asked.from_ms, zone)}`,
    `--to ${dateOf(asked.to_ms - 1, zone)}`,
    `--bucket ${bucket}`,
    ...(question.systems ?? []).map((name) => `--system ${quoted(name)}`),
    ...(question.environment === undefined ? [] : [`--env ${quoted(question.environment)}`]),
    `--preset ${preset.id}`,
    `--zone ${zone}`,
  ].join(' ')
  return {
    id: metric.id,
    title: metric.title,
    definition: metric.definition,
    unit: metric.unit,
    value: valueOf(db, metric, asked, samples),
    steps,
    sum: missing ?? sum,
    command,
  }
}
