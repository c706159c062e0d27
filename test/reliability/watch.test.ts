// A ref that moves in a real repository changes the numbers without any call, through real threads and the real system's
// notices; nothing is asked of Shiplog but to read what it shows.
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openWorkspaces } from '../../src-main/workspaces.ts'
import { refPlaces } from '../../src-main/sources/git/ref-places.ts'
import { watchRefs, type Watched } from '../../src-main/sources/git/watch.ts'
import { openReadDb } from '../../src-main/store/database.ts'
import { watchedRepos } from '../../src-main/store/wishes.ts'
import { createRepo, temporaryPath, type TestRepo } from '../helpers/repos.ts'
import { workspace } from '../helpers/workspace.ts'

const patience = { timeout: 20_000, interval: 50 }

test('a commit and a tag are in the numbers without a call; a removed repository is left alone', async () => {
  const repo = createRepo({ name: 'api' })
  repo.tag('v1.0.0', { of: repo.commit() })
  const listen = { host: '127.0.0.1', port: 0, explicit: true }
  const hosts = await openWorkspaces({ dataDir: temporaryPath('data'), listen })
  onTestFinished(() => hosts.close())
  const ask = async (name: string, input: unknown) => {
    const reply = await hosts.dispatch(name, input)
    if (!reply.ok) throw new Error(reply.error.message)
    return reply.value as never
  }
  await ask('repos.add', { path: repo.path, system: 'api' })
  const shown = async () => {
    const { rows } = (await ask('deployments.list', {})) as { rows: { id: string; commits: number }[] }
    return rows.map((row) => [row.id, row.commits])
  }
  expect(await shown()).toEqual([['v1.0.0', 1]])
  repo.commit()
  repo.tag('v1.1.0', { of: repo.commit() })
  await vi.waitFor(async () => expect(await shown()).toContainEqual(['v1.1.0', 2]), patience)
  // All refs in one file from here on, which is another place to look.
  repo.git(['pack-refs', '--all', '--prune'])
  repo.tag('v1.2.0', { of: repo.commit() })
  await vi.waitFor(async () => expect(await shown()).toContainEqual(['v1.2.0', 1]), patience)
  await ask('repos.remove', { path: repo.path })
  expect(await shown()).toEqual([])
})

/** Watches one repository with short times; `look_ms` apart, where notices alone should do it or dates alone. */
function watched(repo: TestRepo, look_ms: number) {
  let listed: Watched[] = [{ id: 1, path: repo.path, gitDir: join(repo.path, '.git') }]
  let scans = 0
  let running = 0
  let most = 0
  const times = { settle_ms: 30, list_ms: 20, look_ms }
  const scan = async () => {
    scans++
    most = Math.max(most, ++running)
    await new Promise((resolve) => setTimeout(resolve, 60))
    running--
  }
  const errors: unknown[] = []
  const wrong = (error: unknown) => void errors.push(error)
  const list = () => {
    if (broken) throw new Error('the file is busy')
    return listed
  }
  let broken = false
  const { close } = watchRefs({ list, scan, wrong, times })
  onTestFinished(close)
  return {
    scans: () => scans,
    most: () => most,
    remove: () => void (listed = []),
    errors,
    /** Whether listing fails from now on. */
    breaks: (now: boolean) => void (broken = now),
  }
}

