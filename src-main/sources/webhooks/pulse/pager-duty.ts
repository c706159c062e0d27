// PagerDuty's webhooks, generic V2 ("messages") and V3 ("event"): what became of an incident and when. Each is a step in
// its life with a time of its own, so that order of arrival and repetition change nothing.
import { z } from 'zod'
import { type Event, Id, type IssueStatus, type Skip, type Translation } from '../../../../src-shared/event.ts'
import { Refusal } from '../../../../src-shared/reply.ts'
import { Instant } from '../../instant.ts'
import { refuseFields } from '../../fields.ts'

/** The status after each kind of step, V2's names and V3's. */
const statusAfter = new Map<string, IssueStatus>([
  ['incident.trigger', 'todo'],
  ['incident.triggered', 'todo'],
  ['incident.reopened', 'todo'],
  ['incident.resolve', 'done'],
  ['incident.resolved', 'done'],
])

const Incident = z.looseObject({
  id: Id,
  created_at: Instant.nullish(),
  last_status_change_at: Instant.nullish(),
  title: z.string().nullish(),
  urgency: z.string().nullish(),
  html_url: z.string().nullish(),
})

// Of a kind that is passed over, nothing but its kind is checked: a ping has no incident.
const V2 = z.looseObject({ messages: z.array(z.looseObject({ event: z.string() })).min(1) })
const V3 = z.looseObject({ event: z.looseObject({ event_type: z.string() }) })

const V2Step = z
  .looseObject({ created_on: Instant.nullish(), incident: Incident })
  .transform(({ created_on, incident }) => ({ time: created_on, incident }))
const V3Step = z
  .looseObject({ occurred_at: Instant.nullish(), data: Incident })
  .transform(({ occurred_at, data }) => ({ time: occurred_at, incident: data }))

type Step = z.infer<typeof V2Step>

interface Notice {
  at: string
  kind: string
  step(): Step
}

export function isPagerDuty(sent: Record<string, unknown>): boolean {
  return Array.isArray(sent['messages']) || (typeof sent['event'] === 'object' && sent['event'] !== null)
}

export function translatePagerDuty(sent: Record<string, unknown>, system: string): Translation {
  const events: Event[] = []
  const at: string[] = []
  const skipped: Skip[] = []
  for (const notice of noticesOf(sent)) {
    const status = statusAfter.get(notice.kind)
    if (status === undefined) {
      skipped.push({ at: notice.at, reason: `${notice.kind} changes neither the start nor the end of an incident` })
    } else {
      events.push(toEvent(notice, status, system))
      at.push(notice.at)
    }
  }
  return { events, at, skipped }
}

function noticesOf(sent: Record<string, unknown>): Notice[] {
  if (!('messages' in sent)) {
    const { event } = checked(V3, sent, 'The event')
    return [{ at: 'event', kind: event.event_type, step: () => checked(V3Step, event, 'event') }]
  }
  return checked(V2, sent, 'The event').messages.map((message, i) => {
    const at = `messages.${i}`
    return { at, kind: message.event, step: () => checked(V2Step, message, at) }
  })
}

function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value, { reportInput: true })
  if (!parsed.success) throw refuseFields(parsed.error, what)
  return parsed.data
}

function toEvent({ at, kind, step }: Notice, status: IssueStatus, system: string): Event {
  const { time, incident } = step()
  const created = incident.created_at ?? undefined
  const began = kind.startsWith('incident.trigger')
  const now = (began ? created : undefined) ?? incident.last_status_change_at ?? time
  if (now === undefined || now === null)
    throw new Refusal('invalid', `${at}: "last_status_change_at" is nothing, expected the time of ${kind}.`, [
      { field: 'last_status_change_at', value: 'nothing', accepted: `the time of ${kind}` },
    ])
  const created_at_ms = created ?? (began ? now : undefined)
  return {
    type: 'issue',
    kind: 'incident',
    system,
    id: incident.id,
    at_ms: now,
    status,
    // V3 may leave it out of a resolve, which then waits for its trigger.
    ...(created_at_ms !== undefined && { created_at_ms }),
    updated_at_ms: now,
    ...(status === 'done' && { resolved_at_ms: now }),
    title: incident.title,
    severity: incident.urgency,
    url: incident.html_url,
  }
}
