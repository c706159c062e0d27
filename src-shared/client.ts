// The one typed client, over any transport: the preload bridge, HTTP, or a worker port.
import type { CallName, Input, Output, Push } from './contract/index.ts'
import type { Reply } from './reply.ts'

/** The user's own workspace, or the sample one beside it. Never mixed. */
export type WorkspaceName = 'own' | 'sample'

export interface CallOptions {
  /** Names the job, so that the caller can match its progress and cancel it (`jobs.cancel`). */
  job?: string
  workspace?: WorkspaceName
}

export type HostPush = Push & { workspace: WorkspaceName }

/** How a call travels. */
export type Transport = (name: CallName, input: unknown, options?: CallOptions) => Promise<Reply<unknown>>

/** What the Electron preload puts on `window.shiplog`, and nothing else. */
export interface Bridge {
  call: Transport
  onPush(listener: (push: HostPush) => void): void
  /** The path of a dropped file or folder. */
  pathForFile(file: unknown): string
}

export interface Client {
  /** Never rejects for an expected failure: the reply says what went wrong. */
  call<N extends CallName>(name: N, input: Input<N>, options?: CallOptions): Promise<Reply<Output<N>>>
}

export function client(transport: Transport): Client {
  return {
    call: (name, input, options) => transport(name, input, options) as Promise<Reply<never>>,
  }
}
