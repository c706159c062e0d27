// Deliveries that say one thing, and of something that nothing was said of before, as most do: their rows wait for those of
// the others of their group.
import type { Event } from '../../src-shared/event.ts'
import type { Param, WriteDb } from '../store/database.ts'
import { deliveryValues, insertDeliveries, lastId, type NewDelivery } from '../store/deliveries.ts'
import type { Thing } from '../store/things.ts'
import { FreshThings } from './fresh-things.ts'

export class Fresh {
  readonly #db: WriteDb
  readonly #things: FreshThings
  #deliveries: Param[] = []
  /** The next id; null where somebody else may have taken it. */
  #next: number | null = null

  constructor(db: WriteDb) {
    this.#db = db
    this.#things = new FreshThings(db)
  }

  isOf(thing: Thing, event: Event): boolean {
    return this.#things.isOf(thing, event)
  }

  /** Takes a delivery with one such event. `decided`: whether anything was decided in the thing's system. */
  add(row: NewDelivery, place: string, thing: Thing, event: Event, decided: boolean): number {
    this.#next ??= lastId(this.#db) + 1
    const delivery = this.#next++
    this.#deliveries.push(...deliveryValues(delivery, row))
    const { source, received_at_ms } = row.delivery
    this.#things.add(thing, event, { delivery, place, source, received_at_ms }, decided)
    return delivery
  }

  write(): void {
    // First, because events lead to them.
    insertDeliveries(this.#db, this.#deliveries)
    this.#things.write()
    this.#deliveries = []
    this.#next = null
  }
}
