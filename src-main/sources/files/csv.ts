// CSV files: finds the separator, reads records, leaves what the cells mean to incidents.ts.
// Must not guess at a cell. Invariant: rows are numbered as a spreadsheet numbers them, the header row included.
import { Refusal, shown } from '../../../src-shared/reply.ts'
import type { FileSource } from '../source.ts'
import { refuseWidth } from './columns.ts'
import { RecordError, records } from './csv-records.ts'
import {
  headerIndex,
  isBlank,
  isTotal,
  looked,
  lookedChars,
  type Separator,
  separatorNames,
  separatorOf,
  separators,
} from './csv-layout.ts'
import { keptIf, type Row, type Table } from './table.ts'
import { cut, openText, type Text } from './text.ts'
import { translateTable } from './translate-table.ts'

export const csv: FileSource = {
  id: 'csv',
  title: 'CSV file',

  /** Any text may be CSV, so never 0: what is no text was refused before. */
  recognise: (name) => (/\.(?:csv|tsv|tab|txt)$/i.test(name) ? 0.6 : 0.2),

  *read(file, options) {
    const text = yield* openText(options.name, file, true)
    const { separator, table } = readCsv(text, options.name)
    return yield* translateTable(table, `CSV, ${separator}, ${text.encoding}`, options)
  },
}

/** Header and data rows; rows whose cells are all blank are left out. Throws a Refusal where there are none. */
export function readCsv(text: Pick<Text, 'pieces' | 'small'>, name: string): { separator: Separator; table: Table } {
  const head = headOf(text)
  // Excel's own first line, which a spreadsheet obeys and does not show: "sep=;".
  const told = /^\uFEFF?"?sep=([,;\t|])"?[^\S\r\n]*(?:\r\n|\n|\r)/i.exec(head.text)
  const from = told?.[0].length ?? 0
  const separator =
    separatorNames.find((known) => separators[known] === told?.[1]) ??
    separatorOf(head.text.slice(from, from + lookedChars), head.whole)
  const all = () => recordsIn(text, from, separators[separator], name)

  const first: string[][] = []
  for (const cells of all()) {
    first.push(cells)
    if (first.length >= looked && first.some((record) => !isBlank(record))) break
  }
  const at = headerIndex(first)
  const header = first[at]
  if (header === undefined) throw new Refusal('invalid', `${shown(name)} is empty.`)
  refuseWidth(header.length, name)
  const rows = keptIf(text.small, () => rowsIn(all(), at, header.length))
  for (const _ of rowsIn(all(), at, header.length))
    return { separator, table: { header, rows, notes: above(first.slice(0, at)) } }
  throw new Refusal('invalid', `${shown(name)} has a header but no rows.`)
}

/** One character more than is looked at, and whether there is no more. */
function headOf({ pieces }: Pick<Text, 'pieces'>): { text: string; whole: boolean } {
  let text = ''
  for (const piece of pieces()) {
    text += piece
    if (text.length > lookedChars + 100) return { text, whole: false }
  }
  return { text, whole: true }
}

/** Each row as soon as it is known that it is not the last one, which may be of totals. */
function* rowsIn(all: Iterable<string[]>, header: number, width: number): Iterable<Row> {
  let waiting: { cells: string[]; row: number } | null = null
  let row = 0
  for (const cells of all) {
    row++
    if (row <= header + 1 || isBlank(cells)) continue
    if (waiting !== null) yield rowOf(waiting.cells, waiting.row, width)
    waiting = { cells, row }
  }
  if (waiting !== null)
    yield isTotal(waiting.cells) ? total(waiting.cells, waiting.row) : rowOf(waiting.cells, waiting.row, width)
}

/** What stands above the header, for a person to see that it was no row. */
function above(lines: readonly string[][]): string[] {
  const texts = lines.filter((cells) => !isBlank(cells)).map((cells) => cut(cells.join(' ').trim(), 60))
  return texts.length === 0 ? [] : [`Lines above the header are no rows: ${texts.slice(0, 3).map(shown).join(', ')}.`]
}

function total(cells: string[], row: number): Row {
  return { row, cells, problem: { value: cells.join(' ').trim(), reason: 'a line of totals', left: true } }
}

function rowOf(cells: string[], row: number, width: number): Row {
  // Spreadsheets pad rows with empty cells; only text beyond the header has no meaning.
  if (cells.length <= width || isBlank(cells.slice(width))) return { row, cells }
  const reason = `has ${cells.length} cells where the header has ${width}; is a quote missing around a cell with a separator?`
  return { row, cells, problem: { reason } }
}

function* recordsIn(text: Pick<Text, 'pieces'>, from: number, separator: string, name: string): Iterable<string[]> {
  try {
    yield* records(behind(text.pieces(), from), separator)
  } catch (error) {
    if (!(error instanceof RecordError)) throw error
    const what =
      error.why === 'never closed'
        ? `A quote that opens in row ${error.record} is never closed. Was the file downloaded completely?`
        : `Row ${error.record} has more than 16 MB; no row of a table has. Is a quote in it never closed?`
    throw new Refusal('invalid', `${shown(name)}: ${what}`)
  }
}

/** The text without its first characters. */
function* behind(pieces: Iterable<string>, from: number): Iterable<string> {
  let left = from
  for (const piece of pieces) {
    if (piece.length > left) yield left === 0 ? piece : piece.slice(left)
    left = Math.max(0, left - piece.length)
  }
}
