// The thing an event is about, and its fact.
import type { Event } from '../../src-shared/event.ts'
import { fold } from '../fold.ts'
import type { WriteDb } from '../store/database.ts'
import { entriesOf } from '../store/events.ts'
import { type Thing, thingType } from '../store/things.ts'
import { deleteFact, writeFact } from '../store/facts.ts'
import { ensureEnvironment, ensureSystem } from '../store/systems.ts'

/** The thing by the id in the event; its system and environment exist from then on. */
export function makeThing(db: WriteDb, event: Event): Thing {
  return {
    type: thingType(event),
    system: ensureSystem(db, event.system),
    environment: event.type === 'deployment' ? ensureEnvironment(db, event.environment) : 0,
    id: event.id,
  }
}

/** Folds a thing again from the events that stand, and writes or removes its fact. */
export function refold(db: WriteDb, thing: Thing): void {
  const fact = fold(entriesOf(db, thing))
  if (fact === null) deleteFact(db, thing)
  else writeFact(db, thing, fact)
}
