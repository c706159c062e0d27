// The only road in: keep the delivery, translate it, fold what it touched, derive links, announce. One transaction each
// round, shared by all deliveries that waited (group commit): an answer is given only after the disk has it, and one
// bad delivery never sinks its neighbours.
import { must } from '../../src-shared/assert.ts'
import type { Translation } from '../../src-shared/event.ts'
import { Refusal } from '../../src-shared/reply.ts'
import type { Verdict } from '../sources/source.ts'
import { deriveSystem, deriveThings, deriveWaiting, type GraphCache } from '../derive/index.ts'
import { fileProblem, TransactionLost, type WriteDb } from '../store/database.ts'
import { type Counts, digestOf, insertDelivery } from '../store/deliveries.ts'
import { insertEvent } from '../store/events.ts'
import { writeFact } from '../store/facts.ts'
import { Fresh } from './fresh.ts'
import { KeyUses } from '../store/keys.ts'
import { makeThing, Places } from './thing.ts'
import { Touched } from './touched.ts'
import { testHeader } from './translate.ts'
import { allEnvironments, allSystems } from '../store/systems.ts'
import { Series } from './occurrence.ts'
import { keepRejected } from './rejected.ts'
import { refuseOtherCommits, refuseOutOfScope } from './refuse.ts'
import { type Arrival, asRefused, type Refused } from './arrival.ts'
import { type Assessed, assess, type Known } from './assess.ts'
import { findResent, findResentSeries, isResend } from './resend.ts'
import { summariseAll } from './summary.ts'

export type Outcome =
  | { state: 'accepted'; delivery: number; counts: Counts; verdicts: Verdict[] }
  | { state: 'duplicate'; delivery: number; of: number; counts: Counts; verdicts: Verdict[] }
  | ({ state: 'rejected' } & Refused)

export interface Ingest {
  /** Resolves once the outcome is on disk. Rejects only where the disk would not take it. */
  deliver(arrival: Arrival): Promise<Outcome>
  /** Any other change to the workspace that must commit, derive and announce in the same way. */
  change<T>(work: (touched: Touched) => T): T
  /** The same, but for announcing: for a part of something that is announced when it is whole. */
  quietly<T>(work: (touched: Touched) => T): T
  revision(): number
  /** How many deliveries wait for the next commit. */
  waiting(): number
}

interface Waiting {
  arrival: Arrival
  resolve(outcome: Outcome): void
  reject(error: unknown): void
}

const batchMax = 512
/** Turns of the event loop that a delivery waits for company at most; each is well under a millisecond. */
const turnsMax = 16
const tellEveryMs = 50

export function openIngest(db: WriteDb, cache: GraphCache, announce: (revision: number) => void): Ingest {
  let waiting: Waiting[] = []
  let scheduled = false
  let revision = 0
  let told = 0
  let toldAt = -Infinity
  let telling: NodeJS.Timeout | undefined
  const uses = new KeyUses()

  /** Runs work in one transaction and derives what it touched. */
  function quietly<T>(work: (touched: Touched) => T): T {
    const touched = new Touched()
    const derived = () => {
      const before = allEnvironments(db).length
      const value = work(touched)
      // A second environment in a tier splits "first in the tier" from "first there", for every system.
      if (allEnvironments(db).length !== before) for (const { id } of allSystems(db)) touched.add(id)
      for (const system of touched.systems) deriveSystem(db, cache, system)
      for (const [system, things] of touched.things)
        if (!touched.systems.has(system) && !deriveThings(db, system, things)) deriveSystem(db, cache, system)
      deriveWaiting(db, cache)
      return value
    }
    try {
      return db.transaction(derived)
    } catch (error) {
      // What it kept is of rows that are no more.
      cache.forget()
      throw error
    }
  }

  function change<T>(work: (touched: Touched) => T): T {
    const result = quietly(work)
    revision++
    tell()
    return result
  }

  function tell(): void {
    told = revision
    toldAt = performance.now()
    announce(revision)
  }

  /** Deliveries may change something hundreds of times a second: whoever asks again after the last has seen all of them. */
  function tellSoon(): void {
    revision++
    const wait = toldAt + tellEveryMs - performance.now()
    if (wait <= 0) tell()
    else if (telling === undefined)
      telling = setTimeout(() => {
        telling = undefined
        if (told !== revision) tell()
      }, wait).unref()
  }

  /** All of a batch in one transaction. */
  function keepEach(
    batch: readonly Waiting[],
    how: (one: Waiting, touched: Touched) => () => void,
    group?: Group,
  ): (() => void)[] {
    const answers = quietly((touched) => {
      const each = batch.map((one) => how(one, touched))
      group?.fresh.write()
      return each
    })
    tellSoon()
    return answers
  }

  function flush(): void {
    scheduled = false
    const batch = waiting.slice(0, batchMax)
    waiting = waiting.slice(batchMax)
    if (waiting.length > 0) schedule()
    for (const answer of keepAll(batch)) answer()
  }

  /** Together first, because nearly always nothing fails and a savepoint each costs a fifth of all; then each for itself. */
  function keepAll(batch: readonly Waiting[]): (() => void)[] {
    try {
      try {
        const group = openGroup(db)
        return keepEach(batch, (one, touched) => keep(one, touched, group), group)
      } catch (error) {
        if (fileProblem(error) !== null) throw error
        uses.forget()
        return keepEach(batch, settle)
      }
    } catch (error) {
      uses.forget()
      return batch.map((one) => () => one.reject(error))
    }
  }

  /** Throws where it cannot be kept. The answer is given after the commit. */
  function keep({ arrival, resolve }: Waiting, touched: Touched, group: Group): () => void {
    const { keyId, translation } = arrival
    if ('cause' in translation) {
      group.fresh.write()
      keepRejected(db, arrival, translation)
      return () => resolve({ state: 'rejected', ...translation })
    }
    const outcome = accept(db, arrival, translation, touched, group)
    if (keyId !== null) uses.note(db, keyId, arrival.delivery.received_at_ms)
    return () => resolve(outcome)
  }

  /** The same inside a savepoint of its own, so that what cannot be kept is refused alone. */
  function settle(one: Waiting, touched: Touched): () => void {
    const { arrival, resolve, reject } = one
    const own = new Touched()
    try {
      const answer = db.transaction(() => {
        const group = openGroup(db)
        const kept = keep(one, own, group)
        group.fresh.write()
        return kept
      })
      touched.merge(own)
      return answer
    } catch (error) {
      if (error instanceof TransactionLost) throw error
      if (!(error instanceof Refusal)) return () => reject(error)
      const refused = asRefused(error)
      keepRejected(db, arrival, refused)
      return () => resolve({ state: 'rejected', ...refused })
    }
  }

  function schedule(): void {
    if (scheduled) return
    scheduled = true
    setImmediate(gather, 0)
  }

  /** One commit for all that arrives together: at once when nobody else comes, later while each turn brings more. */
  function gather(seen: number, turns = 0): void {
    if (waiting.length > seen && waiting.length < batchMax && turns < turnsMax)
      setImmediate(gather, waiting.length, turns + 1)
    else flush()
  }

  return {
    deliver: (arrival) =>
      new Promise((resolve, reject) => {
        waiting.push({ arrival, resolve, reject })
        schedule()
      }),
    change,
    quietly,
    revision: () => revision,
    waiting: () => waiting.length,
  }
}

