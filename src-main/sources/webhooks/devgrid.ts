// DevGrid's events API: 1 to 15 deployments a request, each finished. An event has no id of its own, so that one without
// a build and a time is told from its retry by the time between them; see ingest/occurrence.ts.
// https://docs.devgrid.io (Sending deployment events)
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type DeploymentEvent, deploymentKinds, Id, idLength, Name, unknownSystem } from '../../../src-shared/event.ts'
import { isoOf } from '../../../src-shared/time.ts'
import { Refusal } from '../../../src-shared/reply.ts'
import { Refused } from '../answers.ts'
import { refuseFields } from '../fields.ts'
import { Instant } from '../instant.ts'
import { jsonBody } from '../json-body.ts'
import { causes, Rejection, type WebhookOutcome, type WebhookSource } from '../source.ts'

const eventsMax = 15
/** The success of a build that failed before is another deployment. */
const failedMark = ' failed'

const states = new Map<string, 'succeeded' | 'failed'>([
  ['success', 'succeeded'],
  ['succeeded', 'succeeded'],
  ['failed', 'failed'],
  ['failure', 'failed'],
])
const Status = z.string().transform((text, context) => {
  const state = states.get(text.toLowerCase())
  if (state !== undefined) return state
  context.addIssue({ code: 'custom', message: 'success or failed' })
  return z.NEVER
})

/** Text that may be missing, in the ways DevGrid's template says so: it sends "unknown" for a variable that is not set. */
function given<T extends z.ZodType>(schema: T) {
  const isMissing = (value: unknown) => typeof value === 'string' && /^\s*(?:unknown)?\s*$/i.test(value)
  return z.preprocess((value) => (isMissing(value) ? null : value), schema.nullish())
}

const DeployEvent = z.looseObject({
  type: z.literal('event-deploy'),
  timestamp: Instant.nullish(),
  entityId: given(Name),
  attributes: z.looseObject({
    env: Name,
    status: Status,
    build_commit_sha: given(Id),
    change_id: given(Id),
    build_id: given(Id.max(idLength - failedMark.length)),
    build_url: given(z.string()),
    description: z.string().nullish(),
    // Attributes of people's own making: read where they say what we know.
    version: z.preprocess((value) => (typeof value === 'string' ? value : null), given(Id)),
    deployment_type: z.unknown().optional(),
  }),
})
type DeployEvent = z.infer<typeof DeployEvent>

const Body = z.looseObject({ events: z.array(z.unknown()).min(1) })

const Stored = z
  .object({
    events: z
      .array(z.looseObject({ id: z.string(), timestamp: z.string().describe('As sent, else when it was received.') }))
      .describe('The events as they were sent.'),
    warnings: z.array(z.string()).optional().describe('What was odd about them.'),
  })
  .meta({ id: 'devgrid-stored' })

function eventsIn(body: Uint8Array): unknown[] {
  const parsed = Body.safeParse(jsonBody(body, 'The body is empty. Send {"events":[…]} with 1 to 15 events.'), {
    reportInput: true,
  })
  if (!parsed.success) throw refuseFields(parsed.error, 'The body')
  const { events } = parsed.data
  if (events.length > eventsMax)
    throw new Rejection('too large', `The body has ${events.length} events; a request may have ${eventsMax}.`)
  return events
}

