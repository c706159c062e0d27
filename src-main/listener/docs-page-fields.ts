// A body's schema as rows for people: each field with its type in words, whether it is needed, and what it means.
import type { Schema } from './openapi-document.ts'

export interface Field {
  /** With those it is in: "deploymentCommits[].repoUrl". */
  name: string
  type: string
  /** "required", "or created_at_ms", "default production"; empty for what may be left out. */
  needed: string
  about: string
}

/** One of the shapes a body may have; `title` tells it from the others, and is empty where there are none. */
export interface Shape {
  title: string
  fields: Field[]
}

type Schemas = Record<string, Schema>

export function shapesOf(schema: Schema, schemas: Schemas): Shape[] {
  const objects = [...new Set(objectsIn(schema, schemas))]
  return objects.map((one) => ({ title: objects.length > 1 ? titleOf(one) : '', fields: fieldsOf(one, schemas, '') }))
}

function resolved(schema: Schema, schemas: Schemas): Schema {
  return schema.$ref === undefined ? schema : (schemas[schema.$ref.replace('#/components/schemas/', '')] ?? {})
}

/** The objects a value may be, or be a list of. */
function objectsIn(sent: Schema, schemas: Schemas): Schema[] {
  const schema = resolved(sent, schemas)
  if (schema.properties !== undefined) return [schema]
  const inside = [
    ...(schema.oneOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.items === undefined ? [] : [schema.items]),
  ]
  return inside.flatMap((one) => objectsIn(one, schemas))
}

/** What is the same in all objects of a shape: "type: deployment". */
function titleOf({ properties = {} }: Schema): string {
  return Object.entries(properties)
    .filter(([, one]) => one.const !== undefined)
    .map(([name, one]) => `${name}: ${String(one.const)}`)
    .join(', ')
}

function fieldsOf(schema: Schema, schemas: Schemas, before: string): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, sent]) => {
    const one = resolved(sent, schemas)
    const field = {
      name: before + name,
      type: typeOf(one, schemas),
      needed: neededOf(name, schema),
      about: one.description ?? '',
    }
    const inside = objectsIn(one, schemas).flatMap((object) =>
      fieldsOf(object, schemas, `${field.name}${one.items === undefined ? '' : '[]'}.`),
    )
    return [field, ...inside]
  })
}

function neededOf(name: string, { properties = {}, required = [], anyOf = [] }: Schema): string {
  if (required.includes(name)) return 'required'
  const either = anyOf.flatMap((one) => one.required ?? [])
  if (either.includes(name)) return `this or ${either.filter((one) => one !== name).join(' or ')}`
  const value = properties[name]?.default
  return value === undefined ? '' : `default ${typeof value === 'string' ? value : JSON.stringify(value)}`
}

const words: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
}

function typeOf(sent: Schema, schemas: Schemas): string {
  const schema = resolved(sent, schemas)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(String).join(', ')
  const choices = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]
  if (schema.properties === undefined && choices.length > 0)
    return [...new Set(choices.map((one) => typeOf(one, schemas)))].join(' or ')
  if (schema.format === 'date-time') return 'time, RFC 3339'
  if (schema.items !== undefined) return `list of ${typeOf(schema.items, schemas)}`.replace(/object$/, 'objects')
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['any'])
  return types.map((type) => words[type] ?? type).join(' or ')
}
