// The road in for large files, in pieces that each take a few milliseconds, so that what arrives meanwhile is answered as
// fast as ever. Staged first, where nothing looks; then published piece by piece while the reader keeps looking at the state
// before, and announced once. Invariant: one that does not come to its end leaves nothing, not even after a power cut. So
// only the transaction that ends it waits for the disk, and takes those before it along.
import { must } from '../../src-shared/assert.ts'
import type { Delivery } from '../../src-shared/delivery.ts'
import type { Event } from '../../src-shared/event.ts'
import { apply, fold } from '../fold.ts'
import { deriveThings } from '../derive/index.ts'
import type { WriteDb } from '../store/database.ts'
import { type Counts, deleteDelivery, findIdentical, insertDelivery, noCounts, setCounts } from '../store/deliveries.ts'
import { deleteEventsOf, entriesOf, insertEvent, someThingsOf } from '../store/events.ts'
import type { Thing } from '../store/things.ts'
import { writeFact } from '../store/facts.ts'
import * as table from '../store/stages.ts'
import { allEnvironments, allSystems } from '../store/systems.ts'
import type { Ingest, Outcome } from './ingest.ts'
import { FreshThings } from './fresh-things.ts'
import { makeThing, Places, refold } from './thing.ts'
import { Series } from './occurrence.ts'
import { Touched } from './touched.ts'

/** Events published in one transaction: as many as take some milliseconds on this computer, told by the last ones. */
const slice = { first: 100, most: 1000, fast: 6, slow: 12 }
const takenBackMax = 100
const dropMax = 2000
/** Of a system with more of them all is derived, which is less work. */
const rememberedMax = 1000

/** A file as the journal keeps it. Crosses threads by structured clone. */
export interface Publication {
  /** Without its body, which is staged. */
  delivery: Delivery
  digest: Uint8Array
  bytes: number
  summary: string
  /** What it is foreseen to do; of a file that was not here before, that it is new. */
  counts: Counts
}

interface Publishing {
  delivery: number
  source: string
  received_at_ms: number
  counts: Counts
  position: number
  /** How many events come next. */
  slice: number
  touched: Touched
  environments: number
}

/** What one transaction looked up, and what it has not written yet. */
interface Known {
  series: Series
  places: Places
  fresh: FreshThings
}

export class Stages {
  readonly #db: WriteDb
  readonly #ingest: Ingest
  readonly #publishing = new Map<number, Publishing>()

  constructor(db: WriteDb, ingest: Ingest) {
    this.#db = db
    this.#ingest = ingest
  }

  open(): number {
    return this.#db.unhurried(() => table.openStage(this.#db))
  }

  bytes(stage: number, part: number, bytes: Uint8Array): void {
    this.#db.unhurried(() => table.stageBytes(this.#db, stage, part, bytes))
  }

  events(stage: number, events: readonly table.StagedEvent[]): void {
    this.#db.unhurried(() => table.stageEvents(this.#db, stage, events))
  }

