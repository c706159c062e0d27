// The rejected rows of a file as a table of their own, each with the reason, for a person to correct and import again. A cell
// that a spreadsheet would run as a formula gets an apostrophe before it.
import type { Output } from '../../src-shared/contract/index.ts'
import type { FileTranslation } from '../sources/source.ts'

const reasonColumn = 'why it was rejected'

export function rejectedAs(
  name: string,
  { header, skipped, rejected: cellsOf }: FileTranslation,
): Output<'imports.rejected'> {
  const rejected = skipped.filter((skip) => skip.left !== true)
  const lines = rejected.map(({ row, column, reason }, i) => {
    const cells = cellsOf[i] ?? []
    const where = `row ${row}${column === undefined ? '' : `, ${column}`}: ${reason}`
    return [where, ...header.map((_, at) => cells[at] ?? '')]
  })
  const csv = [[reasonColumn, ...header], ...lines].map((cells) => `${cells.map(written).join(',')}\r\n`).join('')
  return { name: `${name.replace(/\.\w+$/, '')}-rejected.csv`, rows: rejected.length, csv }
}

function written(cell: string): string {
  // A number below zero and a lone dash are none.
  const isFormula = /^[=+@\t\r-]/.test(cell) && !/^[+-]?[\d.,:]*$/.test(cell)
  const safe = isFormula ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
