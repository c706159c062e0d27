// Which of a series of like things an event is about, where its sender gives no id: "version 1.2.3 to production" may be
// deployed again next week. Decided by state and time, from the events that stand before it in the journal, so that a
// rebuild decides alike.
import { type DeploymentState, type Event, finalStates } from '../../src-shared/event.ts'
import { must } from '../../src-shared/assert.ts'
import type { ReadDb } from '../store/database.ts'
import { eventsOfSeries, nthOf, type Thing, thingKey } from '../store/events.ts'

/** Clients that got no answer send the same again within this time; clocks differ by less. */
const retryWindowMs = 10 * 60_000
/** A start that arrives after its end belongs to it, if it is not older than anything takes. */
const longestMs = 24 * 60 * 60_000

interface Occurrence {
  from: number
  /** When it was said to have ended; null while it runs. */
  ended: number | null
}

/** Events of the delivery at hand, which are not in the file yet, by their series. */
export class Series {
  readonly #added = new Map<string, { thing: string; at_ms: number; state: string }[]>()

  /** The thing an event is about: the one it names, or of the series it names the right one. */
  resolve(db: ReadDb, thing: Thing, event: Event): Thing {
    if ((event.type !== 'deployment' && event.type !== 'build') || event.series === undefined) return thing
    const at = must(event.at_ms, 'because an event of a series has its time')
    const key = thingKey(thing)
    const added = this.#added.get(key) ?? []
    const occurrences = new Map<string, Occurrence>()
    for (const one of [...eventsOfSeries(db, thing), ...added]) {
      const known = occurrences.get(one.thing) ?? { from: one.at_ms, ended: null }
      known.from = Math.min(known.from, one.at_ms)
      if (isFinal(one.state)) known.ended = Math.max(known.ended ?? one.at_ms, one.at_ms)
      occurrences.set(one.thing, known)
    }
    const id = choose(occurrences, at, isFinal(event.state)) ?? nthOf(thing.id, occurrences.size + 1)
    this.#added.set(key, [...added, { thing: id, at_ms: at, state: event.state }])
    return { ...thing, id }
  }
}

function isFinal(state: string): boolean {
  return finalStates.includes(state as DeploymentState)
}

/**
 * The occurrence an event at a time belongs to, or undefined for a new one. The end of what runs is its end; said again
 * within the window it is a retry. A running event begins anew, unless something runs or it is older than an end.
 */
function choose(occurrences: ReadonlyMap<string, Occurrence>, at: number, final: boolean): string | undefined {
  const all = [...occurrences]
  const running = all.filter(([, one]) => one.ended === null && (!final || one.from <= at + retryWindowMs))
  const ended = all.filter(([, one]) => {
    if (one.ended === null) return false
    return final ? Math.abs(one.ended - at) <= retryWindowMs : at < one.ended && one.ended - at <= longestMs
  })
  return (nearest(running, at) ?? nearest(ended, at))?.[0]
}

function nearest(list: [string, Occurrence][], at: number): [string, Occurrence] | undefined {
  const distance = ([, one]: [string, Occurrence]) => Math.abs((one.ended ?? one.from) - at)
  return list.sort((a, b) => distance(a) - distance(b))[0]
}
