// Things: what events are about, each with a number that lasts. Names come in no order, so that one more name is one more
// page to write in a long index of them: the newest stand in a short one, and go over to the long one together.
import type { Event, EventType } from '../../src-shared/event.ts'
import type { Param, ReadDb, WriteDb } from './database.ts'
import { rowsInto } from './rows.ts'

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
  const { type, system, environment, id } = thing
  const number = insertNumbers(db, [null, type, system, environment, id]).id
  nameThings(db, number, [thing])
  return number
}

export function lastNumber(db: ReadDb): number {
  return db.get<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM things')?.id ?? 0
}

const insertNumbers = rowsInto('things (id, type, system, environment, name)', '(?, ?, ?, ?, ?)')
const insertNames = rowsInto('new_names (thing_id, type, system, environment, name)', '(?, ?, ?, ?, ?)')

/** Gives things that have none their numbers, from `first` on. */
export function insertThings(db: WriteDb, first: number, things: readonly Thing[]): void {
  insertNumbers(db, valuesOf(first, things))
  nameThings(db, first, things)
}

function valuesOf(first: number, things: readonly Thing[]): Param[] {
  return things.flatMap((thing, i) => [first + i, thing.type, thing.system, thing.environment, thing.id])
}

/** They are found by their names from then on. */
function nameThings(db: WriteDb, first: number, things: readonly Thing[]): void {
  insertNames(db, valuesOf(first, things))
  const last = first + things.length - 1
  if (Math.floor((first - 1) / newMax) !== Math.floor(last / newMax)) {
    db.run('INSERT OR FAIL INTO old_names SELECT * FROM new_names')
    db.run('DELETE FROM new_names')
  }
  unknown = null
  things.forEach((thing, i) => numbers.set(thing, first + i))
}
