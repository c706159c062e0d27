// How rows are written, piece by piece, so that a list of any length needs no more memory than a page of it.
import type { ExportFormat } from '../contract/exports.ts'
import type { Cell, Column } from './columns.ts'

export interface Format {
  extension: string
  mediaType: string
  head(columns: readonly Column[], about: object): string
  /** `first`: whether no row came before it. */
  row(columns: readonly Column[], row: Record<string, unknown>, first: boolean): string
  tail: string
}

export const formats: Record<ExportFormat, Format> = {
  csv: {
    extension: 'csv',
    mediaType: 'text/csv; charset=utf-8',
    head: (columns) => csvLine(columns.map(({ name }) => name)),
    row: (columns, row) => csvLine(columns.map(({ cell }) => cell(row))),
    tail: '',
  },
  json: {
    extension: 'json',
    mediaType: 'application/json',
    head: (_, about) => `{"about":${JSON.stringify(about)},"rows":[`,
    row: (_, row, first) => `${first ? '' : ','}\n${JSON.stringify(row)}`,
    tail: '\n]}\n',
  },
  ndjson: {
    extension: 'ndjson',
    mediaType: 'application/x-ndjson',
    head: () => '',
    row: (_, row) => `${JSON.stringify(row)}\n`,
    tail: '',
  },
  markdown: {
    extension: 'md',
    mediaType: 'text/markdown; charset=utf-8',
    head: (columns, about) =>
      [
        // Indented text is shown as it is and can hold any character but a new line.
        ...Object.entries(about).map(([key, value]) => `    ${key}: ${oneLine(textOf(value))}`),
        '',
        markdownLine(columns.map(({ name }) => name)),
        markdownLine(columns.map(() => '---')),
        '',
      ].join('\n'),
    row: (columns, row) => `${markdownLine(columns.map(({ cell }) => escaped(`${cell(row) ?? ''}`)))}\n`,
    tail: '',
  },
  about: {
    extension: 'about.json',
    mediaType: 'application/json',
    head: (_, about) => `${JSON.stringify(about, null, 2)}\n`,
    row: () => '',
    tail: '',
  },
}

/** RFC 4180: commas, CRLF, and quotes where a cell has one of those. */
function csvLine(cells: readonly Cell[]): string {
  return `${cells.map((cell) => quoted(typeof cell === 'string' ? harmless(cell) : `${cell ?? ''}`)).join(',')}\r\n`
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A spreadsheet takes text that begins so for a formula, and a formula may call out; after an apostrophe it is text. */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}

function markdownLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** Nothing in a cell ends it or is read as a link, a heading or HTML. */
function escaped(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>|&#~]/g, '\\$&')
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/g, ' ')
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
