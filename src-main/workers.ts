// Opens a workspace in worker threads, writer, reader and listener, so that the thread that owns windows or sockets of the
// UI never waits for the disk, nor events for each other. The same interface as openShiplog.
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { CallName, Push } from '../src-shared/contract/index.ts'
import type { ListenerState } from '../src-shared/contract/listener.ts'
import { Refusal, type Reply, type ReplyError } from '../src-shared/reply.ts'
import { type ListenTo, notListening } from './listener/reach.ts'
import { ask } from './rpc.ts'
import { pushes, route, type Shiplog } from './route.ts'

/** The ports are channels between two threads, without this one. */
export type WorkerData = { dataDir: string } & (
  | { role: 'writer'; sample: boolean; reader: MessagePort }
  | { role: 'reader'; sample: boolean; watch: boolean; writer: MessagePort }
  | { role: 'listener'; listen: ListenTo; writer: MessagePort }
)

interface Half {
  dispatch(name: CallName, input: unknown, job?: string): Promise<Reply<unknown>>
  close(): Promise<void>
}

interface Thread {
  worker: Worker
  half: Half
}

/** A thread on its way: it loads what it needs at once, and opens the file when it is told that it may. */
interface Starting {
  worker: Worker
  ready: Promise<Thread>
  open(): void
}

/** What a thread says without being asked. */
interface Said {
  push?: Push
  listener?: ListenerState
  ready?: true
  refused?: ReplyError
}

/** Built, all chunks lie in one folder; from source (tests), beside this file. */
const file = import.meta.url.endsWith('.ts')
  ? new URL('./worker.ts', import.meta.url)
  : new URL('./worker.js', import.meta.url)

/** A listener that ended by a mistake of ours is started again; one that ends at once, over and over, not all the time. */
const restartMs = 1_000

/** What a request or a batch leaves behind is garbage at once; V8 would let 50 MB of it gather in each thread. */
const youngMb = { writer: 5, reader: 3, listener: 16 }

/** A thread that does not close in this time is ended: what it acknowledged is on disk, and nobody waits for the rest. */
const closeMs = 10_000

export async function startShiplog(options: {
  dataDir: string
  sample: boolean
  listen: ListenTo | null
  /** Scan a repository again when one of its refs moves. */
  watch?: boolean
}): Promise<Shiplog> {
  const { dataDir, sample, listen, watch = false } = options
  const { push, subscribe } = pushes()
  const opened: Thread[] = []
  let reading: Promise<Thread> | null = null
  let state = notListening
  let closing = false

  async function close(): Promise<void> {
    closing = true
    // One that is on its way would keep the process for ever.
    await reading?.catch(() => undefined)
    // The listener first, which hands over what it has; the writer last.
    for (const { worker, half } of opened.toReversed()) {
      await withinMs(
        closeMs,
        half.close().catch(() => undefined),
      )
      await worker.terminate()
    }
  }

  const hear = (said: Said) => {
    if (said.push !== undefined) push(said.push)
    if (said.listener !== undefined) state = said.listener
  }

  function listenerFor(writer: Pick<Thread, 'worker'>, to: ListenTo): Starting {
    const channel = new MessageChannel()
    writer.worker.postMessage({ listener: channel.port1 }, [channel.port1])
    return start({ dataDir, role: 'listener', listen: to, writer: channel.port2 }, channel.port2, hear)
  }

  async function openListener(writer: Thread, to: ListenTo, starting: Starting): Promise<void> {
    starting.open()
    const listener = await starting.ready
    // One that was on its way when Shiplog closed would keep the process for ever.
    if (closing) return void (await listener.worker.terminate())
    opened.push(listener)
    listener.worker.on('exit', () => {
      opened.splice(opened.indexOf(listener), 1)
      if (closing) return
      const again = state.url === null ? to : { ...to, port: state.port }
      state = { ...state, state: 'failed', url: null, note: 'The listener ended and is started again.' }
      startAgain(writer, again)
    })
  }

  function startAgain(writer: Thread, to: ListenTo): void {
    setTimeout(() => {
      if (!closing) openListener(writer, to, listenerFor(writer, to)).catch(() => startAgain(writer, to))
    }, restartMs)
  }

  const { port1, port2 } = new MessageChannel()
  const first = start({ dataDir, role: 'writer', sample, reader: port1 }, port1, hear)
  const third = listen === null ? null : listenerFor(first, listen)
  const others: Starting[] = third === null ? [] : [third]
  function startReader(): Starting {
    const second = start({ dataDir, role: 'reader', sample, watch, writer: port2 }, port2, hear)
    others.push(second)
    return second
  }
  // Events come first: where there is a listener, the reader follows, and what is asked meanwhile waits for it.
  const early = listen === null ? startReader() : null
  try {
    const writer = await first.ready
    opened.push(writer)
    if (listen !== null && third !== null) await openListener(writer, listen, third)
    const second = early ?? startReader()
    second.open()
    const reader = (reading = second.ready)
    // Whoever asks it hears of what is wrong with it.
    reader.then((thread) => opened.splice(1, 0, thread)).catch(() => undefined)
    if (listen === null) await reader
    return {
      subscribe,
      listener: () => state,
      dispatch: route(
        (name, input) => whileOpen(writer.half.dispatch(name, input)),
        (name, input, job) => whileOpen(reader.then(({ half }) => half.dispatch(name, input, job))),
      ),
      close,
    }
  } catch (error) {
    await close()
    for (const { worker } of others) await worker.terminate()
    throw error
  }
}

/** Waits for something, but no longer than that. */
async function withinMs(ms: number, wanted: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([wanted, late])
  clearTimeout(timer)
}

/** A thread that ends while a call waits is an answer too. */
function whileOpen(reply: Promise<Reply<unknown>>): Promise<Reply<unknown>> {
  return reply.catch((error: unknown) => {
    if (error instanceof Refusal) return { ok: false as const, error: error.toError() }
    throw error
  })
}

function start(data: WorkerData, between: MessagePort, hear: (said: Said) => void): Starting {
  const worker = new Worker(file, {
    workerData: data,
    transferList: [between],
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: youngMb[data.role] },
  })
  const ready = new Promise<Thread>((resolve, reject) => {
    worker.on('error', reject)
    worker.on('exit', () => reject(new Error('a thread ended before it was ready')))
    worker.on('message', (said: Said) => {
      hear(said)
      if (said.ready !== undefined) resolve({ worker, half: ask<Half>(worker) })
      if (said.refused !== undefined) {
        void worker.terminate()
        reject(new Refusal(said.refused.code, said.refused.message, said.refused.fields))
      }
    })
  })
  // Whoever waits hears of it; nobody waits for one that is ended before its turn.
  ready.catch(() => undefined)
  return { worker, ready, open: () => worker.postMessage({ open: true }, []) }
}
