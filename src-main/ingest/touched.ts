// What a change to the workspace touched, and so what must be derived again: whole systems, or single things in them.
import type { Thing } from '../store/things.ts'

export class Touched {
  readonly systems = new Set<number>()
  readonly things = new Map<number, Thing[]>()

  /** Everything in a system. */
  add(system: number): this {
    this.systems.add(system)
    return this
  }

  thing(thing: Thing): void {
    const list = this.things.get(thing.system)
    if (list === undefined) this.things.set(thing.system, [thing])
    else list.push(thing)
  }

  merge(other: Touched): void {
    for (const system of other.systems) this.add(system)
    for (const list of other.things.values()) for (const thing of list) this.thing(thing)
  }
}
