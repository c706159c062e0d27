// The three kinds of a Pulse event: the fields its CLI sends and what each becomes. No environment exists in it: every
// deployment is a successful one to production.
import { z } from 'zod'
import { type Event, Id, idLength, type Translation, unknownSystem } from '../../../../src-shared/event.ts'
import { Refusal, shown } from '../../../../src-shared/reply.ts'
import { parseInstant } from '../../../../src-shared/time.ts'
import { parseVersion } from '../../../../src-shared/version.ts'
import { Instant, instantInWords } from '../../instant.ts'
import { Rejection } from '../../source.ts'

/** The year 5138 in seconds and 1973 in milliseconds: more is not meant in seconds. */
const secondsMax = 1e11

/** RFC 3339, or seconds since 1970 as a number or its digits. Milliseconds are refused, because the unit is not guessed. */
const InstantOrSeconds = z
  .unknown()
  .meta({ anyOf: [{ type: 'string', format: 'date-time' }, { type: 'number' }] })
  .transform((value, context) => {
    const refuse = (message: string) => {
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
    if (typeof seconds === 'number' && seconds > secondsMax) return refuse('seconds since 1970, not milliseconds')
    if (typeof seconds === 'number' && seconds >= 0) return Math.round(seconds * 1000)
    const ms = typeof value === 'string' ? parseInstant(value) : null
    return ms ?? refuse(`${instantInWords}, or seconds since 1970`)
  })

/** What a body is checked against, given how it may write a time. */
function bodyOf(Time: z.ZodType<number>) {
  const system = z.string().nullish()
  return z.discriminatedUnion('$type', [
    z.looseObject({ $type: z.literal('change'), system, change_id: Id, time_created: Time }),
    z.looseObject({
      $type: z.literal('deployment'),
      system,
      deploy_id: Id,
      time_created: Time,
      // The CLI sends null for an empty range of commits.
      changes: z.array(Id).nullish(),
      teams: z.array(z.string().max(idLength)).nullish(),
    }),
    z.looseObject({
      $type: z.literal('incident'),
      system,
      incident_id: Id,
      time_created: Time,
      time_resolved: Time.nullish(),
    }),
  ])
}

/** As the CLI sends it, and as anybody else may. */
export const CliBody = bodyOf(Instant)
export const ProviderBody = bodyOf(InstantOrSeconds)
type Body = z.infer<typeof CliBody>

/** Bodies are kept as they came, and a key must not be. */
export function refuseKey(fields: unknown): void {
  if (typeof fields === 'object' && fields !== null && Object.hasOwn(fields, 'api_key'))
    throw new Rejection('no key', 'The body has a field "api_key". Send the key in the query alone: ?api_key=…', [
      { field: 'api_key', value: '(hidden)', accepted: 'no such field' },
    ])
}

/** `system` is what the query says; where it says nothing, the body may. */
export function translationOf(body: Body, system: string | null): Translation {
  return { events: [toEvent(body, systemNamed(system || body.system))], at: ['body'], skipped: [] }
}

export function systemNamed(name: string | null | undefined): string {
  const system = (name ?? '').trim()
  if (system.length > idLength)
    throw new Refusal('invalid', `The system's name is ${system.length} characters long; at most ${idLength} are kept.`)
  if (system === '') return unknownSystem
  if (!Id.safeParse(system).success)
    throw new Refusal('invalid', `The system's name is ${shown(system)}, expected text without control characters.`)
  return system
}

function toEvent(body: Body, system: string): Event {
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
