// Scans one after the other: each reads what the ones before have not.
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openRepo } from '../../../src-main/sources/git/open.ts'
import { scanRepo } from '../../../src-main/sources/git/scan.ts'
import { createHistory, createRepo, repoAt, runGit, temporaryPath } from '../../helpers/repos.ts'
import { processesAt, scan, type Row } from './rows.ts'

const idsOf = (rows: readonly Row[]) => rows.map((row) => row.id).sort()

test('an empty repository gives nothing, and is no error', async () => {
  const repo = createRepo()
  expect(await scan(repo.path)).toEqual({
    rows: [],
    tips: [],
    branches: [],
    main: null,
    mainLine: null,
    tags: [],
    ignored: [],
    damaged: [],
    deployments: [],
    note: null,
    parts: [],
    commits: 0,
    known: [],
    problem: null,
    says: { reverts: [], requests: [], ofAll: true },
  })
})

test('the commits of all branches, remote branches and tags, and of a detached head', async () => {
  const repo = createRepo()
  const main = repo.commit()
  const ids = ['side', 'remote', 'tag', 'head'].map((message) =>
    repo.commit({ branch: null, parents: [main], message }),
  )
  const [side = '', remote = '', tagged = '', head = ''] = ids
  repo.ref('refs/heads/side', side)
  repo.ref('refs/remotes/origin/x', remote)
  repo.tag('v1.0.0', { of: tagged })
  repo.git(['update-ref', '--no-deref', 'HEAD', head])
  const result = await scan(repo.path)
  expect(idsOf(result.rows)).toEqual([main, ...ids].sort())
  expect(result.commits).toBe(5)
})

test('a second scan reads only what is new', async () => {
  const repo = createRepo()
  const old = [repo.commit(), repo.commit()]
  const first = await scan(repo.path)
  expect(idsOf(first.rows)).toEqual([...old].sort())
  const second = await scan(repo.path, first.known)
  expect(second).toMatchObject({ rows: [], commits: 0, tips: first.tips })
  const main = repo.commit()
  const side = repo.commit({ branch: 'side', parents: [old[0] ?? ''], message: 'Side' })
  const merge = repo.commit({ parents: [main, side] })
  repo.tag('v1.0.0')
  const third = await scan(repo.path, second.known)
  expect(idsOf(third.rows)).toEqual([main, side, merge].sort())
  expect(third.tags.map((tag) => tag.name)).toEqual(['v1.0.0'])
})

test('a branch that was deleted, and a tag on an old commit, bring nothing to read', async () => {
  const repo = createRepo()
  const first = repo.commit()
  repo.commit({ branch: 'side', parents: [first] })
  repo.commit()
  const { known } = await scan(repo.path)
  repo.git(['update-ref', '-d', 'refs/heads/side'])
  repo.tag('v1.0.0', { of: first })
  const second = await scan(repo.path, known)
  expect(second).toMatchObject({ rows: [], commits: 0 })
  expect(second.tags).toHaveLength(1)
})

test('without the commits of the last scan everything is read, whatever is known', async () => {
  const repo = createRepo()
  repo.commit()
  const { known } = await scan(repo.path)
  let n = 0
  const result = await scanRepo({
    facts: await openRepo(repo.path),
    strategy: { by: 'versions' },
    known,
    hasCommits: false,
    onBatch: async (batch) => void (n += batch.n),
    onProgress() {},
  })
  expect([n, result.commits]).toEqual([1, 1])
})

test('after a forced push and a clean-up, tips that are gone do no harm', async () => {
  const repo = createRepo()
  const root = repo.commit()
  repo.commit({ message: 'Thrown away' })
  const { known } = await scan(repo.path)
  const rewritten = repo.commit({ parents: [root], message: 'Rewritten' })
  repo.git(['reflog', 'expire', '--expire=now', '--all'])
  repo.git(['gc', '--quiet', '--prune=now'])
  expect(() => repo.git(['cat-file', '-e', known[0] ?? ''])).toThrow()
  const result = await scan(repo.path, known)
  // Nothing known is left, so that the root is read again: a commit read twice is the same commit.
  expect(idsOf(result.rows)).toEqual([root, rewritten].sort())
})

test('after a forced push, tips that are still there keep their history from being read again', async () => {
  const repo = createRepo()
  const root = repo.commit()
  repo.commit({ message: 'Left behind' })
  const { known } = await scan(repo.path)
  const rewritten = repo.commit({ parents: [root], message: 'Rewritten' })
  expect(idsOf((await scan(repo.path, known)).rows)).toEqual([rewritten])
})

