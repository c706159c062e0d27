// A full scan into SQLite against git printing the same fields into the void; a scan that finds nothing new against git
// listing the refs; one that finds 800 commits against a full one. Of a made history, and of real ones (mirrors.ts).
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { assert } from '../src-shared/assert.ts'
import type { Scan } from '../src-shared/contract/repos.ts'
import type { Reply } from '../src-shared/reply.ts'
import type { Shiplog } from '../src-main/route.ts'
import { openShiplog } from '../src-main/shiplog.ts'
import { startShiplog } from '../src-main/workers.ts'
import { plainEnvironment, temporaryPath } from '../test/helpers/repos.ts'
import { type Bench, type Case, timed } from './bench.ts'
import { makeHistory } from './history.ts'
import { storedAlone } from './history-alone.ts'
import { realMirrors } from './mirrors.ts'
import { movedOn } from './moved-on.ts'
import { startBare, startServe } from './serve-process.ts'

const fields = '--format=%H%x00%P%x00%at%x00%ct%x00%an%x00%ae%x00%s'

export async function open(): Promise<Bench> {
  const made = makeHistory(Number(process.env['SHIPLOG_BENCH_COMMITS'] ?? 100_000), 300)
  const kept: Shiplog[] = []
  const cases: Case[] = []
  for (const path of [made.repo.path, ...realMirrors()]) {
    const shiplog = await openShiplog({ dataDir: temporaryPath('data') })
    kept.push(shiplog)
    const { commits_new } = await scanned(shiplog, 'repos.add', { path, system: 'api' })
    if (path === made.repo.path) assert(commits_new === made.commits, `${made.commits} commits, not ${commits_new}`)
    cases.push(aloneOf(path, commits_new), ...fullOf(path, commits_new), again(path, shiplog), newsOf(path))
    if (process.platform === 'linux') cases.push(memoryOf(path, commits_new))
  }
  return {
    cases,
    close: async () => {
      for (const one of kept) await one.close()
    },
  }
}

async function scanned(shiplog: Shiplog, call: 'repos.add' | 'repos.scan', input: object): Promise<Scan> {
  const reply = (await shiplog.dispatch(call, input)) as Reply<Scan | { scans: Scan[] }>
  assert(reply.ok, reply.ok ? '' : `a scan, not: ${reply.error.message}`)
  return oneOf(reply.value)
}

function oneOf(value: Scan | { scans: Scan[] }): Scan {
  const scan = 'scans' in value ? value.scans[0] : value
  assert(scan !== undefined, 'one scan')
  return scan
}

/** Something that scans, and has scanned nothing yet. */
interface Host {
  add(path: string): Promise<Scan>
  again(path: string): Promise<Scan>
  close(): Promise<void>
}

/** From the sources, and nothing beside it. */
const oneThread = async () => asHost(await openShiplog({ dataDir: temporaryPath('data') }))

/** From the sources, in the threads of a host, and nothing else that a host does. */
const inThreads = async () =>
  asHost(await startShiplog({ dataDir: temporaryPath('data'), sample: false, listen: null }))

function asHost(shiplog: Shiplog): Host {
  return {
    add: (path) => scanned(shiplog, 'repos.add', { path, system: 'api' }),
    again: (path) => scanned(shiplog, 'repos.scan', { path }),
    close: () => shiplog.close(),
  }
}

/** As built, asked as the pages ask: a page has been drawn before anybody can drop a folder on it. */
async function asHosts(): Promise<Host> {
  const served = await startServe(temporaryPath('data'))
  await served.call('repos.list', {})
  return {
    add: async (path) => oneOf(await served.call('repos.add', { path, system: 'api' })),
    again: async (path) => oneOf(await served.call('repos.scan', { path })),
    close: () => served.close(),
  }
}

async function full(path: string, commits: number, start: () => Promise<Host>): Promise<number> {
  const host = await start()
  const ms = await timed(async () => {
    const { commits_new } = await host.add(path)
    assert(commits_new === commits, `${commits} commits, not ${commits_new}`)
  })
  await host.close()
  return ms
}

/** Git alone, telling the same fields to nobody. */
function printed(path: string): Promise<number> {
  return timed(async () => {
    const child = spawn('git', ['log', '-z', '--branches', '--tags', '--remotes', fields], {
      cwd: path,
      env: { ...plainEnvironment(), GIT_FLUSH: '0' },
      stdio: ['ignore', 'ignore', 'inherit'],
      // As Shiplog starts it: a system may give each session its own share of a busy processor.
      detached: true,
    })
    const [code] = (await once(child, 'close')) as [number | null]
    assert(code === 0, 'git to end well')
  })
}

