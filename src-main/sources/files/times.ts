// Reads the times people and tools write in tables. Knows one column at a time: whether days or months come first is
// proved by the column, never guessed. Invariant: a text is one moment for sure, or a reason why it is none.
import { shown } from '../../../src-shared/reply.ts'
import { parseInstant, parseLocal } from '../../../src-shared/time.ts'
import { monthOf } from './months.ts'
import { cut } from './text.ts'

export type DateOrder = 'day first' | 'month first' | 'both' | 'unknown'

/** What is known of a column before one of its cells is read. */
export interface TimeColumn {
  order: DateOrder
  /** The zone of times without an offset. */
  zone: string
  /** Bare numbers are days since 1900, as a spreadsheet stores dates. */
  serial?: boolean
  /** Years of two digits end with the one after this: "27" is 2027 in 2026, "28" is 1928. */
  year?: number
}

/** `local`: the text had no offset, so that the zone decided. */
export type Time = { ms: number; local: boolean } | { reason: string }

export const writeAs = 'write it as 2026-02-28T14:30:00Z or 2026-02-28 14:30'

// "31/12/2026", "12/31/2026 14:30", "31.12.26 2:30 PM"
const slashed = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})((?:[T ,].*)?)$/
const yearFirst = /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})((?:[T ].*)?)$/
// "25/Feb/26 10:17 PM", "1 March 2026", "3. Dez. 2024 14:05"
const dayName =
  /^(?:\p{L}+,? )?(\d{1,2})(?:st|nd|rd|th)?[/. -]*(?:de )?(\p{L}+)\.?[/. -]*(?:de )?,?(\d{4}|\d{2})((?:[T ,].*)?)$/u
// "Mar 4, 2026 09:12"
const nameDay = /^(?:\p{L}+,? )?(\p{L}+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})((?:[T ,].*)?)$/u
const chinese = /^(\d{4})年(\d{1,2})月(\d{1,2})日(.*)$/
// "2026-03-01 09:30+01", "2026-03-01T09:30Z", "2026-03-01 09:30:00 +0100", "2026-03-01 09:30:00 UTC"
const zoned =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[Tt ](\d{1,2}):(\d\d)(?::(\d\d)((?:\.\d{1,9})?))? ?(?:([Zz]|UTC|GMT)|([+-]\d\d)(?::?(\d\d))?)$/
const halfDay = /^(.*?[T ]) ?(\d{1,2})(:\d\d(?::\d\d(?:\.\d+)?)?)? ?([ap])\.?m\.?(.*)$/i
// 202602281430: as milliseconds a moment before 2001, but more likely a date without its dashes.
const dashless = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d$/
const nothing = new Set([
  '-',
  '–',
  '—',
  'n/a',
  '#n/a',
  'na',
  'null',
  'none',
  'nil',
  'tbd',
  'ongoing',
  'open',
  'unknown',
])

/** A cell that says there is no time: blank, a dash, a word for it, or the moment tools write for "never". */
export function isNoTime(text: string): boolean {
  return (
    text === '' ||
    nothing.has(text.toLowerCase()) ||
    /^(?:0001-01-01|0000-00-00|9999-12-31)/.test(text) ||
    /^1970-01-01[T ]00:00(?::00)?(?:\.0+)?(?:Z|\+00:?00| UTC)$/.test(text)
  )
}

/** What the values of one column prove: a first number above 12 is a day, a second one above 12 is a day. */
export class DateEvidence {
  #dayFirst = false
  #monthFirst = false
  #values = 0
  #serials = 0

  add(value: string): void {
    if (isNoTime(value)) return
    this.#values++
    if (isSerial(value)) this.#serials++
    const m = slashed.exec(value)
    if (m === null) return
    const [first, second] = [Number(m[1]), Number(m[3])]
    // 31/02 is no date, yet shows which number is the day. 45/02 and 31/31 show nothing.
    if (first > 12 && first <= 31 && second <= 12) this.#dayFirst = true
    if (second > 12 && second <= 31 && first <= 12) this.#monthFirst = true
  }

