// How far two sets of commits are apart: what one reaches in the commit graph and the other does not, as git counts
// `to..from`; of a repository with several systems only those of the system asked about. Graphs are kept between questions, and read again where a scan changed the repository since.
import { commitId, countCommits, findCommits, repoOf } from '../store/commits.ts'
import { partOf } from '../store/components.ts'
import type { ReadDb } from '../store/database.ts'
import { type Graph, readGraph } from '../store/graph.ts'
import { reposOf } from '../store/repos.ts'
import { sweep, sweptBy } from './commit-graph.ts'

interface Kept {
  stamp: string
  graph: Graph
  /** How many commits apart two sets are, by both. */
  counts: Map<string, number>
}

/** As many answers as the environments of a large workspace have, a few times over. */
const countsMax = 20_000

/** The graphs of one database, for one connection. */
export class RepoGraphs {
  readonly #kept = new Map<number, Kept>()

  graph(db: ReadDb, repo: number): Graph {
    return this.#fresh(db, repo).graph
  }

  /** Ids of the commits that `from` reaches and `to` does not. */
  list(db: ReadDb, { repo, system, from, to }: Pair): number[] {
    const { graph } = this.#fresh(db, repo)
    const part = partOf(db, repo, system)
    const first = commitId(repo, 0)
    const shipments = [to, from].map((ids) => ({ roots: ids.map((id) => id - first), named: null }))
    const apart = sweptBy(sweep(graph, shipments), 1)
    return Array.from(part === null ? apart : apart.filter((number) => part.has(number)), (number) => first + number)
  }

  count(db: ReadDb, pair: Pair): number {
    if (pair.from.every((id) => pair.to.includes(id))) return 0
    const { counts } = this.#fresh(db, pair.repo)
    const key = `${pair.system} ${pair.from.join()} ${pair.to.join()}`
    let count = counts.get(key)
    if (count === undefined) {
      if (counts.size >= countsMax) counts.clear()
      counts.set(key, (count = this.list(db, pair).length))
    }
    return count
  }

  #fresh(db: ReadDb, repo: number): Kept {
    const row = db.get<{ scans: string }>(
      `SELECT added_at_ms || ' ' || coalesce(scanned_at_ms, '') AS scans FROM repos WHERE id = ?`,
      repo,
    )
    const stamp = `${row?.scans} ${countCommits(db, repo)}`
    const known = this.#kept.get(repo)
    if (known?.stamp === stamp) return known
    const kept = { stamp, graph: readGraph(db, repo), counts: new Map<string, number>() }
    this.#kept.set(repo, kept)
    return kept
  }
}

/** Two sets of commits in a repository that has both. */
export interface Pair {
  repo: number
  /** Whose commits. */
  system: number
  from: number[]
  to: number[]
}

/**
 * The commits of two deployments of a system, in the repositories that know both; none where none does. A commit in
 * several is taken in the system's own, else in the first.
 */
export function pairs(db: ReadDb, system: number, from: readonly string[], to: readonly string[]): Pair[] {
  const own = new Set(reposOf(db, system).map((repo) => repo.id))
  const targets = to.flatMap((hex) => findCommits(db, hex))
  const found = new Map<number, Pair>()
  for (const hex of from) {
    const candidates = findCommits(db, hex).filter((id) => targets.some((other) => repoOf(other) === repoOf(id)))
    const id = candidates.find((one) => own.has(repoOf(one))) ?? candidates[0]
    if (id === undefined) continue
    const repo = repoOf(id)
    const pair = found.get(repo) ?? { repo, system, from: [], to: targets.filter((one) => repoOf(one) === repo) }
    pair.from.push(id)
    found.set(repo, pair)
  }
  return [...found.values()]
}
