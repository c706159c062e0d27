// What reading a row needs, for every kind of row: texts of fields, times, ids, and sentences for what is wrong with them.
import { createHash } from 'node:crypto'
import { Id, idLength } from '../../../src-shared/event.ts'
import { visible } from '../../../src-shared/plain-text.ts'
import type { ImportField } from '../../../src-shared/import-choices.ts'
import type { FileOptions } from '../source.ts'
import { readDuration, unitOfHeader } from './durations.ts'
import type { Layout } from './layout.ts'
import { type Problem, type Row, type Table, through } from './table.ts'
import { columnNames, fold } from './columns.ts'
import { DateEvidence, isNoTime, readTime, type TimeColumn, writeAs } from './times.ts'

/** A row that is no event: thrown while it is read, and caught by the table. */
export class Wrong extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.reason)
    this.problem = problem
  }
}

export interface Reading {
  layout: Layout
  options: FileOptions
  /** Trimmed, after what a person says it stands for; undefined where the file has no such column. */
  text(row: Row, field: ImportField): string | undefined
  /** Null where the cell is blank or says that there is no time; undefined without a column. */
  time(row: Row, field: ImportField): number | null | undefined
  duration(row: Row): number | null
  /** The first of several systems that is known, else the first, else the one chosen for the file. */
  system(row: Row): string
  /** Of the id column, else made of the content: of some of it where that tells rows apart, else of all. */
  id(row: Row, known: [string, ...string[]], enough: boolean): string
  fail(row: Row, field: ImportField, reason: string, left?: true): never
  /** What one value of a field stands for: what a person says, else the preset. */
  standsFor(field: ImportField, text: string): string
  /** Says something about the row that is read. */
  note(text: string): void
  /** Takes what was said about the row since it was last asked. */
  takeNotes(): string[]
  /** Says it about the row, and at the end about all such rows. */
  warn(text: string, rows?: number): void
  warnings: Map<string, number>
  /** Whether any time lacked an offset, so that the zone decided. */
  zoneUsed: boolean
  /** Systems that were known and chosen from several. */
  knownUsed: Set<string>
  /** How many rows there are. */
  rows: number
}

/** Looks at all rows once before one of them is read. */
export function* openReading(table: Table, layout: Layout, options: FileOptions): Generator<null, Reading> {
  const { of, preset } = layout
  const { choices } = options
  const keys = columnNames(table.header).map(fold)
  const { columns, rows } = yield* timeColumns(table, layout, options)
  const unit = unitOfHeader(of.get('duration')?.name ?? '')
  const words = new Map<ImportField, Map<string, string>>()
  for (const values of [preset?.values, choices.values])
    for (const [field, meanings] of Object.entries(values ?? {}) as [ImportField, Record<string, string>][]) {
      const known = words.get(field) ?? new Map<string, string>()
      for (const [word, meaning] of Object.entries(meanings)) known.set(word.toLowerCase(), meaning)
      words.set(field, known)
    }
  const instead = (field: ImportField, raw: string): string => {
    const text = visible(raw).trim()
    return words.get(field)?.get(text.toLowerCase()) ?? text
  }
  let notes: string[] = []
  const fail: Reading['fail'] = (row, field, reason, left) => {
    const column = of.get(field)
    const where = column === undefined ? {} : { column: column.name, value: column.text(row) }
    throw new Wrong({ ...where, reason, ...(left === undefined ? {} : { left }) })
  }
  const reading: Reading = {
    layout,
    options,
    fail,
    zoneUsed: false,
    warnings: new Map(),
    knownUsed: new Set(),
    rows,
    standsFor: instead,
    note: (text) => void notes.push(text),
    takeNotes: () => {
      const taken = notes
      if (taken.length > 0) notes = []
      return taken
    },
    warn(text, rows) {
      if (rows === undefined) notes.push(text)
      reading.warnings.set(text, (reading.warnings.get(text) ?? 0) + (rows ?? 1))
    },
    text(row, field) {
      const column = of.get(field)
      if (column === undefined) {
        return words.get(field)?.get('')
      }
      if (column.isNested(row)) fail(row, field, `"${column.name}" is a list or an object; expected a text`)
      return instead(field, column.text(row))
    },
    time(row, field) {
      const column = columns.get(field)
      if (column === undefined) return undefined
      const text = reading.text(row, field) ?? ''
      if (isNoTime(text)) return null
      const read = readTime(text, column)
      if ('reason' in read) fail(row, field, read.reason)
      if (read.local) reading.zoneUsed = true
      return read.ms
    },
    duration(row) {
      const text = reading.text(row, 'duration') ?? ''
      if (isNoTime(text)) return null
      const ms = readDuration(text, unit)
      if (ms === null) fail(row, 'duration', 'is no length of time; write it as 1h 20m, 80 min or 1:20')
      return ms
    },
    system(row) {
      const column = of.get('system')
      if (column?.isNested(row) === true)
        fail(row, 'system', `"${column.name}" is a list or an object; expected a text`)
      const names = (column?.all(row) ?? []).map((name) => instead('system', name)).filter((name) => name !== '')
      const known = names.find((name) => options.known.has(name))
      if (known !== undefined && names.length > 1) reading.knownUsed.add(known)
      const system = known ?? names[0] ?? options.system
      const why = whyNoId('system', system)
      if (why !== null) fail(row, 'system', why)
      return system
    },
    id(row, known, enough) {
      const id = reading.text(row, 'id') ?? contentId(row, keys, known, enough)
      const why = whyNoId('id', id)
      if (why !== null) fail(row, 'id', why)
      return id
    },
  }
  return reading
}

