// Where in a CSV the table is: what separates its cells, which record is the header, and which line only adds up others.
// Decided by what most of the file does, never by one line. Must not change a cell.
import { parse } from 'csv-parse/sync'
import { recordEnds } from './csv-records.ts'

export const separators = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const
export type Separator = keyof typeof separators
export const separatorNames = ['comma', 'semicolon', 'tab', 'pipe'] as const satisfies readonly Separator[]

/** What is looked at: this many records of the beginning. */
export const looked = 100
export const lookedChars = 262_144

/**
 * The separator that gives most records the same number of cells, and more of them where several do; else comma. `text`:
 * the beginning of the file; `whole`: all of it.
 */
export function separatorOf(text: string, whole: boolean): Separator {
  const scores = separatorNames.map((name) => ({ name, score: consistency(text, whole, separators[name]) }))
  return scores.reduce((best, one) => (one.score > best.score ? one : best)).name
}

/** 0 where records have one cell each or cannot be read. A lone quote makes it a tenth: what needs none is rather meant. */
function consistency(text: string, whole: boolean, delimiter: string): number {
  const strict = widths(text, whole, delimiter, false)
  const found = strict ?? widths(text, whole, delimiter, true) ?? []
  const width = commonest(found)
  if (width < 2) return 0
  const share = found.filter((one) => one === width).length / found.length
  return share * Math.log2(width) * (strict === null ? 0.1 : 1)
}

function widths(text: string, whole: boolean, delimiter: string, relaxed: boolean): number[] | null {
  try {
    const records = parse(text, {
      delimiter,
      record_delimiter: recordEnds,
      relax_column_count: true,
      relax_quotes: relaxed,
      to: looked,
    })
    // The last one may have been cut.
    const complete = whole || records.length === looked ? records : records.slice(0, -1)
    return complete.flatMap((cells) => (isBlank(cells) ? [] : [cells.length]))
  } catch {
    return null
  }
}

function commonest(list: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0
}

/**
 * The header: the first record that fills at least half as many cells as most records have, and with words. What stands
 * above it (a title, "exported on …") is no table. The first record that is not blank where nothing looks like a header.
 */
export function headerIndex(records: readonly string[][]): number {
  const first = records.findIndex((cells) => !isBlank(cells))
  const head = records.slice(0, looked)
  const width = commonest(head.flatMap((cells) => (isBlank(cells) ? [] : [cells.length])))
  const found = head.findIndex((cells) => {
    const filled = cells.filter((cell) => cell.trim() !== '')
    return filled.length >= Math.max(2, width / 2) && filled.filter(isWord).length * 2 > filled.length
  })
  return width < 2 || found === -1 ? first : found
}

/** Not a number, a time or a date by digits. */
function isWord(cell: string): boolean {
  return !/^[\s\d.,:/+-]+(?:[TZ][\d:.Z+-]*)?$/.test(cell.trim())
}

/** "Total;;12;": a line that a spreadsheet adds at the end. */
export function isTotal(cells: readonly string[]): boolean {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
  const says = /^(?:grand )?(?:total|totals|sum|summe|gesamt|somme|suma|totale|totaal|summa|合計|合计)\b[\s:]*$/iu.test(
    filled[0] ?? '',
  )
  return says && filled.slice(1).every((cell) => /^[\s\d.,:%€$£hmins-]+$/i.test(cell))
}

export function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '')
}