test('what is no commit id among the known is passed over', async () => {
  const repo = createRepo()
  const id = repo.commit()
  const known = ['--output=pwn', 'main', repo.emptyTree, '0'.repeat(40), 'f'.repeat(64)]
  expect(idsOf((await scan(repo.path, known)).rows)).toEqual([id])
  expect(readdirSync(repo.gitDir)).not.toContain('pwn')
})

test('a branch called --output=pwn is read and writes nothing', async () => {
  const repo = createRepo()
  const id = repo.commit()
  repo.ref('refs/heads/--output=pwn', id)
  repo.ref('refs/tags/--output=pwn', id)
  expect(idsOf((await scan(repo.path)).rows)).toEqual([id])
  expect([...readdirSync(repo.path), ...readdirSync(repo.gitDir)]).not.toContain('pwn')
  expect(readdirSync(process.cwd())).not.toContain('pwn')
})

test('a work tree and its repository are one history', async () => {
  const repo = createRepo()
  repo.commit()
  const path = temporaryPath('tree')
  repo.git(['worktree', 'add', '--quiet', '-b', 'other', path])
  repo.commit({ branch: 'other' })
  const [main, other] = [await scan(repo.path), await scan(path)]
  expect(idsOf(other.rows)).toEqual(idsOf(main.rows))
  expect(other.rows).toHaveLength(2)
})

test('a shallow clone is read to its edge, and again from the start once it is completed', async () => {
  const repo = createRepo()
  const ids = [repo.commit(), repo.commit(), repo.commit()]
  const path = temporaryPath('clone')
  runGit(['clone', '--quiet', '--depth', '2', `file://${repo.path}`, path], { cwd: dirname(path) })
  const shallow = await scan(path)
  expect(shallow.rows.map(({ id, parents }) => ({ id, parents }))).toEqual([
    { id: ids[2], parents: [ids[1]] },
    // It has a parent, but not here.
    { id: ids[1], parents: [] },
  ])
  expect(shallow.problem).toMatch(/^Shallow clone: /)
  // The tips stay the same when the rest arrives, so that they prove nothing.
  expect(shallow.known).toEqual([])
  repoAt(path, join(path, '.git')).git(['fetch', '--quiet', '--unshallow'])
  const complete = await scan(path, shallow.known)
  expect(complete.tips).toEqual(shallow.tips)
  expect(idsOf(complete.rows)).toEqual([...ids].sort())
  expect(complete.problem).toBeNull()
})

test('progress counts up, with a total where a commit-graph tells it', async () => {
  const repo = createHistory(1_200)
  const seen: [number, number | null][] = []
  const request = {
    strategy: { by: 'versions' } as const,
    known: [],
    hasCommits: false,
    onBatch: () => new Promise<void>((resolve) => setTimeout(resolve, 100)),
    onProgress: (count: number, total: number | null) => void seen.push([count, total]),
  }
  await scanRepo({ ...request, facts: await openRepo(repo.path) })
  expect(seen).toEqual([
    [512, null],
    [1_024, null],
    [1_200, null],
  ])
  repo.git(['commit-graph', 'write', '--reachable'])
  seen.length = 0
  await scanRepo({ ...request, facts: await openRepo(repo.path) })
  expect(seen.at(-1)).toEqual([1_200, 1_200])
})

test('aborting in the middle ends git and throws the reason', async () => {
  const repo = createHistory(20_000)
  const controller = new AbortController()
  let commits = 0
  const scanning = scanRepo({
    facts: await openRepo(repo.path),
    strategy: { by: 'versions' },
    known: [],
    hasCommits: false,
    async onBatch(batch) {
      commits += batch.n
      if (commits === 4_096) controller.abort(new Error('the person pressed Stop'))
    },
    onProgress() {},
    signal: controller.signal,
  })
  await expect(scanning).rejects.toThrow('the person pressed Stop')
  // One more batch may have been on its way.
  expect(commits).toBeLessThanOrEqual(4_608)
  if (process.platform === 'linux') expect(processesAt(repo.path)).toEqual([])
})

test('aborted before it begins, it reads nothing', async () => {
  const repo = createRepo()
  repo.commit()
  const scanning = scanRepo({
    facts: await openRepo(repo.path),
    strategy: { by: 'versions' },
    known: [],
    hasCommits: false,
    onBatch: () => Promise.reject(new Error('nothing should arrive')),
    onProgress() {},
    signal: AbortSignal.abort(new Error('closed')),
  })
  await expect(scanning).rejects.toThrow('closed')
})
