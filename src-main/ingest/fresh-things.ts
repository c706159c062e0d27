// What is said of things that nothing was said of before: nobody asks for it until its transaction ends, so its rows are
// written together, many a statement. Whoever reads what was said before that has them written first.
import type { Event } from '../../src-shared/event.ts'
import { apply } from '../fold.ts'
import type { Param, WriteDb } from '../store/database.ts'
import { eventValues, insertEvents } from '../store/events.ts'
import { changeValues, deploymentValues, type FactRow, insertChanges, insertPushed } from '../store/facts.ts'
import { incidentValues, insertIncidents, insertIssues, issueValues, tableOf } from '../store/issue-facts.ts'
import { findThing, insertThings, lastNumber, type Thing, thingKey } from '../store/things.ts'

/** Where an event came from. */
export interface From {
  delivery: number
  place: string
  source: string
  received_at_ms: number
}

export class FreshThings {
  readonly #db: WriteDb
  readonly #keys = new Set<string>()
  #things: Thing[] = []
  #events: Param[] = []
  #changes: Param[] = []
  #deployments: Param[] = []
  #incidents: Param[] = []
  #issues: Param[] = []
  /** The next number; null where somebody else may have taken it. */
  #next: number | null = null

  constructor(db: WriteDb) {
    this.#db = db
  }

  /** Whether an event is all that is known of a thing, and no series says what else to look at. */
  isOf(thing: Thing, event: Event): boolean {
    if (event.type === 'build' || (event.type === 'deployment' && event.series !== undefined)) return false
    return !this.#keys.has(thingKey(thing)) && findThing(this.#db, thing) === undefined
  }

  /** Takes one such event. `decided`: whether anything was decided in the thing's system. */
  add(thing: Thing, event: Event, { delivery, place, source, received_at_ms }: From, decided: boolean): void {
    this.#next ??= lastNumber(this.#db) + 1
    const number = this.#next++
    this.#keys.add(thingKey(thing))
    this.#things.push(thing)
    this.#events.push(...eventValues(delivery, place, number, event))
    this.#fact(thing, number, apply(null, { event, source, received_at_ms }), decided)
  }

  #fact(thing: Thing, number: number, fact: FactRow, decided: boolean): void {
    if (fact.type === 'change') this.#changes.push(...changeValues(thing, number, fact))
    else if (fact.type === 'deployment') {
      const key = { ...thing, thing: thing.id, repo: 0, number }
      this.#deployments.push(...deploymentValues(this.#db, key, fact, decided))
    } else if (fact.type === 'issue') {
      const table = tableOf(fact)
      if (table === 'incidents') this.#incidents.push(...incidentValues(this.#db, thing, number, fact, decided))
      else if (table === 'issues') this.#issues.push(...issueValues(thing, number, fact))
    }
  }

  write(): void {
    if (this.#next === null) return
    insertThings(this.#db, this.#next - this.#things.length, this.#things)
    insertEvents(this.#db, this.#events)
    insertChanges(this.#db, this.#changes)
    insertPushed(this.#db, this.#deployments)
    insertIncidents(this.#db, this.#incidents)
    insertIssues(this.#db, this.#issues)
    this.#keys.clear()
    this.#things = []
    this.#events = []
    this.#changes = []
    this.#deployments = []
    this.#incidents = []
    this.#issues = []
    this.#next = null
  }
}
