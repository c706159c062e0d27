// Deliveries on their way to the writer's thread: those of one turn of the event loop go in few messages, because a message
// costs more than what is in it, and their outcomes come back in few.
import { Refusal, type ReplyError } from '../../src-shared/reply.ts'
import type { Arrival } from '../ingest/arrival.ts'
import type { Outcome } from '../ingest/ingest.ts'
import type { Intake } from './half.ts'

/** What became of one of a batch: an answer, or why there is none. */
export type Settled = { outcome: Outcome } | { refused: ReplyError } | { failed: string }

/** How many go in a message at most, so that the writer is at work on them while this thread reads the next. */
const batchMax = 8

/** The listener's side. */
export function inBatches(deliverAll: (arrivals: Arrival[]) => Promise<Settled[]>): Intake['deliver'] {
  interface Waiting {
    arrival: Arrival
    resolve(outcome: Outcome): void
    reject(error: unknown): void
  }
  let waiting: Waiting[] = []

  async function send(): Promise<void> {
    const batch = waiting
    if (batch.length === 0) return
    waiting = []
    try {
      const settled = await deliverAll(batch.map((one) => one.arrival))
      for (const [i, one] of settled.entries()) {
        if ('outcome' in one) batch[i]?.resolve(one.outcome)
        else if ('refused' in one) batch[i]?.reject(new Refusal(one.refused.code, one.refused.message))
        else batch[i]?.reject(new Error(one.failed))
      }
    } catch (error) {
      for (const one of batch) one.reject(error)
    }
  }

  return (arrival) =>
    new Promise((resolve, reject) => {
      const length = waiting.push({ arrival, resolve, reject })
      if (length === batchMax) void send()
      else if (length === 1) setImmediate(() => void send())
    })
}

/** The writer's side. */
export function deliverAll(deliver: Intake['deliver'], arrivals: readonly Arrival[]): Promise<Settled[]> {
  return Promise.all(
    arrivals.map((arrival) =>
      deliver(arrival).then(
        (outcome): Settled => ({ outcome }),
        (error: unknown): Settled =>
          error instanceof Refusal ? { refused: error.toError() } : { failed: String(error) },
      ),
    ),
  )
}
