// Hands a file and what it says over to the writer: a small one at once, a large one in pieces, so that nobody waits for it.
// Never holds more than a few of its rows.
import { must } from '../../src-shared/assert.ts'
import type { Event, Skip } from '../../src-shared/event.ts'
import type { Outcome } from '../ingest/ingest.ts'
import { summarise } from '../ingest/summary.ts'
import type { Publication } from '../ingest/stages.ts'
import type { FileSummary } from '../sources/source.ts'
import { withHash } from '../store/deliveries.ts'
import type { StagedEvent } from '../store/stages.ts'
import type { JobContext } from './context.ts'
import type { OpenFile } from './import-file.ts'
import { Left } from './import-left.ts'
import { digestOfFile, foreseeFile } from './import-plan.ts'
import { rated, stopIf } from './turns.ts'

/** What one transaction takes in a few milliseconds. */
const smallEvents = 200
const smallBytes = 1024 * 1024
const stagedAtOnce = 1000
const partBytes = 512 * 1024

export interface FileToDeliver {
  file: OpenFile
  strict: boolean
  /** Throws a Refusal for one that is not to be kept, once all of it was read. `events`: how many it says. */
  refuse: (events: number, summary: FileSummary, left: Left) => void
}

export interface Delivered {
  outcome: Outcome
  summary: FileSummary
  left: Left
}

export async function deliverFile(asked: FileToDeliver, context: JobContext): Promise<Delivered> {
  const { file } = asked
  // Only of a file that was here before is it asked whether all of it is known.
  if (withHash(context.db, file.hash).length > 0) {
    const known = await repeated(asked, context)
    if (known !== null) return known
  }
  const aside = new Aside(context)
  // What is seen here stays as it is until all of the file is there.
  let release = () => {}
  try {
    const { summary, left, delivery, skipped } = await readAside(asked, aside)
    if (aside.isSmall && file.size <= smallBytes) {
      const body = new Uint8Array(Buffer.concat([...file.pieces()]))
      file.refuseChanged()
      const translation = { ...aside.held(), skipped }
      return { outcome: await context.ops.deliver({ ...delivery, body }, translation, asked.strict), summary, left }
    }
    const stage = await aside.flush()
    const digest = await stageBytes(stage, file, delivery, context)
    file.refuseChanged()
    const publication: Publication = {
      delivery: { ...delivery, body: new Uint8Array(0) },
      digest,
      bytes: file.size,
      summary: aside.summary(),
      counts: { new: aside.count, updated: 0, unchanged: 0, skipped: left.rows([]).skipped },
    }
    release = context.hold()
    return { outcome: await publish(stage, publication, aside.count, context), summary, left }
  } catch (error) {
    await aside.takeBack()
    throw error
  } finally {
    release()
    await aside.sweep()
  }
}

/** The outcome where nothing of it is news; null where something is. */
async function repeated({ file, refuse }: FileToDeliver, context: JobContext): Promise<Delivered | null> {
  const { summary, left, counts, inWords, delivery, digest, sameAs } = await foreseeFile(file, context)
  const { new: added, updated, unchanged } = counts
  refuse(added + updated + unchanged, summary, left)
  if (sameAs === null || added + updated > 0) return null
  const outcome = await context.ops.repeatFile({
    delivery: { ...delivery, body: new Uint8Array(0) },
    digest,
    bytes: file.size,
    summary: inWords,
    counts: { ...counts, skipped: left.rows([]).skipped },
  })
  return outcome === null ? null : { outcome, summary, left }
}

async function readAside({ file, refuse }: FileToDeliver, aside: Aside) {
  const left = new Left()
  const skipped: Skip[] = []
  const summary = await file.read((read) => {
    if ('event' in read) return aside.add(read.event, `row ${read.row}`)
    left.add(read.skip)
    if (skipped.length < smallEvents) skipped.push(read.skip)
    return null
  })
  refuse(aside.count, summary, left)
  return { summary, left, skipped, delivery: file.told(summary) }
}

/** The bytes as they came, for the journal; returns what a resend is known by. */
async function stageBytes(
  stage: number,
  file: OpenFile,
  delivery: OpenFile['delivery'],
  context: JobContext,
): Promise<Uint8Array> {
  let part = 0
  let waiting: Uint8Array[] = []
  let size = 0
  const flush = async () => {
    const bytes = new Uint8Array(Buffer.concat(waiting))
    waiting = []
    size = 0
    await stopIf(context.signal)
    for (let at = 0; at < bytes.length; at += partBytes)
      await context.ops.stageBytes(stage, part++, bytes.slice(at, at + partBytes))
  }
  const digest = await digestOfFile(file, delivery, context, (piece) => {
    waiting.push(piece)
    size += piece.length
    return size >= partBytes ? flush() : null
  })
  await flush()
  return digest
}

async function publish(stage: number, publication: Publication, of: number, context: JobContext): Promise<Outcome> {
  const { ops, signal } = context
  await ops.beginPublishing(stage, publication)
  const progress = rated(`Storing ${publication.delivery.path}`, of, 'rows', context)
  for (let n = 0, some = 1; some > 0; progress((n += some))) {
    await stopIf(signal)
    some = await ops.publishSome(stage)
  }
  while (await ops.deriveSome(stage)) await stopIf(signal)
  return ops.finishPublishing(stage)
}

/** The events of a file on their way: a few are held, more are staged with the writer, where nothing looks. */
class Aside {
  count = 0
  readonly #context: JobContext
  readonly #types = new Set<Event['type']>()
  #first: Event | undefined
  #stage: number | null = null
  #staging: Promise<void> = Promise.resolve()
  #waiting: { event: Event; at: string }[] = []

  constructor(context: JobContext) {
    this.#context = context
  }

  /** Whether all of them are held. */
  get isSmall(): boolean {
    return this.#stage === null && this.#waiting.length <= smallEvents
  }

  add(event: Event, at: string): Promise<void> | null {
    this.#first ??= event
    this.#types.add(event.type)
    this.count++
    return this.#waiting.push({ event, at }) < stagedAtOnce ? null : this.#handOver()
  }

  held(): { events: Event[]; at: string[] } {
    return { events: this.#waiting.map(({ event }) => event), at: this.#waiting.map(({ at }) => at) }
  }

  summary(): string {
    return summarise(this.count, this.#first, this.#types)
  }

  /** Stages what is held. Returns the stage. */
  async flush(): Promise<number> {
    await this.#handOver()
    await this.#staging
    return must(this.#stage, 'because something was handed over')
  }

  /** One lot is written while the next is read. */
  async #handOver(): Promise<void> {
    const { ops, signal } = this.#context
    const from = this.count - this.#waiting.length
    const some = this.#waiting.map(({ event, at }, i): StagedEvent => ({
      position: from + i,
      place: at,
      data: JSON.stringify(event),
    }))
    this.#waiting = []
    await this.#staging
    await stopIf(signal)
    const stage = (this.#stage ??= await ops.openStage())
    if (some.length === 0) return
    this.#staging = ops.stageEvents(stage, some)
    // Awaited before the next; until then a failure must not count as unhandled.
    this.#staging.catch(() => undefined)
  }

  async takeBack(): Promise<void> {
    await this.#staging.catch(() => undefined)
    if (this.#stage !== null) while (await this.#context.ops.takeBackSome(this.#stage));
  }

  async sweep(): Promise<void> {
    if (this.#stage !== null) while (await this.#context.ops.sweepStages());
  }
}
