// CSV files: finds the separator, reads records, leaves what the cells mean to incidents.ts.
// Must not guess at a cell. Invariant: rows are numbered as a spreadsheet numbers them, the header row included.
import { CsvError, parse } from 'csv-parse/sync'
import { Refusal, shown } from '../../../src-shared/reply.ts'
import type { FileSource } from '../source.ts'
import { refuseWidth } from './columns.ts'
import type { Row, Table } from './table.ts'
import { translateTable } from './translate-table.ts'
import { decode } from './text.ts'

const separators = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const
export type Separator = keyof typeof separators
const separatorNames = ['comma', 'semicolon', 'tab', 'pipe'] as const satisfies readonly Separator[]

export const csv: FileSource = {
  id: 'csv',
  title: 'CSV file',

  /** Any text may be CSV, so never 0: what is no text was refused before. */
  recognise: (name) => (/\.(?:csv|tsv|tab|txt)$/i.test(name) ? 0.6 : 0.2),

  translate(body, options) {
    const { text, encoding } = decode(options.name, body, true)
    const { separator, table } = readCsv(text, options.name)
    return translateTable(table, `CSV, ${separator}, ${encoding}`, options)
  },
}

/** Header and data rows; rows whose cells are all blank are left out. Throws a Refusal where there are none. */
export function readCsv(text: string, name: string): { separator: Separator; table: Table } {
  // Excel's own first line, which a spreadsheet obeys and does not show: "sep=;".
  const told = /^\uFEFF?"?sep=([,;\t|])"?[^\S\r\n]*(?:\r\n|\n|\r)/i.exec(text)
  const content = told === null ? text : text.slice(told[0].length)
  const separator = separatorNames.find((known) => separators[known] === told?.[1]) ?? separatorOf(content)
  const records = parseRecords(content, separators[separator], name)
  const first = records.findIndex((cells) => !isBlank(cells))
  const header = records[first]
  if (header === undefined) throw new Refusal('invalid', `${shown(name)} is empty.`)
  refuseWidth(header.length, name)
  const rows = records.flatMap((cells, i) => (i > first && !isBlank(cells) ? [rowOf(cells, i + 1, header.length)] : []))
  if (rows.length === 0) throw new Refusal('invalid', `${shown(name)} has a header but no rows.`)
  return { separator, table: { header, rows } }
}

function rowOf(cells: string[], row: number, width: number): Row {
  // Spreadsheets pad rows with empty cells; only text beyond the header has no meaning.
  if (cells.length <= width || isBlank(cells.slice(width))) return { row, cells }
  const reason = `has ${cells.length} cells where the header has ${width}; is a quote missing around a cell with a separator?`
  return { row, cells, problem: { reason } }
}

function parseRecords(text: string, delimiter: string, name: string): string[][] {
  try {
    return parse(text, {
      delimiter,
      // Files put together from several sources mix their line ends.
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      // A lone quote within a cell is text: 5" disk.
      relax_quotes: true,
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const where = typeof error['records'] === 'number' ? ` in row ${error['records'] + 1}` : ''
    const what =
      error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? `A quote that opens${where} is never closed. Was the file downloaded completely?`
        : `It cannot be read as CSV${where} (${error.message}).`
    throw new Refusal('invalid', `${shown(name)}: ${what}`)
  }
}

/** The separator that stands most often outside quotes in the first line that is not blank; comma where none does. */
function separatorOf(text: string): Separator {
  const counts = { comma: 0, semicolon: 0, tab: 0, pipe: 0 } satisfies Record<Separator, number>
  let quoted = false
  let seen = false
  for (const c of text) {
    if (c === '"') quoted = !quoted
    else if (!quoted && (c === '\n' || c === '\r') && seen) break
    const found = quoted ? undefined : separatorNames.find((name) => separators[name] === c)
    if (found !== undefined) counts[found]++
    if (c.trim() !== '') seen = true
  }
  return separatorNames.reduce((best, name) => (counts[name] > counts[best] ? name : best))
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '')
}
