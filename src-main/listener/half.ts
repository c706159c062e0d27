// What the two halves of an open workspace that meet here ask of each other: the listener, which holds the socket, and
// the writer, which holds the file. Arguments and answers cross threads by structured clone.
import type { ListenerState } from '../../src-shared/contract/listener.ts'
import { Refusal } from '../../src-shared/reply.ts'
import type { Arrival } from '../ingest/arrival.ts'
import type { Outcome } from '../ingest/ingest.ts'
import type { ManagedWebhook, WebhookAction } from '../ingest/webhooks.ts'
import type { ListenerSettings } from '../store/settings.ts'
import { notListening } from './reach.ts'
import { readTls } from './tls.ts'

/** What the listener asks of the writer. */
export interface Intake {
  /** Resolves once the outcome is on disk. Throws a Refusal where the disk would not take it. */
  deliver(arrival: Arrival): Promise<Outcome>
  manageWebhook(action: WebhookAction): Promise<ManagedWebhook | null>
}

/** What the writer asks of the listener. */
export interface ListenerHalf {
  state(): Promise<ListenerState>
  /** Listens where settings say, or not at all. Throws a Refusal where that cannot be; then nothing has changed. */
  move(settings: ListenerSettings): Promise<ListenerState>
  /** Sends itself a deployment over HTTP in a dialect. */
  test(dialect: string, system: string): Promise<Tested>
}

export interface Tested {
  status: number
  ms: number
  body: string
  delivery: number | null
}

/** For sample data and one-shot commands, and where the listener's thread ended. */
export function absent(clock: () => number, state: ListenerState = notListening): ListenerHalf {
  return {
    state: async () => state,
    move: async ({ on, tls }) => {
      // What is set now is for whoever listens later, who should not find out.
      if (on && tls !== null) readTls(tls, clock())
      return state
    },
    test: () => Promise.reject(new Refusal('unavailable', 'The listener is off.')),
  }
}
