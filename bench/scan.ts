// A full scan into SQLite against git printing the same fields into the void; and a scan that finds nothing new against
// git listing the refs.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { assert } from '../src-shared/assert.ts'
import type { Scan } from '../src-shared/contract/repos.ts'
import type { Reply } from '../src-shared/reply.ts'
import { openShiplog, type Shiplog } from '../src-main/shiplog.ts'
import { startShiplog } from '../src-main/workers.ts'
import { plainEnvironment, temporaryPath } from '../test/helpers/repos.ts'
import { type Bench, timed } from './bench.ts'
import { makeHistory } from './history.ts'

const fields = '--format=%H%x00%P%x00%at%x00%ct%x00%an%x00%ae%x00%s'

export async function open(): Promise<Bench> {
  const { repo, commits, tags } = makeHistory(Number(process.env['SHIPLOG_BENCH_COMMITS'] ?? 100_000), 300)

  async function add(shiplog: Shiplog): Promise<number> {
    const ms = await timed(async () => {
      const reply = (await shiplog.dispatch('repos.add', { path: repo.path, system: 'api' })) as Reply<Scan>
      assert(reply.ok, `a scan, not: ${reply.ok ? '' : reply.error.message}`)
      assert(reply.value.commits_new === commits, `${commits} commits, not ${reply.value.commits_new}`)
      assert(reply.value.deployments === tags.length, `${tags.length} deployments, not ${reply.value.deployments}`)
    })
    await shiplog.close()
    return ms
  }

  const printed = () =>
    timed(async () => {
      const child = spawn('git', ['log', '-z', '--all', fields], {
        cwd: repo.path,
        env: { ...plainEnvironment(), GIT_FLUSH: '0' },
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      const [code] = (await once(child, 'close')) as [number | null]
      assert(code === 0, 'git to end well')
    })

  const kept = await openShiplog({ dataDir: temporaryPath('data') })
  await kept.dispatch('repos.add', { path: repo.path, system: 'api' })
  const rescan = () =>
    timed(async () => {
      const reply = (await kept.dispatch('repos.scan', { path: repo.path })) as Reply<{ scans: Scan[] }>
      assert(reply.ok && reply.value.scans[0]?.commits_new === 0, 'nothing new')
    })
  const run = promisify(execFile)
  const refs = () =>
    timed(() =>
      run('git', ['for-each-ref', '--format=%(objectname) %(refname)'], { cwd: repo.path, env: plainEnvironment() }),
    )

  const log = { title: 'git log > /dev/null', run: printed }
  return {
    cases: [
      {
        goal: `full scan of ${commits} commits into SQLite, one thread`,
        unit: 'ms',
        subject: { title: 'repos.add', run: async () => add(await openShiplog({ dataDir: temporaryPath('data') })) },
        baseline: log,
        gate: '<= 1.6x + 60 ms',
        passes: (subject, baseline) => subject <= 1.6 * baseline + 60,
      },
      {
        goal: `full scan of ${commits} commits into SQLite, as hosts run it`,
        unit: 'ms',
        subject: {
          title: 'repos.add',
          run: async () => add(await startShiplog({ dataDir: temporaryPath('data'), sample: false, listen: null })),
        },
        baseline: log,
        gate: '<= 1.6x + 60 ms',
        passes: (subject, baseline) => subject <= 1.6 * baseline + 60,
      },
      {
        goal: 'scan again, nothing new',
        unit: 'ms',
        subject: { title: 'repos.scan', run: rescan },
        baseline: { title: 'git for-each-ref', run: refs },
        gate: '<= 3x + 15 ms',
        passes: (subject, baseline) => subject <= 3 * baseline + 15,
      },
    ],
    close: () => kept.close(),
  }
}
