// Numbers and times as words: one function for each kind of figure, used by cards, tables, charts and sentences alike.
// Pure; zones come in as arguments. Languages: English only.
import { nounOf } from '../../src-shared/plural.ts'
import type { MetricValue, Unit } from '../../src-shared/contract/metrics.ts'
import { day, hour } from '../../src-shared/time.ts'

const minute = 60_000

/** The two largest units: "1 d 3 h", "4 h 12 min", "52 min", "38 s". From 30 days on, days alone. */
export function duration(ms: number): string {
  const size = Math.abs(ms)
  const sign = ms < 0 ? '−' : ''
  if (size < 1000) return size === 0 ? '0 s' : `${sign}under 1 s`
  if (size < minute - 500) return `${sign}${Math.round(size / 1000)} s`
  if (size < hour - minute / 2) return `${sign}${Math.round(size / minute)} min`
  if (size < day - minute / 2) return sign + two(size, hour, 'h', minute, 'min')
  if (size < 30 * day - hour / 2) return sign + two(size, day, 'd', hour, 'h')
  return `${sign}${count(Math.round(size / day))} d`
}

function two(ms: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  // Round once, in the smaller unit, so that 1 h 59 min 50 s is 2 h and not 1 h 60 min.
  const smalls = Math.round(ms / small)
  const perLarge = large / small
  const rest = smalls % perLarge
  const head = `${Math.floor(smalls / perLarge)} ${largeUnit}`
  return rest === 0 ? head : `${head} ${rest} ${smallUnit}`
}

/** "13.8 %", "50 %". */
export function percent(ratio: number): string {
  return `${trimmed(ratio * 100, 1)} %`
}

/** Under 10 two decimals where they say something ("1.05", "4.5"), then one, then none. */
export function rate(value: number): string {
  return trimmed(value, value < 10 ? 2 : value < 100 ? 1 : 0)
}

function trimmed(value: number, decimals: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: decimals })
}

/** "12,406". */
export function count(n: number): string {
  return n.toLocaleString('en-GB')
}

