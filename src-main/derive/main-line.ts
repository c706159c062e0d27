// When each commit reached the main line: the committer date of the first commit on it that has this one in its history.
// The main line is what first parents lead to from where it ends. Pure; one sweep, from its beginning on.
import type { Graph } from '../store/commits.ts'
import { firstParents } from '../store/main-line.ts'

/**
 * By commit number; NaN for what it does not contain, and where git holds garbage. `tips`: at origin first, then here;
 * what origin has reached it there.
 */
export function arrivals(graph: Graph, tips: readonly number[], committedAt: Float64Array): Float64Array {
  const { offsets, parents, known, n } = graph
  const firstParent = (commit: number) => {
    const from = offsets[commit] as number
    const parent = from < (offsets[commit + 1] as number) ? (parents[from] as number) : -1
    return known[parent] === 1 ? parent : -1
  }
  const arrived = new Float64Array(n).fill(Number.NaN)
  const visited = new Uint8Array(n)
  const stack: number[] = []
  for (const tip of tips) {
    for (const on of firstParents(tip, firstParent).reverse()) {
      if (visited[on] === 1) continue
      const at = committedAt[on] as number
      visited[on] = 1
      stack.push(on)
      for (let commit = stack.pop(); commit !== undefined; commit = stack.pop()) {
        arrived[commit] = at
        const end = offsets[commit + 1] as number
        for (let p = offsets[commit] as number; p < end; p++) {
          const parent = parents[p] as number
          if (visited[parent] === 1) continue
          visited[parent] = 1
          stack.push(parent)
        }
      }
    }
  }
  return arrived
}
