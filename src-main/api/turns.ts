// Long work of a job, in pieces: others have their turn in between, a person sees how far it is, and may cancel it.
import { setImmediate as turn } from 'node:timers/promises'
import { Refusal } from '../../src-shared/reply.ts'
import type { FileReading, FileSummary, ReadRow } from '../sources/source.ts'
import type { JobContext } from './context.ts'

/** So long at most does anybody else wait for a turn, in milliseconds. */
const stretchMs = 8

/** Lets others have their turn, in one-shot commands too, where nothing else comes between. */
export async function stopIf(signal: AbortSignal): Promise<void> {
  await turn()
  if (signal.aborted) throw new Refusal('conflict', 'Cancelled.')
}

/** A pause where it is time for one. */
export function pauses(signal: AbortSignal): () => Promise<void> | null {
  let since = performance.now()
  return () => {
    if (performance.now() - since < stretchMs) return null
    return stopIf(signal).then(() => void (since = performance.now()))
  }
}

/** Hands over each row of a file; what `each` returns is waited for. */
export async function readThrough(
  reading: FileReading,
  { signal }: Pick<JobContext, 'signal'>,
  each: (row: ReadRow) => Promise<void> | null | undefined,
  looking: () => void,
): Promise<FileSummary> {
  const pause = pauses(signal)
  for (;;) {
    const { done, value } = reading.next()
    if (done === true) return value
    const waits = value === null ? looking() : each(value)
    if (waits) await waits
    const time = pause()
    if (time !== null) await time
  }
}

/** Shows how far it is and how fast. */
export function rated(
  title: string,
  total: number | null,
  unit: string,
  { progress, clock }: JobContext,
): (count: number) => void {
  const since = clock()
  let last = 0
  return (count) => {
    const now = clock()
    // As often as anybody is shown it.
    if (now - last < 100 && count !== total) return
    last = now
    const seconds = (now - since) / 1000
    const rate = seconds < 1 ? '' : `, ${Math.round(count / seconds)} a second`
    progress(title, count, total, `${unit}${rate}`)
  }
}
