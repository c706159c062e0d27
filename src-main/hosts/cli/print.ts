// How answers look in a terminal: plain tables and sentences, with nothing in them that a terminal would obey.
import type { Unit } from '../../../src-shared/contract/metrics.ts'
import { inWords } from '../../../src-shared/duration.ts'

/** Text from outside with control characters made harmless: a commit's title may hold escape codes. */
export function safe(text: string): string {
  return text.replace(/\p{Cc}/gu, '·')
}

/** Columns as wide as their widest cell; the last one is not padded. */
export function table(head: string[], rows: string[][]): string {
  const cells = [head, ...rows.map((row) => row.map(safe))]
  const widths = head.map((_, i) => Math.max(...cells.map((row) => (row[i] ?? '').length)))
  return cells
    .map((row) =>
      row
        .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export function value(unit: Unit, number: number | null): string {
  if (number === null) return '–'
  if (unit === 'ms') return inWords(number)
  if (unit === 'ratio') return `${(number * 100).toFixed(1)} %`
  if (unit === 'count') return `${number}`
  return `${unit === 'days' ? number : number.toFixed(2)} ${unit}`
}

/** A moment in UTC to the minute. */
export function moment(ms: number | null): string {
  if (ms === null) return '–'
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? '–' : `${date.toISOString().slice(0, 16).replace('T', ' ')}Z`
}
