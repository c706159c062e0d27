// What a delivery would change, told without writing: the same steps as ingest.ts takes, over a connection that only
// reads.
import type { Delivery } from '../../src-shared/delivery.ts'
import { environment } from '../../src-shared/environment.ts'
import type { Event, Translation } from '../../src-shared/event.ts'
import { Refusal } from '../../src-shared/reply.ts'
import type { Verdict, WebhookOutcome } from '../sources/source.ts'
import type { ReadDb } from '../store/database.ts'
import { digestOf } from '../store/deliveries.ts'
import { type Thing, thingType } from '../store/events.ts'
import { findEnvironment, findSystem } from '../store/systems.ts'
import { assess, type Known } from './assess.ts'
import { Series } from './occurrence.ts'
import { refuseOtherCommits, refuseOutOfScope } from './refuse.ts'
import { asRefused, type Refused } from './rejected.ts'
import { findResent, isResend } from './resend.ts'

/** What each event would do to what is known of its thing. */
export function foresee(db: ReadDb, delivery: Delivery, events: readonly Event[]): Verdict[] {
  const things = thingsOf(db, events)
  const known: Known = new Map()
  const identical = findResent(db, delivery, digestOf(delivery), things, known)
  if (identical !== undefined && isResend(db, identical, events, things)) return events.map(() => 'unchanged')
  return assess(db, delivery, events, things, known).verdicts
}

/** The answer to a delivery that is not to be kept. `systems` are those its key may speak of; absent for all. */
export function preview(
  db: ReadDb,
  delivery: Delivery,
  translation: Translation | Refused,
  systems?: readonly string[],
): WebhookOutcome {
  if ('cause' in translation) return { state: 'rejected', ...translation }
  const { events, at, skipped, warnings = [] } = translation
  const things = thingsOf(db, events)
  try {
    if (systems !== undefined) refuseOutOfScope(db, systems, events, things)
    if (translation.versionsFixed) refuseOtherCommits(db, events, things)
  } catch (error) {
    if (error instanceof Refusal) return { state: 'rejected', ...asRefused(error) }
    throw error
  }
  const { verdicts } = assess(db, delivery, events, things)
  const told = events.map((event, i) => ({ event, at: at[i] ?? '', verdict: verdicts[i] ?? 'unchanged' }))
  return { state: 'accepted', delivery: 0, told, skipped, warnings }
}

/** What the events are about. A system or environment that is not known yet gets a number that no row has. */
function thingsOf(db: ReadDb, events: readonly Event[]): Thing[] {
  const series = new Series()
  const unknown = new Map<string, number>()
  const numberOf = (known: number | undefined, name: string) => {
    if (known !== undefined) return known
    const number = unknown.get(name) ?? -1 - unknown.size
    unknown.set(name, number)
    return number
  }
  return events.map((event) => {
    const thing: Thing = {
      type: thingType(event),
      system: numberOf(findSystem(db, event.system), `system ${event.system}`),
      environment: 0,
      id: event.id,
    }
    if (event.type === 'deployment') {
      const { name } = environment(event.environment)
      thing.environment = numberOf(findEnvironment(db, name), `environment ${name}`)
    }
    return series.resolve(db, thing, event)
  })
}
