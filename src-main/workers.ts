// Opens a workspace in two worker threads, writer and reader, so that the thread that owns windows or sockets of the UI
// never waits for the disk. The same interface as openShiplog.
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { CallName, Push } from '../src-shared/contract/index.ts'
import type { ListenerState } from '../src-shared/contract/workspace.ts'
import { Refusal, type Reply, type ReplyError } from '../src-shared/reply.ts'
import type { ListenTo } from './listener/server.ts'
import { ask } from './rpc.ts'
import { pushes, route, type Shiplog } from './shiplog.ts'

export interface WorkerData {
  role: 'writer' | 'reader'
  dataDir: string
  sample: boolean
  listen: ListenTo | null
  /** The channel between the two. */
  between: MessagePort
}

interface Half {
  dispatch(name: CallName, input: unknown, job?: string): Promise<Reply<unknown>>
  close(): Promise<void>
}

/** Built, all chunks lie in one folder; from source (tests), beside this file. */
const file = import.meta.url.endsWith('.ts')
  ? new URL('./worker.ts', import.meta.url)
  : new URL('./worker.js', import.meta.url)

export async function startShiplog(options: {
  dataDir: string
  sample: boolean
  listen: ListenTo | null
}): Promise<Shiplog> {
  const { push, subscribe } = pushes()
  const channel = new MessageChannel()
  const writer = await start({ ...options, role: 'writer', between: channel.port1 }, push)
  const reader = await start({ ...options, role: 'reader', between: channel.port2 }, push).catch(
    async (error: unknown) => {
      await writer.half.close()
      throw error
    },
  )
  const state = writer.listener
  return {
    subscribe,
    listener: () => state ?? { state: 'off', url: null, host: '', port: 0, note: null },
    dispatch: route(
      (name, input) => whileOpen(writer.half.dispatch(name, input)),
      (name, input, job) => whileOpen(reader.half.dispatch(name, input, job)),
    ),
    close: async () => {
      await reader.half.close()
      await reader.worker.terminate()
      await writer.half.close()
      await writer.worker.terminate()
    },
  }
}

/** A thread that ends while a call waits is an answer too. */
function whileOpen(reply: Promise<Reply<unknown>>): Promise<Reply<unknown>> {
  return reply.catch((error: unknown) => {
    if (error instanceof Refusal) return { ok: false as const, error: error.toError() }
    throw error
  })
}

function start(
  data: WorkerData,
  push: (push: Push) => void,
): Promise<{ worker: Worker; half: Half; listener: ListenerState | null }> {
  const worker = new Worker(file, { workerData: data, transferList: [data.between], execArgv: [] })
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.on('message', (message: { push?: Push; ready?: ListenerState | null; refused?: ReplyError }) => {
      if (message.push !== undefined) push(message.push)
      if (message.ready !== undefined) resolve({ worker, half: ask<Half>(worker), listener: message.ready })
      if (message.refused !== undefined) {
        void worker.terminate()
        reject(new Refusal(message.refused.code, message.refused.message, message.refused.fields))
      }
    })
  })
}
