// The commits of a repository in the file: a scan may end anywhere, and the next one leaves the same as one that did not.
import { beforeEach, describe, expect, test } from 'vitest'
import type { CommitColumns } from '../../src-shared/commit-columns.ts'
import { commitId, countCommits, findCommits } from '../../src-main/store/commits.ts'
import { CommitWriter } from '../../src-main/store/commit-writer.ts'
import { readGraph, readHistory } from '../../src-main/store/graph.ts'
import { type WriteDb } from '../../src-main/store/database.ts'
import { newFile } from '../helpers/file.ts'

const repo = 1
const hex = (letter: string) => letter.charCodeAt(0).toString(16).repeat(20)

/** "c b a": commit c with the parents b and a. */
function columns(...lines: string[]): CommitColumns {
  const rows = lines.map((line) => line.split(' '))
  const subjects = rows.map(([commit = '']) => (commit === 'c' ? 'Change (#7)' : commit))
  const bytes = (letters: string[]) => Buffer.from(letters.map(hex).join(''), 'hex')
  return {
    n: rows.length,
    oidBytes: 20,
    oids: bytes(rows.map(([commit = '']) => commit)),
    parentCounts: Uint16Array.from(rows, (row) => row.length - 1),
    parents: bytes(rows.flatMap((row) => row.slice(1))),
    authoredAt: Float64Array.from(rows, ([commit = '']) => (commit === 'b' ? Number.NaN : commit.charCodeAt(0))),
    committedAt: new Float64Array(rows.length),
    names: ['Jane'],
    authors: new Uint16Array(rows.length),
    subjects: Buffer.from(subjects.join('')),
    subjectEnds: Uint32Array.from(subjects, (_, i) => subjects.slice(0, i + 1).join('').length),
  }
}

let db: WriteDb

beforeEach(async () => {
  ;({ db } = await newFile())
})

/** One scan: returns how many of its commits were new. */
function scan(lines: string[], finished: boolean): number {
  const writer = new CommitWriter(db, repo, 20)
  let written = 0
  for (const line of lines) written += db.transaction(() => writer.append([columns(line)]))
  if (finished) for (const steps = writer.find(); db.transaction(() => steps.next().done) !== true;);
  return written
}

/** Each commit that was read, with its parents, from the graph. */
function graph(): string[] {
  const { n, known, offsets, parents } = readGraph(db, repo)
  const names = new Map(
    db
      .all<{ id: number; oid: Uint8Array }>('SELECT id, oid FROM commits UNION ALL SELECT id, oid FROM commit_edges')
      .map((row) => [row.id - commitId(repo, 0), String.fromCharCode(row.oid[0] ?? 0)]),
  )
  expect(names.size).toBe(n)
  return Array.from({ length: n }, (_, i) => i)
    .filter((i) => known[i] === 1)
    .map((i) => [i, ...parents.slice(offsets[i], offsets[i + 1])].map((number) => names.get(number)).join(' '))
    .sort()
}

const history = ['e d c', 'd b', 'c b', 'b a', 'a']

describe('a scan', () => {
  test('read to its end is a graph, and every commit is found', () => {
    expect(scan(history, true)).toBe(5)
    expect(graph()).toEqual(history.toSorted())
    expect(countCommits(db, repo)).toBe(5)
    for (const letter of 'abcde') expect(findCommits(db, hex(letter)), letter).toHaveLength(1)
    const { authoredAt } = readHistory(db, repo)
    expect([...authoredAt].filter(Number.isNaN)).toHaveLength(1)
  })

  test.each([1, 2, 3, 4])('cut off after %i commits goes on, and finds those too', (cut) => {
    expect(scan(history.slice(0, cut), false)).toBe(cut)
    expect(countCommits(db, repo)).toBe(cut)
    expect(scan(history, true)).toBe(5 - cut)
    expect(graph()).toEqual(history.toSorted())
    expect(countCommits(db, repo)).toBe(5)
    for (const letter of 'abcde') expect(findCommits(db, hex(letter)), letter).toHaveLength(1)
  })

  test('of a shallow clone knows the numbers beyond its edge, and unshallowing gives parents back', () => {
    expect(scan(['e d', 'd'], true)).toBe(2)
    expect(scan(['g f', 'f e'], true)).toBe(2)
    expect(scan(['g f', 'f e', 'e d c', 'd b'], true)).toBe(2)
    expect(graph()).toEqual(['d b', 'e d c', 'f e', 'g f'])
    // b and c are mentioned, but not there.
    expect(countCommits(db, repo)).toBe(4)
    expect(findCommits(db, hex('b'))).toEqual([])
  })

  test.each([[history], [['e d c', 'c b']]])('that is the first has gathered what can be read back: %j', (lines) => {
    const writer = new CommitWriter(db, repo, 20)
    db.transaction(() => writer.append(lines.map((line) => columns(line))))
    // It needs no ids any more.
    writer.end()
    const made = writer.history(undefined)
    expect(made).toEqual(readHistory(db, repo))
    expect(made?.numbered.reduce((sum, one) => sum + one)).toBe(1)
    // It knows nothing of what came before.
    expect(new CommitWriter(db, repo, 20).history(undefined)).toBeNull()
  })

  test.each([false, true])(
    'that goes on adds to what was there what can be read back; looked up one by one: %s',
    (few) => {
      scan(history, true)
      const before = readHistory(db, repo)
      const writer = new CommitWriter(db, repo, 20, few)
      // New commits on old and on new ones, an old one again, and a second root.
      const news = [columns('g f a', 'f e', 'h'), columns('e d c', 'i h g')]
      expect(db.transaction(() => writer.append(news))).toBe(4)
      expect(writer.history(before)).toEqual({ ...readHistory(db, repo), repo })
      // Of another state than the scan went on from nothing follows.
      expect(writer.history(undefined)).toBeNull()
      for (const steps = writer.find(); db.transaction(() => steps.next().done) !== true;);
      expect(graph()).toEqual([...history, 'f e', 'g f a', 'h', 'i h g'].toSorted())
      for (const letter of 'abcdefghi') expect(findCommits(db, hex(letter)), letter).toHaveLength(1)
    },
  )

  test('of which some commits are beyond an edge has gathered those that come', () => {
    scan(['e d', 'd c b'], true)
    const before = readHistory(db, repo)
    const writer = new CommitWriter(db, repo, 20, true)
    expect(db.transaction(() => writer.append([columns('b a', 'a')]))).toBe(2)
    expect(writer.history(before)).toEqual(readHistory(db, repo))
    expect(graph()).toEqual(['a', 'b a', 'd c b', 'e d'])
  })

  test('that has not begun has no commits', () => {
    expect([countCommits(db, repo), readGraph(db, repo).n, graph()]).toEqual([0, 0, []])
  })
})

test('what can be read again is not waited for, and everything else is, whatever became of it', () => {
  const level = () => db.get<{ synchronous: number }>('PRAGMA synchronous')?.synchronous
  const levels = [level()]
  db.unhurried(() => levels.push(level()))
  levels.push(level())
  expect(() =>
    db.unhurried(() => {
      throw new Error('cut off')
    }),
  ).toThrow('cut off')
  // Within another transaction it is a part of that.
  db.transaction(() => db.unhurried(() => levels.push(level())))
  // 2 is FULL, 1 is NORMAL.
  expect([...levels, level()]).toEqual([2, 1, 2, 2, 2])
})