/**
 * What the values of each column prove about how its times are written. A file is written by one program: what one column
 * proves holds for another that proves nothing.
 */
function* timeColumns(
  table: Table,
  { of, preset }: Layout,
  options: FileOptions,
): Generator<null, { columns: Map<ImportField, TimeColumn>; rows: number }> {
  const seen = (['started', 'resolved', 'finished', 'over', 'updated'] as const).flatMap((field) => {
    const column = of.get(field)
    return column === undefined ? [] : [{ field, column, evidence: new DateEvidence() }]
  })
  let rows = 0
  yield* through(table, (row) => {
    rows++
    for (const { column, evidence } of seen) evidence.add(column.text(row))
  })
  const found = new Map<ImportField, TimeColumn>()
  for (const { field, column, evidence } of seen) {
    const inUtc = /\(utc\)$/i.test(column.name)
    found.set(field, {
      order: evidence.order,
      zone: inUtc ? 'UTC' : options.zoneChosen ? options.zone : (preset?.zone ?? options.zone),
      serial: evidence.serial,
      year: options.year,
    })
  }
  const orders = new Set([...found.values()].map(({ order }) => order))
  const elsewhere = (['day first', 'month first'] as const).filter((order) => orders.has(order))
  const [proved = options.choices.dates ?? 'unknown'] = elsewhere.length === 1 && !orders.has('both') ? elsewhere : []
  for (const [field, column] of found) if (column.order === 'unknown') found.set(field, { ...column, order: proved })
  return { columns: found, rows }
}

export function neededTime(field: 'started' | 'finished'): string {
  return `the time it ${field} is empty; ${writeAs}`
}

function whyNoId(field: 'id' | 'system', text: string): string | null {
  if (text === '') return `the ${field} is empty; every row needs one`
  if (text.length > idLength) return `the ${field} has ${text.length} characters; at most ${idLength} are accepted`
  return Id.safeParse(text).success ? null : `the ${field} has control characters; expected one line of text`
}

/**
 * What has no id is known by some of its content, so that one exported twice is one; where that tells too little, by the
 * whole row, in whatever order the columns come.
 */
function contentId(row: Row, keys: readonly string[], known: string[], enough: boolean): string {
  const content = enough
    ? known
    : row.cells
        .map((cell, index) => [keys[index] ?? '', cell.trim()] as const)
        .filter(([, cell]) => cell !== '')
        .sort(([a], [b]) => (a < b ? -1 : 1))
  return `row-${createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16)}`
}
