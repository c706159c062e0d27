// The thread that the benchmark's listener hands events to in the place of the writer: it takes them and keeps nothing.
import { parentPort } from 'node:worker_threads'
import { must } from '../src-shared/assert.ts'
import type { Arrival } from '../src-main/ingest/arrival.ts'
import { deliverAll } from '../src-main/listener/batches.ts'
import { answer } from '../src-main/rpc.ts'
import { taken } from './listener-taken.ts'

answer(must(parentPort, 'because this file only runs as a worker'), {
  deliverAll: (arrivals: Arrival[]) => deliverAll(taken, arrivals),
})
