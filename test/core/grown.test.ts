// What is told of a history that grew, from what was told of it before: as if nothing had been told.
import { expect, test } from 'vitest'
import { depthsOf } from '../../src-main/derive/apart.ts'
import { arrivals } from '../../src-main/derive/main-line.ts'
import type { History } from '../../src-main/store/graph.ts'
import { type Dice, diceFrom, effort, seeds } from '../helpers/random.ts'

interface Commit {
  parents: number[]
  known: boolean
  committedAt: number
}

function historyOf(commits: readonly Commit[]): History {
  const n = commits.length
  const offsets = new Int32Array(n + 1)
  commits.forEach(({ parents }, i) => (offsets[i + 1] = (offsets[i] ?? 0) + parents.length))
  const at = Float64Array.from(commits, (one) => one.committedAt)
  return {
    repo: 1,
    n,
    known: Uint8Array.from(commits, (one) => (one.known ? 1 : 0)),
    offsets,
    parents: Int32Array.from(commits.flatMap((one) => one.parents)),
    authoredAt: at,
    committedAt: at,
    numbered: new Uint8Array(n),
    startAt: at,
    squashed: new Uint8Array(n),
  }
}

/** The first ones lead to later numbers, as git lists a history; those that came since to any. */
function grown(dice: Dice): { before: Commit[]; now: Commit[] } {
  const size = 1 + dice.below(20)
  const commit = (parents: number[]): Commit => ({
    parents: [...new Set(parents)],
    known: true,
    // Few times, so that clocks are wrong; some are none.
    committedAt: dice.below(12) === 0 ? Number.NaN : dice.below(9),
  })
  const before = Array.from({ length: size }, (_, i) =>
    commit(i === size - 1 ? [] : Array.from({ length: dice.below(3) }, () => i + 1 + dice.below(size - i - 1))),
  )
  // Mentioned alone: it leads nowhere yet.
  const edge = before[dice.below(size)]
  if (edge !== undefined && dice.below(3) === 0) Object.assign(edge, { known: false, parents: [] })
  const came: Commit[] = []
  for (let i = dice.below(8); i > 0; i--)
    came.push(commit(Array.from({ length: dice.below(4) }, () => dice.below(size + came.length))))
  const now = [...before, ...came]
  // Sometimes what was mentioned is read, or gets its parents back: then nothing stands.
  const one = before[dice.below(size)]
  if (one !== undefined && dice.below(4) === 0)
    now[before.indexOf(one)] = {
      ...one,
      known: true,
      parents: now.length > size ? [now.length - 1].filter((at) => !leadsTo(now, at, before.indexOf(one))) : [],
    }
  return { before, now }
}

function leadsTo(commits: readonly Commit[], from: number, to: number): boolean {
  return from === to || (commits[from]?.parents ?? []).some((parent) => leadsTo(commits, parent, to))
}

test.each(seeds)('with %s', (_, seed) => {
  const dice = diceFrom(seed)
  let stood = 0
  for (let run = 0; run < 400 * effort; run++) {
    const plan = grown(dice)
    const [before, now] = [historyOf(plan.before), historyOf(plan.now)]
    const tips = ({ n }: History) => Array.from({ length: dice.below(3) }, () => dice.below(n))
    const [cut, cutBefore] = [dice.below(4) === 0, dice.below(4) === 0]
    expect(depthsOf(now, cut, depthsOf(before, cutBefore)), `seed ${seed}`).toEqual(depthsOf(now, cut))
    const [was, is] = [tips(before), dice.below(2) === 0 ? [now.n - 1, ...tips(now)] : tips(now)]
    expect(arrivals(now, is, arrivals(before, was)), `seed ${seed}`).toEqual(arrivals(now, is))
    // A tip that is on the line of the next one is what all this is for.
    if (was.length === 1 && is[0] !== undefined && firstLine(plan.now, is[0]).includes(was[0] ?? -1)) stood++
  }
  expect(stood).toBeGreaterThan(10)
})

function firstLine(commits: readonly Commit[], tip: number): number[] {
  const [parent] = commits[tip]?.parents ?? []
  return parent === undefined ? [tip] : [tip, ...firstLine(commits, parent)]
}
