// A listener for the benchmark, in a process of its own: `stored DIR` as a host runs it; `bare` the same server without a
// database: it admits by a key (and hashes it), reads, checks and translates the event and answers in the dialect, and
// does nothing that only a database makes necessary: no second thread, no digest, no folding. Prints the address to post
// to, then each second how many bytes of memory it holds and how many microseconds of CPU it took.
import { must } from '../src-shared/assert.ts'
import { openListener } from '../src-main/listener/server.ts'
import { silent } from '../src-main/log.ts'
import type { ReadDb } from '../src-main/store/database.ts'
import { startShiplog } from '../src-main/workers.ts'
import { keyNamed, keys } from './listener-keys.ts'

const [kind, dataDir] = process.argv.slice(2)
const listen = { host: '127.0.0.1', port: 0, explicit: true }

console.log(kind === 'stored' ? await stored() : await bare())
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

async function bare(): Promise<string> {
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
    intake: {
      deliver: async () => ({
        state: 'accepted',
        delivery: 1,
        counts: { new: 1, updated: 0, unchanged: 0, skipped: 0 },
        verdicts: ['new'],
      }),
      manageWebhook: async () => null,
    },
    clock: Date.now,
    log: silent,
    listen,
    onState: () => {},
  })
  return must((await opened.state()).url, 'because it listens')
}
