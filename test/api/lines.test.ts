// Counting lines of commits, and the metrics that divide by them: a worked example, going on where it was stopped, and
// what is not known.
import { expect, test } from 'vitest'
import { countCommits } from '../../src-main/store/commits.ts'
import { openReadDb } from '../../src-main/store/database.ts'
import { createRepo, repoAt, runGit, temporaryPath, type TestRepo } from '../helpers/repos.ts'
import { commitFiles } from '../helpers/trees.ts'
import { incident, issue, type TestWorkspace, workspace } from '../helpers/workspace.ts'

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join('')

/** 400 lines on 20 May; in June 100 more, 20 of them changed (20 go, 20 come), and a merge of a side with 60 lines. */
function june(): TestRepo {
  const repo = createRepo({ name: 'api' })
  const [main, changed] = [numbered(1, 500), numbered(1001, 1020) + numbered(21, 500)]
  commitFiles(repo, { 'a.txt': numbered(1, 400) }, { at: '2026-05-20T10:00:00Z' })
  const b = commitFiles(repo, { 'a.txt': main }, { at: '2026-06-02T10:00:00Z' })
  const c = commitFiles(repo, { 'a.txt': changed }, { at: '2026-06-03T10:00:00Z' })
  const side = commitFiles(
    repo,
    { 'a.txt': main, 'b.txt': numbered(1, 60) },
    { parents: [b], at: '2026-06-04T10:00:00Z' },
  )
  const files = { 'a.txt': changed, 'b.txt': numbered(1, 60) }
  repo.ref('refs/heads/main', commitFiles(repo, files, { parents: [c, side], at: '2026-06-05T10:00:00Z' }))
  return repo
}

async function inJune(made: TestWorkspace, id: string, more: object = {}) {
  const asked = { metrics: [id], from: '2026-06-01', to: '2026-06-30', bucket: 'week' as const, zone: 'UTC', ...more }
  const { metrics } = await made.call('metrics.overview', asked)
  return metrics[0]
}

async function bugs(): Promise<TestWorkspace> {
  const made = await workspace('2026-07-01T00:00:00Z')
  await made.send(
    ...['2026-06-01T12:00:00Z', '2026-06-02T12:00:00Z', '2026-06-09T12:00:00Z'].map((at, i) =>
      issue(`b${i}`, at, { kind: 'bug' }),
    ),
    issue('r', '2026-06-02T12:00:00Z', { kind: 'requirement' }),
    incident('i', '2026-06-30T12:00:00Z', null),
  )
  return made
}

test('by hand: 3 bugs and 1 incident in June, 200 lines', async () => {
  const made = await bugs()
  await made.call('repos.add', { path: june().path })
  const before = await inJune(made, 'bug-count-per-1k-lines')
  expect(before).toMatchObject({
    state: 'not-connected',
    value: null,
    hint: 'The lines of 3 commits of the period are not counted yet. A window that stays open does it, as does "shiplog repo lines".',
  })
  // 400, 100, 40 and 60: the merge has none of its own.
  const counted = { counted: 4, commits: 4, unknown: 0, lines: 600 }
  expect((await made.call('repos.lines', {})).repos).toMatchObject([counted])
  expect((await made.call('repos.lines', {})).repos).toMatchObject([{ ...counted, counted: 0 }])
  // 100 + 40 + 60 = 200 lines in June, and 400 in the thirty days before, without a bug.
  expect(await inJune(made, 'bug-count-per-1k-lines')).toMatchObject({
    state: 'ok',
    value: 15,
    n: 200,
    unit: 'per 1k lines',
    of: '3 bugs, 200 lines',
    notes: [],
    previous: { value: 0, n: 400 },
    // All lines are of the first week, as are two of the bugs: 2 ÷ 200 × 1000. A week without a line has no number.
    points: [{ value: 10, n: 200 }, { value: null, n: 0 }, { value: null }, { value: null }, { value: null }],
  })
  expect(await inJune(made, 'incident-count-per-1k-lines')).toMatchObject({ value: 5, of: '1 incident, 200 lines' })
  const asked = { from: '2026-06-01', to: '2026-06-30', zone: 'UTC' }
  const working = await made.call('metrics.working', { metric: 'bug-count-per-1k-lines', ...asked })
  expect(working).toMatchObject({ value: 15, sum: '3 bugs ÷ 200 lines × 1000 = 15.00' })
  expect(working.steps.map((step) => step.n)).toEqual([3, 3])
  expect(working.steps[1]?.rows.map((row) => row.note)).toEqual([
    '60 added, 0 deleted',
    '20 added, 20 deleted',
    '100 added, 0 deleted',
  ])
  // Forgotten with the repository.
  await made.call('repos.remove', { path: (await made.call('repos.list', {})).rows[0]?.path ?? '' })
  expect(await inJune(made, 'bug-count-per-1k-lines')).toMatchObject({ state: 'not-connected' })
})

