// Answers questions about metrics: each over the period, its buckets and the period before, under one definition, and
// beside it under another.
import type { Defined, MetricValue, Overview, Step, Working } from '../../src-shared/contract/metrics.ts'
import type { Parsed } from '../../src-shared/contract/index.ts'
import { medianInterval } from '../../src-shared/bootstrap.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import { quoted } from '../../src-shared/shell.ts'
import { dateOf } from '../../src-shared/time.ts'
import type { ReadDb } from '../store/database.ts'
import { aggregated, isStatistic, overPeriod, valuesOf } from './aggregate.ts'
import { changeLeadTime } from './change-lead-time.ts'
import { daysPer } from './deployment-frequency.ts'
import { startedIncidents } from './incidents.ts'
import { metrics } from './index.ts'
import { levelOf } from './levels.ts'
import {
  type Asked,
  hindranceOf,
  type Meaning,
  type Metric,
  onceUntilChanged,
  stateOf,
  tooFew,
  type Tally,
} from './metric.ts'
import { type Ordered, ordered, quantileOf } from './ordered.ts'
import { type Found, pointsOf } from './points.ts'
import { askedOver, chosenBy, type Chosen, type Period, periodBefore, periodOf, type Question } from './question.ts'
import { deploymentTally, tallyOf } from './tallies.ts'
import { meanScores, scoreNote, scoreOf } from './quick-check.ts'

export function overview(db: ReadDb, question: Parsed<'metrics.overview'>, now: number): Omit<Overview, 'took_ms'> {
  const { compare } = question
  const period = periodOf(db, question, now)
  const before = periodBefore(period)
  const wanted = metricsOf(question)
  const chosen = chosenBy(db, question)
  const asked = askedOver(db, question, period, chosen.definition, now)
  const defined = answer(db, question, { chosen, asked, period, now, wanted })
  const other = compare === undefined ? null : chosenBy(db, { preset: compare })
  const systems =
    question.systems ?? db.all<{ name: string }>('SELECT name FROM systems ORDER BY name').map((row) => row.name)
  return {
    ...defined,
    range: { from_ms: period.from_ms, to_ms: period.to_ms, zone: period.zone },
    previous_range: { from_ms: before.from_ms, to_ms: before.to_ms },
    bucket: period.bucket,
    systems,
    counts: countsOf(db, asked, defined.metrics),
    compare:
      other === null
        ? null
        : answer(db, question, {
            chosen: other,
            asked: askedOver(db, question, period, other.definition, now),
            period,
            now,
            wanted,
          }),
  }
}

interface Ask {
  chosen: Chosen
  asked: Asked
  period: Period
  now: number
  wanted: readonly Metric[]
}

function answer(
  db: ReadDb,
  question: Parsed<'metrics.overview'>,
  { chosen: { preset, definition }, asked, period, now, wanted }: Ask,
): Defined {
  const before = askedOver(db, question, periodBefore(period), definition, now)
  const values = wanted.map((metric) => measure(db, metric, asked, before, question.interval ?? false))
  return {
    preset: preset.id,
    title: preset.title,
    switches: definition,
    environment: asked.scope.name,
    week_start: asked.weekStart,
    metrics: values,
    score: definition.levels === 'quick-check-2025' ? meanScores(values) : null,
  }
}

function metricsOf({ metrics: ids, all }: Parsed<'metrics.overview'>): readonly Metric[] {
  if (all === true) return metrics
  return ids === undefined ? metrics.filter((one) => one.group === 'dora') : ids.map(findMetric)
}

function findMetric(id: string): Metric {
  const metric = metrics.find((one) => one.id === id)
  if (metric === undefined)
    throw new Refusal(
      'not_found',
      `There is no metric ${shown(id)}; there are ${metrics.map((one) => one.id).join(', ')}.`,
    )
  return metric
}

function countsOf(db: ReadDb, asked: Asked, values: readonly MetricValue[]): Overview['counts'] {
  return {
    deployments: deploymentTally(db, asked, 'all', () => 1).whole.n,
    changes: values.find((value) => value.id === changeLeadTime.id)?.n ?? changesCounted(db, asked),
    incidents: onceUntilChanged(db, asked, 'incidents that started', () => startedIncidents(db, asked).length),
  }
}

function changesCounted(db: ReadDb, asked: Asked): number {
  return hindranceOf(changeLeadTime, db, asked) === null ? foundIn(db, changeLeadTime, asked).n : 0
}

const none = tallyOf([], { from_ms: 0, to_ms: 0 })
const nothing: Found = { samples: [], values: null, counts: none, n: 0 }

function foundIn(db: ReadDb, metric: Metric, asked: Asked, needsSamples = false): Found {
  const { aggregate } = metric.meaning(asked.definition)
  if (isStatistic(aggregate)) {
    const quick = needsSamples ? null : (metric.values?.(db, asked) ?? null)
    const samples = quick === null ? metric.samples(db, asked) : []
    const values = quick ?? valuesOf(samples, asked)
    return { samples, values, counts: none, n: values.whole.length }
  }
  const quick = metric.counts?.(db, asked) ?? null
  const samples = quick === null ? metric.samples(db, asked) : []
  if (aggregate === 'open') return { samples, values: null, counts: none, n: samples.length }
  const counts = quick ?? tallyOf(samples, asked)
  return { samples, values: null, counts, n: counts.whole.n }
}

