// Times and zones. Everything stored is integer milliseconds UTC; zones matter only where a person reads or writes a
// date, and where buckets begin. The zone rules come from the platform's IANA data through the Temporal library.
import { Temporal } from 'temporal-polyfill'
import { assert } from './assert.ts'

export const hour = 3_600_000
export const day = 24 * hour

export const buckets = ['day', 'week', 'month', 'quarter'] as const
export type Bucket = (typeof buckets)[number]

/** Year 1 to 9999: what every date format here can write. */
const msMin = -62_135_596_800_000
const msMax = 253_402_300_799_999

export function isZone(zone: string): boolean {
  // Offsets such as "+02:00" are fixed, not zones; "UTC" is one.
  if (!/^[A-Za-z]/.test(zone)) return false
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d{2}):?(\d{2}))$/

/**
 * Milliseconds UTC of an RFC 3339 time with an offset, or null. Strict where the platform is lax: 30 February is no
 * date. A leap second (:60) is read as the second before it. Finer than a millisecond is cut.
 */
export function parseInstant(text: string): number | null {
  const m = rfc3339.exec(text)
  if (m === null) return null
  const n = (i: number) => Number(m[i])
  const offset = m[8] !== undefined ? 0 : (m[9] === '-' ? -1 : 1) * (n(10) * 60 + n(11))
  if (m[8] === undefined && (n(10) > 23 || n(11) > 59)) return null
  const local = wallClock([n(1), n(2), n(3), n(4), n(5), n(6), millisecondOf(m[7])])
  if (local === null) return null
  return inRange(local - offset * 60_000)
}

const plain = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?$/

/** Milliseconds UTC of `2026-03-01`, `2026-03-01 09:30` or `2026-03-01T09:30:15.5`, read in `zone`; null otherwise. */
export function parseLocal(text: string, zone: string): number | null {
  const m = plain.exec(text)
  if (m === null) return null
  const n = (i: number) => Number(m[i] ?? 0)
  const parts = [n(1), n(2), n(3), n(4), n(5), n(6), millisecondOf(m[7])] as const
  if (wallClock(parts) === null) return null
  const [year, month, dayOfMonth, hours, minutes, seconds, millisecond] = parts
  const local = new Temporal.PlainDateTime(year, month, dayOfMonth, hours, minutes, Math.min(seconds, 59), millisecond)
  // A time that a clock change skips or repeats is read as the earlier offset says ("compatible", like every calendar).
  return inRange(local.toZonedDateTime(zone).epochMilliseconds)
}

/** Of the digits behind the point; finer ones are cut. */
function millisecondOf(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits.padEnd(3, '0').slice(0, 3))
}

function wallClock(p: readonly [number, number, number, number, number, number, number]): number | null {
  const [year, month, dayOfMonth, hours, minutes, seconds, ms] = p
  if (hours > 23 || minutes > 59 || seconds > 60) return null
  const date = new Date(Date.UTC(year, month - 1, dayOfMonth, hours, minutes, Math.min(seconds, 59), ms))
  // Of a year below 100 it makes one of the twentieth century.
  if (year < 100) date.setUTCFullYear(year, month - 1, dayOfMonth)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === dayOfMonth ? date.getTime() : null
}

function inRange(ms: number): number | null {
  return ms >= msMin && ms <= msMax ? ms : null
}

/** Milliseconds UTC of the start of a `YYYY-MM-DD` day in `zone`; null where it is no date. */
export function startOfDate(text: string, zone: string): number | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseLocal(text, zone) : null
}

/** The calendar date of a moment in a zone, `YYYY-MM-DD`. */
export function dateOf(ms: number, zone: string): string {
  return zoned(ms, zone).toPlainDate().toString()
}

/** A moment as a clock in a zone shows it, to the minute: `2026-06-01T14:30`. `parseLocal` reads it. */
export function localOf(ms: number, zone: string): string {
  return zoned(ms, zone).toPlainDateTime().toString({ smallestUnit: 'minute' })
}

/** The moment `days` calendar days after the start of the day that holds `ms`. A day of 23 or 25 hours is one day. */
export function startOfDay(ms: number, zone: string, days = 0): number {
  return zoned(ms, zone).startOfDay().add({ days }).startOfDay().epochMilliseconds
}

/**
 * Bucket starts that cover [from, to): the first one at or before `from`, the last one before `to`. Weeks start on
 * `weekStart`, 1 for Monday to 7 for Sunday; quarters in January, April, July and October. Length is the number of
 * buckets; the end of bucket i is the start of i + 1, or `bucketAfter` the last.
 */
export function bucketStarts(from: number, to: number, bucket: Bucket, zone: string, weekStart = 1): number[] {
  assert(from < to, 'a period ends after it begins')
  const starts: number[] = []
  let at = startOfBucket(zoned(from, zone), bucket, weekStart)
  while (at.epochMilliseconds < to) {
    starts.push(at.epochMilliseconds)
    at = next(at, bucket)
  }
  return starts
}

/** The start of the bucket after the one that starts at `start`. */
export function bucketAfter(start: number, bucket: Bucket, zone: string): number {
  return next(zoned(start, zone), bucket).epochMilliseconds
}

function startOfBucket(at: Temporal.ZonedDateTime, bucket: Bucket, weekStart: number): Temporal.ZonedDateTime {
  const midnight = at.startOfDay()
  if (bucket === 'day') return midnight
  if (bucket === 'week') return midnight.subtract({ days: (at.dayOfWeek - weekStart + 7) % 7 }).startOfDay()
  const month = bucket === 'month' ? at.month : at.month - ((at.month - 1) % 3)
  return midnight.with({ month, day: 1 }).startOfDay()
}

const lengths = { day: { days: 1 }, week: { days: 7 }, month: { months: 1 }, quarter: { months: 3 } } as const

function next(at: Temporal.ZonedDateTime, bucket: Bucket): Temporal.ZonedDateTime {
  // startOfDay again: a clock change at midnight can make "one day later" start at 01:00.
  return at.add(lengths[bucket]).startOfDay()
}

function zoned(ms: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone)
}

/** RFC 3339 in UTC, for machine-readable output. */
export function isoOf(ms: number): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toString()
}

/** The bucket that suits a period when nobody chose one: day up to 31 days, week up to 26 weeks, else month. */
export function bucketFor(from: number, to: number): Bucket {
  const days = (to - from) / day
  if (days <= 31.5) return 'day'
  return days <= 26 * 7 + 0.5 ? 'week' : 'month'
}
