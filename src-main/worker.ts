// The entry of a core thread: the writer, the reader or the listener, as its data says. Each talks to the main thread over
// its own port; reader and listener talk to the writer over a channel each. What is sent is structured-cloneable data.
// Each loads what it needs and no more, while the others do: the file is there to open when the writer is ready.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { must } from '../src-shared/assert.ts'
import { buffersOf } from '../src-shared/commit-columns.ts'
import type { CallName } from '../src-shared/contract/index.ts'
import { Refusal } from '../src-shared/reply.ts'
import { keepCompiled } from './code-cache.ts'
import type { Arrival } from './ingest/arrival.ts'
import { deliverAll, inBatches, type Settled } from './listener/batches.ts'
import { absent, type Intake, type ListenerHalf } from './listener/half.ts'
import { notListening } from './listener/reach.ts'
import { openLogFile } from './log-file.ts'
import { Rest } from './rest.ts'
import { answer, ask } from './rpc.ts'
import type { WorkerData } from './workers.ts'
import type { WriterOps } from './writer-ops.ts'

const port = must(parentPort, 'because this file only runs as a worker')
const data = workerData as WorkerData
const { dataDir } = data
const log = openLogFile(dataDir, data.role)

process.on('uncaughtException', (error) => {
  log.error('uncaught', { error: error.stack ?? String(error) })
  throw error
})

keepCompiled()
try {
  if (data.role === 'writer') await runWriter(data)
  else if (data.role === 'reader') await runReader(data)
  else await runListener(data)
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  port.postMessage({ refused: error.toError() })
}

/** What the listener may ask of the writer, as it crosses. */
interface IntakeInBatches extends Pick<Intake, 'manageWebhook'> {
  deliverAll(arrivals: Arrival[]): Promise<Settled[]>
}

async function runWriter({ sample, reader }: Extract<WorkerData, { role: 'writer' }>): Promise<void> {
  const { openWriter } = await import('./writer.ts')
  const writer = await openWriter({ dataDir, clock: Date.now, log, sample }, (push) => port.postMessage({ push }))
  if (sample) await (await import('./sample/sample.ts')).fillWithSample(writer, Date.now())
  answer(reader, methodsOf(writer.ops))
  answer(port, {
    dispatch: (name: CallName, input: unknown) => writer.dispatch(name, input),
    close: async () => {
      await writer.close()
      log.info('closed')
    },
  })
  const intake: IntakeInBatches = {
    manageWebhook: writer.intake.manageWebhook,
    deliverAll: (arrivals) => deliverAll(writer.intake.deliver, arrivals),
  }
  port.on('message', ({ listener }: { listener?: MessagePort }) => {
    if (listener === undefined) return
    answer(listener, methodsOf(intake))
    writer.attach(ask<ListenerHalf>(listener))
    listener.on('close', () =>
      writer.attach(
        absent(Date.now, { ...notListening, state: 'failed', note: 'The listener ended and is started again.' }),
      ),
    )
  })
  port.postMessage({ ready: true })
}

async function runReader({ sample, watch, writer }: Extract<WorkerData, { role: 'reader' }>): Promise<void> {
  const { openReader } = await import('./reader.ts')
  await fileReady()
  const ops = ask<WriterOps>(writer, { appendCommits: (_, batches) => batches.flatMap(buffersOf) })
  const reader = openReader({ dataDir, clock: Date.now, log, sample, watch }, ops, (push) => port.postMessage({ push }))
  if (!sample) reader.watch()
  answer(port, {
    dispatch: (name: CallName, input: unknown, job?: string) => reader.dispatch(name, input, job),
    close: () => reader.close(),
  })
  port.postMessage({ ready: true })
}

async function runListener({ listen, writer }: Extract<WorkerData, { role: 'listener' }>): Promise<void> {
  const intake = ask<IntakeInBatches>(writer)
  const rest = new Rest()
  const { openListenerOn } = await import('./listener/open.ts')
  await fileReady()
  const opening = openListenerOn(dataDir, {
    intake: {
      manageWebhook: intake.manageWebhook,
      deliver: inBatches((arrivals) => rest.during(intake.deliverAll(arrivals))),
    },
    clock: Date.now,
    log,
    listen,
    onState: (listener) => port.postMessage({ listener }),
  })
  const { close, ...half } = await rest.during(opening)
  answer(writer, half)
  answer(port, { close })
  port.postMessage({ ready: true })
}

/** The main thread says so once, before anything else. */
function fileReady(): Promise<void> {
  return new Promise((resolve) => port.once('message', () => resolve()))
}

function methodsOf(object: object): Record<string, (...args: never[]) => Promise<unknown>> {
  return object as Record<string, (...args: never[]) => Promise<unknown>>
}
