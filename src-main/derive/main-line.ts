// When each commit reached the main line: the committer date of the first commit on it that has this one in its history.
// The main line is what first parents lead to from where it ends. One sweep, from its beginning on.
import { commitId, findCommits, repoOf } from '../store/commits.ts'
import type { ReadDb } from '../store/database.ts'
import { firstParents, type Graph, type History } from '../store/graph.ts'
import { getRepo } from '../store/repos.ts'
import { visitor } from './commit-graph.ts'

/**
 * By commit number; NaN for what it does not contain, and where git holds garbage. `tips`: at origin first, then here;
 * what origin has reached it there.
 */
export function arrivals(history: History, tips: readonly number[]): Float64Array {
  const { n, committedAt } = history
  const arrived = new Float64Array(n).fill(Number.NaN)
  const visit = visitor(history)
  let on = -1
  const arrive = (commit: number) => void (arrived[commit] = committedAt[on] as number)
  for (const tip of tips) for (on of firstParents(history, tip).reverse()) visit(on, arrive)
  return arrived
}

/**
 * The same of one commit, by the commits that have it in their history (1 in `marks`): the number of the first one on the main
 * line; null where it has none.
 */
export function arrivalOf(graph: Graph, tips: readonly number[], marks: Uint8Array): number | null {
  for (const tip of tips) {
    let first: number | null = null
    for (const one of firstParents(graph, tip)) {
      if (marks[one] !== 1) break
      first = one
    }
    if (first !== null) return first
  }
  return null
}

/** Numbers of the commits it ends at; null where it was not looked for, or ends at one that was not read. */
export function mainLine(db: ReadDb, repo: number): number[] | null {
  const tips = getRepo(db, repo)?.main_tips ?? null
  if (tips === null) return null
  const ends = (JSON.parse(tips) as string[]).map((hex) => findCommits(db, hex).find((id) => repoOf(id) === repo))
  const read = ends.filter((id) => id !== undefined)
  return read.length < ends.length ? null : read.map((id) => id - commitId(repo, 0))
}
