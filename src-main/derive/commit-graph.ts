// Which deployment first contained each commit: one sweep over the commit graph for all deployments together.
// Pure. Right because the commits visited after deployment k are exactly the union of the histories of deployments
// 1…k, and that set is closed under parents: stopping at a visited commit loses nothing.
import type { Graph } from '../store/graph.ts'

/** What one deployment brings: the commits it was built from and, where the event listed its changes, those. */
export interface Shipment {
  /** Commit numbers in the graph. */
  roots: readonly number[]
  /** Commit numbers the event named, or null: then it brings all it reaches that nothing before it reached. */
  named: readonly number[] | null
}

/**
 * For each shipment, in the order given (by time), the commits first shipped by it, newest mention first. A named commit
 * belongs to its shipment although its history may not have been visited; its ancestors do not.
 */
export function sweep(graph: Graph, shipments: readonly Shipment[]): number[][] {
  const { known, n } = graph
  const visited = new Uint8Array(n)
  const owned = new Uint8Array(n)
  return shipments.map((shipment) => {
    const first: number[] = []
    const own = (commit: number) => {
      if (owned[commit] === 1 || known[commit] === 0) return
      owned[commit] = 1
      first.push(commit)
    }
    for (const commit of shipment.named ?? []) own(commit)
    const enter = shipment.named === null ? own : () => {}
    for (const root of shipment.roots) visit(graph, root, visited, enter)
    return first
  })
}

/** Enters what a commit reaches and nobody visited before, itself first; marks it as visited. */
export function visit(graph: Graph, from: number, visited: Uint8Array, enter: (commit: number) => void): void {
  const { offsets, parents } = graph
  if (visited[from] === 1) return
  visited[from] = 1
  const stack = [from]
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

/** Whether a commit joins two or more histories. */
export function isMerge(graph: Graph, commit: number): boolean {
  return (graph.offsets[commit + 1] as number) - (graph.offsets[commit] as number) > 1
}
