// Reads the lines of a Shiplog workspace into a file of its own. Refuses it as a whole, with the line, where it is cut short,
// was changed, or holds what no workspace holds.
import { must } from '../../src-shared/assert.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import type { Param, WriteDb } from '../store/database.ts'
import { type BytesAs, columnsOf, portable } from '../store/portable.ts'
import { inserter } from '../store/restore.ts'
import {
  asHeader,
  bytesOf,
  digest,
  formatName,
  formatVersion,
  type Header,
  type Heading,
  isObject,
  ofHeader,
  parsed,
} from './lines.ts'

/** Reads line by line: give it all lines after the first, each without its end, then call `close`. */
export class Reading {
  readonly header: Header
  readonly #db: WriteDb
  readonly #name: string
  readonly #whole = digest()
  #hash = digest()
  #line = 1
  /** The first line that no check has vouched for yet. */
  #unchecked = 2
  #since = 0
  #rows = 0
  #counts: Record<string, number> = {}
  #table: Table | null = null
  #ended = false

  /** `db`: with the header's schema and no rows. */
  constructor(name: string, header: Header, db: WriteDb) {
    this.#name = name
    this.header = header
    this.#db = db
    this.#whole.update(ofHeader(header))
  }

  get rows(): number {
    return this.#rows
  }

  takeAll(lines: readonly Buffer[]): void {
    this.#db.transaction(() => lines.forEach((line) => this.#take(line)))
  }

  #take(bytes: Buffer): void {
    this.#line++
    if (this.#ended) throw this.#refusal('comes after the last line, which closes the file')
    const line = parsed(bytes)
    if (Array.isArray(line)) this.#row(line)
    else if (isObject(line) && 'table' in line) this.#heading(line)
    else if (isObject(line) && 'check' in line) return this.#check(line, bytes)
    else if (isObject(line) && line['end'] === formatName) return this.#end(line)
    else throw this.#refusal(line === undefined ? 'is no JSON' : 'is no line of a Shiplog workspace')
    this.#hash.update(bytes).update('\n')
  }

  close(): void {
    if (!this.#ended)
      throw new Refusal(
        'invalid',
        `${this.#name} is cut short: it ends at line ${this.#line}, and the last line, which closes it, is missing. Nothing was restored.`,
      )
  }

  #heading(line: Record<string, unknown>): void {
    const { table, columns, bytes } = line as Partial<Heading>
    if (this.#since > 0) throw this.#refusal('begins a table before the rows above it were checked')
    const one = typeof table === 'string' ? portable(table) : undefined
    const known = one === undefined ? [] : columnsOf(this.#db, one.table)
    if (one === undefined || known.length === 0)
      throw this.#refusal(`names a table ${shown(table)} that no workspace of its version has`)
    if (this.#counts[one.table] !== undefined) throw this.#refusal(`begins the table ${one.table} a second time`)
    if (!Array.isArray(columns) || columns.length === 0 || !columns.every((name) => known.includes(name)))
      throw this.#refusal(`names columns that ${one.table} has not; there are ${known.join(', ')}`)
    const as = Object.values(isObject(bytes) ? bytes : {})
    if (!as.every((how) => how === 'hex' || how === 'base64' || how === 'text'))
      throw this.#refusal('says how bytes are written as neither hex, base64 nor text')
    this.#counts[one.table] = 0
    this.#table = { name: one.table, columns, bytes: bytes ?? {}, insert: inserter(this.#db, one.table, columns) }
  }

  #row(line: unknown[]): void {
    const table = this.#table
    if (table === null) throw this.#refusal('is a row of no table')
    const { name, columns, bytes, insert } = table
    if (line.length !== columns.length)
      throw this.#refusal(`has ${line.length} cells, and a row of ${name} has ${columns.length}`)
    const cells = line.map((cell, i): Param => {
      const column = must(columns[i], 'because there are as many')
      const value = bytes[column] === undefined ? cell : bytesOf(cell, bytes[column])
      if (isParam(value)) return value
      if (value === null && cell === null) return null
      throw this.#refusal(`has a cell ${column} that is not written as it should be`)
    })
    try {
      insert(cells)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_CONSTRAINT')))
        throw error
      throw this.#refusal(`is no row of ${name} (${error.message})`)
    }
    this.#since++
    this.#rows++
    this.#counts[name] = (this.#counts[name] ?? 0) + 1
  }

  #check(line: Record<string, unknown>, bytes: Buffer): void {
    if (line['check'] !== this.#since || line['sha256'] !== this.#hash.digest('hex'))
      throw new Refusal(
        'invalid',
        `${this.#name} was changed or damaged: what stands between its lines ${this.#unchecked} and ${this.#line}${this.#table === null ? '' : ` (${this.#table.name})`} is not what Shiplog wrote. Nothing was restored.`,
      )
    this.#whole.update(bytes).update('\n')
    this.#hash = digest()
    this.#since = 0
    this.#unchecked = this.#line + 1
  }

  #end(line: Record<string, unknown>): void {
    const { rows } = this.header
    const other = Object.keys(rows).find((table) => rows[table] !== (this.#counts[table] ?? 0))
    if (other !== undefined)
      throw new Refusal(
        'invalid',
        `${this.#name} is not whole: its first line says ${rows[other]} rows of ${other}, and there are ${this.#counts[other] ?? 0}. Nothing was restored.`,
      )
    if (this.#since > 0 || line['rows'] !== this.#rows || line['sha256'] !== this.#whole.digest('hex'))
      throw this.#refusal('does not vouch for the lines before it: one of them was changed, added, moved or removed')
    this.#ended = true
  }

  #refusal(what: string): Refusal {
    return new Refusal('invalid', `Line ${this.#line} of ${this.#name} ${what}. Nothing was restored.`)
  }
}

interface Table {
  name: string
  columns: readonly string[]
  bytes: Record<string, BytesAs>
  insert(row: Param[]): void
}

/** The first line; null where the file is something else. Throws where this version cannot read what follows. */
export function readHeader(name: string, bytes: Buffer, schemaMax: number): Header | null {
  const line = asHeader(bytes)
  if (line === null) return null
  const { format_version, schema, zone, rows, shiplog, made_at, sample, left_behind } = line as Partial<Header>
  const isNewer = Number(format_version) > formatVersion || Number(schema) > schemaMax
  if (isNewer)
    throw new Refusal(
      'conflict',
      `${name} was written by a newer Shiplog (${shown(shiplog)}). Update Shiplog to restore it; nothing was restored.`,
    )
  const isWhole =
    format_version === formatVersion &&
    Number.isInteger(schema) &&
    Number(schema) > 0 &&
    [shiplog, made_at, zone].every((text) => typeof text === 'string') &&
    typeof sample === 'boolean' &&
    isObject(rows) &&
    Object.values(rows).every((n) => Number.isInteger(n)) &&
    Array.isArray(left_behind) &&
    left_behind.every((text) => typeof text === 'string')
  if (!isWhole) throw new Refusal('invalid', `The first line of ${name} is damaged. Nothing was restored.`)
  return line as unknown as Header
}

function isParam(value: unknown): value is Param {
  return typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array
}
