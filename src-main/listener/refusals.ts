// Refused requests on their way to the journal. The first are written before they are answered; of floods every request
// is counted and little is written, so that nobody fills the disk and nothing is dropped unseen.
import { Budget } from '../guard.ts'
import type { Arrival, Refused } from '../ingest/arrival.ts'
import type { Intake } from './half.ts'

const flushMs = 30_000

export type RefusedArrival = Arrival & { translation: Refused }

export interface Refusals {
  /** Resolves when it is in the journal, or counted to be written later. */
  note(arrival: RefusedArrival): Promise<void>
  /** Writes what was only counted. */
  flush(): Promise<void>
}

export function openRefusals(intake: Pick<Intake, 'deliver'>, clock: () => number): Refusals {
  const budget = new Budget(1, 60, clock())
  /** The first of each kind, with how many it stands for. */
  let counted = new Map<string, RefusedArrival>()
  let timer: NodeJS.Timeout | null = null

  function count(arrival: RefusedArrival): void {
    const kind = `${arrival.delivery.source} ${arrival.translation.cause} ${arrival.keyId}`
    const before = counted.get(kind)
    counted.set(kind, { ...(before ?? arrival), times: (before?.times ?? 0) + (arrival.times ?? 1) })
    timer ??= setTimeout(() => void flush(), flushMs).unref()
  }

  async function write(arrival: RefusedArrival): Promise<void> {
    // Where the disk takes nothing now it is written with the next ones.
    await intake.deliver(arrival).catch(() => count(arrival))
  }

  async function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const all = [...counted.values()]
    counted = new Map()
    await Promise.all(all.map(write))
  }

  return {
    note: async (arrival) => {
      const { cause } = arrival.translation
      const isFlood = arrival.stranger === true || cause === 'too many'
      // Where the disk is what refuses, it must not be waited for.
      if (cause === 'unavailable' || (isFlood && !budget.take(clock()))) count(arrival)
      else await write(arrival)
    },
    flush,
  }
}
