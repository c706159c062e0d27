// Deployments that may be rollbacks, as their commits tell: all they were built from had been deployed to the same
// environment before, and something that ran until then is not in it. What no history tells is not claimed.
import { must } from '../../src-shared/assert.ts'
import { commitId, repoOf } from '../store/commits.ts'
import type { ReadDb } from '../store/database.ts'
import { type DeployedAgain, moves } from '../store/deployed-again.ts'
import { apart } from './apart.ts'
import type { GraphCache } from './cache.ts'
import { visitor } from './commit-graph.ts'
import { pairs } from './commits-apart.ts'
import { reposShipped, type Shipped } from './deployment-changes.ts'

/** `rows`: successful ones of a system, by time; `own`: its repositories. */
export function findDeployedAgain(
  db: ReadDb,
  cache: GraphCache,
  { system, repos: own }: { system: number; repos: readonly number[] },
  rows: readonly Shipped[],
): DeployedAgain[] {
  const repos = reposShipped(db, cache, own, rows)
  if (repos.size === 0) return []
  // A tag, a merge or a branch is where it is whenever somebody deployed it: only who moves a pointer puts it back.
  const moved = rows.some((row) => row.repo !== 0) ? moves(db, system) : new Set<string>()
  const environments = new Map<number, Environment>()
  const found: DeployedAgain[] = []
  for (const row of rows) {
    let there = environments.get(row.environment)
    if (there === undefined) environments.set(row.environment, (there = { deployed: new Map(), running: new Map() }))
    const { deployed, running } = there
    const commits = commitsIn(db, cache, repos, row)
    // What runs there now, nobody knows.
    if (commits === null) {
      running.clear()
      continue
    }
    const isKnown = (id: number) => deployed.get(repoOf(id))?.[id - commitId(repoOf(id), 0)] === 1
    if ((row.repo === 0 || moved.has(`${row.repo} ${row.thing}`)) && commits.every((ids) => ids.some(isKnown))) {
      const again = comparedTo(db, cache, system, row, commits.flat().map(repoOf), running)
      if (again !== null) found.push(again)
    }
    for (const id of commits.flat()) {
      const repo = repoOf(id)
      const graph = cache.history(db, repo)
      let visited = deployed.get(repo)
      if (visited === undefined) deployed.set(repo, (visited = new Uint8Array(graph.n)))
      visitor(graph, visited)(id - commitId(repo, 0), () => {})
      running.set(repo, row)
    }
  }
  return found
}

interface Environment {
  /** Of each repository, 1 for a commit that had been deployed there. */
  deployed: Map<number, Uint8Array>
  /** Of each repository, the last deployment that was built from it. */
  running: Map<number, Shipped>
}

/** Of each of its commits, where it is; null where it names none, or one that no repository knows. */
function commitsIn(db: ReadDb, cache: GraphCache, repos: ReadonlySet<number>, row: Shipped): number[][] | null {
  const commits = row.commits.map((hex) => cache.commits(db, hex).filter((id) => repos.has(repoOf(id))))
  return commits.length === 0 || commits.some((ids) => ids.length === 0) ? null : commits
}

/** Null where it is what ran until then, or where nobody can tell how they differ. */
function comparedTo(
  db: ReadDb,
  cache: GraphCache,
  system: number,
  row: Shipped,
  repos: readonly number[],
  running: ReadonlyMap<number, Shipped>,
): DeployedAgain | null {
  let latest: DeployedAgain | null = null
  for (const before of new Set(repos.flatMap((repo) => running.get(repo) ?? []))) {
    const found = pairs(db, system, before.commits, row.commits)
    if (found.every(({ from, to }) => sameSet(from, to))) continue
    let taken = 0
    for (const { repo, from, to } of found) {
      const n = takenBack(db, cache, { repo, system, from, to })
      if (n === null) return null
      taken += n
    }
    // Of several, each of a repository, the one that it takes most back from.
    if (latest === null || taken > latest.taken) latest = { deployment: row.id, before: before.id, taken }
  }
  return latest
}

function sameSet(one: readonly number[], other: readonly number[]): boolean {
  const all = new Set(other)
  return new Set(one).size === all.size && one.every((id) => all.has(id))
}

/** How many commits of the system `from` reaches and `to` does not; null where what was not read may decide that. */
function takenBack(
  db: ReadDb,
  cache: GraphCache,
  { repo, system, from, to }: { repo: number; system: number; from: number[]; to: number[] },
): number | null {
  const first = commitId(repo, 0)
  const [before, now] = [from, to].map((ids) => [...new Set(ids)].map((id) => id - first))
  const ran = must(before, 'because two lists were given')
  const runs = must(now, 'because two lists were given')
  const depths = cache.depths(db, repo)
  const { first: taken, second: brought } = apart(cache.history(db, repo), depths, ran, runs)
  // Beyond the edge of a shallow clone it may reach what ran, unless that is known to reach it.
  const isOpen = runs.some((commit) => depths.open[commit] === 1)
  if (isOpen && taken.length > 0 && (brought.length > 0 || ran.length > 1)) return null
  const part = cache.part(db, repo, system)
  return part === null ? taken.length : taken.filter((commit) => part.has(commit)).length
}
