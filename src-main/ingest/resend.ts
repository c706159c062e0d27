// A client that got no answer sends the same again. Where one delivery says several things of one thing, taking its events
// one after the other would undo and redo them: so a resend is told as a whole.
import type { Delivery } from '../../src-shared/delivery.ts'
import type { Event } from '../../src-shared/event.ts'
import type { ReadDb } from '../store/database.ts'
import { findIdentical, isIdentical } from '../store/deliveries.ts'
import { eventsNear, lastDelivery, someThingsOf } from '../store/events.ts'
import type { Thing } from '../store/things.ts'
import { entriesIn, type Known } from './assess.ts'
import { windowMs } from './occurrence.ts'

/** The delivery that this one may be again: of what nothing was said before, there is none. */
export function findResent(
  db: ReadDb,
  delivery: Delivery,
  digest: Uint8Array,
  things: readonly Thing[],
  known: Known,
): number | undefined {
  const [first] = things
  if (delivery.method === 'FILE' || first === undefined) return findIdentical(db, digest)
  return entriesIn(known, db, first).length === 0 ? undefined : findIdentical(db, digest, first)
}

/** Whether these events are those of delivery `of`, and nothing was said about their things since. */
export function isResend(db: ReadDb, of: number, events: readonly Event[], things: readonly Thing[]): boolean {
  const before = db.all<{ data: string }>('SELECT data FROM events WHERE delivery = ? ORDER BY id', of)
  const isAlike =
    before.length === events.length && events.every((event, i) => before[i]?.data === JSON.stringify(event))
  return isAlike && things.every((thing) => lastDelivery(db, thing) === of)
}

/**
 * The delivery that one with several events is again, where some are of series: which of a series they would be is asked
 * by their states, and those of the first try count in it. So the whole is told from a later one by time, as one event is.
 */
export function findResentSeries(
  db: ReadDb,
  delivery: Delivery,
  digest: Uint8Array,
  events: readonly Event[],
  things: readonly Thing[],
): number | undefined {
  const first = events.findIndex((event) => 'series' in event)
  const series = things[first]
  if (events.length === 1 || series === undefined) return undefined
  const { received_at_ms } = delivery
  const near = new Set(eventsNear(db, series, received_at_ms + windowMs).flatMap((one) => one.delivery ?? []))
  return [...near].find(
    (of) =>
      isIdentical(db, of, digest, received_at_ms - windowMs) &&
      someThingsOf(db, of, events.length).every((thing) => lastDelivery(db, thing) === of),
  )
}