function measure(db: ReadDb, metric: Metric, asked: Asked, before: Asked, interval: boolean): MetricValue {
  const { definition } = asked
  const meaning = metric.meaning(definition)
  const missing = metric.missing(db, asked)
  const hindrance = hindranceOf(metric, db, asked, missing)
  const hinderedBefore = hindranceOf(metric, db, before, missing)
  const drawn = interval && meaning.aggregate === 'median'
  const found = hindrance === null ? foundIn(db, metric, asked, drawn) : nothing
  const earlier = hinderedBefore === null ? foundIn(db, metric, before) : nothing
  const { samples, values, counts, n } = found
  const state = stateOf(hindrance, n)
  const value = valueOf(db, metric, meaning, asked, found)
  return {
    id: metric.id,
    group: metric.group,
    better: metric.better,
    title: meaning.title,
    definition: meaning.sentence,
    unit: meaning.unit,
    aggregate: meaning.aggregate,
    state,
    value,
    n,
    of: metric.of(samples, asked, n, counts.whole.above),
    hint: hindrance === null ? null : (hindrance.missing ?? hindrance.waiting),
    ...gradeOf(db, metric, meaning, asked, { state, value, n, counts }),
    ...(isStatistic(meaning.aggregate) ? percentiles(values?.whole ?? ordered([])) : {}),
    ...(drawn ? { interval: medianInterval(samples.map((one) => one.value)) } : {}),
    ...(metric.split === undefined ? {} : { split: hindrance === null ? metric.split(db, asked) : null }),
    notes: hindrance === null ? metric.notes(db, asked, samples) : [],
    points: pointsOf(db, metric, meaning, asked, found),
    previous: {
      state: stateOf(hinderedBefore, earlier.n),
      value: valueOf(db, metric, meaning, before, earlier),
      n: earlier.n,
    },
  }
}

/** The headline number, or null where nothing counts: nothing is never zero. */
function valueOf(
  db: ReadDb,
  metric: Metric,
  { aggregate }: Meaning,
  asked: Asked,
  { samples, values, counts, n }: Found,
): number | null {
  if (n === 0) return null
  if (metric.value !== undefined) return metric.value(db, asked, samples, counts)
  return values === null ? aggregated(aggregate, counts, asked) : overPeriod(aggregate, values)
}

/** The level or the score, from as many rows on as say something. */
function gradeOf(
  db: ReadDb,
  { id, group }: Metric,
  { unit }: Meaning,
  asked: Asked,
  { state, value, n, counts }: { state: string; value: number | null; n: number; counts: Tally },
): Pick<MetricValue, 'level' | 'level_note' | 'score'> {
  const none = { level: null, level_note: null, score: null }
  if (group !== 'dora' || asked.definition.levels === 'none') return none
  if (state === 'too-few') return { ...none, level_note: `Too few to grade (n = ${n}, at least ${tooFew})` }
  if (state !== 'ok' || value === null) return none
  if (asked.definition.levels === 'quick-check-2025') {
    const score = scoreOf({ id, unit }, value)
    return { ...none, score, level_note: score === null ? null : scoreNote(id, score) }
  }
  const graded = levelOf(asked.definition, { id, unit }, value, () => ({
    days: daysPer(db, asked, counts, 'day'),
    weeks: daysPer(db, asked, counts, 'week'),
    months: daysPer(db, asked, counts, 'month'),
  }))
  return { level: graded?.level ?? null, level_note: graded?.note ?? null, score: null }
}

function percentiles(values: Ordered): { p75: number | null; p90: number | null; p95: number | null } {
  return { p75: quantileOf(values, 0.75), p90: quantileOf(values, 0.9), p95: quantileOf(values, 0.95) }
}

export function working(db: ReadDb, question: Parsed<'metrics.working'>, now: number): Working {
  const metric = findMetric(question.metric)
  const period = periodOf(db, question, now)
  const { preset, definition } = chosenBy(db, question)
  const asked = askedOver(db, question, period, definition, now)
  const meaning = metric.meaning(definition)
  const hindrance = hindranceOf(metric, db, asked)
  const found = hindrance === null ? foundIn(db, metric, asked) : nothing
  const { steps, sum } = metric.working(db, asked)
  return {
    id: metric.id,
    title: meaning.title,
    definition: meaning.sentence,
    preset: preset.id,
    switches: definition,
    unit: meaning.unit,
    value: valueOf(db, metric, meaning, asked, found),
    steps: steps.map((step) => newest(step, question.rows)),
    sum: hindrance?.missing ?? hindrance?.waiting ?? sum,
    command: commandOf(question, metric, preset.id, period),
  }
}

/** With so many rows of each kind at most; counts are always whole. */
function newest({ dropped, rows, ...step }: Step, most: number): Step {
  return {
    ...step,
    rows: rows.slice(0, most),
    dropped: dropped.map((one) => ({ ...one, rows: one.rows.slice(0, most) })),
  }
}

/** The command that prints the same number. */
function commandOf(
  question: Question,
  metric: Metric,
  preset: string,
  { from_ms, to_ms, zone, bucket }: Period,
): string {
  return [
    'shiplog metrics',
    ...(metric.group === 'dora' ? [] : [`--metric ${metric.id}`]),
    `--from ${dateOf(from_ms, zone)}`,
    `--to ${dateOf(to_ms - 1, zone)}`,
    `--bucket ${bucket}`,
    ...(question.systems ?? []).map((name) => `--system ${quoted(name)}`),
    ...(question.environment === undefined ? [] : [`--env ${quoted(question.environment)}`]),
    `--preset ${quoted(preset)}`,
    ...Object.entries(question.switches ?? {}).map(
      ([name, value]) => `--switch ${quoted(`${name}=${JSON.stringify(value)}`)}`,
    ),
    `--zone ${zone}`,
  ].join(' ')
}