/** Until nothing is scanned any more: every notice of what was done before has been heard. */
async function quiet(scans: () => number): Promise<number> {
  for (let before = -1; before !== scans();) {
    before = scans()
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  return scans()
}

test('each place of a ref is noticed, and what is no ref is not', async () => {
  const repo = createRepo()
  const first = repo.commit()
  const { scans, most, remove } = watched(repo, 3_600_000)
  await vi.waitFor(() => expect(scans()).toBe(1), patience)
  const moves: (() => void)[] = [
    () => repo.tag('v1', { of: first }),
    () => repo.git(['branch', 'feature/one', first]),
    () => repo.git(['branch', 'feature/two', first]),
    () => repo.git(['pack-refs', '--all', '--prune']),
    () => repo.git(['symbolic-ref', 'HEAD', 'refs/heads/feature/two']),
    () => repo.git(['tag', '-d', 'v1']),
  ]
  for (const move of moves) {
    const before = await quiet(scans)
    move()
    await vi.waitFor(() => expect(scans()).toBeGreaterThan(before), patience)
  }
  const before = await quiet(scans)
  // An object and a setting: written into the same folder, and no ref.
  repo.object('blob', 'nothing points at it')
  repo.git(['config', 'shop.closed', 'true'])
  expect(await quiet(scans)).toBe(before)
  expect(most()).toBe(1)
  remove()
  await quiet(scans)
  repo.tag('v2', { of: first })
  expect(await quiet(scans)).toBe(before)
})

test('turned off, of one or of all, nothing is left to watch', async () => {
  const made = await workspace()
  const one = createRepo({ name: 'one' })
  const two = createRepo({ name: 'two' })
  for (const repo of [one, two]) await made.call('repos.add', { path: (repo.commit(), repo.path) })
  const { db, close } = openReadDb(made.dataDir)
  onTestFinished(close)
  const names = () => watchedRepos(db).map((repo) => repo.name)
  expect(names()).toEqual(['one', 'two'])
  await made.call('repos.watch', { path: one.path, on: false })
  expect(names()).toEqual(['two'])
  await made.call('repos.watch', { on: false })
  expect(names()).toEqual([])
  const list = await made.call('repos.list', {})
  expect([list.watching, list.rows.map((row) => row.watched)]).toEqual([false, [false, true]])
  // A scan by hand, and adding again, leave it as it was said.
  await made.call('repos.scan', {})
  await made.call('repos.add', { path: one.path })
  await made.call('repos.watch', { on: true })
  expect(names()).toEqual(['two'])
  await made.call('repos.watch', { path: one.path, on: true })
  expect(names()).toEqual(['one', 'two'])
})

test('a repository that goes away while it is watched is scanned then, and again when it is back', async () => {
  const repo = createRepo()
  repo.commit()
  const { scans, errors } = watched(repo, 50)
  await vi.waitFor(() => expect(scans()).toBeGreaterThan(0), patience)
  const away = `${repo.path}-away`
  for (const [from, to] of [
    [repo.path, away],
    [away, repo.path],
  ] as const) {
    const before = await quiet(scans)
    renameSync(from, to)
    await vi.waitFor(() => expect(scans()).toBeGreaterThan(before), patience)
  }
  // And it is watched as before.
  const before = await quiet(scans)
  repo.tag('v1')
  await vi.waitFor(() => expect(scans()).toBeGreaterThan(before), patience)
  expect(errors).toEqual([])
})

test('what goes wrong in between is told, and watching goes on', async () => {
  const repo = createRepo()
  repo.commit()
  const { scans, errors, breaks } = watched(repo, 50)
  breaks(true)
  await vi.waitFor(() => expect(errors.length).toBeGreaterThan(0), patience)
  breaks(false)
  await vi.waitFor(() => expect(scans()).toBeGreaterThan(0), patience)
  let tries = 0
  const failing = watchRefs({
    list: () => [{ id: 1, path: repo.path, gitDir: join(repo.path, '.git') }],
    scan: async () => {
      tries++
      throw new Error('no disk')
    },
    wrong: (error) => void errors.push(error),
    times: { settle_ms: 30, list_ms: 20, look_ms: 50 },
  })
  onTestFinished(failing.close)
  await vi.waitFor(() => expect(tries).toBe(1), patience)
  repo.tag('v1')
  await vi.waitFor(() => expect(tries).toBeGreaterThan(1), patience)
  expect(errors.map(String)).toContain('Error: no disk')
})

test('without notices the dates tell: a repository that goes away and comes back is looked at each time', async () => {
  const repo = createRepo()
  repo.commit()
  const gitDir = join(repo.path, '.git')
  const before = await refPlaces(gitDir)
  expect((await refPlaces(gitDir)).mark).toBe(before.mark)
  expect([...before.folders, ...before.heads].filter((folder) => folder.includes('objects'))).toEqual([])
  repo.tag('v1')
  const after = await refPlaces(gitDir)
  expect(after.mark).not.toBe(before.mark)
  rmSync(repo.path, { recursive: true })
  expect(await refPlaces(gitDir)).toMatchObject({ folders: [], heads: [] })
  expect((await refPlaces(gitDir)).mark).not.toBe(after.mark)
})
