// Hands a file and what it says over to the writer: a small one at once, a large one in pieces, so that nobody waits for it.
import { setImmediate as turn } from 'node:timers/promises'
import type { Delivery } from '../../src-shared/delivery.ts'
import { must } from '../../src-shared/assert.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { type Counts, digestOf, findIdentical } from '../store/deliveries.ts'
import { type Outcome, summarise } from '../ingest/ingest.ts'
import type { FileTranslation } from '../sources/source.ts'
import type { JobContext } from './context.ts'

/** What one transaction takes in a few milliseconds. */
const smallEvents = 200
const smallBytes = 1024 * 1024
const stagedAtOnce = 500
const partBytes = 512 * 1024

export interface FileToDeliver {
  delivery: Delivery
  translation: FileTranslation
  strict: boolean
  /** What it would do to what is known, asked only for a large one. */
  foresee: () => Omit<Counts, 'skipped'>
}

export async function deliverFile(file: FileToDeliver, context: JobContext): Promise<Outcome> {
  const { delivery, translation, strict } = file
  const isSmall = translation.events.length <= smallEvents && delivery.body.length <= smallBytes
  return isSmall ? context.ops.deliver(delivery, translation, strict) : deliverLarge(file, context)
}

async function deliverLarge({ delivery, translation, foresee }: FileToDeliver, context: JobContext): Promise<Outcome> {
  const { ops, signal } = context
  const digest = digestOf(delivery)
  // Only of a file that was there before is it asked whether all of it is known: foreseeing takes memory for each row.
  const isKnown = findIdentical(context.db, digest) !== undefined
  const foreseen = isKnown ? foresee() : { new: translation.events.length, updated: 0, unchanged: 0 }
  const publication = {
    delivery: { ...delivery, body: new Uint8Array(0) },
    digest,
    bytes: delivery.body.length,
    summary: summarise(translation),
    counts: { ...foreseen, skipped: translation.skipped.length },
  }
  const repeat = await ops.repeatFile(publication)
  if (repeat !== null) return repeat
  const stage = await ops.openStage()
  // What is seen here stays as it is until all of the file is there.
  let release = () => {}
  try {
    await stageAll(stage, delivery.body, translation, context)
    release = context.hold()
    await ops.beginPublishing(stage, publication)
    const progress = rated(`Storing ${delivery.path}`, translation.events.length, context)
    for (let n = 0, some = 1; some > 0; progress((n += some))) {
      await stopIf(signal)
      some = await ops.publishSome(stage)
    }
    while (await ops.deriveSome(stage)) await stopIf(signal)
    return await ops.finishPublishing(stage)
  } catch (error) {
    while (await ops.takeBackSome(stage));
    throw error
  } finally {
    release()
    while (await ops.sweepStages());
  }
}

async function stageAll(
  stage: number,
  body: Uint8Array,
  { events, at }: FileTranslation,
  context: JobContext,
): Promise<void> {
  const { ops, signal, progress } = context
  for (let from = 0, part = 0; from < body.length; from += partBytes, part++) {
    await stopIf(signal)
    await ops.stageBytes(stage, part, body.slice(from, from + partBytes))
  }
  for (let from = 0; from < events.length; from += stagedAtOnce) {
    await stopIf(signal)
    const some = events.slice(from, from + stagedAtOnce).map((event, i) => ({
      position: from + i,
      place: must(at[from + i], 'because each event has its place'),
      data: JSON.stringify(event),
    }))
    await ops.stageEvents(stage, some)
    progress('Handing rows over', from + some.length, events.length, 'rows')
  }
}

/** Shows how far it is and how fast. */
function rated(title: string, total: number, { progress, clock }: JobContext): (count: number) => void {
  const since = clock()
  return (count) => {
    const seconds = (clock() - since) / 1000
    const rate = seconds < 1 ? '' : `, ${Math.round(count / seconds)} a second`
    progress(title, count, total, `rows${rate}`)
  }
}

/** Lets others have their turn, in one-shot commands too, where nothing else comes between. */
async function stopIf(signal: AbortSignal): Promise<void> {
  await turn()
  if (signal.aborted) throw new Refusal('conflict', 'Cancelled.')
}
