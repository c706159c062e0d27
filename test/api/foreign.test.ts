// A repository of another user, read by a copy: what it holds, what each trap in it does not run, and that it stays as it is.
import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hashFolder } from '../helpers/hash-folder.ts'
import { createRepo, temporaryPath, type TestRepo } from '../helpers/repos.ts'
import { createCanary, spring, type Trap, traps } from '../helpers/traps.ts'
import { workspace } from '../helpers/workspace.ts'

const isRoot = process.getuid?.() === 0

function give(path: string): void {
  chownSync(path, 12_345, 12_345)
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) give(join(path, entry.name))
    else chownSync(join(path, entry.name), 12_345, 12_345)
  }
}

function theirs(): TestRepo {
  const repo = createRepo({ name: 'api' })
  repo.commit({ at: '2026-01-01T00:00:00Z' })
  repo.tag('v1.0.0')
  return repo
}

test.skipIf(!isRoot)('is copied, scanned, brought up to date by a scan, and deleted when it is removed', async () => {
  const made = await workspace('2026-02-01T00:00:00Z')
  const repo = theirs()
  give(repo.path)
  await expect(made.call('repos.add', { path: repo.path })).rejects.toThrow('--mirror')
  const before = hashFolder(repo.path)
  const first = await made.call('repos.add', { path: repo.path, mirror: true })
  expect(first).toMatchObject({ commits_new: 1, tags: 1, deployments: 1, repo: { name: 'api', system: 'api' } })
  expect(hashFolder(repo.path)).toEqual(before)
  const copy = first.repo.path
  expect(copy).not.toBe(repo.path)
  // Root may write there, as the other user might.
  chownSync(repo.path, 0, 0)
  chownSync(repo.gitDir, 0, 0)
  repo.commit({ at: '2026-01-02T00:00:00Z' })
  repo.tag('v1.1.0')
  give(repo.path)
  const { scans } = await made.call('repos.scan', { path: copy })
  expect(scans).toMatchObject([{ commits_new: 1, tags: 2, deployments: 2 }])
  await made.call('repos.remove', { path: copy })
  expect(existsSync(copy)).toBe(false)
  expect(existsSync(repo.gitDir)).toBe(true)
  // As the page undoes a removal.
  expect(await made.call('repos.add', { path: copy })).toMatchObject({ commits_new: 2, deployments: 2 })
})

test('what it keeps in other folders is not followed, and nothing is left of the attempt', async () => {
  const made = await workspace('2026-02-01T00:00:00Z')
  const repo = theirs()
  mkdirSync(join(repo.gitDir, 'objects/info'), { recursive: true })
  writeFileSync(join(repo.gitDir, 'objects/info/alternates'), '/srv/private/objects\n')
  await expect(made.call('repos.add', { path: repo.path, mirror: true })).rejects.toThrow('objects/info/alternates')
  const linked = temporaryPath('linked')
  repo.git(['worktree', 'add', '--quiet', '--detach', linked, repo.tip()])
  await expect(made.call('repos.add', { path: linked, mirror: true })).rejects.toThrow('lies in another folder')
  expect(await made.call('repos.list', {})).toMatchObject({ total: 0 })
})

/** A missing file that plain git would fetch from another folder, by a program that the settings name. */
const byFile: Trap = {
  name: 'a partial clone of a folder, with a program to ask it by',
  set(repo, canary) {
    const partial = traps.find((trap) => trap.name === 'a partial clone with a missing file')
    partial?.set(repo, canary)
    repo.git(['config', 'remote.origin.url', `file://${repo.path}`])
    repo.git(['config', 'remote.origin.uploadpack', canary.program])
    repo.git(['config', 'protocol.file.allow', 'always'])
  },
  control: ['log', '-p'],
}

describe.skipIf(process.platform === 'win32')('nothing runs of', () => {
  test.each([...traps, byFile])('$name', async (trap) => {
    const made = await workspace('2026-02-01T00:00:00Z')
    const repo = theirs()
    const canary = createCanary()
    trap.set(repo, canary)
    // Git takes it from the user's settings alone; that it did so from here would be a trap.
    repo.git(['config', 'uploadpack.packObjectsHook', canary.program])
    canary.silence()
    const before = hashFolder(repo.path)
    // What is not whole is not handed over: it is refused by a sentence, and not read in part.
    const whole = !trap.name.startsWith('a partial') && !trap.name.startsWith('a shallow')
    const adding = made.call('repos.add', { path: repo.path, mirror: true })
    if (whole) expect((await adding).commits_new).toBeGreaterThan(0)
    else await expect(adding).rejects.toThrow(/is missing or damaged|Git cannot read/)
    expect(canary.sang()).toBe(false)
    expect(hashFolder(repo.path)).toEqual(before)
    spring(repo, trap.control)
    expect(canary.sang()).toBe(true)
  })
})
