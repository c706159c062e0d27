// An open workspace as its hosts see it, and which half of it answers a call. Light on purpose: whoever only talks to the
// threads that have the core loads nothing of it.
import type { CallOptions } from '../src-shared/client.ts'
import { type CallName, contract, isCallName, type Push } from '../src-shared/contract/index.ts'
import type { ListenerState } from '../src-shared/contract/listener.ts'
import { type Reply, shown } from '../src-shared/reply.ts'

export interface Shiplog {
  /** `name` is whatever a carrier received: an unknown one is a reply, not an exception. */
  dispatch(name: string, input: unknown, options?: CallOptions): Promise<Reply<unknown>>
  subscribe(listener: (push: Push) => void): () => void
  listener(): ListenerState
  close(): Promise<void>
}

/** Sends each call to the half that answers it. */
export function route(
  toWriter: (name: CallName, input: unknown) => Promise<Reply<unknown>>,
  toReader: (name: CallName, input: unknown, job?: string) => Promise<Reply<unknown>>,
): Shiplog['dispatch'] {
  return async (name, input, options) => {
    if (!isCallName(name))
      return { ok: false, error: { code: 'not_found', message: `There is no call ${shown(name)}.` } }
    return contract[name].kind === 'write' ? toWriter(name, input) : toReader(name, input, options?.job)
  }
}

export function pushes(): { push: (push: Push) => void; subscribe: Shiplog['subscribe'] } {
  const listeners = new Set<(push: Push) => void>()
  return {
    push: (push) => {
      for (const listener of listeners) listener(push)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
