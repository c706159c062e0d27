// What events would do to the facts about their things: reads only, so that a preview takes the same steps as what is kept.
import { must } from '../../src-shared/assert.ts'
import type { Delivery } from '../../src-shared/delivery.ts'
import type { Event } from '../../src-shared/event.ts'
import { apply, type Fact, fold } from '../fold.ts'
import type { Verdict } from '../sources/source.ts'
import type { ReadDb } from '../store/database.ts'
import { entriesOf, type Entry } from '../store/events.ts'
import { type Thing, thingKey } from '../store/things.ts'

/** The events about things as they were read, by the thing. */
export type Known = Map<string, Entry[]>

export function entriesIn(known: Known, db: ReadDb, thing: Thing): Entry[] {
  const key = thingKey(thing)
  let entries = known.get(key)
  if (entries === undefined) known.set(key, (entries = entriesOf(db, thing)))
  return entries
}

export interface Assessed {
  thing: Thing
  fact: Fact
  changed: boolean
}

/** What each event would do to the fact about its thing, `things[i]`, and the facts after all of them. Reads only. */
export function assess(
  db: ReadDb,
  delivery: Delivery,
  events: readonly Event[],
  things: readonly Thing[],
  known: Known = new Map(),
): { verdicts: Verdict[]; facts: Map<string, Assessed> } {
  const current = new Map<string, Fact | null>()
  const facts = new Map<string, Assessed>()
  const verdicts = events.map((event, i): Verdict => {
    const thing = must(things[i], 'because each event is about one thing')
    const key = thingKey(thing)
    const list = entriesIn(known, db, thing)
    if (!current.has(key)) current.set(key, fold(list))
    const before = current.get(key) ?? null
    const entry = { event, source: delivery.source, received_at_ms: delivery.received_at_ms }
    list.push(entry)
    // A statement about the whole thing comes last; a lifecycle event is put in its place by its own time.
    const after =
      event.at_ms === undefined ? apply(before, entry) : must(fold(inOrder(list)), 'because one entry is there')
    current.set(key, after)
    const verdict = before === null ? 'new' : same(before, after) ? 'unchanged' : 'updated'
    facts.set(key, { thing, fact: after, changed: verdict !== 'unchanged' || (facts.get(key)?.changed ?? false) })
    return verdict
  })
  return { verdicts, facts }
}

export function inOrder(entries: Entry[]): Entry[] {
  return entries.sort((a, b) => (a.event.at_ms ?? Infinity) - (b.event.at_ms ?? Infinity) || 0)
}

export function same(a: Fact, b: Fact): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
