// How far a history is read until its newest part is whole: against a naive reading of random histories, cut anywhere.
import { expect, test } from 'vitest'
import type { CommitBatch } from '../../../src-main/sources/git/batch.ts'
import { cutAt } from '../../../src-main/sources/git/batch.ts'
import { createParser } from '../../../src-main/sources/git/parse.ts'
import { Unread } from '../../../src-main/sources/git/unread.ts'
import { type Dice, diceFrom, effort, seeds } from '../../helpers/random.ts'

const idOf = (commit: number) => commit.toString(16).padStart(4, '0').repeat(10)

/** Parents of each commit, which come before it; written newest first, as git does where clocks are right. */
function historyFrom(dice: Dice): number[][] {
  return Array.from({ length: 1 + dice.below(60) }, (_, commit) => {
    const some = Array.from({ length: Math.min(commit, dice.pick([0, 1, 1, 1, 2, 3])) }, () =>
      Math.max(0, commit - 1 - dice.below(6)),
    )
    return [...new Set(some)]
  })
}

function batchOf(history: readonly number[][]): CommitBatch {
  const records = history.map((parents, commit) => {
    const body = commit % 5 === 0 ? `This reverts commit ${idOf(1)}.` : ''
    const subject = body === '' ? `Change ${commit}` : 'Revert "Change 1"'
    return [idOf(commit), parents.map(idOf).join(' '), commit * 60, commit * 60, `N${commit % 3}`, subject, body].join(
      '\0',
    )
  })
  const parser = createParser(20)
  const bytes = Buffer.from(
    records
      .toReversed()
      .map((record) => `${record}\0`)
      .join(''),
  )
  expect([...parser.push(bytes)]).toEqual([])
  const batch = parser.end()
  if (batch === null) throw new Error('a history without commits')
  return batch
}

/** What roots contain, as far as that can be told from the commits that are read: those from `read` on. */
function within(history: readonly number[][], roots: readonly number[], read = 0): Set<number> {
  const found = new Set<number>()
  const next = [...roots]
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (found.has(at)) continue
    found.add(at)
    if (at >= read) next.push(...(history[at] ?? []))
  }
  return found
}

test.each(seeds)('until all that is needed and not old was read, and no commit more: %s', (_, seed) => {
  const dice = diceFrom(seed)
  for (let run = 0; run < 100 * effort; run++) {
    const history = historyFrom(dice)
    const some = () => Array.from({ length: dice.below(4) }, () => dice.below(history.length))
    const [needed, old] = [some(), some()]
    const isWhole = (taken: number) => {
      const read = history.length - taken
      const isOld = within(history, old, read)
      return [...within(history, needed, read)].every((commit) => commit >= read || isOld.has(commit))
    }
    const expected = Array.from({ length: history.length + 1 }, (_, taken) => taken).find(isWhole)
    const unread = new Unread(20, needed.map(idOf), old.map(idOf))
    const batch = batchOf(history)
    const at = dice.below(batch.n + 1)
    const [first, rest] = cutAt(batch, at)
    const taken = unread.take(first) ?? at + (unread.take(rest) ?? Number.NaN)
    expect(taken).toBe(expected)
    const isOld = within(history, old)
    const wanted = [...within(history, needed)].filter((commit) => !isOld.has(commit))
    expect(wanted.filter((commit) => commit < history.length - taken)).toEqual([])
  }
})

test('a commit that comes before one that contains it is passed on what that one is', () => {
  // 2 is read first, although 1, which is old, contains it.
  const [main, old, first, second] = [3, 1, 2, 0].map(idOf) as [string, string, string, string]
  const record = (id: string, ...parents: string[]) => `${id}\0${parents.join(' ')}\x0060\x0060\0N\0S\0\0`
  const text = [record(first, second), record(main, first, old), record(old, first), record(second)].join('')
  const parser = createParser(20)
  expect([...parser.push(Buffer.from(text))]).toEqual([])
  // The commit without parents is needed until it is known that the old one contains it.
  expect(new Unread(20, [main], [old]).take(parser.end() as CommitBatch)).toBe(3)
})

test('a batch in two has the same commits, and each half what its own say', () => {
  const batch = batchOf(Array.from({ length: 12 }, (_, commit) => (commit === 0 ? [] : [commit - 1])))
  const [first, rest] = cutAt(batch, 5)
  const text = ({ subjects, subjectEnds }: CommitBatch) =>
    [...subjectEnds].map((end, i) => Buffer.from(subjects.subarray(subjectEnds[i - 1] ?? 0, end)).toString())
  expect([...text(first), ...text(rest)]).toEqual(text(batch))
  for (const column of ['oids', 'parents', 'parentCounts', 'authoredAt', 'committedAt', 'authors'] as const)
    expect([...first[column], ...rest[column]]).toEqual([...batch[column]])
  // Commits 11 to 7, then 6 to 0: every fifth reverts one.
  expect([first.n, rest.n]).toEqual([5, 7])
  expect(first.says.reverts.map(({ id }) => id)).toEqual([idOf(10)])
  expect(rest.says.reverts.map(({ id }) => id)).toEqual([idOf(5), idOf(0)])
})