  get order(): DateOrder {
    if (this.#dayFirst && this.#monthFirst) return 'both'
    return this.#dayFirst ? 'day first' : this.#monthFirst ? 'month first' : 'unknown'
  }

  /** Whether every value is a day that a spreadsheet counted. */
  get serial(): boolean {
    return this.#values > 0 && this.#serials === this.#values
  }
}

/** What a few values prove. */
export function dateOrder(values: Iterable<string>): DateOrder {
  const evidence = new DateEvidence()
  for (const value of values) evidence.add(value)
  return evidence.order
}

/** A day a spreadsheet counted, from 1955 to 2119: five digits, with or without a part. */
function isSerial(value: string): boolean {
  return /^[2-7]\d{4}(?:[.,]\d+)?$/.test(value)
}

export function readTime(value: string, { order, zone, serial = false, year = 2100 }: TimeColumn): Time {
  // As most tools write it; nothing below would read it otherwise.
  const written = parseInstant(value)
  if (written !== null) return { ms: written, local: false }
  const none = { reason: `${shown(cut(value, 100))} is not a date; ${writeAs}` }
  if (serial && isSerial(value)) return serialTime(Number(value.replace(',', '.')), zone)
  if (/^\d+(?:\.\d+)?$/.test(value)) return epoch(value) ?? none
  const parts = slashed.exec(value)
  if (parts !== null && (order === 'unknown' || order === 'both')) return { reason: ambiguous(value, order) }
  const iso = inFull(parts === null ? namedDate(value, year) : reorder(parts, order, year))
  const instant = parseInstant(withOffset(iso))
  if (instant !== null) return { ms: instant, local: false }
  const ms = parseLocal(iso, zone)
  if (ms !== null) return { ms, local: true }
  const abbreviation = / ([A-Z]{2,5})$/.exec(value)?.[1]
  if (abbreviation !== undefined && !['AM', 'PM'].includes(abbreviation))
    return { reason: `${shown(cut(value, 100))} names a zone by letters, which are not one for sure; ${writeAs}` }
  return none
}

/** Seconds have 9 or 10 digits from 1973 to 2286, ms 12 or 13, µs 16, ns 19. Other numbers are no time for sure. */
function epoch(digits: string): Time | null {
  const ms = (factor: number) => ({ ms: Math.floor(Number(digits) * factor), local: false })
  if (/^[1-9]\d{8,9}(?:\.\d+)?$/.test(digits)) return ms(1000)
  if (/^[1-9]\d{11,12}$/.test(digits) && !dashless.test(digits)) return ms(1)
  if (/^[1-9]\d{15}$/.test(digits)) return ms(1e-3)
  return /^[1-9]\d{18}$/.test(digits) ? ms(1e-6) : null
}

/** Day 25569 is 1 January 1970, in the zone of whoever wrote it; the part behind the point is the time of day. */
function serialTime(days: number, zone: string): Time {
  const wall = new Date(Math.round((days - 25_569) * 86_400) * 1000).toISOString().slice(0, 19)
  const ms = parseLocal(wall, zone)
  return ms === null ? { reason: `${days} is no day of a spreadsheet; ${writeAs}` } : { ms, local: true }
}

function reorder(parts: RegExpExecArray, order: DateOrder, year: number): string {
  const [first, second] = [parts[1] ?? '', parts[3] ?? '']
  const [month, day] = order === 'day first' ? [second, first] : [first, second]
  return `${fullYear(parts[4] ?? '', year)}-${month}-${day}${parts[5]}`
}

function fullYear(text: string, year: number): string {
  if (text.length === 4) return text
  const century = Math.floor((year + 1) / 100) * 100
  const full = century + Number(text)
  return String(full > year + 1 ? full - 100 : full)
}

function namedDate(value: string, year: number): string {
  const day = dayName.exec(value)
  const month = day === null ? null : monthOf(day[2] ?? '')
  if (day !== null && month !== null) return `${fullYear(day[3] ?? '', year)}-${month}-${day[1]}${day[4]}`
  const named = nameDay.exec(value)
  const first = named === null ? null : monthOf(named[1] ?? '')
  if (named !== null && first !== null) return `${named[3]}-${first}-${named[2]}${named[4]}`
  return value.replace(chinese, '$1-$2-$3 $4').replace(yearFirst, '$1-$2-$3$4').trim()
}

/** A comma before the time out, and "2:30 PM" to 14:30. */
function inFull(text: string): string {
  const plain = text.replace(/^(\d{4}-\d{1,2}-\d{1,2}),? (?:at )?/, '$1 ')
  const half = halfDay.exec(plain)
  if (half === null) return plain
  const hours = Number(half[2])
  if (hours < 1 || hours > 12) return plain
  const full = (hours % 12) + (half[4]?.toLowerCase() === 'p' ? 12 : 0)
  return `${half[1]}${String(full).padStart(2, '0')}${half[3] ?? ':00'}${half[5]}`
}

/** The RFC 3339 form of a time with an offset, where seconds, colons or leading zeros are missing. */
function withOffset(text: string): string {
  const m = zoned.exec(text)
  if (m === null) return text
  const two = (i: number) => (m[i] ?? '00').padStart(2, '0')
  const offset = m[8] !== undefined ? 'Z' : `${m[9]}:${two(10)}`
  return `${m[1]}-${two(2)}-${two(3)}T${two(4)}:${two(5)}:${two(6)}${m[7] ?? ''}${offset}`
}

function ambiguous(value: string, order: 'unknown' | 'both'): string {
  const why =
    order === 'both'
      ? 'the column has dates with the day first and dates with the month first'
      : 'nothing in the column shows whether day or month comes first'
  return `${shown(cut(value, 100))} is ambiguous: ${why}; ${writeAs}, or say which of them it is`
}

/** How long, in words: "45 s", "90 min", "2 h", "3 days". */
export function span(ms: number): string {
  const units = [
    { ms: 86_400_000, from: 2, name: 'days' },
    { ms: 3_600_000, from: 2, name: 'h' },
    { ms: 60_000, from: 2, name: 'min' },
    { ms: 1000, from: 1, name: 's' },
  ]
  const unit = units.find((u) => ms >= u.from * u.ms)
  return unit === undefined ? `${ms} ms` : `${Math.round(ms / unit.ms)} ${unit.name}`
}
