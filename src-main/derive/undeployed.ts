// Undeployed work: what stands on the main line and in no deployment. Pure; as `git rev-list --no-merges main --not
// <deployed>` counts, without what a deployment names one by one.
import { isMerge, sweep, sweptBy } from './commit-graph.ts'
import type { Graph, History } from '../store/graph.ts'

/** Commit numbers in the graph. */
export interface Deployed {
  /** What deployments were built from: they contain all that these reach. */
  roots: readonly number[]
  /** What deployments name: they contain these, and nothing is said of their ancestors. */
  named: readonly number[]
}

/** The commits that the ends of a main line reach and no deployment contains, without merges, oldest first; those without a date last. */
export function undeployed(graph: History, tips: readonly number[], { roots, named }: Deployed): number[] {
  const swept = sweep(graph, [
    { roots, named: null },
    { roots: tips, named: null },
  ])
  const listed = new Set(named)
  const at = (commit: number) => startOf(graph, commit) ?? Number.MAX_SAFE_INTEGER
  return [...sweptBy(swept, 1)]
    .filter((commit) => !isMerge(graph, commit) && !listed.has(commit))
    .sort((a, b) => at(a) - at(b) || b - a)
}

/** When the work on a commit began; null where git holds garbage. */
export function startOf(graph: History, commit: number): number | null {
  const at = graph.startAt[commit]
  return at === undefined || Number.isNaN(at) ? null : at
}

/** Marks a commit and all commits that have it in their history. */
export function descendants(graph: Graph, commit: number): Uint8Array {
  const { offsets, parents, n } = graph
  // The children of each commit, as chains of mentions: from its first one to the next that has the same parent.
  const first = new Int32Array(n).fill(-1)
  const next = new Int32Array(parents.length)
  const child = new Int32Array(parents.length)
  for (let i = 0; i < n; i++) {
    for (let p = offsets[i] as number; p < (offsets[i + 1] as number); p++) {
      const parent = parents[p] as number
      child[p] = i
      next[p] = first[parent] as number
      first[parent] = p
    }
  }
  const marks = new Uint8Array(n)
  const stack = [commit]
  marks[commit] = 1
  for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
    for (let p = first[one] as number; p !== -1; p = next[p] as number) {
      const found = child[p] as number
      if (marks[found] === 1) continue
      marks[found] = 1
      stack.push(found)
    }
  }
  return marks
}
