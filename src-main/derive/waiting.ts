// What waits on a main line to be deployed, for each system of a repository and each scope: what its ends reach and no
// successful deployment contains. Of a whole repository any system's deployment ships it, whatever CI calls it; what
// deploys one of several systems in it deploys none of the others.
import { commitId } from '../store/commits.ts'
import { systemsOf } from '../store/components.ts'
import type { WriteDb } from '../store/database.ts'
import type { History } from '../store/graph.ts'
import { tierScope } from '../store/systems.ts'
import {
  settled,
  shippedFrom,
  unsettledRepos,
  type WaitingColumns,
  type WaitingSet,
  waitingSets,
  writeWaiting,
} from '../store/waiting.ts'
import type { GraphCache } from './cache.ts'
import { mainLine } from './main-line.ts'
import { shippedOf } from './shipped.ts'
import { startOf, undeployed } from './undeployed.ts'

const nothing: WaitingColumns = { commits: [], starts: [], reached: [] }

/** Derives what waits in every repository where what it depends on has changed. */
export function deriveWaiting(db: WriteDb, cache: GraphCache): void {
  for (const repo of unsettledRepos(db)) {
    deriveRepo(db, cache, repo)
    settled(db, repo)
  }
}

function deriveRepo(db: WriteDb, cache: GraphCache, repo: number): void {
  const standing = new Set<string>()
  const main = mainLine(db, repo)
  const production = tierScope('production')
  const shipping = shippedFrom(db, repo)
  const scopes = main === null ? [] : new Set([production, ...shipping.map((one) => one.scope)])
  for (const scope of scopes)
    for (const system of systemsOf(db, repo)) {
      const part = cache.part(db, repo, system)
      const from = shipping.filter((one) => one.scope === scope && (part === null || one.system === system))
      if (from.length === 0 && scope !== production) continue
      const its = from.flatMap((one) => shippedOf(db, cache, one.system).get(`${repo} ${scope}`) ?? [])
      const graph = cache.history(db, repo)
      const commits = undeployed(graph, main ?? [], {
        roots: its.flatMap((one) => one.roots),
        named: its.flatMap((one) => one.named),
      }).filter((commit) => part?.has(commit) ?? true)
      const set = { scope, system, repo }
      writeWaiting(db, set, columnsOf(graph, commits, cache.reached(db, repo)))
      standing.add(keyOf(set))
    }
  for (const set of waitingSets(db, repo)) if (!standing.has(keyOf(set))) writeWaiting(db, set, nothing)
}

function keyOf({ scope, system }: WaitingSet): string {
  return `${scope} ${system}`
}

function columnsOf(graph: History, commits: readonly number[], reached: Float64Array): WaitingColumns {
  const first = commitId(graph.repo, 0)
  return {
    commits: commits.map((commit) => first + commit),
    starts: commits.map((commit) => startOf(graph, commit)),
    reached: commits.map((commit) => (Number.isNaN(reached[commit]) ? null : (reached[commit] ?? null))),
  }
}