test('it goes on where it was stopped, and after new commits', async () => {
  const made = await bugs()
  const repo = june()
  await made.call('repos.add', { path: repo.path })
  const { db, close } = openReadDb(made.dataDir)
  const rows = db.all<{ id: number }>('SELECT id FROM commits ORDER BY committed_at_ms DESC LIMIT 2')
  // As a job that was killed leaves it: the newest commits are done, and nothing says so but they.
  const [, side = { id: 0 }] = rows
  await made.shiplog.ops.writeLines({
    ids: Float64Array.of(side.id),
    added: Float64Array.of(60),
    deleted: Float64Array.of(0),
  })
  expect((await made.call('repos.lines', {})).repos).toMatchObject([{ counted: 3, commits: 4, lines: 600 }])
  commitFiles(repo, { 'a.txt': '' }, { at: '2026-06-20T10:00:00Z' })
  await made.call('repos.scan', {})
  expect(await inJune(made, 'bug-count-per-1k-lines')).toMatchObject({ state: 'not-connected' })
  // All 500 and 60 go.
  expect((await made.call('repos.lines', {})).repos).toMatchObject([{ counted: 1, commits: 5, lines: 1_160 }])
  expect(countCommits(db, 1)).toBe(6)
  close()
})

test('a shallow clone does not count its first commits as if they added everything', async () => {
  const made = await bugs()
  const origin = june()
  const path = temporaryPath('shallow')
  runGit(['clone', '--quiet', '--bare', '--depth=2', `file://${origin.path}`, path], { cwd: origin.path })
  await made.call('repos.add', { path, system: 'api' })
  // The merge and its two parents are there; the parents are where the history begins.
  expect((await made.call('repos.lines', {})).repos).toMatchObject([{ commits: 2, unknown: 2, lines: 0 }])
  expect(await inJune(made, 'bug-count-per-1k-lines')).toMatchObject({
    state: 'empty',
    value: null,
    notes: ['2 commits left out: the contents are not here'],
  })
  repoAt(path, path).git(['fetch', '--quiet', '--unshallow'])
  await made.call('repos.scan', {})
  expect((await made.call('repos.lines', {})).repos).toMatchObject([{ counted: 4, commits: 4, unknown: 0, lines: 600 }])
})

test('a part of a repository has no lines of its own', async () => {
  const made = await bugs()
  const components = [{ system: 'api', paths: ['a.txt'], strategy: { by: 'versions' as const } }]
  await made.call('repos.add', { path: june().path, components })
  await made.call('repos.lines', {})
  expect(await inJune(made, 'bug-count-per-1k-lines')).toMatchObject({ value: 15 })
  expect(await inJune(made, 'bug-count-per-1k-lines', { systems: ['api'] })).toMatchObject({
    state: 'not-connected',
    hint: 'api holds several systems, and its lines are counted as a whole. Choose no system.',
  })
})
