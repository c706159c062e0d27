// The entry of a core thread: the writer or the reader, as its data says. Talks to the main thread over its own port,
// and the reader to the writer over a channel of their own. A worker sends only structured-cloneable data.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { must } from '../src-shared/assert.ts'
import type { CallName } from '../src-shared/contract/index.ts'
import { Refusal } from '../src-shared/reply.ts'
import { openLogFile } from './log-file.ts'
import { openReader } from './reader.ts'
import { answer, ask } from './rpc.ts'
import { fillWithSample } from './sample/sample.ts'
import type { WorkerData } from './workers.ts'
import { openWriter, type WriterOps } from './writer.ts'

const port = must(parentPort, 'because this file only runs as a worker')
const { role, dataDir, sample, listen, between } = workerData as WorkerData
const log = openLogFile(dataDir, role)

process.on('uncaughtException', (error) => {
  log.error('uncaught', { error: error.stack ?? String(error) })
  throw error
})

if (role === 'writer') await runWriter(between)
else runReader(between)

async function runWriter(reader: MessagePort): Promise<void> {
  try {
    const writer = await openWriter({ dataDir, clock: Date.now, log, sample, listen }, (push) =>
      port.postMessage({ push }),
    )
    if (sample) await fillWithSample(writer, Date.now())
    answer(reader, writer.ops as unknown as Record<string, (...args: never[]) => Promise<unknown>>)
    answer(port, {
      dispatch: (name: CallName, input: unknown) => writer.dispatch(name, input),
      close: async () => {
        await writer.close()
        log.info('closed')
      },
    })
    port.postMessage({ ready: writer.listener() })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    port.postMessage({ refused: error.toError() })
  }
}

function runReader(writer: MessagePort): void {
  const reader = openReader({ dataDir, clock: Date.now, log, sample }, ask<WriterOps>(writer), (push) =>
    port.postMessage({ push }),
  )
  answer(port, {
    dispatch: (name: CallName, input: unknown, job?: string) => reader.dispatch(name, input, job),
    close: () => reader.close(),
  })
  port.postMessage({ ready: null })
}
