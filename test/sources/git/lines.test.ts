// Lines that commits added and deleted: worked out by hand, against plain git on random histories, and where contents are
// missing.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countLines, type Lines } from '../../../src-main/sources/git/lines.ts'
import { diceFrom, effort, seeds } from '../../helpers/random.ts'
import { createRepo, repoAt, runGit, temporaryPath, type TestRepo } from '../../helpers/repos.ts'
import { commitFiles, type Files } from '../../helpers/trees.ts'

type Place = Parameters<typeof countLines>[0]

async function counted(repo: Place, ids: string[]): Promise<(Lines | null)[]> {
  const all: (Lines | null)[] = []
  await countLines(repo, ids, async (lines) => void all.push(...lines))
  return all
}

const lines = (...text: string[]) => text.map((line) => `${line}\n`).join('')
const ten = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']

function removeBlob(repo: TestRepo, commit: string, file: string): void {
  const blob = repo.git(['rev-parse', `${commit}:${file}`]).trim()
  rmSync(join(repo.gitDir, 'objects', blob.slice(0, 2), blob.slice(2)))
}

test('by hand: first commit, changed line, renamed file, binary file, deletion, nothing', async () => {
  const repo = createRepo()
  const one = { 'a.txt': lines(...ten) }
  const commits = [
    // Ten lines come.
    commitFiles(repo, one),
    // One line is another: one goes, one comes.
    commitFiles(repo, { 'a.txt': lines('A', ...ten.slice(1)) }),
    // Another name, and one line more: only that line.
    commitFiles(repo, { 'b.txt': lines('A', ...ten.slice(1), 'k') }),
    // Bytes that are no text have no lines; a text file without a last line break has one.
    commitFiles(repo, {
      'b.txt': lines('A', ...ten.slice(1), 'k'),
      'c.bin': Buffer.from([0, 10, 0, 10]),
      'd.txt': 'x',
    }),
    // Eleven lines and one go.
    commitFiles(repo, { 'c.bin': Buffer.from([0, 10, 0, 10]) }),
    // The same tree again.
    commitFiles(repo, { 'c.bin': Buffer.from([0, 10, 0, 10]) }),
  ]
  expect(await counted(repo, commits)).toEqual([
    { added: 10, deleted: 0 },
    { added: 1, deleted: 1 },
    { added: 1, deleted: 0 },
    { added: 1, deleted: 0 },
    { added: 0, deleted: 12 },
    { added: 0, deleted: 0 },
  ])
  // What the repository's own settings say about diffs changes nothing.
  repo.git(['config', 'diff.renames', 'false'])
  repo.git(['config', 'core.bigFileThreshold', '1'])
  expect(await counted(repo, [commits[2] ?? ''])).toEqual([{ added: 1, deleted: 0 }])
})

test.each(seeds)('random histories, as git log tells of each commit by itself: %s', async (_, seed) => {
  const dice = diceFrom(seed)
  const chance = (p: number) => dice.next() < p
  const repo = createRepo()
  const names = ['a.txt', 'b.txt', 'long name\twith a tab.txt', 'new\nline.txt', 'ä.txt']
  const ids: string[] = []
  for (let i = 0; i < 12 * effort; i++) {
    const files: Files = {}
    for (const name of names)
      if (chance(0.7)) files[name] = lines(...ten.filter(() => chance(0.6)), ...(chance(0.1) ? ['\0'] : []))
    const parent = ids.length === 0 || chance(0.1) ? [] : [dice.pick(ids)]
    ids.push(commitFiles(repo, files, { parents: parent, at: new Date(1_770_000_000_000 + i * 1_000).toISOString() }))
  }
  const expected = ids.map((id) => {
    const told = repo.git(['log', '-1', '--format=', '--numstat', '--find-renames', id]).split('\n').filter(Boolean)
    const sum = (column: number) => told.reduce((total, row) => total + (Number(row.split('\t')[column]) || 0), 0)
    return { added: sum(0), deleted: sum(1) }
  })
  expect(await counted(repo, ids)).toEqual(expected)
  expect(await counted(repo, [])).toEqual([])
})

test('contents that are missing: those commits are told apart, all others are exact', async () => {
  const repo = createRepo()
  const bodies = ['one', 'two', 'three', 'four', 'five', 'six'].map((word, i) => lines(...ten.slice(0, i + 1), word))
  const ids = bodies.map((body, i) => commitFiles(repo, { 'a.txt': body, [`empty-${i}`]: '' }))
  // A blob stands in the commit that brings it and in the next one, which takes it away.
  removeBlob(repo, ids[1] ?? '', 'a.txt')
  removeBlob(repo, ids[2] ?? '', 'a.txt')
  const counts = await counted(repo, ids)
  expect(counts.map((one) => one === null)).toEqual([false, true, true, true, false, false])
  // Each takes its word away and brings a letter and a word.
  expect([counts[0], counts[4], counts[5]]).toEqual([
    { added: 2, deleted: 0 },
    { added: 2, deleted: 1 },
    { added: 2, deleted: 1 },
  ])
})

test('a partial clone fetches nothing for it', async () => {
  const origin = createRepo()
  const ids = [commitFiles(origin, { 'a.txt': lines('a') }), commitFiles(origin, { 'a.txt': lines('b') })]
  origin.git(['config', 'uploadpack.allowFilter', 'true'])
  const path = temporaryPath('partial')
  runGit(['clone', '--quiet', '--bare', '--filter=blob:none', `file://${origin.path}`, path], { cwd: origin.path })
  const clone = repoAt(path, path)
  const missing = () => clone.git(['rev-list', '--objects', '--all', '--missing=print']).match(/^\?/gm)?.length
  expect(missing()).toBe(2)
  expect(await counted(clone, ids)).toEqual([null, null])
  expect(missing()).toBe(2)
})

test('a repository that is gone is no commit without contents', async () => {
  const repo = createRepo()
  const id = commitFiles(repo, { 'a.txt': 'a' })
  rmSync(repo.path, { recursive: true })
  await expect(counted(repo, [id])).rejects.toMatchObject({ name: 'Refusal' })
})
