// When each commit reached the main line: the committer date of the first commit on it that has this one in its history.
// The main line is what first parents lead to from where it ends. One sweep, from its beginning on.
import { release } from '../../src-shared/release.ts'
import { commitId, findCommits, repoOf } from '../store/commits.ts'
import type { ReadDb } from '../store/database.ts'
import { firstParents, type Graph, type History } from '../store/graph.ts'
import { getRepo } from '../store/repos.ts'
import { visitor } from './commit-graph.ts'
import { isGrown, sameBytes } from './grown.ts'

export interface Arrivals {
  history: History
  tips: readonly number[]
  /** By commit number; NaN for what the main line does not contain, and where git holds garbage. */
  at: Float64Array
  /** 1 for what it contains. */
  has: Uint8Array
}

/**
 * `tips`: at origin first, then here; what origin has reached it there. `before`: as they were in a history that this one may
 * have grown from.
 */
export function arrivals(history: History, tips: readonly number[], before?: Arrivals): Arrivals {
  const { n, committedAt } = history
  const at = new Float64Array(n).fill(Number.NaN)
  const has = new Uint8Array(n)
  const visit = visitor(history, has)
  let on = -1
  const arrive = (commit: number) => void (at[commit] = committedAt[on] as number)
  const stands = before !== undefined && isPartOf(before, history) ? before.tips[0] : undefined
  tips.forEach((tip, i) => {
    const line = firstParents(history, tip, i === 0 ? stands : undefined)
    if (i === 0 && before !== undefined && line.at(-1) === stands) {
      at.set(before.at)
      has.set(before.has)
    }
    for (on of line.reverse()) visit(on, arrive)
    release(line)
  })
  return { history, tips, at, has }
}

/** Whether what was told stands where the line goes on: all of it arrived on one, in a history that this one grew from. */
function isPartOf({ history: was, tips }: Arrivals, history: History): boolean {
  const sameTimes = () => sameBytes(was.committedAt, history.committedAt.subarray(0, was.n))
  return tips.length === 1 && isGrown(was, history) && sameTimes()
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
