// A repository that was moved is found again where it is, with all that was decided about it; no other takes its place.
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRepo, repoAt, runGit, temporaryPath } from '../helpers/repos.ts'
import { workspace } from '../helpers/workspace.ts'

function shop() {
  const repo = createRepo({ name: 'shop' })
  const first = repo.commit({ at: '2026-03-01T10:00:00Z' })
  repo.tag('v1.0.0', { of: first })
  const second = repo.commit({ at: '2026-03-02T10:00:00Z' })
  repo.tag('v1.1.0', { of: second })
  return repo
}

test('a moved repository keeps its deployments and decisions, and goes on', async () => {
  const repo = shop()
  const { call } = await workspace()
  await call('repos.add', { path: repo.path })
  const { rows } = await call('deployments.list', {})
  const number = rows.find((row) => row.id === 'v1.1.0')?.number ?? 0
  await call('decisions.exclude', { type: 'deployment', number, reason: 'a rehearsal' })
  const to = temporaryPath('shop-moved')
  renameSync(repo.path, to)
  const failed = await call('repos.scan', {})
  expect(failed.failed.map((one) => one.reason)).toEqual([
    `There is no folder ${repo.path}. Was it moved, or is its drive not connected?`,
  ])
  // Nothing is taken away while it is gone.
  expect((await call('repos.list', {})).rows[0]).toMatchObject({ gone: true, deployments: 2, commits: 2 })
  repoAt(to, join(to, '.git')).commit({ at: '2026-03-03T10:00:00Z' })
  const located = await call('repos.locate', { path: repo.path, to })
  expect(located).toMatchObject({
    commits_new: 1,
    repo: { path: to, name: 'shop-moved', system: 'shop', gone: false, problem: null },
  })
  const after = await call('deployments.list', {})
  expect(after.rows.map((row) => [row.number, row.id, row.excluded])).toEqual(
    rows.map((row) => [row.number, row.id, row.id === 'v1.1.0' ? 'a rehearsal' : null]),
  )
  // A rebuild reads the decision from the journal, where the repository is called by the folder that it was in.
  expect(await call('workspace.rebuild', {})).toMatchObject({ changed: 0 })
  expect((await call('deployments.get', { number })).excluded).toBe('a rehearsal')
  // Another repository in that folder, with a tag of the same name, has nothing to do with it.
  const other = createRepo({ name: 'other' })
  other.tag('v1.1.0', { of: other.commit({ at: '2026-03-05T10:00:00Z' }) })
  renameSync(other.path, repo.path)
  await call('repos.add', { path: repo.path, system: 'other' })
  expect(await call('workspace.rebuild', {})).toMatchObject({ changed: 0 })
})

test('another repository, a fork that went on elsewhere, an added one and an empty one are refused', async () => {
  const repo = shop()
  const first = repo.git(['rev-parse', 'main~1']).trim()
  const { call, refusal } = await workspace()
  await call('repos.add', { path: repo.path })
  const path = repo.path
  const other = createRepo({ name: 'other' })
  other.commit({ at: '2026-04-01T10:00:00Z' })
  expect(await refusal('repos.locate', { path, to: other.path })).toBe(
    `${other.path} is another repository: it has none of the commits that the history of shop begins with.`,
  )
  const fork = temporaryPath('fork')
  runGit(['init', '--quiet', fork], { cwd: repo.path })
  runGit(['fetch', '--quiet', '--no-tags', repo.path, `${first}:refs/heads/main`], { cwd: fork })
  // The beginning alone is where v1.0.0 was: a copy that has at least an end that was seen.
  await call('repos.locate', { path, to: fork })
  await call('repos.locate', { path: fork, to: path })
  const older = temporaryPath('older')
  runGit(['init', '--quiet', older], { cwd: repo.path })
  const tags = repo.git(['tag', '-d', 'v1.0.0'])
  expect(tags).toContain('Deleted')
  await call('repos.scan', { path })
  runGit(['fetch', '--quiet', '--no-tags', repo.path, `${first}:refs/heads/main`], { cwd: older })
  expect(await refusal('repos.locate', { path, to: older })).toBe(
    `${older} has the beginning of shop, but none of the commits where its branches and tags ended when it was last scanned. Is it an older copy, or a fork? Fetch there first.`,
  )
  await call('repos.add', { path: other.path })
  expect(await refusal('repos.locate', { path, to: other.path })).toBe(
    `${other.path} is added already, as other. Remove one of the two.`,
  )
  expect(await refusal('repos.locate', { path: '/nowhere', to: path })).toContain('is not among the added repositories')
  const empty = createRepo({ name: 'empty' })
  await call('repos.add', { path: empty.path })
  const copy = createRepo({ name: 'copy' })
  expect(await refusal('repos.locate', { path: empty.path, to: copy.path })).toBe(
    `No commit of empty was read yet to know it by. Remove it, and add ${copy.path}.`,
  )
})