export const devgrid: WebhookSource = {
  id: 'devgrid',
  title: 'DevGrid',
  routes: [
    {
      method: 'POST',
      path: '/events',
      match: /^\/events$/,
      summary: 'One to 15 finished deployments, as DevGrid takes them: all are kept, or none.',
      body: z.looseObject({ events: z.array(DeployEvent).min(1).max(eventsMax) }),
      example: {
        events: [
          {
            type: 'event-deploy',
            entityId: 'my-app',
            attributes: {
              env: 'production',
              status: 'success',
              build_id: 'build-123',
              build_commit_sha: '3f786850e387550fdab836ed7e6dc881de23001b',
              change_id: 'CHG0012345',
              description: 'Deploy v2.1.0',
            },
          },
        ],
      },
      answered: Stored,
    },
  ],
  keyPlace: 'header x-api-key',
  claims: (path) => /^\/events(?:\/|$)/.test(path),
  secretQuery: [],
  refused: Refused,
  key: (request) => request.headers['x-api-key'] ?? null,

  translate({ body, received_at_ms }) {
    const sent = eventsIn(body)
    const parsed = sent.map((event) => DeployEvent.safeParse(event, { reportInput: true }))
    const refused = parsed.flatMap(({ error }, i) => (error === undefined ? [] : [refuseEvent(error, i)]))
    if (refused.length > 0)
      throw new Refusal(
        'invalid',
        `None of the events was kept. ${refused.map((one) => one.message).join(' ')}`,
        refused.flatMap((one) => one.fields),
      )
    const read = parsed.flatMap(({ data }) => (data === undefined ? [] : [data]))
    return {
      events: read.map((event, i) => toEvent(event, sent[i], received_at_ms)),
      at: read.map((_, i) => placeOf(i)),
      skipped: [],
      warnings: read.flatMap((event, i) =>
        typeof event.entityId === 'string'
          ? []
          : [`${placeOf(i)}: without an entityId its system is ${unknownSystem}.`],
      ),
    }
  },

  reply(outcome: WebhookOutcome, delivery) {
    if (outcome.state === 'rejected')
      return { status: causes[outcome.cause], body: { message: outcome.message, errors: outcome.fields } }
    const { told, skipped, warnings } = outcome
    // Before it is stored nothing is told, and only the status is asked for.
    const sent = told.length + skipped.length === 0 ? [] : eventsIn(delivery.body)
    const events = sent.map((event, i) =>
      storedAs(event as object, `${outcome.delivery}-${i}`, delivery.received_at_ms),
    )
    return { status: 201, body: { events, ...(warnings.length > 0 && { warnings }) } }
  },
}

function placeOf(i: number): string {
  return `events.${i}`
}

function refuseEvent(error: z.ZodError, i: number): Refusal {
  const place = placeOf(i)
  const { message, fields } = refuseFields(error, place)
  return new Refusal(
    'invalid',
    message,
    fields.map((one) => ({ ...one, field: one.field === '' ? place : `${place}.${one.field}` })),
  )
}

/** An event as it is answered: as it came, with an id and a time. */
function storedAs(event: { timestamp?: string | null }, id: string, received_at_ms: number): object {
  return { ...event, id, timestamp: event.timestamp ?? isoOf(received_at_ms) }
}

function toEvent(
  { timestamp, entityId, attributes }: DeployEvent,
  sent: unknown,
  received_at_ms: number,
): DeploymentEvent {
  const { status, build_id, build_commit_sha, change_id, deployment_type, version, description, build_url } = attributes
  const kind = deploymentKinds.find(
    (one) => typeof deployment_type === 'string' && one === deployment_type.toLowerCase(),
  )
  const id = build_id ?? `deploy-${createHash('sha256').update(JSON.stringify(sent)).digest('hex').slice(0, 12)}`
  return {
    type: 'deployment',
    system: entityId ?? unknownSystem,
    environment: attributes.env,
    id: status === 'failed' ? id + failedMark : id,
    at_ms: timestamp ?? received_at_ms,
    series: true,
    state: status,
    ...(kind !== undefined && { kind }),
    // What a report does not say it leaves as another said it: "unknown" is a variable that was not set.
    version: version ?? undefined,
    commits: typeof build_commit_sha === 'string' ? [build_commit_sha.toLowerCase()] : undefined,
    names: typeof change_id === 'string' ? [change_id] : undefined,
    title: description ?? undefined,
    url: build_url ?? undefined,
  }
}
