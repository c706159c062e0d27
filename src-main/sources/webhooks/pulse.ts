// Codacy Pulse's dialect, as its CLI speaks it: one event a request, `$type` says which, the key and the system in the
// query. No environment exists in it: every deployment is a successful one to production.
// https://docs.codacy.com (Pulse, "Pushing data"); what the real client sends is in docs/sources.md.
import { z } from 'zod'
import { type Event, Id, idLength, unknownSystem } from '../../../src-shared/event.ts'
import { Refusal, shown } from '../../../src-shared/reply.ts'
import { parseInstant } from '../../../src-shared/time.ts'
import { parseVersion } from '../../../src-shared/version.ts'
import { refuseFields } from '../fields.ts'
import { jsonBody } from '../json-body.ts'
import { causes, type Delivery, type WebhookOutcome, type WebhookSource } from '../source.ts'

// Go's clients send RFC 3339 in their own zone: 2020-10-16T13:40:32+01:00. 1970 is accepted and listed as a finding.
const Time = z.string().transform((text, context) => {
  const ms = parseInstant(text)
  if (ms === null) {
    context.addIssue({ code: 'custom', message: 'a time such as 2026-11-21T14:30:00Z' })
    return z.NEVER
  }
  return ms
})

const Body = z.discriminatedUnion('$type', [
  z.looseObject({ $type: z.literal('change'), change_id: Id, time_created: Time }),
  z.looseObject({
    $type: z.literal('deployment'),
    deploy_id: Id,
    time_created: Time,
    // The CLI sends null for an empty range of commits.
    changes: z.array(Id).nullish(),
    teams: z.array(z.string().max(idLength)).nullish(),
  }),
  z.looseObject({ $type: z.literal('incident'), incident_id: Id, time_created: Time, time_resolved: Time.nullish() }),
])

export const pulse: WebhookSource = {
  id: 'pulse',
  title: 'Codacy Pulse',
  routes: [
    {
      method: 'POST',
      path: '/v1/ingestion/cli',
      match: /^\/v1\/ingestion\/cli$/,
      summary: 'One event as the Pulse CLI sends it.',
      query: { system: 'The system the event belongs to; absent, it is _unknown_.' },
      body: Body,
    },
  ],
  keyPlace: 'query parameter api_key',
  claims: (path) => path.startsWith('/v1/ingestion'),
  secretQuery: ['api_key'],
  key: (request) => request.query.get('api_key'),

  translate(delivery) {
    const system = systemOf(delivery)
    const parsed = Body.safeParse(jsonBody(delivery.body, emptyBody), { reportInput: true })
    if (!parsed.success) throw refuseFields(parsed.error, 'The event')
    return { events: [toEvent(parsed.data, system)], at: ['body'], skipped: [] }
  },

  reply(outcome: WebhookOutcome) {
    if (outcome.state === 'rejected')
      return { status: causes[outcome.cause], body: { message: outcome.message, errors: outcome.fields } }
    return { status: 200, body: { message: 'accepted', id: String(outcome.delivery) } }
  },
}

const emptyBody =
  'The body is empty. The Pulse CLI sends an empty body when --timestamp is in milliseconds: give it in seconds, for instance "$(date +%s)".'

function systemOf(delivery: Delivery): string {
  const system = (new URLSearchParams(delivery.query).get('system') ?? '').trim()
  if (system.length > idLength)
    throw new Refusal('invalid', `The system's name is ${system.length} characters long; at most ${idLength} are kept.`)
  if (system === '') return unknownSystem
  if (!Id.safeParse(system).success)
    throw new Refusal('invalid', `The system's name is ${shown(system)}, expected text without control characters.`)
  return system
}

function toEvent(body: z.infer<typeof Body>, system: string): Event {
  switch (body.$type) {
    case 'change':
      return { type: 'change', system, id: body.change_id, created_at_ms: body.time_created }
    case 'deployment':
      return {
        type: 'deployment',
        system,
        environment: 'production',
        id: body.deploy_id,
        state: 'succeeded',
        // The id is often the version; only then is it one.
        version: parseVersion(body.deploy_id) === null ? null : body.deploy_id,
        finished_at_ms: body.time_created,
        changes: [...new Set(body.changes ?? [])],
        teams: body.teams ?? [],
      }
    case 'incident':
      return {
        type: 'incident',
        system,
        id: body.incident_id,
        started_at_ms: body.time_created,
        resolved_at_ms: body.time_resolved ?? null,
      }
  }
}
