// The lines of a Shiplog workspace: NDJSON that is read and written in constant memory.
//   {"format":"Shiplog workspace", …}           what it is, by whom, how many rows of what, and what stays behind
//   {"table":"systems","columns":["id","name"]} what the rows below it are
//   [1,"api"]                                   a row; bytes are written as the heading's "bytes" says
//   {"check":1,"sha256":"…"}                    after each thousand rows of a table and after its last: the lines since
//   {"end":"Shiplog workspace","rows":1, …}     the last line: the header without its time, and all checks
import { createHash } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import type { BytesAs } from '../store/portable.ts'

export const formatName = 'Shiplog workspace'
/** Goes up when a Shiplog of today could not read what is written. The schema has a number of its own. */
export const formatVersion = 1
export const rowsPerCheck = 1000

export interface Header {
  format: typeof formatName
  format_version: number
  /** The version of Shiplog that wrote it, and how many migrations its file had. */
  shiplog: string
  schema: number
  made_at: string
  /** The zone that days, weeks and months are of. */
  zone: string
  /** Of the sample workspace. */
  sample: boolean
  rows: Record<string, number>
  /** What stays behind, in words. */
  left_behind: string[]
}

export interface Heading {
  table: string
  columns: string[]
  bytes?: Record<string, BytesAs>
}

export type Cell = string | number | null | { base64: string }

/** A line that says it begins a workspace, with whatever else it says; null for any other. */
export function asHeader(line: Buffer): Record<string, unknown> | null {
  const said = parsed(line)
  return isObject(said) && said['format'] === formatName ? said : null
}

/** Undefined where it is no JSON. */
export function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'))
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What the last line vouches for. The time of writing is left out, so that two files of one workspace end alike. */
export function ofHeader(header: Header): string {
  return JSON.stringify({ ...header, made_at: undefined })
}

export function digest(): ReturnType<typeof createHash> {
  return createHash('sha256')
}

export function written(bytes: Uint8Array, as: BytesAs): Cell {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (as === 'text') return isUtf8(buffer) ? buffer.toString('utf8') : { base64: buffer.toString('base64') }
  return buffer.toString(as)
}

/** Null where it is not what `written` makes. */
export function bytesOf(cell: unknown, as: BytesAs): Uint8Array | null {
  if (as === 'text' && typeof cell === 'string') return Buffer.from(cell, 'utf8')
  const text = as === 'text' ? (cell as { base64?: unknown } | null)?.base64 : cell
  if (typeof text !== 'string') return null
  const how = as === 'text' ? 'base64' : as
  const bytes = Buffer.from(text, how)
  return bytes.toString(how) === text ? bytes : null
}
