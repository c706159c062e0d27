// Which deployment first contained each commit: one sweep over the graph in the database against one git process for each
// tag, as a way to have it from nothing, and against git printing the graph. Of a made history and of real ones
// (mirrors.ts). The answers are compared with git's own, commit by commit, before anything is timed.
import { execFile, spawnSync } from 'node:child_process'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { assert } from '../src-shared/assert.ts'
import { type Shipment, sweep, sweptBy } from '../src-main/derive/commit-graph.ts'
import { openShiplog } from '../src-main/shiplog.ts'
import { commitId, findCommits } from '../src-main/store/commits.ts'
import { openReadDb, type ReadDb } from '../src-main/store/database.ts'
import { readGraph } from '../src-main/store/graph.ts'
import { plainEnvironment, temporaryPath } from '../test/helpers/repos.ts'
import { type Bench, type Case, timed } from './bench.ts'
import { makeHistory } from './history.ts'
import { gitIn, realMirrors } from './mirrors.ts'

const run = promisify(execFile)

/** Commits that tags lead to, in the order of when those were made. */
interface Tags {
  path: string
  ids: string[]
}

export async function open(): Promise<Bench> {
  const made = makeHistory(Number(process.env['SHIPLOG_BENCH_COMMITS'] ?? 100_000), 300).repo.path
  const closing: (() => void)[] = []
  const cases: Case[] = []
  for (const path of [made, ...realMirrors()]) {
    const dataDir = temporaryPath('data')
    const shiplog = await openShiplog({ dataDir })
    const reply = await shiplog.dispatch('repos.add', { path, system: 'api' })
    assert(reply.ok, reply.ok ? '' : reply.error.message)
    await shiplog.close()
    const { db, close } = openReadDb(dataDir)
    closing.push(close)
    cases.push(...casesOf(db, { path, ids: tagged(path) }))
  }
  return {
    cases,
    close: async () => {
      for (const close of closing) close()
    },
  }
}

function tagged(path: string): string[] {
  const format = '--format=%(objecttype) %(*objecttype) %(objectname) %(*objectname)'
  const lines = gitIn(path, ['for-each-ref', '--sort=creatordate', format, 'refs/tags']).split('\n')
  return lines.flatMap((line) => {
    const [type, targetType, id = '', target = ''] = line.split(' ')
    if (type === 'commit') return [id]
    return targetType === 'commit' ? [target] : []
  })
}

function casesOf(db: ReadDb, tags: Tags): Case[] {
  const { path, ids } = tags
  const id = db.get<{ id: number }>('SELECT id FROM repos')?.id ?? 0
  const first = commitId(id, 0)
  const shipments = ids.map((hex) => ({ roots: findCommits(db, hex).map((found) => found - first), named: null }))
  const swept = () => timed(() => sweep(readGraph(db, id), shipments))
  const compared = compare(db, id, tags, shipments)
  const what = `${basename(path)}: first containment of ${compared} commits, ${ids.length} tags`
  const options = { cwd: path, env: plainEnvironment(), maxBuffer: 2 ** 28 }
  const everyRange = () =>
    timed(async () => {
      for (const [i, tag] of ids.entries()) {
        const range = i === 0 ? tag : `${ids[i - 1]}..${tag}`
        await run('git', ['log', '--format=%H', range], options)
      }
    })
  const listed = ['rev-list', '--parents', '--timestamp', '--all']
  const graph = () => timed(() => spawnSync('git', listed, { ...options, stdio: 'ignore' }))
  // So many processes take minutes where there are thousands of tags, each with its own history.
  const bearable = ids.length <= 1_200
  const fromNothing = async () => {
    const shiplog = await openShiplog({ dataDir: temporaryPath('data') })
    const ms = await timed(() => shiplog.dispatch('repos.add', { path, system: 'api' }))
    await shiplog.close()
    return ms
  }
  const ranges = { title: 'git log prev..cur for each tag', run: everyRange }
  return [
    {
      goal: what,
      unit: 'ms',
      subject: { title: 'graph from SQLite + sweep', run: swept },
      baseline: { title: 'git rev-list --parents --all', run: graph },
      gate: '<= 1/20',
      passes: (subject, baseline) => subject <= baseline / 20,
    },
    ...(bearable
      ? [
          { title: 'graph from SQLite + sweep', run: swept },
          { title: 'repos.add, from nothing', run: fromNothing },
        ]
      : []
    ).map((subject): Case => ({
      goal: what,
      unit: 'ms',
      subject,
      baseline: ranges,
      gate: '<= 1/20',
      passes: (mine, theirs) => mine <= theirs / 20,
    })),
  ]
}

/** Throws where git says otherwise of any commit. Returns how many were compared. */
function compare(db: ReadDb, repo: number, { path, ids }: Tags, shipments: Shipment[]): number {
  const first = commitId(repo, 0)
  const swept = sweep(readGraph(db, repo), shipments)
  const numbers = new Map<string, number>()
  for (const row of db.each<{ id: number; hex: string }>('SELECT id, lower(hex(oid)) AS hex FROM commits'))
    numbers.set(row.hex, row.id - first)
  let compared = 0
  let earlier = ''
  ids.forEach((hex, i) => {
    const listed = gitIn(path, ['rev-list', '--stdin'], `${hex}\n${earlier}`).split('\n').slice(0, -1)
    earlier += `^${hex}\n`
    const mine = new Set(sweptBy(swept, i))
    assert(mine.size === listed.length, `${listed.length} commits first in ${hex}, not ${mine.size}`)
    for (const one of listed) assert(mine.has(numbers.get(one) ?? -1), `${one} to be first in ${hex}`)
    compared += listed.length
  })
  console.log(`sweep: the owners of ${compared} commits among ${ids.length} tags are git's own, in ${basename(path)}`)
  return compared
}
