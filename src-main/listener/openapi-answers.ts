// What the reference says of answers: every status that a dialect or a page answers with, as they really answer it. Pure.
import type { Delivery } from '../../src-shared/delivery.ts'
import type { Translation } from '../../src-shared/event.ts'
import type { FieldError } from '../../src-shared/reply.ts'
import { RefusedShortly } from '../sources/answers.ts'
import { type Cause, causes, type Route, type WebhookReply, type WebhookSource } from '../sources/source.ts'
import { content, json, of, type Operation, type Response, type Schema, text } from './openapi-document.ts'
import type { Page } from './page.ts'

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

/** What a route and a page say of themselves alike; some of it only routes have. */
export type Described = Pick<Route | Page, 'method' | 'path' | 'summary' | 'query' | 'body' | 'example'> &
  Partial<Pick<Route, 'mayBeEmpty' | 'media' | 'headers'>>

/** What the dialect says to the example. */
export function storedAs(source: WebhookSource, { example }: Route, delivery: Delivery): WebhookReply {
  const translation = example === undefined ? { events: [], at: [], skipped: [] } : source.translate(delivery)
  const { events, at, skipped, warnings = [] }: Translation = translation
  const told = events.map((event, i) => ({ event, at: at[i] ?? '', verdict: 'new' as const }))
  return source.reply({ state: 'accepted', delivery: 12, told, skipped, warnings }, delivery)
}

export interface Answer {
  status: number
  schema: Schema
  reason: string
  /** Shown as an example; absent where it is not known. */
  body?: unknown
  /** Where it is not JSON. */
  type?: string | undefined
}

/** A dialect may have a status of its own for a wrong value. */
const wrongValue = { field: 'status', value: '"soon"', accepted: 'one of its words' }

/** What the dialect says to each cause of refusal. */
export function refusalsOf(source: WebhookSource, delivery: Delivery, schemas: Record<string, Schema>): Answer[] {
  const schema = of(source.refused, schemas)
  const refused = (cause: Cause, reason: string, fields: FieldError[] = []) => ({
    ...source.reply({ state: 'rejected', cause, message: reason, fields }, delivery),
    reason,
    schema,
  })
  const odd = refused('invalid', 'A field has a value that is not accepted.', [wrongValue])
  const all = Object.entries(reasons).map(([cause, reason]) => refused(cause as Cause, reason))
  return odd.status === causes.invalid ? all : [...all, odd]
}

/** What is asked of every request, whoever sends it. */
export function openRefusals(schemas: Record<string, Schema>): Answer[] {
  const schema = of(RefusedShortly, schemas)
  const all: [Cause, string?][] = [
    ['invalid', 'The address cannot be decoded, or the request broke off.'],
    ['out of scope', 'Another web page asks.'],
    ['no such method'],
    ['too large'],
    ['unsupported'],
    ['wrong host'],
    ['unavailable', 'It cannot be answered now.'],
  ]
  return all.map(([cause, reason = reasons[cause]]) => {
    return { status: causes[cause], reason, schema, body: { message: reason } }
  })
}

/** What comes with a status, whatever is answered. */
const headersOf: Record<number, Response['headers']> = {
  405: { Allow: { description: 'The methods that are answered here.', required: true, schema: text } },
  429: { 'Retry-After': { description: 'Seconds to wait.', required: true, schema: { type: 'integer' } } },
  503: { 'Retry-After': { description: 'Seconds to wait.', required: true, schema: { type: 'integer' } } },
}

/** A request as the reference tells people to make it. */
export function deliveryTo(source: WebhookSource, { method, path, headers = {}, example }: Described): Delivery {
  return {
    source: source.id,
    method,
    path: path.replaceAll(/\{\w+\}/g, '1'),
    query: '',
    headers: Object.fromEntries(Object.entries(headers).map(([name, said]) => [name, said.example])),
    meta: {},
    body: Buffer.from(example === undefined ? '' : JSON.stringify(example)),
    received_at_ms: Date.parse('2026-11-21T14:30:00Z'),
  }
}

/** By status; of several answers with one status the first is shown. */
export function grouped(answers: readonly Answer[]): Operation['responses'] {
  const responses: Operation['responses'] = {}
  for (const { status, schema, body, reason, type = json } of answers) {
    const known = responses[status]
    const headers = headersOf[status]
    responses[status] =
      known === undefined
        ? { description: reason, ...(headers && { headers }), content: content(type, schema, body) }
        : {
            ...known,
            description: `${known.description.slice(0, -1)}, or ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`,
          }
  }
  return responses
}