/** "1 deployment", "3 deployments". */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${nounOf(n, one, many)}`
}

/** How far a job is: "12 of 40,000 commits", "1 commit". */
export function progressOf({
  count: done,
  total,
  unit,
}: {
  count: number
  total: number | null
  unit: string
}): string {
  // "commits, 12,000 a second".
  const of = nounOf(total ?? done, unit.replace(/^(\w+)s\b/, '$1'), unit)
  return `${count(done)}${total === null ? '' : ` of ${count(total)}`} ${of}`
}

/** A metric's value with its unit, in one string. */
export function figure(value: number, unit: Unit): string {
  if (unit === 'ms') return duration(value)
  if (unit === 'ratio') return percent(value)
  return unit === 'count' ? count(value) : `${rate(value)} ${unit}`
}

export function bytes(n: number): string {
  if (n < 1000) return `${n} B`
  return n < 1_000_000 ? `${trimmed(n / 1000, 1)} kB` : `${trimmed(n / 1_000_000, 1)} MB`
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatted(ms: number, zone: string, options: Intl.DateTimeFormatOptions): string {
  const key = zone + JSON.stringify(options)
  let format = formats.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options })
    formats.set(key, format)
  }
  // British English writes September with four letters, every other month with three.
  return format.format(ms).replace('Sept ', 'Sep ').replace(/Sept$/, 'Sep')
}

/** "20 Nov 2026, 14:02". */
export function dateTime(ms: number, zone: string): string {
  return formatted(ms, zone, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' })
}

/** "20 Nov 2026, 14:02:11 UTC+1". */
export function exactTime(ms: number, zone: string): string {
  const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' } as const
  return formatted(ms, zone, { day: 'numeric', month: 'short', year: 'numeric', ...clock })
}

/** "14:02:11". */
export function clockTime(ms: number, zone: string): string {
  return formatted(ms, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
}

/** "20 November 2026", or without the year. */
export function longDate(ms: number, zone: string, year = true): string {
  return formatted(ms, zone, { day: 'numeric', month: 'long', ...(year ? { year: 'numeric' } : {}) })
}

/** "24 Aug". */
export function shortDate(ms: number, zone: string): string {
  return formatted(ms, zone, { day: 'numeric', month: 'short' })
}

/** "Aug 2026", or "Aug". */
export function monthName(ms: number, zone: string, year: boolean): string {
  return formatted(ms, zone, { month: 'short', ...(year ? { year: 'numeric' } : {}) })
}

/** "22 August to 20 November 2026"; `to_ms` is excluded, so the last day is the one before it. */
export function period(from_ms: number, to_ms: number, zone: string): string {
  const last = to_ms - 1
  const same = (part: Intl.DateTimeFormatOptions) => formatted(from_ms, zone, part) === formatted(last, zone, part)
  const end = longDate(last, zone)
  if (same({ dateStyle: 'short' })) return end
  if (same({ year: 'numeric', month: 'short' })) return `${formatted(from_ms, zone, { day: 'numeric' })} to ${end}`
  return `${longDate(from_ms, zone, !same({ year: 'numeric' }))} to ${end}`
}

/** "12 s ago", "3 d ago", "in 2 h". */
export function ago(ms: number, now_ms: number): string {
  const size = Math.abs(now_ms - ms)
  if (size < 5000) return 'just now'
  const [unit, word] =
    size < minute
      ? ([1000, 's'] as const)
      : size < hour
        ? ([minute, 'min'] as const)
        : size < 2 * day
          ? ([hour, 'h'] as const)
          : ([day, 'd'] as const)
  const words = `${count(Math.floor(size / unit))} ${word}`
  return ms > now_ms ? `in ${words}` : `${words} ago`
}

export interface Change {
  words: string
  /** Which way it went by what is good; null where it is about the same or cannot be told. */
  good: boolean | null
}

/** How a metric moved against the period before. Under 5 % of the earlier value it is "about the same". */
export function change(metric: Pick<MetricValue, 'value' | 'unit' | 'better' | 'previous'>): Change | null {
  const now = metric.value
  const before = metric.previous.value
  if (now === null || before === null) return null
  const difference = now - before
  if (now === before || Math.abs(difference) < 0.05 * Math.abs(before)) return { words: 'about the same', good: null }
  if (metric.better === 'neither') return { words: `${figure(before, metric.unit)} before`, good: null }
  if (now === 0 && metric.unit.includes('per '))
    return { words: `none, against ${figure(before, metric.unit)} before`, good: false }
  const good = difference > 0 === (metric.better === 'higher')
  return { words: `${moved(metric.unit, now, before)} than before`, good }
}

function moved(unit: Unit, now: number, before: number): string {
  if (unit === 'ms') return `${duration(Math.abs(now - before))} ${now > before ? 'slower' : 'faster'}`
  if (unit === 'ratio') {
    const apart = trimmed(Math.abs(now - before) * 100, 1)
    return `${apart} ${apart === '1' ? 'point' : 'points'} ${now > before ? 'higher' : 'lower'}`
  }
  if (!unit.startsWith('per ')) return `${figure(Math.abs(now - before), unit)} ${now > before ? 'more' : 'fewer'}`
  if (before === 0) return 'more often'
  const relative = now / before
  if (relative >= 3) return `${trimmed(relative, 1)} times more often`
  return `${trimmed(Math.abs(relative - 1) * 100, 0)} % ${now > before ? 'more' : 'less'} often`
}

/** The first 8 characters of a commit id; other ids whole. */
export function shortId(id: string): string {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(id) ? id.slice(0, 8) : id
}

/** The last part of a path, whichever way its slashes lean. */
export function baseName(path: string): string {
  return (
    path
      .replace(/[\\/]+$/, '')
      .split(/[\\/]/)
      .at(-1) ?? path
  )
}

export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
