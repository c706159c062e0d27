// A listener for the benchmark, in a process of its own: `stored DIR` as a host runs it, `bare` the same HTTP server that
// reads and checks the event and answers without storing it. Prints the address to post to.
import { must } from '../src-shared/assert.ts'
import type { Ingest } from '../src-main/ingest/ingest.ts'
import { Touched } from '../src-main/ingest/touched.ts'
import { openListener } from '../src-main/listener/server.ts'
import { silent } from '../src-main/log.ts'
import type { ReadDb } from '../src-main/store/database.ts'
import { startShiplog } from '../src-main/workers.ts'

const [kind, dataDir] = process.argv.slice(2)
const listen = { host: '127.0.0.1', port: 0, explicit: true }
const key = 'a-key-for-the-benchmark-0123456789'

const url = kind === 'stored' ? await stored() : await bare()
console.log(`${url}/v1/ingestion/cli?api_key=${key}&system=api`)

async function stored(): Promise<string> {
  const shiplog = await startShiplog({
    dataDir: must(dataDir, 'because it is the second argument'),
    sample: false,
    listen,
  })
  await shiplog.dispatch('keys.add', { name: 'ci', value: key })
  return must(shiplog.listener().url, 'because it listens')
}

async function bare(): Promise<string> {
  // A table of one key, and a journal that keeps nothing.
  const one = { id: 1, name: 'ci' }
  const db: ReadDb = {
    get: <R>() => one as R,
    all: () => [],
    each: <R>() => [][Symbol.iterator]() as IterableIterator<R>,
    snapshot: (work) => work(),
  }
  const ingest: Ingest = {
    deliver: async () => ({
      state: 'accepted',
      delivery: 1,
      counts: { new: 1, updated: 0, unchanged: 0, skipped: 0 },
      verdicts: ['new'],
    }),
    change: (work) => work(new Touched()),
    revision: () => 0,
    waiting: () => 0,
  }
  const opened = await openListener({ db, ingest, clock: Date.now, log: silent, listen })
  return must(opened.state.url, 'because it listens')
}