const each = 'because each event is about one thing'
const accepted = { outcome: 'accepted', reason: null, duplicateOf: null } as const

/** What is kept in one transaction. */
interface Group {
  places: Places
  fresh: Fresh
}

function openGroup(db: WriteDb): Group {
  return { places: new Places(), fresh: new Fresh(db) }
}

/** Keeps and folds one delivery. Throws a Refusal where the workspace objects; what it wrote by then is to be undone. */
function accept(db: WriteDb, arrival: Arrival, translation: Translation, touched: Touched, group: Group): Outcome {
  const { delivery, keyId, status } = arrival
  const { places, fresh } = group
  if (arrival.strict && translation.skipped.some(({ left }) => left !== true))
    throw new Refusal('invalid', 'Nothing was imported, because rows were rejected.')
  const { events } = translation
  const named = events.map((event) => makeThing(db, event, places))
  if (arrival.systems !== undefined) refuseOutOfScope(db, arrival.systems, events, named)
  // What most deliveries are; then nothing has to be looked up.
  const [event] = events
  const [thing] = named
  if (
    events.length === 1 &&
    event !== undefined &&
    thing !== undefined &&
    delivery.method !== 'FILE' &&
    fresh.isOf(thing, event)
  ) {
    const counts = { new: 1, updated: 0, unchanged: 0, skipped: translation.skipped.length }
    const row = { delivery, keyId, status, summary: summariseAll(events), counts, ...accepted }
    const id = fresh.add(row, translation.at[0] ?? '', thing, event, places.decided(db, thing.system))
    touched.thing(thing)
    return { state: 'accepted', delivery: id, counts, verdicts: ['new'] }
  }
  fresh.write()
  if (translation.versionsFixed) refuseOtherCommits(db, events, named)
  const digest = digestOf(delivery)
  const again = findResentSeries(db, delivery, digest, events, named)
  const series = new Series()
  const things = again === undefined ? events.map((event, i) => series.resolve(db, must(named[i], each), event)) : named
  const known: Known = new Map()
  const identical = again ?? findResent(db, delivery, digest, things, known)
  const isAgain = again !== undefined || (identical !== undefined && isResend(db, identical, events, things))
  const { verdicts, facts } = isAgain
    ? { verdicts: things.map((): Verdict => 'unchanged'), facts: new Map<string, Assessed>() }
    : assess(db, delivery, events, things, known)
  const counts = { ...count(verdicts), skipped: translation.skipped.length }
  const of = counts.new + counts.updated === 0 ? identical : undefined

  const summary = testHeader in delivery.headers ? 'a test event' : summariseAll(events)
  const row = { delivery, keyId, status, summary, counts }
  if (of !== undefined) {
    const reason = `the same as delivery ${of}`
    const id = insertDelivery(db, { ...row, outcome: 'duplicate', reason, duplicateOf: of }, digest)
    return { state: 'duplicate', delivery: id, of, counts, verdicts }
  }
  const id = insertDelivery(db, { ...row, ...accepted }, digest)
  events.forEach((event, i) => {
    const thing = must(things[i], each)
    insertEvent(db, id, translation.at[i] ?? '', thing, event)
    if (verdicts[i] !== 'unchanged') touched.thing(thing)
  })
  for (const { thing, fact, changed } of facts.values())
    if (changed) writeFact(db, thing, fact, places.decided(db, thing.system))
  return { state: 'accepted', delivery: id, counts, verdicts }
}

export function count(verdicts: readonly Verdict[]): Omit<Counts, 'skipped'> {
  const counts = { new: 0, updated: 0, unchanged: 0 }
  for (const verdict of verdicts) counts[verdict]++
  return counts
}