  /** The delivery that this repeats and that has nothing to say any more, as an outcome; null where there is news. */
  repeat(publication: Publication): Outcome | null {
    const { counts, bytes, summary, digest } = publication
    const of = counts.new + counts.updated === 0 ? findIdentical(this.#db, digest) : undefined
    if (of === undefined) return null
    const row = { ...this.#row(publication), outcome: 'duplicate' as const, duplicateOf: of, bytes, summary, counts }
    const reason = `the same as delivery ${of}`
    const delivery = this.#ingest.change(() => insertDelivery(this.#db, { ...row, reason }, digest))
    return { state: 'duplicate', delivery, of, counts, verdicts: [] }
  }

  /** From now on its events become facts; returns the delivery's number. */
  begin(stage: number, publication: Publication): number {
    const { delivery, digest } = publication
    const kept = { ...delivery, meta: { ...delivery.meta, stage: String(stage) } }
    const id = this.#db.unhurried(() => {
      const row = { ...this.#row({ ...publication, delivery: kept }), counts: noCounts }
      const made = insertDelivery(this.#db, { ...row, outcome: 'accepted', duplicateOf: null }, digest)
      table.setStageDelivery(this.#db, stage, made)
      return made
    })
    const counts = { ...noCounts, skipped: publication.counts.skipped }
    const environments = allEnvironments(this.#db).length
    const { source, received_at_ms } = delivery
    const touched = new Touched()
    this.#publishing.set(stage, {
      delivery: id,
      source,
      received_at_ms,
      counts,
      position: -1,
      slice: slice.first,
      touched,
      environments,
    })
    return id
  }

  /** Publishes a few more. Returns how many, 0 at the end. */
  some(stage: number): number {
    const now = this.#now(stage)
    const began = performance.now()
    const rows = table.stagedAfter(this.#db, stage, now.position, now.slice)
    this.#db.unhurried(() => {
      const known = { series: new Series(), places: new Places(), fresh: new FreshThings(this.#db) }
      const touched: Thing[] = []
      for (const { place, data, position } of rows) {
        const thing = this.#publish(now, place, JSON.parse(data) as Event, known)
        if (thing !== null) touched.push(thing)
        now.position = position
      }
      known.fresh.write()
      this.#deriveOrRemember(now, touched)
    })
    const took = performance.now() - began
    if (took < slice.fast) now.slice = Math.min(slice.most, now.slice * 2)
    if (took > slice.slow) now.slice = Math.max(slice.first, now.slice / 2)
    return rows.length
  }

  /** What can be derived thing by thing is so at once; the rest is remembered, whole systems where it is much. */
  #deriveOrRemember({ touched }: Publishing, things: readonly Thing[]): void {
    for (const [system, own] of Map.groupBy(things, (thing) => thing.system)) {
      if (touched.systems.has(system)) continue
      const isDone = own.every(({ type }) => type === 'issue') && deriveThings(this.#db, system, own)
      if (isDone) continue
      for (const thing of own) touched.thing(thing)
      if ((touched.things.get(system)?.length ?? 0) <= rememberedMax) continue
      touched.add(system)
      touched.things.delete(system)
    }
  }

  /** Derives the links of one system that it touched; false where none is left. */
  derive(stage: number): boolean {
    const { touched, environments } = this.#now(stage)
    // A second environment in a tier splits "first in the tier" from "first there", for every system.
    if (allEnvironments(this.#db).length !== environments) for (const { id } of allSystems(this.#db)) touched.add(id)
    this.#now(stage).environments = allEnvironments(this.#db).length
    const [system] = touched.systems
    if (system !== undefined) {
      this.#ingest.quietly((all) => void all.add(system))
      touched.systems.delete(system)
      touched.things.delete(system)
      return true
    }
    const [few] = touched.things
    if (few === undefined) return false
    this.#ingest.quietly((all) => few[1].forEach((thing) => all.thing(thing)))
    touched.things.delete(few[0])
    return true
  }

  /** It stands from now on. */
  finish(stage: number): Outcome {
    const { delivery, counts } = this.#now(stage)
    this.#ingest.change(() => {
      setCounts(this.#db, delivery, counts)
      table.closeStage(this.#db, stage)
    })
    this.#publishing.delete(stage)
    return { state: 'accepted', delivery, counts, verdicts: [] }
  }

  /** Takes back some of what an import said that is not to come to its end; false when nothing of it is left. */
  takeBack(stage: number): boolean {
    this.#publishing.delete(stage)
    const row = table.stageOf(this.#db, stage)
    if (row === undefined) return table.dropLeftEvents(this.#db, dropMax) > 0
    const { delivery } = row
    const things = delivery === null ? [] : someThingsOf(this.#db, delivery, takenBackMax)
    this.#ingest.quietly((touched) => {
      for (const thing of things) {
        deleteEventsOf(this.#db, must(delivery, 'because it has events'), thing)
        refold(this.#db, thing)
        touched.thing(thing)
      }
      if (things.length > 0) return
      table.dropStagedBytes(this.#db, stage)
      table.closeStage(this.#db, stage)
      if (delivery !== null) deleteDelivery(this.#db, delivery)
    })
    return true
  }

  /** Takes back whatever an end of the process cut short. */
  cleanUp(): void {
    for (const { id } of table.allStages(this.#db)) while (table.stageOf(this.#db, id) !== undefined) this.takeBack(id)
    while (table.dropLeftEvents(this.#db, dropMax) > 0);
  }

  /** Removes staged events that were published; true while there are more. */
  sweep(): boolean {
    return table.dropLeftEvents(this.#db, dropMax) > 0
  }

  /** The thing that it changed. Puts one event where it belongs in the order of the thing's events, which may have grown since the file was read. */
  #publish(now: Publishing, place: string, event: Event, { series, places, fresh }: Known): Thing | null {
    const db = this.#db
    const { delivery, source, received_at_ms } = now
    const named = makeThing(db, event, places)
    if ('series' in event && event.series !== undefined) fresh.write()
    const thing: Thing = series.resolve(db, named, event)
    const decided = places.decided(db, thing.system)
    if (fresh.isOf(thing, event)) {
      fresh.add(thing, event, { delivery, place, source, received_at_ms }, decided)
      now.counts.new++
      return thing
    }
    fresh.write()
    const before = entriesOf(db, thing)
    insertEvent(db, delivery, place, thing, event)
    const was = fold(before)
    const entry = { event, source, received_at_ms }
    const fact = must(was === null ? apply(null, entry) : fold(entriesOf(db, thing)), 'because one event is there')
    if (was === null) now.counts.new++
    else if (JSON.stringify(was) === JSON.stringify(fact)) {
      now.counts.unchanged++
      return null
    } else now.counts.updated++
    writeFact(db, thing, fact, decided)
    return thing
  }

  #row({ delivery, bytes, summary }: Publication) {
    return { delivery, keyId: null, status: null, reason: null, summary, bytes, bodyKept: false }
  }

  #now(stage: number): Publishing {
    return must(this.#publishing.get(stage), 'because it was begun')
  }
}
