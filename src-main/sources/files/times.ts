// Reads the times people and tools write in tables. Knows one column at a time: whether days or months come first is
// proved by the column, never guessed. Invariant: a text is one moment for sure, or a reason why it is none.
import { shown } from '../../../src-shared/reply.ts'
import { parseInstant, parseLocal } from '../../../src-shared/time.ts'
import { cut } from './text.ts'

export type DateOrder = 'day first' | 'month first' | 'both' | 'unknown'

/** `local`: the text had no offset, so that the zone decided. */
export type Time = { ms: number; local: boolean } | { reason: string }

export const writeAs = 'write it as 2026-02-28T14:30:00Z or 2026-02-28 14:30'

// "31/12/2026", "12/31/2026 14:30", "31.12.2026 14:30:05"
const slashed = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})((?:[T ].*)?)$/
const yearFirst = /^(\d{4})\/(\d{1,2})\/(\d{1,2})((?:[T ].*)?)$/
// "2026-03-01 09:30+01", "2026-03-01T09:30Z", "2026-03-01 09:30:00 +0100", "2026-03-01 09:30:00 UTC"
const zoned =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[Tt ](\d{1,2}):(\d\d)(?::(\d\d)((?:\.\d{1,9})?))? ?(?:([Zz]|UTC|GMT)|([+-]\d\d)(?::?(\d\d))?)$/
// 202602281430: as milliseconds a moment before 2001, but more likely a date without its dashes.
const dashless = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d$/

/** What the values of one column prove: a first number above 12 is a day, a second one above 12 is a day. */
export function dateOrder(values: Iterable<string>): DateOrder {
  let dayFirst = false
  let monthFirst = false
  for (const value of values) {
    const m = slashed.exec(value)
    if (m === null) continue
    const [first, second] = [Number(m[1]), Number(m[3])]
    // 31/02 is no date, yet shows which number is the day. 45/02 and 31/31 show nothing.
    if (first > 12 && first <= 31 && second <= 12) dayFirst = true
    if (second > 12 && second <= 31 && first <= 12) monthFirst = true
  }
  if (dayFirst && monthFirst) return 'both'
  return dayFirst ? 'day first' : monthFirst ? 'month first' : 'unknown'
}

export function readTime(value: string, order: DateOrder, zone: string): Time {
  const none = { reason: `${shown(cut(value, 100))} is not a date; ${writeAs}` }
  if (/^\d+$/.test(value)) return epoch(value) ?? none
  const parts = slashed.exec(value)
  if (parts !== null && (order === 'unknown' || order === 'both')) return { reason: ambiguous(value, order) }
  const iso = parts === null ? value.replace(yearFirst, '$1-$2-$3$4') : reorder(parts, order)
  const instant = parseInstant(withOffset(iso))
  if (instant !== null) return { ms: instant, local: false }
  const ms = parseLocal(iso, zone)
  return ms === null ? none : { ms, local: true }
}

/** Seconds have 9 or 10 digits from 1973 to 2286, milliseconds 12 or 13. Other numbers are no time for sure. */
function epoch(digits: string): Time | null {
  if (/^[1-9]\d{8,9}$/.test(digits)) return { ms: Number(digits) * 1000, local: false }
  return /^[1-9]\d{11,12}$/.test(digits) && !dashless.test(digits) ? { ms: Number(digits), local: false } : null
}

function reorder(parts: RegExpExecArray, order: DateOrder): string {
  const [first, second] = [parts[1] ?? '', parts[3] ?? '']
  const [month, day] = order === 'day first' ? [second, first] : [first, second]
  return `${parts[4]}-${month}-${day}${parts[5]}`
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
  return `${shown(cut(value, 100))} is ambiguous: ${why}; ${writeAs}`
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
