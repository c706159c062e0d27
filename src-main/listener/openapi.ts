// The OpenAPI 3.1 document of the listener: everything that can be asked of it, made of what the sources and pages say of
// themselves and of what they really answer, so that it cannot say anything else. Pure.
import { assert } from '../../src-shared/assert.ts'
import type { Delivery } from '../../src-shared/delivery.ts'
import type { Translation } from '../../src-shared/event.ts'
import type { FieldError } from '../../src-shared/reply.ts'
import { type Cause, causes, type Route, type WebhookSource } from '../sources/source.ts'
import type { Page } from './page.ts'

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

export interface Content {
  'application/json': { schema: Schema; example?: unknown }
}

export interface Operation {
  operationId: string
  summary: string
  tags: [string]
  /** Any one of them is enough; none: open to everybody. */
  security: Record<string, []>[]
  parameters: { name: string; in: 'path' | 'query'; required: boolean; description?: string; schema: Schema }[]
  requestBody?: { required: boolean; content: Content }
  responses: Record<string, { description: string; content?: Content }>
}

export interface OpenApi {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, SecurityScheme> }
}

interface SecurityScheme {
  type: string
  [property: string]: string
}

/** Read by people too. */
export const signing =
  'A key that signs (whsec_…) is never sent. The headers are webhook-id, another for each request; webhook-timestamp, seconds since 1970, at most 5 minutes off; and webhook-signature, v1, and the base64 of HMAC-SHA256 over id, full stop, time, full stop and the bytes of the body, with the bytes that the key stands for in base64. The same sent again gets the same answer.'

/** Told apart by how a source says where its key stands. */
const securitySchemes: Record<string, SecurityScheme> = {
  Bearer: { type: 'http', scheme: 'bearer', description: 'A key of Shiplog as Authorization: Bearer <key>.' },
  'x-api-key': { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'A key of Shiplog.' },
  'webhook-signature': {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description: signing,
  },
  api_key: { type: 'apiKey', in: 'query', name: 'api_key', description: 'A key of Shiplog.' },
  'X-Hub-Signature-256': {
    type: 'apiKey',
    in: 'header',
    name: 'X-Hub-Signature-256',
    description: 'sha256= and HMAC-SHA256 of the body in hexadecimal, with a key that signs as it is written.',
  },
  'X-Gitlab-Token': { type: 'apiKey', in: 'header', name: 'X-Gitlab-Token', description: 'A key of Shiplog.' },
}

const reasons: Record<Cause, string> = {
  invalid: 'The body cannot be read, or says what cannot be.',
  'no key': 'No key was sent.',
  'unknown key': 'The key is not known or was revoked.',
  'out of scope': 'The key was not made for this, or another web page asks.',
  'not found': 'What the address names is not there.',
  'no such method': 'The address is asked in another way.',
  conflict: 'It contradicts what is known.',
  'too large': 'The body is too large, or has too many events.',
  unsupported: 'The body is compressed.',
  'wrong host': 'The Host header names another computer.',
  'too many': 'Too many requests, or too many with a wrong key.',
  unavailable: 'It could not be stored now; send it again.',
}

const own = 'Shiplog'

/** `origin` is where the client reached the listener: "http://127.0.0.1:8787". */
export function openApi(sources: readonly WebhookSource[], pages: readonly Page[], origin: string): OpenApi {
  const schemas: Record<string, Schema> = {}
  const paths: OpenApi['paths'] = {}
  const add = (one: Route | Page, operation: Operation) => {
    paths[one.path] = { ...paths[one.path], [one.method.toLowerCase()]: operation }
  }
  for (const source of sources) for (const route of source.routes) add(route, routeOperation(source, route, schemas))
  for (const page of pages) add(page, pageOperation(page))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Shiplog listener',
      version: '1',
      description:
        'Takes events about changes, builds, deployments, incidents and issues. An answer of success is given once they are on disk. The same sent again changes nothing.',
    },
    servers: [{ url: origin }],
    tags: [
      ...sources.map(({ title, keyPlace }) => ({ name: title, description: `The key: ${keyPlace}.` })),
      { name: own, description: 'Open without a key.' },
    ],
    paths,
    components: { schemas, securitySchemes },
  }
}

function routeOperation(source: WebhookSource, route: Route, schemas: Record<string, Schema>): Operation {
  const schema = route.body === undefined ? undefined : shared(route.body.toJSONSchema(asSent) as Schema, schemas)
  const described = operation(route, source, schema, answersOf(source, route))
  return { ...described, security: [...described.security, { 'webhook-signature': [] }] }
}

