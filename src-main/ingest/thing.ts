// The thing an event is about, and its fact.
import type { Event } from '../../src-shared/event.ts'
import { fold } from '../fold.ts'
import type { WriteDb } from '../store/database.ts'
import { hasDecisions } from '../store/decisions.ts'
import { entriesOf } from '../store/events.ts'
import { type Thing, thingType } from '../store/things.ts'
import { deleteFact, writeFact } from '../store/facts.ts'
import { ensureEnvironment, ensureSystem } from '../store/systems.ts'

/** What was looked up in one transaction: numbers of systems and environments, and in which systems people decided. */
export class Places {
  readonly #numbers = new Map<string, number>()
  readonly #decided = new Map<number, boolean>()

  /** Whether anything is decided in a system. No delivery decides: that is a transaction of its own. */
  decided(db: WriteDb, system: number): boolean {
    let decided = this.#decided.get(system)
    if (decided === undefined) this.#decided.set(system, (decided = hasDecisions(db, system)))
    return decided
  }

  number(what: 'system' | 'environment', name: string, look: () => number): number {
    const key = `${what} ${name}`
    let number = this.#numbers.get(key)
    if (number === undefined) this.#numbers.set(key, (number = look()))
    return number
  }
}

/** The thing by the id in the event; its system and environment exist from then on. */
export function makeThing(db: WriteDb, event: Event, places = new Places()): Thing {
  const { system } = event
  const environment = event.type === 'deployment' ? event.environment : null
  return {
    type: thingType(event),
    system: places.number('system', system, () => ensureSystem(db, system)),
    environment:
      environment === null ? 0 : places.number('environment', environment, () => ensureEnvironment(db, environment)),
    id: event.id,
  }
}

/** Folds a thing again from the events that stand, and writes or removes its fact. */
export function refold(db: WriteDb, thing: Thing): void {
  const fact = fold(entriesOf(db, thing))
  if (fact === null) deleteFact(db, thing)
  else writeFact(db, thing, fact)
}
