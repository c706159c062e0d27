// What webhooks that a provider sends by itself have in common: how an event is read, what a push says, which system it is
// of, and the answer. The kinds of events, their shapes and the keys are each provider's own.
import { z } from 'zod'
import { type Event, Id, type Translation } from '../../src-shared/event.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { parseInstant } from '../../src-shared/time.ts'
import { refuseFields } from './fields.ts'
import { causes, type WebhookSource } from './source.ts'

/** Events with their places, or why there are none. */
export type Read = { at: string; event: Event }[] | string

/** What is known of a hook before its event is read. */
export interface Hook {
  system: string
  /** Null where the provider does not say it. */
  mainBranch: string | null
  /** Of its address: what whoever set it up said about it. */
  query: URLSearchParams
}

/** Reads one kind of event. */
export type Kind = (sent: unknown, hook: Hook) => Read

/** A time as a provider writes it. `likeOurs` makes RFC 3339 of it; `example` is what a refusal shows. */
export function instant(example: string, likeOurs: (text: string) => string = (text) => text) {
  return z.string().transform((text, context) => {
    const ms = parseInstant(likeOurs(text))
    if (ms !== null) return ms
    context.addIssue({ code: 'custom', message: `a time such as ${example}` })
    return z.NEVER
  })
}

/** Throws a Refusal that names each field that is not as the schema says. */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value, { reportInput: true })
  if (!parsed.success) throw refuseFields(parsed.error, 'The event')
  return parsed.data
}

/** A query parameter that names a system or an environment; null for none. Throws a Refusal where it is no name. */
export function nameIn(query: URLSearchParams, parameter: string): string | null {
  const named = query.get(parameter)
  if (named !== null && !Id.safeParse(named).success)
    throw new Refusal(
      'invalid',
      `The query parameter "${parameter}" is no name: 1 to 255 characters without control characters.`,
    )
  return named
}

/** The commits of a push to the main branch are changes. */
export function pushed(
  { ref, commits }: { ref: string; commits: { id: string; timestamp: number }[] },
  { system, mainBranch }: Pick<Hook, 'system' | 'mainBranch'>,
): Read {
  if (mainBranch === null || ref !== `refs/heads/${mainBranch}`) return `${ref} is not the main branch`
  if (commits.length === 0) return 'the push has no commits'
  // With a time of their own, so that what a request to merge says of its merge goes before, whichever comes first.
  return commits.map(({ id, timestamp }, i) => ({
    at: `commits.${i}`,
    event: { type: 'change', system, id, at_ms: timestamp, created_at_ms: timestamp },
  }))
}

/** An issue as both providers tell it. */
interface Issue {
  number: number
  state: string
  title?: string | null | undefined
  url?: string | null | undefined
  severity?: string | null | undefined
  created_at: number
  updated_at: number
  closed_at?: number | null | undefined
}

/** `words`: its labels and its type, of which one may say that it is an incident or a bug. */
export function issueEvent(system: string, told: Issue, words: readonly string[]): Event {
  const said = words.map((word) => word.toLowerCase())
  const isDone = told.state === 'closed'
  return {
    type: 'issue',
    system,
    id: String(told.number),
    at_ms: told.updated_at,
    kind: ['incident', 'bug'].find((kind) => said.includes(kind)) ?? 'issue',
    status: isDone ? 'done' : 'todo',
    created_at_ms: told.created_at,
    updated_at_ms: told.updated_at,
    resolved_at_ms: isDone ? (told.closed_at ?? told.updated_at) : null,
    title: told.title ?? null,
    ...(told.severity !== undefined && { severity: told.severity }),
    url: told.url ?? null,
  }
}

/** How a provider reads this kind of event; undefined where it does not count. */
export function readerOf(kinds: Record<string, Kind>, kind: string): Kind | undefined {
  return Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
}

/** `found`: what its reader says; undefined where it has none. */
export function translationOf(kind: string, found: Read | undefined): Translation {
  const name = kind.slice(0, 60)
  if (found === undefined || typeof found === 'string')
    return {
      events: [],
      at: [],
      skipped: [{ at: name, reason: found ?? `${name} says nothing that is counted`, left: true }],
    }
  return { events: found.map(({ event }) => event), at: found.map(({ at }) => at), skipped: [] }
}

export const reply: WebhookSource['reply'] = (outcome) => {
  if (outcome.state === 'rejected')
    return { status: causes[outcome.cause], body: { message: outcome.message, errors: outcome.fields } }
  const { delivery, skipped } = outcome
  return { status: 200, body: { message: 'accepted', id: String(delivery), ...(skipped.length > 0 && { skipped }) } }
}