function pageOperation(page: Page): Operation {
  const { source, example } = page
  const refusals = source === null ? openRefusals : refusalsOf(source, deliveryTo(source, page))
  const schema = example === undefined ? undefined : { type: 'object' }
  return operation(page, source, schema, [{ status: 200, reason: 'It is answered.' }, ...refusals])
}

function operation(
  one: Route | Page,
  source: WebhookSource | null,
  schema: Schema | undefined,
  answers: readonly Answer[],
): Operation {
  const { path, query = {}, example, summary } = one
  const mayBeEmpty = 'mayBeEmpty' in one && one.mayBeEmpty
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return {
    operationId: operationId(one),
    summary,
    tags: [source?.title ?? own],
    security: source === null ? [] : securityOf(source),
    parameters: [
      ...inPath.map((name) => ({ name, in: 'path' as const, required: true, schema: text })),
      ...Object.entries(query).map(([name, description]) => ({
        name,
        in: 'query' as const,
        required: false,
        description,
        schema: text,
      })),
    ],
    ...(schema === undefined ? {} : { requestBody: { required: !mayBeEmpty, content: content(schema, example) } }),
    responses: grouped(answers),
  }
}

const text: Schema = { type: 'string' }

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

function content(schema: Schema, example?: unknown): Content {
  return { 'application/json': { schema, ...(example === undefined ? {} : { example }) } }
}

/** "POST /api/v1/events" as postApiV1Events. */
function operationId({ method, path }: Route | Page): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function securityOf(source: WebhookSource): Operation['security'] {
  return Object.keys(securitySchemes).flatMap((name) => (source.keyPlace.includes(name) ? [{ [name]: [] }] : []))
}

/** What the dialect says to the example, and to each cause of refusal. */
function answersOf(source: WebhookSource, route: Route): Answer[] {
  const delivery = deliveryTo(source, route)
  const translation = route.example === undefined ? { events: [], at: [], skipped: [] } : source.translate(delivery)
  const { events, at, skipped, warnings = [] }: Translation = translation
  const told = events.map((event, i) => ({ event, at: at[i] ?? '', verdict: 'new' as const }))
  const stored = source.reply({ state: 'accepted', delivery: 12, told, skipped, warnings }, delivery)
  return [{ ...stored, reason: 'It is stored.' }, ...refusalsOf(source, delivery)]
}

interface Answer {
  status: number
  /** Absent where it is not known. */
  body?: unknown
  reason: string
}

/** A dialect may have a status of its own for a wrong value. */
const wrongValue = { field: 'status', value: '"soon"', accepted: 'one of its words' }

function refusalsOf(source: WebhookSource, delivery: Delivery): Answer[] {
  const refused = (cause: Cause, reason: string, fields: FieldError[] = []) => ({
    ...source.reply({ state: 'rejected', cause, message: reason, fields }, delivery),
    reason,
  })
  const odd = refused('invalid', 'A field has a value that is not accepted.', [wrongValue])
  const all = Object.entries(reasons).map(([cause, reason]) => refused(cause as Cause, reason))
  return odd.status === causes.invalid ? all : [...all, odd]
}

/** What is asked of every request, whoever sends it. */
const openRefusals: Answer[] = [
  { status: causes['out of scope'], reason: 'Another web page asks.' },
  { status: causes['no such method'], reason: reasons['no such method'] },
  { status: causes['unsupported'], reason: reasons['unsupported'] },
  { status: causes['wrong host'], reason: reasons['wrong host'] },
]

/** A request as the reference tells people to make it. */
function deliveryTo(source: WebhookSource, { method, path, example }: Route | Page): Delivery {
  return {
    source: source.id,
    method,
    path: path.replaceAll(/\{\w+\}/g, '1'),
    query: '',
    headers: {},
    meta: {},
    body: Buffer.from(example === undefined ? '' : JSON.stringify(example)),
    received_at_ms: Date.parse('2026-11-21T14:30:00Z'),
  }
}

/** By status; of several answers with one status the first is shown. */
function grouped(answers: readonly Answer[]): Operation['responses'] {
  const responses: Operation['responses'] = {}
  for (const { status, body, reason } of answers) {
    const known = responses[status]
    responses[status] =
      known === undefined
        ? { description: reason, ...(body === undefined ? {} : { content: content({ type: 'object' }, body) }) }
        : {
            ...known,
            description: `${known.description.slice(0, -1)}, or ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`,
          }
  }
  return responses
}