function aloneOf(path: string, commits: number): Case {
  // On a small one, what does not depend on its size is most of it.
  const [part, ms] = commits <= 40_000 ? [1.6, 60] : [commits < 500_000 ? 1.4 : 1.5, 0]
  return {
    goal: `${basename(path)}: ${commits} commits into SQLite, and nothing else`,
    unit: 'ms',
    subject: { title: 'refs, commits, ids', run: () => storedAlone(path, commits) },
    baseline: { title: 'git log > /dev/null', run: () => printed(path) },
    gate: `<= ${part}x${ms === 0 ? '' : ` + ${ms} ms`}`,
    passes: (subject, baseline) => subject <= part * baseline + ms,
  }
}

function fullOf(path: string, commits: number): Case[] {
  return [
    { how: 'one thread', start: oneThread },
    { how: 'as hosts run it', start: asHosts },
  ].map(({ how, start }) => ({
    goal: `${basename(path)}: full scan of ${commits} commits into SQLite, ${how}`,
    unit: 'ms',
    subject: { title: 'repos.add', run: () => full(path, commits, start) },
    baseline: { title: 'git log > /dev/null', run: () => printed(path) },
    gate: '<= 1.6x + 60 ms',
    passes: (subject, baseline) => subject <= 1.6 * baseline + 60,
  }))
}

const rested_ms = 2_000

/** Of all that a host is: its pages, its listener, and the two threads that scan. */
function memoryOf(path: string, commits: number): Case {
  const most = async () => {
    const server = await startServe(temporaryPath('data'))
    // As after a person has started it: once all its threads are there and have rested.
    await server.call('repos.list', {})
    await setTimeout(rested_ms)
    const { commits_new } = await server.call('repos.add', { path, system: 'api' })
    const mb = server.mostMemory()
    await server.close()
    assert(commits_new === commits, `${commits} commits, not ${commits_new}`)
    return mb
  }
  const bare = async () => {
    const server = await startBare()
    const mb = server.mostMemory()
    await server.close()
    return mb
  }
  return {
    goal: `${basename(path)}: most memory while ${commits} commits are scanned`,
    unit: 'MB',
    subject: { title: 'shiplog serve', run: most },
    baseline: { title: 'a bare server', run: bare },
    gate: '<= 220 MB',
    passes: (subject) => subject <= 220,
  }
}

function again(path: string, shiplog: Shiplog): Case {
  const rescan = () =>
    timed(async () => {
      const { commits_new } = await scanned(shiplog, 'repos.scan', { path })
      assert(commits_new === 0, 'nothing new')
    })
  const run = promisify(execFile)
  const options = { cwd: path, env: plainEnvironment(), maxBuffer: 2 ** 28 }
  const refs = () => timed(() => run('git', ['for-each-ref', '--format=%(objectname) %(refname)'], options))
  return {
    goal: `${basename(path)}: scan again, nothing new`,
    unit: 'ms',
    subject: { title: 'repos.scan', run: rescan },
    baseline: { title: 'git for-each-ref', run: refs },
    gate: '<= 3x + 15 ms',
    passes: (subject, baseline) => subject <= 3 * baseline + 15,
  }
}

/** In threads that stay, as when somebody fetches while it runs. */
function newsOf(path: string): Case {
  const moved = movedOn(path, 800)
  const news = async () => {
    moved.before()
    const host = await inThreads()
    await host.add(moved.path)
    moved.after()
    const ms = await timed(async () => {
      const { commits_new } = await host.again(moved.path)
      assert(commits_new === moved.news, `${moved.news} commits, not ${commits_new}`)
    })
    await host.close()
    return ms
  }
  const all = () => {
    moved.after()
    return full(moved.path, moved.commits, inThreads)
  }
  return {
    goal: `${basename(path)}: scan again, ${moved.news} new commits`,
    unit: 'ms',
    subject: { title: 'repos.scan', run: news },
    baseline: { title: `a full scan of ${moved.commits}`, run: all },
    gate: '<= 12 %',
    passes: (subject, baseline) => subject <= 0.12 * baseline,
  }
}
