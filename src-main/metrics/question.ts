// From a question in dates and names to ids and milliseconds: the period and the one before, bucket edges, the definition.
// SQL compares integers only; bucket edges are made here.
import type { Parsed } from '../../src-shared/contract/index.ts'
import { type Definition, withSwitches } from '../../src-shared/definition.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
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
import { weekStartOf, zoneOf } from '../store/settings.ts'
import { allEnvironments, findScope, type Scope, systemIds, tierScope } from '../store/systems.ts'
import { anyScope } from './changes.ts'
import { chosenPreset, findPreset, type Preset } from './definitions.ts'
import type { Asked } from './metric.ts'

export type Question = Omit<Parsed<'metrics.working'>, 'metric' | 'rows'>

/** A preset, or one with switches of this question's own. */
export interface Chosen {
  preset: Preset
  definition: Definition
}

export interface Period {
  from_ms: number
  to_ms: number
  zone: string
  bucket: Bucket
}

const daysDefault = 90
/** More buckets than a chart can show or anybody reads: five years of days, forty of weeks. */
const bucketsMax = 2000
const bucketDays = { day: 1, week: 7, month: 28, quarter: 90 } as const

export function periodOf(db: ReadDb, question: Question, now: number): Period {
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
  const bucket = question.bucket ?? bucketFor(from_ms, to_ms)
  const days = daysIn({ from_ms, to_ms })
  if (days / bucketDays[bucket] > bucketsMax)
    throw new Refusal(
      'invalid',
      `A period of ${days} days has too many ${bucket}s; at most ${bucketsMax} are shown. Choose a shorter period${bucket === 'quarter' ? '' : ' or a longer bucket'}.`,
    )
  return { from_ms, to_ms, zone, bucket }
}

function daysIn({ from_ms, to_ms }: Pick<Period, 'from_ms' | 'to_ms'>): number {
  return Math.round((to_ms - from_ms) / 86_400_000)
}

function dateIn(field: string, text: string, zone: string): number {
  const ms = startOfDate(text, zone)
  if (ms === null) throw new Refusal('invalid', `"${field}" is ${shown(text)}, expected a date such as 2026-06-01.`)
  return ms
}

/** As many calendar days, ending where the period begins: a clock change must not shift the hours. */
export function periodBefore(period: Period): Period {
  const { from_ms, zone } = period
  const start = (days: number) => startOfDay(from_ms, zone, -days)
  const days = daysIn(period)
  // Before 31 December 2011 in Samoa came the 29th: a day that never was begins when the next one does, and is no period.
  return { ...period, from_ms: start(days) < from_ms ? start(days) : start(days + 1), to_ms: from_ms }
}

export function chosenBy(db: ReadDb, { preset: id, switches = {} }: Question): Chosen {
  const preset = id === undefined ? chosenPreset(db) : findPreset(db, id)
  return { preset, definition: withSwitches(preset.switches, switches) }
}

/** What metrics are asked, over one period under one definition. */
export function askedOver(db: ReadDb, question: Question, period: Period, definition: Definition, now: number): Asked {
  const { from_ms, to_ms, zone, bucket } = period
  const weekStart = definition.week_start === 'monday' ? 1 : weekStartOf(db)
  const starts = bucketStarts(from_ms, to_ms, bucket, zone, weekStart)
  return {
    systems: question.systems?.length ? idsOf(db, question.systems) : null,
    scope: scopeOf(db, question.environment, definition),
    from_ms,
    to_ms,
    now_ms: now,
    zone,
    weekStart,
    edges: [...starts, bucketAfter(starts.at(-1) ?? from_ms, bucket, zone)],
    definition,
    memo: new Map(),
  }
}

function idsOf(db: ReadDb, names: readonly string[]): number[] {
  const { ids, unknown } = systemIds(db, names)
  if (unknown.length === 0) return ids
  const known = db.all<{ name: string }>('SELECT name FROM systems ORDER BY name LIMIT 20').map((row) => row.name)
  const all = known.length === 0 ? 'none is known yet' : `known: ${known.join(', ')}`
  throw new Refusal('not_found', `There is no system ${unknown.map(shown).join(', ')}; ${all}.`)
}

function scopeOf(db: ReadDb, environment: string | undefined, definition: Definition): Scope {
  if (environment === undefined && definition.environments === 'any') return everyEnvironment(db)
  const scope = findScope(db, environment)
  if (scope !== undefined) return scope
  const known = allEnvironments(db).map((row) => row.name)
  throw new Refusal(
    'not_found',
    `There is no environment ${shown(environment)}; give a tier (production, staging, testing, development, other)${known.length > 0 ? ` or one of ${known.join(', ')}` : ''}.`,
  )
}

function everyEnvironment(db: ReadDb): Scope {
  const rows = allEnvironments(db)
  const [tier, ...others] = new Set(rows.map((row) => row.tier))
  return {
    // Within one tier the links of that tier are those of all.
    scope: tier !== undefined && others.length === 0 ? tierScope(tier) : anyScope,
    environments: rows.map((row) => row.id),
    tier: null,
    name: 'any environment',
  }
}
