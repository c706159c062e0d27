// Scans that go on from what is kept, in a workspace: what it has in the end is what one has that reads all of it at once.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openReadDb } from '../../src-main/store/database.ts'
import { linksOf } from '../helpers/components.ts'
import { growing, growth } from '../helpers/growth.ts'
import { createHistory, createRepo, repoAt, runGit, temporaryPath, type TestRepo } from '../helpers/repos.ts'
import { type TestWorkspace, workspace } from '../helpers/workspace.ts'

const lines = (text: string) => text.split('\n').slice(0, -1)

/** Commits that a workspace has, each with its parents. */
function keptIn({ dataDir }: TestWorkspace): Set<string> {
  const { db, close } = openReadDb(dataDir)
  const rows = db.all<{ id: number; hex: string; parents: Uint8Array }>(
    'SELECT id, lower(hex(oid)) AS hex, parents FROM commits',
  )
  close()
  const first = 2 ** 32
  const hex = new Map(rows.map((row) => [row.id - first, row.hex]))
  const numbers = (packed: Uint8Array) => {
    const bytes = Buffer.from(packed)
    return Array.from({ length: bytes.length / 4 }, (_, i) => hex.get(bytes.readUInt32LE(i * 4)) ?? '?')
  }
  return new Set(rows.map((row) => [row.hex, ...numbers(row.parents)].join(' ')))
}

const listed = (repo: TestRepo) => lines(repo.git(['rev-list', '--parents', '--branches', '--tags']))

test('after each step of a history, as if it had been read from nothing', async () => {
  await fc.assert(
    fc.asyncProperty(growth, async (plan) => {
      const { repo, steps } = growing(plan)
      const made = await workspace()
      const all = new Set<string>()
      for (const [i, take] of steps.entries()) {
        take()
        const add = { path: repo.path, system: 'api' }
        await (i === 0 ? made.call('repos.add', add) : made.call('repos.scan', { path: repo.path }))
        for (const line of listed(repo)) all.add(line)
        expect(keptIn(made)).toEqual(all)
        const anew = await workspace()
        await anew.call('repos.add', add)
        expect(linksOf(made.dataDir, 'api')).toEqual(linksOf(anew.dataDir, 'api'))
        await anew.shiplog.close()
      }
      await made.shiplog.close()
    }),
    { numRuns: Number(process.env['SHIPLOG_RUNS'] ?? 4), endOnFailure: true },
  )
}, 600_000)

/** A commit as a scan hands it over that is killed after it; `parents` as git told them to it. */
async function readOnly({ shiplog: { ops } }: TestWorkspace, repo: number, id: string, parents: readonly string[]) {
  const at = new Float64Array([Date.parse('2026-03-01T00:00:00Z')])
  const columns = {
    n: 1,
    oidBytes: 20,
    oids: new Uint8Array(Buffer.from(id, 'hex')),
    parentCounts: new Uint16Array([parents.length]),
    parents: new Uint8Array(Buffer.from(parents.join(''), 'hex')),
    authoredAt: at,
    committedAt: at.slice(),
    names: ['Jane Doe'],
    authors: new Uint16Array(1),
    subjects: new TextEncoder().encode('Change'),
    subjectEnds: new Uint32Array([6]),
  }
  await ops.appendCommits(repo, [columns], parents.length === 0)
  await ops.findCommits(repo)
}

// With the parent, which is not kept; and, as the edge of a shallow clone that was completed since, without one. Even once a
// scan came to its end that knew nothing of the tip.
test.each([
  { told: true, without: false },
  { told: true, without: true },
  { told: false, without: false },
  { told: false, without: true },
])('a tip that a killed scan left alone does not hide what it leads to: %o', async ({ told, without }) => {
  const repo = createRepo()
  const root = repo.commit()
  const made = await workspace()
  const { repo: row } = await made.call('repos.add', { path: repo.path, system: 'api' })
  const parent = repo.commit()
  const tip = repo.commit()
  await readOnly(made, row.id, tip, told ? [parent] : [])
  if (without) {
    repo.ref('refs/heads/main', root)
    await made.call('repos.scan', { path: repo.path })
    repo.ref('refs/heads/main', tip)
  }
  await made.call('repos.scan', { path: repo.path })
  expect(keptIn(made)).toEqual(new Set(listed(repo)))
})

// Of the branch that comes back nothing was told below its tip, and the tip is kept.
test('a branch of a clone that was shallow, which came back when it was not any more', async () => {
  const origin = createRepo()
  origin.commit()
  origin.commit()
  origin.commit({ branch: 'side', parents: [] })
  origin.commit({ branch: 'side' })
  const path = temporaryPath('clone')
  runGit(['clone', '--quiet', '--depth=1', '--no-single-branch', `file://${origin.path}`, path], { cwd: origin.path })
  const clone = repoAt(path, join(path, '.git'))
  const made = await workspace()
  const { commits_new } = await made.call('repos.add', { path, system: 'api' })
  expect(commits_new).toBe(2)
  clone.git(['config', 'remote.origin.fetch', '+refs/heads/main:refs/remotes/origin/main'])
  clone.git(['update-ref', '-d', 'refs/remotes/origin/side'])
  clone.git(['fetch', '--quiet', '--unshallow'])
  clone.git(['gc', '--quiet', '--prune=now'])
  expect(clone.git(['rev-parse', '--is-shallow-repository'])).toBe('false\n')
  await made.call('repos.scan', { path })
  clone.git(['fetch', '--quiet', 'origin', 'side:refs/remotes/origin/side'])
  await made.call('repos.scan', { path })
  const all = lines(clone.git(['rev-list', '--parents', '--branches', '--remotes']))
  expect(all).toHaveLength(4)
  expect(keptIn(made)).toEqual(new Set(all))
})

test('commits of a repository that is added, too, are not taken for its own', async () => {
  const repo = createRepo()
  const root = repo.commit()
  const made = await workspace()
  const other = createRepo()
  await made.call('repos.add', { path: other.path, system: 'web' })
  other.object('commit', repo.git(['cat-file', 'commit', root]))
  const one = other.commit({ parents: [], at: '2026-01-01T00:00:00Z' })
  await made.call('repos.scan', { path: other.path })
  await made.call('repos.add', { path: repo.path, system: 'api' })
  // The same commit in both, and known in one alone.
  expect(other.commit({ parents: [one, root] })).toHaveLength(40)
  expect(await made.call('repos.scan', { path: other.path })).toMatchObject({ scans: [{ commits_new: 2 }] })
})

test('what a scan wrote goes over into the file when nobody waits for it, so that the log is used anew', async () => {
  const made = await workspace()
  await made.call('repos.add', { path: createHistory(2_000).path, system: 'api' })
  const size = () => statSync(join(made.dataDir, 'shiplog.db-wal')).size
  const written = size()
  expect(written).toBeGreaterThan(500_000)
  let n = 0
  const grown = async () => {
    const before = size()
    await made.call('keys.add', { name: `ci-${(n += 1)}` })
    return size() - before
  }
  await expect.poll(grown).toBe(0)
})
