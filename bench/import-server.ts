// Imports a file twice beside a listener that is sent events all the time, in a process of its own, and prints what that was
// like. Arguments: the data folder, the file.
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { assert } from '../src-shared/assert.ts'
import type { Reply } from '../src-shared/reply.ts'
import { startShiplog } from '../src-main/workers.ts'

export interface Imported {
  rows: number
  firstMs: number
  againMs: number
  peakMegabytes: number
  /** Acknowledgements of events, one after the other: before the import, and while it ran. */
  idle: Latency
  during: Latency
}

interface Latency {
  n: number
  medianMs: number
  p99Ms: number
  maxMs: number
}

const [dataDir = '', file = ''] = process.argv.slice(2)
const listen = { host: '127.0.0.1', port: 0, explicit: true }
const shiplog = await startShiplog({ dataDir, sample: false, listen })
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const { key } = await call<{ key: string }>('keys.add', { name: 'bench' })

let sent = 0
let peak = 0
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50)
const idle = await acknowledgements(() => sleep(2000))
let firstMs = 0
let rows = 0
const during = await acknowledgements(async () => {
  const began = performance.now()
  rows = (await call<{ new: number }>('imports.run', { file })).new
  firstMs = performance.now() - began
})
const began = performance.now()
const again = await call<{ unchanged: number }>('imports.run', { file })
assert(again.unchanged === rows, `the same file to bring nothing new, not ${JSON.stringify(again)}`)
const againMs = performance.now() - began
clearInterval(watch)
const imported: Imported = { rows, firstMs, againMs, peakMegabytes: Math.round(peak / 2 ** 20), idle, during }
console.log(JSON.stringify(imported))
agent.destroy()
await shiplog.close()

async function call<T>(name: string, input: unknown): Promise<T> {
  const reply = (await shiplog.dispatch(name, input)) as Reply<T>
  if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`)
  return reply.value
}

/** Sends events, each after the answer to the one before, until the work is done. */
async function acknowledgements(work: () => Promise<unknown>): Promise<Latency> {
  const taken: number[] = []
  const state = { done: false }
  const ended = work().finally(() => (state.done = true))
  while (!state.done) {
    const start = performance.now()
    const status = await send(sent++)
    taken.push(performance.now() - start)
    assert(status === 200, `an acknowledgement, not ${status}`)
    await sleep(5)
  }
  await ended
  taken.sort((a, b) => a - b)
  const at = (share: number) => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? 0
  return { n: taken.length, medianMs: at(0.5), p99Ms: at(0.99), maxMs: at(1) }
}

function send(i: number): Promise<number> {
  const body = JSON.stringify({ $type: 'change', change_id: `c${i}`, time_created: '2026-11-20T10:00:00Z' })
  return new Promise((resolve, reject) => {
    const sending = request(
      {
        agent,
        host: '127.0.0.1',
        port: shiplog.listener().port,
        method: 'POST',
        path: `/v1/ingestion/cli?api_key=${key}&system=other`,
      },
      (answer) => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode ?? 0))
      },
    )
    sending.on('error', reject)
    sending.end(body)
  })
}
