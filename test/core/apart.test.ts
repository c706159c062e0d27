// What two sets of commits are apart by, painted from the deepest on, against the plain way: all that each reaches.
import { expect, test } from 'vitest'
import { apart, depthsOf } from '../../src-main/derive/apart.ts'
import type { Graph } from '../../src-main/store/graph.ts'
import { type Dice, diceFrom, effort, seeds } from '../helpers/random.ts'

/** Parents are any others with a higher number, as git lists a history; some were not read. */
function randomGraph(dice: Dice): Graph {
  const n = 1 + dice.below(40)
  const known = new Uint8Array(n).map(() => (dice.below(12) === 0 ? 0 : 1))
  const lists = Array.from({ length: n }, (_, i) =>
    known[i] === 0 || i === n - 1
      ? []
      : [...new Set(Array.from({ length: dice.below(4) }, () => i + 1 + dice.below(Math.min(6, n - i - 1))))],
  )
  const offsets = new Int32Array(n + 1)
  lists.forEach((parents, i) => (offsets[i + 1] = (offsets[i] ?? 0) + parents.length))
  return { repo: 1, n, known, offsets, parents: Int32Array.from(lists.flat()) }
}

function reached({ offsets, parents }: Graph, from: readonly number[]): Set<number> {
  const all = new Set(from)
  for (const commit of all) for (const parent of parents.subarray(offsets[commit], offsets[commit + 1])) all.add(parent)
  return all
}

test.each(seeds)('of any history, with %s', (_, seed) => {
  const dice = diceFrom(seed)
  for (let i = 0; i < 300 * effort; i++) {
    const graph = randomGraph(dice)
    const some = () => Array.from({ length: 1 + dice.below(3) }, () => dice.below(graph.n))
    const [one, other] = [some(), some()]
    const [ofOne, ofOther] = [reached(graph, one), reached(graph, other)]
    const only = (mine: Set<number>, theirs: Set<number>) =>
      [...mine].filter((commit) => !theirs.has(commit) && graph.known[commit] === 1).sort((a, b) => a - b)
    const cut = dice.below(2) === 0
    const depths = depthsOf(graph, cut)
    const found = apart(graph, depths, one, other)
    const sorted = (list: number[]) => list.toSorted((a, b) => a - b)
    expect([sorted(found.first), sorted(found.second)], `seed ${seed}`).toEqual([
      only(ofOne, ofOther),
      only(ofOther, ofOne),
    ])
    const isOpen = [...ofOne].some(
      (commit) => graph.known[commit] === 0 || (cut && graph.offsets[commit] === graph.offsets[commit + 1]),
    )
    expect(one.some((commit) => depths.open[commit] === 1)).toBe(isOpen)
  }
})
