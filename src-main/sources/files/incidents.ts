// Turns a table, whatever file it came from, into incidents. Knows no bytes, no format and no database.
// Invariant: every row becomes exactly one event or exactly one skip with a reason; one bad cell never sinks the file.
import { createHash } from 'node:crypto'
import { Id, idLength, type IncidentEvent, type Skip } from '../../../src-shared/event.ts'
import { Refusal, shown } from '../../../src-shared/reply.ts'
import { isZone } from '../../../src-shared/time.ts'
import type { FileOptions, FileTranslation } from '../source.ts'
import { columnNames, type Columns, type Field, fold, matchColumns } from './columns.ts'
import { cut } from './text.ts'
import { type DateOrder, dateOrder, readTime, span, writeAs } from './times.ts'

const titleLength = 1000
const shownLength = 100
/** Statuses of an incident that is over, in the words of the known trackers. */
const over = new Set(['resolved', 'closed', 'done', 'solved', 'fixed', 'complete', 'completed', 'postmortem'])

export interface Row {
  /** The number to tell a person: a spreadsheet's row, a position or a line. */
  row: number
  /** In the order of the header; missing ones at the end are empty. */
  cells: readonly string[]
  /** Indexes of cells that held a list or an object: kept as JSON text, no value of a field. */
  nested?: ReadonlySet<number>
  /** The row could not be read as cells at all. */
  problem?: Problem
}

export interface Table {
  header: readonly string[]
  rows: readonly Row[]
}

export interface Problem {
  column?: string
  value?: string
  reason: string
}

interface Reading {
  columns: Columns
  options: FileOptions
  /** Folded names of all columns, for ids made of content. */
  keys: readonly string[]
  orders: { started: DateOrder; resolved: DateOrder }
  zoneUsed: boolean
}

/** Throws a Refusal where no column says when an incident started. */
export function translateTable(table: Table, format: string, options: FileOptions): FileTranslation {
  if (!isZone(options.zone)) {
    throw new Refusal('invalid', `${shown(options.zone)} is not a time zone; expected one like Europe/Berlin.`)
  }
  const columns = matchColumns(table.header, options.name)
  const orders = { started: orderOf(table, columns, 'started'), resolved: orderOf(table, columns, 'resolved') }
  const keys = columnNames(table.header).map(fold)
  const reading: Reading = { columns, options, keys, orders, zoneUsed: false }
  const translation: FileTranslation = {
    events: [],
    at: [],
    skipped: [],
    rowOf: [],
    format,
    rows: table.rows.length,
    columns: [...columns.of].map(([field, { name }]) => ({ field, column: name })),
    unused: columns.unused,
    zoneUsed: false,
  }
  if (!columns.of.has('id')) translation.columns.unshift({ field: 'id', column: '(content of the row)' })
  for (const row of table.rows) {
    const at = `row ${row.row}`
    const read = row.problem ?? readRow(row, reading)
    if ('type' in read) {
      translation.events.push(read)
      translation.at.push(at)
      translation.rowOf.push(row.row)
    } else translation.skipped.push(skip(read, row.row))
  }
  return { ...translation, zoneUsed: reading.zoneUsed }
}

function readRow(row: Row, reading: Reading): IncidentEvent | Problem {
  const { columns, options } = reading
  const cell = (field: Field) => cellOf(row, columns, field)
  const problem = (field: Field, reason: string): Problem => {
    const name = columns.of.get(field)?.name
    return { ...(name === undefined ? {} : { column: name }), value: cell(field) ?? '', reason }
  }
  for (const [field, { index, name }] of columns.of) {
    if (row.nested?.has(index) === true) return problem(field, `"${name}" is a list or an object; expected a text`)
  }
  const system = cell('system') || options.system
  const id = cell('id') ?? contentId(row, reading.keys, [system, cell('started') ?? '', cell('title') ?? ''])
  const idReason = whyNoId('id', id)
  if (idReason !== null) return problem('id', idReason)
  const systemReason = whyNoId('system', system)
  if (systemReason !== null) return problem('system', systemReason)

  const startText = cell('started') ?? ''
  if (startText === '') return problem('started', `the time it started is empty; ${writeAs}`)
  const started = readTime(startText, reading.orders.started, options.zone)
  if ('reason' in started) return problem('started', started.reason)
  const endText = cell('resolved') ?? ''
  const resolved = endText === '' ? null : readTime(endText, reading.orders.resolved, options.zone)
  if (resolved !== null && 'reason' in resolved) return problem('resolved', resolved.reason)
  if (started.local || resolved?.local === true) reading.zoneUsed = true
  if (resolved !== null && resolved.ms < started.ms) {
    const early = span(started.ms - resolved.ms)
    return problem('resolved', `resolved ${early} before it started; is a time zone wrong?`)
  }
  const status = cell('status') ?? ''
  if (resolved === null && over.has(status.toLowerCase())) {
    return problem('status', 'status says resolved but no resolved time')
  }

  // A field without a column says nothing; a blank cell says that there is none.
  const event: IncidentEvent = { type: 'incident', system, id, started_at_ms: started.ms }
  if (columns.of.has('resolved')) event.resolved_at_ms = resolved?.ms ?? null
  for (const field of ['title', 'severity', 'url', 'deployment'] as const) {
    const text = cell(field)
    if (text === undefined) continue
    event[field] = text === '' ? null : (field === 'title' ? cut(text, titleLength) : text).toWellFormed()
  }
  return event
}

/** Trimmed; undefined where the file has no such column. */
function cellOf(row: Row, columns: Columns, field: Field): string | undefined {
  const column = columns.of.get(field)
  return column === undefined ? undefined : (row.cells[column.index] ?? '').trim()
}

function orderOf(table: Table, columns: Columns, field: Field): DateOrder {
  return dateOrder(table.rows.map((row) => cellOf(row, columns, field) ?? ''))
}

function whyNoId(field: 'id' | 'system', text: string): string | null {
  if (text === '') return `the ${field} is empty; every row needs one`
  if (text.length > idLength) return `the ${field} has ${text.length} characters; at most ${idLength} are accepted`
  return Id.safeParse(text).success ? null : `the ${field} has control characters; expected one line of text`
}

/**
 * An incident without an id is known by its system, start and title, so that one exported open and again when resolved
 * is one. Without a title, the whole row tells it from others, in whatever order the columns come.
 */
function contentId(row: Row, keys: readonly string[], known: [system: string, started: string, title: string]): string {
  const content =
    known[2] !== ''
      ? known
      : row.cells
          .map((cell, index) => [keys[index] ?? '', cell.trim()] as const)
          .filter(([, cell]) => cell !== '')
          .sort(([a], [b]) => (a < b ? -1 : 1))
  return `row-${createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16)}`
}

function skip({ column, value, reason }: Problem, row: number): Skip {
  return {
    at: `row ${row}`,
    row,
    ...(column === undefined ? {} : { column }),
    ...(value === undefined ? {} : { value: cut(value, shownLength) }),
    reason,
  }
}
