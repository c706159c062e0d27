// Events: what deliveries were translated into, found again by the thing they are about. Rebuilt from the journal.
import type { Event } from '../../src-shared/event.ts'
import type { Param, ReadDb, WriteDb } from './database.ts'
import { rowsInto } from './rows.ts'
import { ensureThing, findThing, type Thing, thingColumns, thingKey } from './things.ts'

/** An event with where it came from, as folding needs it. */
export interface Entry {
  event: Event
  source: string
  received_at_ms: number
}

export const insertEvents = rowsInto('events (delivery, place, thing_id, at_ms, data)', '(?, ?, ?, ?, ?)')

export function insertEvent(db: WriteDb, delivery: number, place: string, thing: Thing, event: Event): void {
  insertEvents(db, eventValues(delivery, place, ensureThing(db, thing), event))
}

/** `thing`: its number. */
export function eventValues(delivery: number, place: string, thing: number, event: Event): Param[] {
  return [delivery, place, thing, event.at_ms ?? null, JSON.stringify(event)]
}

/**
 * The events about a thing in the order they are folded: those with their own time by that time, then statements about
 * the whole thing in order of receipt. Order of arrival of the former, and repetition, change nothing.
 */
export function entriesOf(db: ReadDb, thing: Thing): Entry[] {
  const number = findThing(db, thing)
  if (number === undefined) return []
  return db
    .all<{ data: string; source: string; received_at_ms: number }>(
      `SELECT e.data, d.source, d.received_at_ms FROM events e JOIN deliveries d ON d.id = e.delivery
       WHERE e.thing_id = ? ORDER BY e.at_ms IS NULL, e.at_ms, e.delivery, e.id`,
      number,
    )
    .map((row) => ({ event: JSON.parse(row.data) as Event, source: row.source, received_at_ms: row.received_at_ms }))
}

/** What stands behind this mark tells things of one series apart. Nobody types it by chance: a no-break space. */
const mark = '\u00a0#'
/** Sorts behind every text that goes on with the mark. */
const markEnd = '\u00a0$'

/** The thing of a series that an event at a time began. Such names sort by time, so that an index finds neighbours. */
export function thingBegunAt(series: string, ms: number): string {
  return `${series}${mark}${new Date(ms).toISOString()}`
}

/** The series a thing is of; a thing that is of none is called as it is. */
export function seriesName(thing: string): string {
  return thing.split(mark, 1)[0] ?? thing
}

/** How many things on either side of a moment are looked at: a series may have any number. */
const neighbours = 20

/** What is asked of an event of a series. */
export interface Seen {
  thing: string
  /** Undefined for one that is not in the file yet. */
  delivery?: number
  at_ms: number
  state: string
  /** As JSON; null where it is not said. */
  job: string | null
}

/** The events about those things of a series that began around a moment, and about its first. `thing.id` is the series. */
export function eventsNear(db: ReadDb, thing: Thing, ms: number): Seen[] {
  const ofSeries = `type = ?1 AND system = ?2 AND environment = ?3`
  const said = 'EXISTS (SELECT 1 FROM events WHERE thing_id = n.thing_id)'
  return db.all(
    `SELECT n.name AS thing, e.delivery, e.at_ms, e.data ->> 'state' AS state, e.data -> 'job' AS job FROM (
       SELECT name, thing_id FROM names WHERE ${ofSeries} AND name = ?4
       UNION ALL SELECT * FROM (SELECT name, thing_id FROM names n
         WHERE ${ofSeries} AND name > ?4 || '${mark}' AND name <= ?5 AND ${said} ORDER BY name DESC LIMIT ${neighbours})
       UNION ALL SELECT * FROM (SELECT name, thing_id FROM names n
         WHERE ${ofSeries} AND name > ?5 AND name < ?4 || '${markEnd}' AND ${said} ORDER BY name LIMIT ${neighbours})) n
     CROSS JOIN events e ON e.thing_id = n.thing_id WHERE e.at_ms IS NOT NULL`,
    thing.type,
    thing.system,
    thing.environment,
    thing.id,
    thingBegunAt(thing.id, ms),
  )
}

export function hasEvents(db: ReadDb, thing: Thing): boolean {
  return lastDelivery(db, thing) !== null
}

/** At most `limit` of the things a delivery speaks of. */
export function someThingsOf(db: ReadDb, delivery: number, limit: number): Thing[] {
  return db.all<Thing>(
    `SELECT ${thingColumns} FROM things t
     WHERE t.id IN (SELECT thing_id FROM (SELECT thing_id FROM events WHERE delivery = ? LIMIT ?))`,
    delivery,
    limit,
  )
}

/** Removes what one delivery says of one thing. */
export function deleteEventsOf(db: WriteDb, delivery: number, thing: Thing): number {
  // By the thing: a delivery may say a million.
  return db.run('DELETE FROM events WHERE thing_id = ? AND +delivery = ?', findThing(db, thing) ?? null, delivery)
    .changes
}

/** The things that some of a delivery's events are about, those behind event `after`, and the last of these events. */
export function thingsAfter(
  db: ReadDb,
  delivery: number,
  after: number,
  limit: number,
): { things: Thing[]; last: number } {
  const rows = db.all<Thing & { event: number }>(
    `SELECT e.id AS event, ${thingColumns} FROM events e CROSS JOIN things t ON t.id = e.thing_id
     WHERE e.delivery = ? AND e.id > ? ORDER BY e.id LIMIT ?`,
    delivery,
    after,
    limit,
  )
  const things = new Map(
    rows.map(({ type, system, environment, id }) => {
      const thing: Thing = { type, system, environment, id }
      return [thingKey(thing), thing]
    }),
  )
  return { things: [...things.values()], last: rows.at(-1)?.event ?? after }
}

/** The last delivery that speaks of a thing. */
export function lastDelivery(db: ReadDb, thing: Thing): number | null {
  const sql = 'SELECT max(delivery) AS last FROM events WHERE thing_id = ?'
  return db.get<{ last: number | null }>(sql, findThing(db, thing) ?? null)?.last ?? null
}

/** Events of a delivery behind one of them, in their order. */
export function eventsAfter(
  db: ReadDb,
  delivery: number,
  after: number,
  limit: number,
): { id: number; place: string; data: string }[] {
  return db.all(
    'SELECT id, place, data FROM events WHERE delivery = ? AND id > ? ORDER BY id LIMIT ?',
    delivery,
    after,
    limit,
  )
}

export function allThings(db: ReadDb): Thing[] {
  return db.all<Thing>(
    `SELECT ${thingColumns} FROM things t WHERE EXISTS (SELECT 1 FROM events WHERE thing_id = t.id) ORDER BY t.id`,
  )
}

export function deliveriesOf(db: ReadDb, thing: Thing): number[] {
  return db
    .all<{ delivery: number }>(
      'SELECT DISTINCT delivery FROM events WHERE thing_id = ? ORDER BY delivery',
      findThing(db, thing) ?? null,
    )
    .map((row) => row.delivery)
}

export function eventsOfDelivery(db: ReadDb, delivery: number): { place: string; data: string }[] {
  return db.all('SELECT place, data FROM events WHERE delivery = ? ORDER BY id LIMIT 200', delivery)
}
