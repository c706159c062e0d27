// Translates any delivery of the journal again, by the source it names.
import { must } from '../../src-shared/assert.ts'
import type { Delivery } from '../../src-shared/delivery.ts'
import type { Event, Translation } from '../../src-shared/event.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { inMemory } from '../sources/files/bytes.ts'
import { readWhole } from '../sources/files/read-whole.ts'
import { sources } from '../sources/index.ts'
import type { ReadDb, WriteDb } from '../store/database.ts'
import { asDelivery, bytesOf, type DeliveryRow } from '../store/deliveries.ts'
import { insertEvent } from '../store/events.ts'
import { eventsOfFile, readFile } from './read-file.ts'
import { makeThing } from './thing.ts'
import { Series } from './occurrence.ts'
import { asRefused, type Refused } from './arrival.ts'

const seriesMost = 1000

export function translate(delivery: Delivery): Translation {
  const source = must(sources.get(delivery.source), `because a delivery names its source (${delivery.source})`)
  if ('recognise' in source) return readWhole(readFile(delivery, inMemory(delivery.body)))
  const translation = source.translate(delivery)
  return testHeader in delivery.headers ? withoutEvents(translation) : translation
}

/** The events of a delivery of the journal, one by one: a file may have more than anybody can hold. */
export function* eventsOf(db: ReadDb, row: DeliveryRow): Iterable<{ event: Event; at: string }> {
  const delivery = asDelivery(row)
  const isFile = 'recognise' in (sources.get(row.source) ?? {})
  if (isFile) return yield* eventsOfFile(readFile(delivery, bytesOf(db, row)))
  const { events, at } = translate(delivery)
  for (const [i, event] of events.entries()) yield { event, at: at[i] ?? '' }
}

/** Puts the events of a delivery into their places, one by one: each finds those before it. Returns how many. */
export function insertAll(db: WriteDb, row: DeliveryRow): number {
  let series = new Series()
  let n = 0
  for (const { event, at } of eventsOf(db, row)) {
    insertEvent(db, row.id, at, series.resolve(db, makeThing(db, event), event), event)
    // What was inserted is found again, so that nothing has to be remembered of it.
    if (++n % seriesMost === 0) series = new Series()
  }
  return n
}

/** The same for a delivery at the door, where not being able to is an answer. */
export function tryTranslate(delivery: Delivery): Translation | Refused {
  try {
    return translate(delivery)
  } catch (error) {
    if (error instanceof Refusal) return asRefused(error)
    throw error
  }
}

/** A request with this header is read, kept and answered like any other, and counts nowhere. */
export const testHeader = 'x-shiplog-test'

function withoutEvents({ events, at, skipped }: Translation): Translation {
  const reason = 'a test event, which is never counted'
  return { events: [], at: [], skipped: [...skipped, ...events.map((_, i) => ({ at: at[i] ?? '', reason }))] }
}
