// What one set of commits reaches and another does not, at the cost of how far they are apart and not of the whole history:
// both are painted downwards, the deepest history first, until all that is left is of both. Pure.
import type { Graph } from '../store/graph.ts'
import { isGrown } from './grown.ts'

export interface Depths {
  graph: Graph
  cut: boolean
  /** The longest way down from a commit: each is deeper than all it reaches. */
  depth: Int32Array
  /** 1 where a way down ends at what was not read, so that it may reach more than is known. */
  open: Uint8Array
}

/**
 * `cut`: whether what has no parents may have some, as at the edge of a shallow clone. `before`: as they were in a history that
 * this one may have grown from.
 */
export function depthsOf(graph: Graph, cut: boolean, before?: Depths): Depths {
  const { n, known, offsets, parents } = graph
  const depth = new Int32Array(n).fill(-1)
  const open = new Uint8Array(n)
  const stack: number[] = []
  let from = 0
  if (before?.cut === cut && isGrown(before.graph, graph)) {
    depth.set(before.depth)
    open.set(before.open)
    from = before.graph.n
  }
  for (; from < n; from++) {
    if (depth[from] === -1) stack.push(from)
    for (let commit = stack.at(-1); commit !== undefined; commit = stack.at(-1)) {
      const waiting = stack.length
      let deepest = -1
      let opened = known[commit] === 0 || (cut && offsets[commit] === offsets[commit + 1]) ? 1 : 0
      for (let p = offsets[commit] as number; p < (offsets[commit + 1] as number); p++) {
        const parent = parents[p] as number
        if (depth[parent] === -1) stack.push(parent)
        deepest = Math.max(deepest, depth[parent] as number)
        opened |= open[parent] as number
      }
      if (stack.length > waiting) continue
      depth[commit] = deepest + 1
      open[commit] = opened
      stack.pop()
    }
  }
  return { graph, cut, depth, open }
}

export interface Apart {
  /** Commits that only the first reach, and only the second; of what was read. */
  first: number[]
  second: number[]
}

const ofFirst = 1
const ofBoth = 3

export function apart(graph: Graph, { depth }: Depths, first: readonly number[], second: readonly number[]): Apart {
  const found: Apart = { first: [], second: [] }
  const paint = new Map<number, number>()
  const queue = new DeepestFirst(depth)
  /** How many in the queue are not of both. */
  let single = 0
  const reach = (commit: number, color: number) => {
    const before = paint.get(commit) ?? 0
    const now = before | color
    if (now === before) return
    paint.set(commit, now)
    if (before === 0) queue.add(commit)
    if (before === 0 && now !== ofBoth) single += 1
    if (before !== 0 && now === ofBoth) single -= 1
  }
  for (const commit of first) reach(commit, ofFirst)
  for (const commit of second) reach(commit, ofFirst << 1)
  while (single > 0) {
    const commit = queue.take()
    const color = paint.get(commit) ?? ofBoth
    if (color !== ofBoth) {
      single -= 1
      if (graph.known[commit] === 1) found[color === ofFirst ? 'first' : 'second'].push(commit)
    }
    for (let p = graph.offsets[commit] as number; p < (graph.offsets[commit + 1] as number); p++)
      reach(graph.parents[p] as number, color)
  }
  return found
}

/** A binary heap. */
class DeepestFirst {
  readonly #heap: number[] = []
  readonly #depth: Int32Array

  constructor(depth: Int32Array) {
    this.#depth = depth
  }

  add(commit: number): void {
    const heap = this.#heap
    let at = heap.push(commit) - 1
    for (let up = (at - 1) >> 1; at > 0 && this.#isDeeper(at, up); up = (at - 1) >> 1) {
      this.#swap(at, up)
      at = up
    }
  }

  /** Of a heap that is not empty. */
  take(): number {
    const heap = this.#heap
    this.#swap(0, heap.length - 1)
    const taken = heap.pop() as number
    for (let at = 0; ;) {
      let deepest = at
      for (const below of [2 * at + 1, 2 * at + 2])
        if (below < heap.length && this.#isDeeper(below, deepest)) deepest = below
      if (deepest === at) return taken
      this.#swap(at, deepest)
      at = deepest
    }
  }

  #isDeeper(a: number, b: number): boolean {
    return (this.#depth[this.#heap[a] as number] as number) > (this.#depth[this.#heap[b] as number] as number)
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap
    const one = heap[a] as number
    heap[a] = heap[b] as number
    heap[b] = one
  }
}
