// What the events of a file would do to what is known, told one by one while the file is read, without writing anything
// that stays: the same steps as ingest.ts takes. What the file said before of the same thing lies aside on disk, so that
// memory does not grow with the file.
import type { Event } from '../../src-shared/event.ts'
import { must } from '../../src-shared/assert.ts'
import { fold } from '../fold.ts'
import type { Verdict } from '../sources/source.ts'
import { openScratch, type OpenDb, type ReadDb, type WriteDb } from '../store/database.ts'
import { type Counts, withHash } from '../store/deliveries.ts'
import { entriesOf, eventsAfter, lastDelivery, type Entry } from '../store/events.ts'
import { type Thing, thingKey } from '../store/things.ts'
import { inOrder, same } from './assess.ts'
import { count } from './ingest.ts'
import { ThingFinder } from './preview.ts'

/** A delivery that brought a file with the same bytes, and whether it said the same as this one, so far. */
interface Twin {
  delivery: number
  isAlike: boolean
  /** Its next events, and the last one looked at. */
  next: string[]
  last: number
}

export class Foresight {
  readonly #db: ReadDb
  readonly #scratch: OpenDb<WriteDb>
  readonly #finder: ThingFinder
  readonly #twins: Twin[]
  readonly #from: Omit<Entry, 'event'>
  readonly #counts = count([])

  constructor(db: ReadDb, from: { source: string; received_at_ms: number; hash: string }) {
    this.#db = db
    this.#scratch = openScratch()
    this.#scratch.db.exec('CREATE TABLE said (thing TEXT PRIMARY KEY, events TEXT NOT NULL) WITHOUT ROWID; BEGIN')
    this.#finder = new ThingFinder(db)
    this.#twins = withHash(db, from.hash).map((delivery) => ({ delivery, isAlike: true, next: [], last: 0 }))
    this.#from = { source: from.source, received_at_ms: from.received_at_ms }
  }

  /** What the next event would do. */
  add(event: Event): Verdict {
    const thing = this.#finder.find(event)
    const data = JSON.stringify(event)
    for (const twin of this.#twins) if (twin.isAlike) twin.isAlike = this.#isNextOf(twin, data, thing)
    const verdict = this.#assess(thing, event, data)
    this.#counts[verdict]++
    return verdict
  }

  /**
   * What all of them would do. `identical`: the delivery that this repeats; where nothing was said of its things since,
   * taking the same events again one by one would undo and redo them, and is not done.
   */
  total(identical: number | undefined): { counts: Omit<Counts, 'skipped'>; isResend: boolean } {
    const twin = this.#twins.find(({ delivery }) => delivery === identical)
    const isResend = twin !== undefined && twin.isAlike && this.#next(twin) === undefined
    const { new: added, updated, unchanged } = this.#counts
    return { counts: isResend ? { ...count([]), unchanged: added + updated + unchanged } : this.#counts, isResend }
  }

  close(): void {
    this.#scratch.close()
  }

  #assess(thing: Thing, event: Event, data: string): Verdict {
    const key = thingKey(thing)
    const said = this.#scratch.db.get<{ events: string }>('SELECT events FROM said WHERE thing = ?', key)
    const earlier = said === undefined ? [] : (JSON.parse(said.events) as Event[])
    const entries = [...entriesOf(this.#db, thing), ...earlier.map((one) => ({ event: one, ...this.#from }))]
    const before = fold(inOrder(entries))
    this.#scratch.db.run(
      'INSERT OR REPLACE INTO said (thing, events) VALUES (?, ?)',
      key,
      said === undefined ? `[${data}]` : `${said.events.slice(0, -1)},${data}]`,
    )
    if (before === null) return 'new'
    const after = must(fold(inOrder([...entries, { event, ...this.#from }])), 'because one entry is there')
    return same(before, after) ? 'unchanged' : 'updated'
  }

  #isNextOf(twin: Twin, data: string, thing: Thing): boolean {
    const next = this.#next(twin)
    twin.next.shift()
    return next === data && lastDelivery(this.#db, thing) === twin.delivery
  }

  /** The next event that the other one said; undefined behind its last. */
  #next(twin: Twin): string | undefined {
    if (twin.next.length === 0) {
      const rows = eventsAfter(this.#db, twin.delivery, twin.last, 500)
      twin.next = rows.map(({ data }) => data)
      twin.last = rows.at(-1)?.id ?? twin.last
    }
    return twin.next[0]
  }
}
