// What the links of a deployment are derived from, where that is the graph of one repository alone: kept, so that after a
// scan those that stand on the same ground need not be made again to be found the same. Right because such links are told
// by nothing else: which commits, when work on each began and it reached the main line, whether it merges or is a squash of
// an unknown start, when the deployment finished, and whether it is the first that is known.
import { isMerge } from './commit-graph.ts'
import { sameBytes } from './grown.ts'
import type { History } from '../store/graph.ts'

export interface Grounds {
  graph: History
  reached: Float64Array
  commits: Int32Array
  finished_at_ms: number
  isBaseline: boolean
}

/** By `<deployment> <scope>`, of one system, each with the digest of the links that were derived from it. */
export type KeptGrounds = ReadonlyMap<string, { grounds: Grounds; digest: number }>

/** Compares grounds of one derivation with those of the one before. */
export class GroundsComparison {
  /** Of a graph as it was, which commits are not as they were, and in what it was compared with. */
  readonly #moved = new Map<History, { now: History; marks: Uint8Array | null }>()

  isSame(before: Grounds, now: Grounds): boolean {
    const { finished_at_ms, isBaseline, graph, commits } = before
    if (finished_at_ms !== now.finished_at_ms || isBaseline !== now.isBaseline) return false
    if (graph.repo !== now.graph.repo || graph.n > now.graph.n || !sameBytes(commits, now.commits)) return false
    const marks = this.#movedBetween(before, now)
    return marks === null || commits.every((commit) => marks[commit] === 0)
  }

  #movedBetween(before: Grounds, now: Grounds): Uint8Array | null {
    const known = this.#moved.get(before.graph)
    if (known?.now === now.graph) return known.marks
    const marks = movedBetween(before, now)
    this.#moved.set(before.graph, { now: now.graph, marks })
    return marks
  }
}

/** Marks the commits whose links may differ; null for none. */
function movedBetween(before: Grounds, now: Grounds): Uint8Array | null {
  const [was, is] = [before.graph, now.graph]
  if (was === is && before.reached === now.reached) return null
  const { n } = was
  const same =
    sameBytes(was.startAt, is.startAt.subarray(0, n)) &&
    sameBytes(before.reached, now.reached.subarray(0, n)) &&
    sameBytes(was.squashed, is.squashed.subarray(0, n)) &&
    sameBytes(was.offsets, is.offsets.subarray(0, n + 1))
  if (same) return null
  const marks = new Uint8Array(n)
  for (let at = 0; at < n; at++)
    if (
      !Object.is(was.startAt[at], is.startAt[at]) ||
      !Object.is(before.reached[at], now.reached[at]) ||
      was.squashed[at] !== is.squashed[at] ||
      isMerge(was, at) !== isMerge(is, at)
    )
      marks[at] = 1
  return marks
}
