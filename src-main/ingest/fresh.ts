// What is said of things that nothing was said of before. Nobody asks for it until its group is kept, so its rows are
// written together, many a statement. Whoever reads what was kept has them written first.
import type { Event } from '../../src-shared/event.ts'
import { apply } from '../fold.ts'
import type { Param, WriteDb } from '../store/database.ts'
import { deliveryValues, insertDeliveries, lastId, type NewDelivery } from '../store/deliveries.ts'
import { eventValues, insertEvents } from '../store/events.ts'
import { changeValues, deploymentValues, insertChanges, insertPushed } from '../store/facts.ts'
import { findThing, insertThings, lastNumber, type Thing, thingKey } from '../store/things.ts'

export class Fresh {
  readonly #db: WriteDb
  readonly #keys = new Set<string>()
  #things: Thing[] = []
  #deliveries: Param[] = []
  #events: Param[] = []
  #changes: Param[] = []
  #deployments: Param[] = []
  /** The next ids; null where somebody else may have taken them. */
  #next: { delivery: number; thing: number } | null = null

  constructor(db: WriteDb) {
    this.#db = db
  }

  /** Whether an event is all that is known of a thing, and neither a time nor a series says what else to look at. */
  isOf(thing: Thing, event: Event): boolean {
    if (event.type === 'deployment' ? event.series !== undefined : event.type !== 'change') return false
    return !this.#keys.has(thingKey(thing)) && findThing(this.#db, thing) === undefined
  }

  /** Takes a delivery with one such event. `decided`: whether anything was decided in the thing's system. */
  add(delivery: NewDelivery, place: string, thing: Thing, event: Event, decided: boolean): number {
    this.#next ??= { delivery: lastId(this.#db) + 1, thing: lastNumber(this.#db) + 1 }
    const id = this.#next.delivery++
    const number = this.#next.thing++
    this.#keys.add(thingKey(thing))
    this.#things.push(thing)
    this.#deliveries.push(...deliveryValues(id, delivery))
    this.#events.push(...eventValues(id, place, number, event))
    const { source, received_at_ms } = delivery.delivery
    const fact = apply(null, { event, source, received_at_ms })
    if (fact.type === 'change') this.#changes.push(...changeValues(thing, number, fact))
    else if (fact.type === 'deployment') {
      const key = { ...thing, thing: thing.id, repo: 0, number }
      this.#deployments.push(...deploymentValues(this.#db, key, fact, decided))
    }
    return id
  }

  write(): void {
    if (this.#next === null) return
    const { thing } = this.#next
    insertThings(this.#db, thing - this.#things.length, this.#things)
    insertDeliveries(this.#db, this.#deliveries)
    insertEvents(this.#db, this.#events)
    insertChanges(this.#db, this.#changes)
    insertPushed(this.#db, this.#deployments)
    this.#keys.clear()
    this.#things = []
    this.#deliveries = []
    this.#events = []
    this.#changes = []
    this.#deployments = []
    this.#next = null
  }
}
