// Kinds of columns as Parquet says them, and values of the file as those. A value that is not known is null everywhere.
import type { SchemaElement } from 'hyparquet-writer'
import type { Param } from '../store/database.ts'
import type { Kind, Table } from './tables.ts'

/** Times are moments: milliseconds in UTC, said twice, as programs of before 2018 and later ones read it. */
const plain: Record<Exclude<Kind, 'texts' | 'commits'>, Omit<SchemaElement, 'name'>> = {
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  moment: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
}

export function schemaOf({ columns }: Table): SchemaElement[] {
  return [{ name: 'shiplog', num_children: columns.length }, ...columns.flatMap(([name, kind]) => elements(name, kind))]
}

function elements(name: string, kind: Kind): SchemaElement[] {
  if (kind !== 'texts' && kind !== 'commits') return [{ name, repetition_type: 'OPTIONAL', ...plain[kind] }]
  return [
    { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', ...plain.text },
  ]
}

/** `commitsOf`: ids of the commits whose numbers are packed in these bytes. */
export function valueOf(kind: Kind, value: Param | undefined, commitsOf: (packed: Uint8Array) => string[]): unknown {
  if (value === null || value === undefined) return null
  switch (kind) {
    case 'integer':
      return BigInt(value as number)
    case 'boolean':
      return value !== 0
    case 'texts':
      return JSON.parse(value as string)
    case 'commits':
      return commitsOf(value as Uint8Array)
    default:
      return value
  }
}
