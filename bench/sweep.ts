// Which deployment first contained each commit: one sweep over the graph in the database against one git process for
// each tag. The answers are compared with git's own, commit by commit, before anything is timed.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { assert } from '../src-shared/assert.ts'
import { sweep } from '../src-main/derive/commit-graph.ts'
import { openShiplog } from '../src-main/shiplog.ts'
import { commitId, findCommits } from '../src-main/store/commits.ts'
import { openReadDb } from '../src-main/store/database.ts'
import { readGraph } from '../src-main/store/graph.ts'
import { plainEnvironment, temporaryPath } from '../test/helpers/repos.ts'
import { type Bench, timed } from './bench.ts'
import { makeHistory } from './history.ts'

export async function open(): Promise<Bench> {
  const { repo, tags } = makeHistory(Number(process.env['SHIPLOG_BENCH_COMMITS'] ?? 100_000), 300)
  const dataDir = temporaryPath('data')
  const shiplog = await openShiplog({ dataDir })
  await shiplog.dispatch('repos.add', { path: repo.path, system: 'api' })
  await shiplog.close()

  const { db, close } = openReadDb(dataDir)
  const id = db.get<{ id: number }>('SELECT id FROM repos')?.id ?? 0
  const ids = repo
    .git(['rev-parse', ...tags.map((tag) => `${tag}^{commit}`)])
    .trim()
    .split('\n')
  const shipments = ids.map((hex) => ({
    roots: findCommits(db, hex).map((found) => found - commitId(id, 0)),
    named: null,
  }))

  const owned = sweep(readGraph(db, id), shipments)
  const numbers = new Map<string, number>()
  for (const row of db.each<{ id: number; hex: string }>('SELECT id, lower(hex(oid)) AS hex FROM commits'))
    numbers.set(row.hex, row.id - commitId(id, 0))
  let compared = 0
  let earlier = ''
  ids.forEach((hex, i) => {
    const listed = repo
      .git(['rev-list', '--stdin'], { input: `${hex}\n${earlier}` })
      .split('\n')
      .slice(0, -1)
    earlier += `^${hex}\n`
    const mine = new Set(owned[i])
    assert(mine.size === listed.length, `${listed.length} commits first in ${tags[i]}, not ${mine.size}`)
    for (const one of listed) assert(mine.has(numbers.get(one) ?? -1), `${one} to be first in ${tags[i]}`)
    compared += listed.length
  })
  console.log(`sweep: the owners of ${compared} commits among ${tags.length} tags are git's own`)

  const run = promisify(execFile)
  return {
    cases: [
      {
        goal: `first containment of ${compared} commits, ${tags.length} tags`,
        unit: 'ms',
        subject: { title: 'graph from SQLite + sweep', run: () => timed(() => sweep(readGraph(db, id), shipments)) },
        baseline: {
          title: 'git log prev..cur for each tag',
          run: () =>
            timed(async () => {
              for (const [i, tag] of tags.entries()) {
                const range = i === 0 ? tag : `${tags[i - 1]}..${tag}`
                await run('git', ['log', '--format=%H', range], {
                  cwd: repo.path,
                  env: plainEnvironment(),
                  maxBuffer: 2 ** 28,
                })
              }
            }),
        },
        gate: '<= 1/20',
        passes: (subject, baseline) => subject <= baseline / 20,
      },
    ],
    close: async () => close(),
  }
}
