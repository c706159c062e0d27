// Which of a series of like things an event is about, where its sender gives no id: "version 1.2.3 to production" may be
// deployed again next week. Decided by state and time, from the events that stand before it in the journal, so that a
// rebuild decides alike.
import {
  type BuildEvent,
  type DeploymentEvent,
  type DeploymentState,
  type Event,
  finalStates,
} from '../../src-shared/event.ts'
import { must } from '../../src-shared/assert.ts'
import type { ReadDb } from '../store/database.ts'
import { eventsNear, hasEvents, type Seen, seriesName, thingBegunAt } from '../store/events.ts'
import { type Thing, thingKey } from '../store/things.ts'

/** An end said again within this time is a retry of a client that got no answer; clocks differ by less. */
export const windowMs = 10 * 60_000
/** What began longer ago is not what ends now: its end was never told. Some are scheduled before a weekend. */
const longestMs = 7 * 24 * 60 * 60_000

interface Occurrence {
  thing: string
  /** How it ended; null while it runs. */
  end: string | null
  /** When that was first said; while it runs, when it was first heard of. */
  time: number
  /** The job that said so, as JSON. */
  job: string | null
}

/** Resolves the events of one delivery, in their order; those before are not in the file yet. */
export class Series {
  readonly #added = new Map<string, Seen[]>()

  /** The thing an event is about: the one it names, or of the series it names the right one. */
  resolve(db: ReadDb, thing: Thing, event: Event): Thing {
    if (event.type !== 'deployment' && event.type !== 'build') return thing
    // Nothing has to be remembered of one that names its thing and has no time of its own.
    if (event.series === undefined && event.at_ms === undefined) return thing
    const key = thingKey({ ...thing, id: seriesName(thing.id) })
    const added = this.#added.get(key) ?? []
    // One that names its thing may name one of a series, too.
    const id = event.series === undefined ? thing.id : place(db, thing, event, added)
    if (event.at_ms !== undefined)
      this.#added.set(key, [...added, { thing: id, at_ms: event.at_ms, state: event.state, job: jobOf(event) }])
    return { ...thing, id }
  }
}

function place(db: ReadDb, series: Thing, event: DeploymentEvent | BuildEvent, added: readonly Seen[]): string {
  const at = must(event.at_ms, 'because an event of a series has its time')
  const all = occurrences([...eventsNear(db, series, at + windowMs), ...added])
  return choose(all, at, event)?.thing ?? unused(db, series, at, all)
}

function occurrences(events: readonly Seen[]): Occurrence[] {
  const all = new Map<string, Occurrence>()
  const endsFirst = events.toSorted((a, b) => Number(isFinal(b.state)) - Number(isFinal(a.state)) || a.at_ms - b.at_ms)
  for (const { thing, at_ms, state, job } of endsFirst)
    if (!all.has(thing)) all.set(thing, { thing, end: isFinal(state) ? state : null, time: at_ms, job })
  return [...all.values()]
}

/** The one an event belongs to, or undefined where it begins another. */
function choose(all: readonly Occurrence[], at: number, event: DeploymentEvent | BuildEvent): Occurrence | undefined {
  const { state } = event
  const nearest = (list: readonly Occurrence[], from: number, to: number) =>
    list
      .filter(({ time }) => time >= from && time <= to)
      .sort((a, b) => Math.abs(a.time - at) - Math.abs(b.time - at))[0]
  const running = all.filter((one) => one.end === null)
  if (!isFinal(state)) {
    const ended = all.filter((one) => one.end !== null)
    // What ended after this was told late, or by a slower clock.
    return nearest(running, at - longestMs, at + longestMs) ?? nearest(ended, at + 1, at + longestMs)
  }
  const alike = all.filter((one) => one.end === state && !isAnew(one, event))
  return (
    nearest(running, at - longestMs, at) ??
    // The same end again is a retry; another end is one of another attempt, whose beginning nobody told.
    nearest(alike, at - windowMs, at + windowMs) ??
    nearest(running, at, at + windowMs)
  )
}

function jobOf({ job }: DeploymentEvent | BuildEvent): string | null {
  return job === undefined ? null : JSON.stringify(job)
}

/** Whether an end was said by one job, and this one by the same job that somebody ran again. */
function isAnew(one: Occurrence, { job }: DeploymentEvent | BuildEvent): boolean {
  if (one.job === null || job === undefined) return false
  const before = JSON.parse(one.job) as typeof job
  return before.name === job.name && before.id !== job.id
}

/** The first of a series is called like it, later ones by their time too. */
function unused(db: ReadDb, series: Thing, at: number, known: readonly Occurrence[]): string {
  if (known.length === 0) return series.id
  for (let ms = at; ; ms++) {
    const id = thingBegunAt(series.id, ms)
    if (!known.some((one) => one.thing === id) && !hasEvents(db, { ...series, id })) return id
  }
}

function isFinal(state: string): boolean {
  return finalStates.includes(state as DeploymentState)
}
