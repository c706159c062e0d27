// What a delivery would change, told without writing: the same steps as ingest.ts takes, over a connection that only
// reads.
import type { Delivery } from '../../src-shared/delivery.ts'
import { environment } from '../../src-shared/environment.ts'
import type { Event, Translation } from '../../src-shared/event.ts'
import { Refusal } from '../../src-shared/reply.ts'
import type { WebhookOutcome } from '../sources/source.ts'
import type { ReadDb } from '../store/database.ts'
import { type Thing, thingType } from '../store/things.ts'
import { findEnvironment, findSystem } from '../store/systems.ts'
import { assess } from './assess.ts'
import { Series } from './occurrence.ts'
import { refuseOtherCommits, refuseOutOfScope } from './refuse.ts'
import { asRefused, type Refused } from './arrival.ts'

/** The answer to a delivery that is not to be kept. `systems` are those its key may speak of; absent for all. */
export function preview(
  db: ReadDb,
  delivery: Delivery,
  translation: Translation | Refused,
  systems?: readonly string[],
): WebhookOutcome {
  if ('cause' in translation) return { state: 'rejected', ...translation }
  const { events, at, skipped, warnings = [] } = translation
  const finder = new ThingFinder(db)
  const things = events.map((event) => finder.find(event))
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

/** What events are about. A system or environment that is not known yet gets a number that no row has. */
export class ThingFinder {
  readonly #db: ReadDb
  readonly #series = new Series()
  readonly #numbers = new Map<string, number>()

  constructor(db: ReadDb) {
    this.#db = db
  }

  find(event: Event): Thing {
    const thing: Thing = {
      type: thingType(event),
      system: this.#number(`system ${event.system}`, () => findSystem(this.#db, event.system)),
      environment: 0,
      id: event.id,
    }
    if (event.type === 'deployment') {
      const { name } = environment(event.environment)
      thing.environment = this.#number(`environment ${name}`, () => findEnvironment(this.#db, name))
    }
    return this.#series.resolve(this.#db, thing, event)
  }

  #number(name: string, known: () => number | undefined): number {
    let number = this.#numbers.get(name)
    if (number === undefined) this.#numbers.set(name, (number = known() ?? -1 - this.#numbers.size))
    return number
  }
}
