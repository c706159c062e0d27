// docs/calls.md, made from the contract: `node test/helpers/calls-page.ts` writes it, a test compares.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { contract } from '../../src-shared/contract/index.ts'

/** The parts of JSON Schema that the contract's shapes come out as. */
interface Schema {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  default?: unknown
}

const kinds = {
  read: 'read: answered at once, changes nothing',
  write: 'write: done before it answers',
  job: 'job: reports progress and can be cancelled',
} as const

export function callsPage(): string {
  const head = `# Calls

Everything Shiplog can be asked, generated from \`src-shared/contract/\` by \`node test/helpers/calls-page.ts\`.

A call is sent with one JSON object and answered with \`{"ok": true, "value": …}\` or \`{"ok": false, "error": …}\`; errors
are on [their own page](errors.md). Times are whole milliseconds since 1970 in UTC. The pages reach calls over the window's
bridge or as \`POST /api/<name>\`; commands are on [theirs](cli.md). A shape is written as in TypeScript: \`?\` may be left
out, \`| null\` means that there is none.
`
  const parts = Object.entries(contract).map(([name, call]) => {
    const input = z.toJSONSchema(call.input, { io: 'input' }) as Schema
    const output = z.toJSONSchema(call.output, { io: 'output' }) as Schema
    return `## \`${name}\`

${call.doc}

_${kinds[call.kind]}_

${inputOf(input)}

\`\`\`text
${shape(output, '')}
\`\`\`
`
  })
  return [head, ...parts].join('\n')
}

function inputOf(input: Schema): string {
  const fields = Object.entries(input.properties ?? {})
  if (fields.length === 0) return 'Input: none.'
  return ['Input:', '', ...fields.map(([name, field]) => fieldOf(name, field, input.required ?? []))].join('\n')
}

function fieldOf(name: string, field: Schema, required: string[]): string {
  const notes = [
    ...(required.includes(name) || field.default !== undefined ? [] : ['optional']),
    ...(field.default === undefined ? [] : [`default \`${JSON.stringify(field.default)}\``]),
    ...limits(field),
  ]
  return `- \`${name}\`: \`${shape(field, '  ')}\`${notes.map((note) => `, ${note}`).join('')}`
}

function limits({ type, minimum, maximum, minLength, maxLength }: Schema): string[] {
  if (type === 'string') {
    if (minLength === undefined && maxLength === undefined) return []
    return [`${minLength ?? 0} to ${maxLength ?? 'any number of'} characters`]
  }
  const from = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? [] : [`at least ${minimum}`]
  const to = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? [] : [`at most ${maximum}`]
  return [...from, ...to]
}

function shape(schema: Schema, indent: string): string {
  if (schema.oneOf !== undefined) return schema.oneOf.map(inOneLine).join(' | ')
  if (schema.anyOf !== undefined) return schema.anyOf.map((one) => shape(one, indent)).join(' | ')
  if (schema.enum !== undefined) return schema.enum.map(quoted).join(' | ')
  if (schema.const !== undefined) return quoted(schema.const)
  switch (schema.type) {
    case 'integer':
    case 'number':
      return 'number'
    case 'array': {
      const item = shape(schema.items ?? {}, indent)
      return item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`
    }
    case 'object':
      return objectShape(schema, indent)
    default:
      return schema.type ?? 'unknown'
  }
}

/** One kind of several, each told by a field of its own. */
function inOneLine(schema: Schema): string {
  return shape(schema, '').replace('{\n  ', '{ ').replace('\n}', ' }').replaceAll('\n  ', '; ')
}

function objectShape({ properties, required = [], additionalProperties }: Schema, indent: string): string {
  if (properties === undefined)
    return `{ [name: string]: ${typeof additionalProperties === 'object' ? shape(additionalProperties, indent) : 'unknown'} }`
  const lines = Object.entries(properties).map(
    ([name, field]) => `${indent}  ${name}${required.includes(name) ? '' : '?'}: ${shape(field, `${indent}  `)}\n`,
  )
  return `{\n${lines.join('')}${indent}}`
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value)
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(fileURLToPath(new URL('../../docs/calls.md', import.meta.url)), callsPage())
