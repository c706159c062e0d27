// Things: what events are about, each with a number that lasts. Names come in no order, so that one more name is one more
// page to write in a long index of them: the newest stand in a short one, and go over to the long one together.
import type { Event, EventType } from '../../src-shared/event.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** An incident is an issue: events of both types speak of one thing. */
export type ThingType = Exclude<EventType, 'incident'>

export function thingType(event: Event): ThingType {
  return event.type === 'incident' ? 'issue' : event.type
}

/** What an event is about: one thing in one system (and environment, for deployments; else 0). */
export interface Thing {
  type: ThingType
  system: number
  environment: number
  id: string
}

/** Only the name may have spaces in it. */
export function thingKey({ type, system, environment, id }: Thing): string {
  return `${type} ${system} ${environment} ${id}`
}

/** The thing's columns as those of a Thing, for a statement that has `things t`. */
export const thingColumns = 't.type, t.system, t.environment, t.name AS id'

/** Of things that were looked up: a number stays, and what is done about one event asks for it several times. */
const numbers = new WeakMap<Thing, number>()
/** The last that was looked up in vain, which stays so until a number is given. */
let unknown: Thing | null = null

/** The thing's number; undefined where nothing was ever said of it. */
export function findThing(db: ReadDb, thing: Thing): number | undefined {
  const known = numbers.get(thing)
  if (known !== undefined || thing === unknown) return known
  const found = db.get<{ thing_id: number }>(
    'SELECT thing_id FROM names WHERE type = ? AND system = ? AND environment = ? AND name = ?',
    thing.type,
    thing.system,
    thing.environment,
    thing.id,
  )?.thing_id
  if (found === undefined) unknown = thing
  else numbers.set(thing, found)
  return found
}

/** How many names stand apart at most. */
const newMax = 512

/** The thing's number; it has one from then on. */
export function ensureThing(db: WriteDb, thing: Thing): number {
  const known = findThing(db, thing)
  if (known !== undefined) return known
  const { type, system, environment } = thing
  const { id } = db.run(
    'INSERT INTO things (type, system, environment, name) VALUES (?, ?, ?, ?)',
    type,
    system,
    environment,
    thing.id,
  )
  db.run(
    'INSERT INTO new_names (type, system, environment, name, thing_id) VALUES (?, ?, ?, ?, ?)',
    type,
    system,
    environment,
    thing.id,
    id,
  )
  if (id % newMax === 0) {
    db.run('INSERT OR FAIL INTO old_names SELECT * FROM new_names')
    db.run('DELETE FROM new_names')
  }
  unknown = null
  numbers.set(thing, id)
  return id
}
