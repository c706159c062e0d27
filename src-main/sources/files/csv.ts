// CSV files: finds the separator, reads records, leaves what the cells mean to incidents.ts.
// Must not guess at a cell. Invariant: rows are numbered as a spreadsheet numbers them, the header row included.
import { CsvError, parse } from 'csv-parse/sync'
import { Refusal, shown } from '../../../src-shared/reply.ts'
import type { FileSource } from '../source.ts'
import { refuseWidth } from './columns.ts'
import type { Row, Table } from './table.ts'
import { translateTable } from './translate-table.ts'
import {
  headerIndex,
  isBlank,
  isTotal,
  recordEnds,
  type Separator,
  separatorNames,
  separatorOf,
  separators,
} from './csv-layout.ts'
import { cut, decode } from './text.ts'

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
  const first = headerIndex(records)
  const header = records[first]
  if (header === undefined) throw new Refusal('invalid', `${shown(name)} is empty.`)
  refuseWidth(header.length, name)
  const last = records.findLastIndex((cells) => !isBlank(cells))
  const rows = records.flatMap((cells, i) => {
    if (i <= first || isBlank(cells)) return []
    return [i === last && isTotal(cells) ? total(cells, i + 1) : rowOf(cells, i + 1, header.length)]
  })
  if (rows.length === 0) throw new Refusal('invalid', `${shown(name)} has a header but no rows.`)
  return { separator, table: { header, rows, notes: above(records.slice(0, first)) } }
}

/** What stands above the header, for a person to see that it was no row. */
function above(records: readonly string[][]): string[] {
  const lines = records.filter((cells) => !isBlank(cells)).map((cells) => cut(cells.join(' ').trim(), 60))
  return lines.length === 0 ? [] : [`Lines above the header are no rows: ${lines.slice(0, 3).map(shown).join(', ')}.`]
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

function parseRecords(text: string, delimiter: string, name: string): string[][] {
  try {
    return parse(text, {
      delimiter,
      // Files put together from several sources mix their line ends.
      record_delimiter: recordEnds,
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
