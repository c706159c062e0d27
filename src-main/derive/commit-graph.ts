// Which deployment first contained each commit: one sweep over the commit graph for all deployments together.
// Pure. Right because the commits visited after deployment k are exactly the union of the histories of deployments
// 1…k, and that set is closed under parents: stopping at a visited commit loses nothing.
import { release } from '../../src-shared/release.ts'
import type { Graph } from '../store/graph.ts'

/** What one deployment brings: the commits it was built from and, where the event listed its changes, those. */
export interface Shipment {
  /** Commit numbers in the graph. */
  roots: readonly number[]
  /** Commit numbers the event named, or null: then it brings all it reaches that nothing before it reached. */
  named: readonly number[] | null
}

/** The commits that shipments shipped first, in one array, since together they may be a whole history. */
export interface Swept {
  commits: Int32Array
  /** Where those of each shipment end. */
  ends: Int32Array
}

/** Those of one shipment, newest mention first. */
export function sweptBy({ commits, ends }: Swept, shipment: number): Int32Array {
  return commits.subarray(ends[shipment - 1] ?? 0, ends[shipment])
}

/**
 * For each shipment, in the order given (by time), the commits first shipped by it. A named commit belongs to its shipment
 * although its history may not have been visited; its ancestors do not.
 */
export function sweep(graph: Graph, shipments: readonly Shipment[]): Swept {
  const { known, n } = graph
  const visited = new Uint8Array(n)
  const visit = visitor(graph, visited)
  const owned = new Uint8Array(n)
  const commits = new Int32Array(n)
  const ends = new Int32Array(shipments.length)
  let count = 0
  const own = (commit: number) => {
    if (owned[commit] === 1 || known[commit] === 0) return
    owned[commit] = 1
    commits[count++] = commit
  }
  const pass = () => {}
  shipments.forEach(({ roots, named }, i) => {
    for (const commit of named ?? []) own(commit)
    for (const root of roots) visit(root, named === null ? own : pass)
    ends[i] = count
  })
  release(visited)
  release(owned)
  return { commits, ends }
}

/** A walk through a graph: enters what a commit reaches and no commit before it reached, itself first; marks it in `visited`. */
export function visitor(
  { n, offsets, parents }: Graph,
  visited: Uint8Array = new Uint8Array(n),
): (from: number, enter: (commit: number) => void) => void {
  const stack: number[] = []
  return (from, enter) => {
    if (visited[from] === 1) return
    visited[from] = 1
    stack.push(from)
    for (let commit = stack.pop(); commit !== undefined; commit = stack.pop()) {
      enter(commit)
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

/** Whether a commit joins two or more histories. */
export function isMerge(graph: Graph, commit: number): boolean {
  return (graph.offsets[commit + 1] as number) - (graph.offsets[commit] as number) > 1
}
