// Makes a table of parsed JSON objects: one column per key, nested keys one level down as "service.name".
// Knows neither bytes nor incidents. Invariant: keys are data, so they live in Maps: `__proto__` is a name like another.
import { shown } from '../../../src-shared/reply.ts'
import { refuseWidth } from './columns.ts'
import { keptIf, type Row, type Table } from './table.ts'

/** One value of the file with the number to tell a person, or why there is none. */
export interface Numbered {
  row: number
  value?: unknown
  reason?: string
}

/** Throws a Refusal for more columns than anything real has. All values are looked at once for the columns they have. */
export function* tableOf(values: () => Iterable<Numbered>, name: string, small: boolean): Generator<null, Table> {
  const columns = new Map<string, number>()
  const rows = keptIf(small, function* () {
    for (const one of values()) yield rowFor(one, columns, name)
  })
  for (const _ of rows()) yield null
  return { header: [...columns.keys()], rows }
}

function rowFor({ row, value, reason }: Numbered, columns: Map<string, number>, name: string): Row {
  if (reason !== undefined) return { row, cells: [], problem: { reason } }
  if (!isObject(value)) {
    const cell = shown(value)
    return { row, cells: [], problem: { value: cell, reason: `is ${kindOf(value)}; expected an object` } }
  }
  return rowOf(row, value, columns, name)
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function rowOf(row: number, object: Record<string, unknown>, columns: Map<string, number>, name: string): Row {
  const cells: string[] = []
  const nested = new Set<number>()
  const seen = new Set<number>()
  for (const [key, value] of flat(object)) {
    const index = columns.get(key) ?? columns.size
    if (!columns.has(key)) {
      columns.set(key, index)
      refuseWidth(columns.size, name)
    }
    // "a.b" may be written both ways in one object; the first wins, as with headers.
    if (seen.has(index)) continue
    seen.add(index)
    while (cells.length < index) cells.push('')
    cells[index] = textOf(value)
    if (typeof value === 'object' && cells[index] !== '') nested.add(index)
  }
  return nested.size === 0 ? { row, cells, item: object } : { row, cells, nested, item: object }
}

function* flat(object: Record<string, unknown>): Iterable<readonly [string, unknown]> {
  for (const [key, value] of Object.entries(object)) {
    if (!isObject(value)) yield [key, value]
    else for (const [inner, deeper] of Object.entries(value)) yield [`${key}.${inner}`, deeper]
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  return Array.isArray(value) && value.length === 0 ? '' : JSON.stringify(value)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : typeof value === 'string' ? 'a text' : `a ${typeof value}`
}
