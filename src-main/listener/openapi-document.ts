// The parts of an OpenAPI document that we write, and how a schema of ours becomes one of its. Pure.
import type { z } from 'zod'
import { assert } from '../../src-shared/assert.ts'

/** As much of JSON Schema as zod writes. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  description?: string
  default?: unknown
  const?: unknown
  enum?: unknown[]
  format?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  $defs?: Record<string, Schema>
  $schema?: string
}

/** By media type. */
export type Content = Record<string, { schema: Schema; example?: unknown }>
export const json = 'application/json'

export interface Operation {
  operationId: string
  summary: string
  tags: [string]
  /** Any one of them is enough; none: open to everybody. */
  security: Record<string, []>[]
  parameters: Parameter[]
  requestBody?: { required: boolean; content: Content }
  responses: Record<string, Response>
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  description?: string
  example?: string
  schema: Schema
}

export interface Response {
  description: string
  headers?: Record<string, { description: string; required: boolean; schema: Schema }>
  content: Content
}

export interface OpenApi {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, SecurityScheme> }
}

export interface SecurityScheme {
  type: string
  [property: string]: string
}

export const text: Schema = { type: 'string' }

/** What a client writes, not what becomes of it; a check that no schema can say is left out. */
const asSent = { io: 'input', unrepresentable: 'any' } as const

/** A schema of its own with its named parts among those of the document. */
function shared(schema: Schema, schemas: Record<string, Schema>): Schema {
  const written = JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')
  const { $defs = {}, $schema: _, ...rest } = JSON.parse(written) as Schema
  for (const [name, part] of Object.entries($defs)) {
    assert(JSON.stringify(schemas[name] ?? part) === JSON.stringify(part), `one schema to be called ${name}`)
    schemas[name] = part
  }
  return rest
}

export function of(type: z.ZodType, schemas: Record<string, Schema>): Schema {
  return shared(type.toJSONSchema(asSent) as Schema, schemas)
}

export function content(type: string, schema: Schema, example?: unknown): Content {
  return { [type]: { schema, ...(example === undefined ? {} : { example }) } }
}
