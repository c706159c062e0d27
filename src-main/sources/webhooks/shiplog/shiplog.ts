// Shiplog's own events: one, an array of them, or one a line. Each is read by itself, so that a bad one does not keep the
// others out; where none can be read the request is refused. The sample workspace is made of such deliveries, too.
import { z } from 'zod'
import { type Event, type Skip, unknownSystem } from '../../../../src-shared/event.ts'
import { Refusal, shown } from '../../../../src-shared/reply.ts'
import { Refused } from '../../answers.ts'
import { jsonBody } from '../../json-body.ts'
import { causes, type Delivery, Rejection, type Verdict, type WebhookSource } from '../../source.ts'
import { Outcomes } from './answers.ts'
import { OwnEvent, readEvent } from './shapes.ts'

const eventsMax = 1000
/** In a body of many events. */
const valuesMax = 100_000

const example = [
  {
    type: 'change',
    system: 'shop',
    id: '3f786850e387550fdab836ed7e6dc881de23001b',
    created_at: '2026-11-20T09:12:00Z',
  },
  {
    type: 'deployment',
    system: 'shop',
    environment: 'production',
    id: 'run-4711',
    version: '1.4.2',
    state: 'succeeded',
    started_at: '2026-11-21T14:24:00+01:00',
    finished_at: '2026-11-21T14:30:00+01:00',
    changes: ['3f786850e387550fdab836ed7e6dc881de23001b'],
  },
  {
    type: 'incident',
    system: 'shop',
    id: 'INC-17',
    title: 'Checkout answers slowly',
    started_at: '2026-11-21T15:05:00Z',
    resolved_at: null,
    deployment: '1.4.2',
  },
]

export const shiplog: WebhookSource = {
  id: 'shiplog',
  title: 'Shiplog events',
  routes: [
    {
      method: 'POST',
      path: '/api/v1/events',
      match: /^\/api\/v1\/events$/,
      summary: 'One event, an array of events, or one event a line: at most 1,000, of any types.',
      query: { dryRun: 'true: says what the events would change, and writes nothing.' },
      body: z.union([OwnEvent, z.array(OwnEvent).max(eventsMax)]),
      media: {
        'application/x-ndjson': {
          body: z.string(),
          about: 'One event a line. A line that is none keeps none of the others out.',
          example: `${example.map((event) => JSON.stringify(event)).join('\n')}\n`,
        },
      },
      example,
      answered: Outcomes,
    },
  ],
  keyPlace: 'header Authorization: Bearer, or header x-api-key',
  claims: (path) => path.startsWith('/api/v1/events'),
  // No place for a key here; one that is put there all the same must not be kept.
  secretQuery: ['api_key'],
  refused: Refused,
  key: ({ headers }) => /^bearer +(\S+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? headers['x-api-key'] ?? null,

  translate(delivery) {
    refuseQuery(delivery.query)
    const events: Event[] = []
    const at: string[] = []
    const skipped: Skip[] = []
    for (const [i, item] of itemsOf(delivery.body).entries())
      try {
        events.push(readEvent(item(), delivery.received_at_ms))
        at.push(placeOf(i))
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        skipped.push({ at: placeOf(i), reason: error.message, fields: error.fields })
      }
    if (events.length === 0 && skipped.length > 0) throw refuseAll(skipped)
    const nameless = events.filter((event) => event.system === unknownSystem).length
    const warnings = nameless === 0 ? [] : [`Events that name no system: ${nameless}. They belong to ${unknownSystem}.`]
    return { events, at, skipped, warnings }
  },

  reply(outcome, delivery) {
    if (outcome.state === 'rejected')
      return { status: causes[outcome.cause], body: { message: outcome.message, errors: outcome.fields } }
    const { told, skipped, warnings } = outcome
    const dryRun = isDryRun(delivery)
    const events = [
      ...told.map(({ event: { type, id }, at, verdict }) => ({
        index: indexOf(at),
        outcome: words[verdict],
        type,
        id,
      })),
      ...skipped.map(({ at, reason, fields = [] }) => ({
        index: indexOf(at),
        outcome: 'rejected',
        reason,
        errors: fields,
      })),
    ]
    return {
      status: 200,
      body: {
        delivery: dryRun ? null : String(outcome.delivery),
        dryRun,
        accepted: told.length,
        rejected: skipped.length,
        events: events.sort((a, b) => a.index - b.index),
        warnings,
      },
    }
  },
}

/** Whether a request only asks what it would change. */
export function isDryRun({ source, query }: Delivery): boolean {
  return source === shiplog.id && new URLSearchParams(query).get('dryRun') === 'true'
}

const words: Record<Verdict, string> = { new: 'created', updated: 'replaced', unchanged: 'unchanged' }

function placeOf(index: number): string {
  return `event ${index + 1}`
}

function indexOf(place: string): number {
  return Number(place.slice('event '.length)) - 1
}

/** A misspelt dryRun would write: nothing else may stand in the query, and nothing twice. */
function refuseQuery(query: string): void {
  const wrong = [...new URLSearchParams(query)].find(
    ([name, value], i) => name !== 'dryRun' || i > 0 || (value !== 'true' && value !== 'false'),
  )
  if (wrong === undefined) return
  const [name, value] = wrong
  const accepted = 'only dryRun, once, with true or false'
  throw new Refusal('invalid', `The query has ${shown(`${name}=${value}`)}, expected ${accepted}.`, [
    { field: name, value: shown(value), accepted },
  ])
}

/** What the body has events of, each still to be read where they stand one a line. */
function itemsOf(body: Uint8Array): (() => unknown)[] {
  const items = arrayOrLines(body)
  if (items.length > eventsMax)
    throw new Rejection('too large', `The body has ${items.length} events; at most ${eventsMax} are taken at once.`)
  return items
}

function arrayOrLines(body: Uint8Array): (() => unknown)[] {
  try {
    const empty = 'The body is empty; send an event, an array of events, or one event a line.'
    const whole = jsonBody(body, empty, 'The body', valuesMax)
    return Array.isArray(whole) ? whole.map((item: unknown) => () => item) : [() => whole]
  } catch (error) {
    const lines = linesOf(body)
    // A broken array is not taken for lines, or some of its events would get in.
    if (lines[0]?.startsWith('[') || !lines.some((line) => /^\{.*\}\s*$/.test(line))) throw error
    return lines.map((line) => () => jsonBody(Buffer.from(line, 'latin1'), '', 'The line'))
  }
}

/** The lines that are not blank, a byte each character: what is wrong in one must not spoil the next. */
function linesOf(body: Uint8Array): string[] {
  const lines = Buffer.from(body).toString('latin1').split('\n')
  return lines.map((line) => line.trimStart()).filter((line) => line !== '')
}

/** Why a request is refused of which nothing can be used. */
function refuseAll(skipped: readonly Skip[]): Refusal {
  const [first] = skipped
  if (skipped.length === 1) return new Refusal('invalid', `The event: ${first?.reason}`, first?.fields)
  const fields = skipped.flatMap(({ fields = [] }, i) =>
    fields.map((one) => ({ ...one, field: one.field === '' ? String(i) : `${i}.${one.field}` })),
  )
  const message = `None of the ${skipped.length} events can be used. Event 1: ${first?.reason}`
  return new Refusal('invalid', message, fields.slice(0, 10))
}
