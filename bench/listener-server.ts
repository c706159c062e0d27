// A listener for the benchmark, in a process of its own: `stored DIR` as a host runs it; `handed` the same server without a
// database: it admits by a key (and hashes it), reads, checks and translates the event, hands it to another thread, which
// keeps nothing, and answers in the dialect; `bare` the same in one thread, because only a database makes two necessary.
// Prints the address to post to, then each second how many bytes of memory it holds and how many microseconds of CPU it
// took.
import { Worker } from 'node:worker_threads'
import { must } from '../src-shared/assert.ts'
import type { Arrival } from '../src-main/ingest/arrival.ts'
import { inBatches, type Settled } from '../src-main/listener/batches.ts'
import type { Intake } from '../src-main/listener/half.ts'
import { openListener } from '../src-main/listener/server.ts'
import { silent } from '../src-main/log.ts'
import { ask } from '../src-main/rpc.ts'
import type { ReadDb } from '../src-main/store/database.ts'
import { startShiplog } from '../src-main/workers.ts'
import { keyNamed, keys } from './listener-keys.ts'
import { taken } from './listener-taken.ts'

const [kind, dataDir] = process.argv.slice(2)
const listen = { host: '127.0.0.1', port: 0, explicit: true }

console.log(kind === 'stored' ? await stored() : await without(kind === 'handed' ? handed() : taken))
setInterval(() => {
  const { user, system } = process.cpuUsage()
  console.log(`${process.memoryUsage().rss} ${user + system}`)
}, 1000)

async function stored(): Promise<string> {
  const shiplog = await startShiplog({
    dataDir: must(dataDir, 'because it is the second argument'),
    sample: false,
    listen,
  })
  for (let i = 0; i < keys; i++) await shiplog.dispatch('keys.add', { name: `ci ${i}`, value: keyNamed(i) })
  return must(shiplog.listener().url, 'because it listens')
}

function handed(): Intake['deliver'] {
  const worker = new Worker(new URL('./listener-taker.ts', import.meta.url))
  return inBatches(ask<{ deliverAll(arrivals: Arrival[]): Promise<Settled[]> }>(worker).deliverAll)
}

/** Without a database. */
async function without(deliver: Intake['deliver']): Promise<string> {
  // A table of keys that has whichever is asked for, no settings, and a journal that keeps nothing.
  let asked = 0
  const db: ReadDb = {
    get: <R>(sql: string) =>
      sql.includes('FROM keys') ? ({ id: asked++ % keys, name: 'ci', dialects: null, systems: null } as R) : undefined,
    all: () => [],
    each: <R>() => [][Symbol.iterator]() as IterableIterator<R>,
    snapshot: (work) => work(),
  }
  const opened = await openListener({
    db,
    intake: { deliver, manageWebhook: async () => null },
    clock: Date.now,
    log: silent,
    listen,
    onState: () => {},
  })
  return must((await opened.state()).url, 'because it listens')
}
