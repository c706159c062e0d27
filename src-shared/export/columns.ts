// The columns of a list are the fields of its rows in the contract, so that none is forgotten: a field that holds fields is
// one column for each of them, and a moment loses its `_ms` and is written as ISO 8601 in UTC.
import { z } from 'zod'
import { Ms } from '../contract/call.ts'

export type Cell = string | number | boolean | null

export interface Column {
  name: string
  cell(row: Record<string, unknown>): Cell
}

export function columnsOf(row: z.ZodObject): Column[] {
  return Object.entries(row.shape).flatMap(([key, field]) => columnsOfField(key, bare(field as z.ZodType)))
}

function columnsOfField(key: string, field: z.ZodType): Column[] {
  if (field === Ms) return [{ name: key.replace(/_ms$/, ''), cell: (row) => moment(row[key]) }]
  if (field instanceof z.ZodObject)
    return columnsOf(field).map(({ name, cell }) => ({
      name: `${key}_${name}`,
      cell: (row) => (isRecord(row[key]) ? cell(row[key]) : null),
    }))
  return [{ name: key, cell: (row) => cellOf(row[key]) }]
}

/** Without what says that it may be missing. */
function bare(field: z.ZodType): z.ZodType {
  return field instanceof z.ZodNullable || field instanceof z.ZodOptional ? bare(field.unwrap() as z.ZodType) : field
}

function moment(value: unknown): Cell {
  if (typeof value !== 'number') return null
  const date = new Date(value)
  // A year that a date cannot say stays a number.
  return Number.isNaN(date.getTime()) ? value : date.toISOString()
}

/** Several values in one cell are separated as in a sentence; what is no plain value is JSON. */
function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join('; ')
  return JSON.stringify(value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
