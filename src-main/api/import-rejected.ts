// The rejected rows of a file as a table of their own, each with the reason, for a person to correct and import again. A cell
// that a spreadsheet would run as a formula gets an apostrophe before it.
import type { Output } from '../../src-shared/contract/index.ts'
import type { Skip } from '../../src-shared/event.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import type { OpenFile } from './import-file.ts'

const reasonColumn = 'why it was rejected'
const charactersMost = 50_000_000

export async function rejectedOf(file: OpenFile): Promise<Output<'imports.rejected'>> {
  const lines: { cells: readonly string[]; where: string }[] = []
  let size = 0
  const { header } = await file.read((read) => {
    if ('event' in read || read.skip.left === true) return null
    size += read.cells.reduce((sum, cell) => sum + cell.length, read.skip.reason.length)
    if (size > charactersMost)
      throw new Refusal(
        'invalid',
        `Too many rows of ${shown(file.name)} are rejected for a table of them. Say first which columns mean what.`,
      )
    lines.push({ cells: read.cells, where: whereAndWhy(read.skip) })
    return null
  })
  const table = lines.map(({ cells, where }) => [where, ...header.map((_, at) => cells[at] ?? '')])
  const csv = [[reasonColumn, ...header], ...table].map((cells) => `${cells.map(written).join(',')}\r\n`).join('')
  return { name: `${file.name.replace(/\.\w+$/, '')}-rejected.csv`, rows: lines.length, csv }
}

function whereAndWhy({ row, column, reason }: Skip): string {
  return `row ${row}${column === undefined ? '' : `, ${column}`}: ${reason}`
}

function written(cell: string): string {
  // A number below zero and a lone dash are none.
  const isFormula = /^[=+@\t\r-]/.test(cell) && !/^[+-]?[\d.,:]*$/.test(cell)
  const safe = isFormula ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
