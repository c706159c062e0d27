// The promise that a repository is never written, kept to the letter: every file, folder, link and date of it is the same
// before and after everything that Shiplog does with it.
import { appendFileSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { watchRefs } from '../../src-main/sources/git/watch.ts'
import type { CallName, Input } from '../../src-shared/contract/index.ts'
import { hashFolder } from '../helpers/hash-folder.ts'
import { createRepo, temporaryPath, type TestRepo } from '../helpers/repos.ts'
import { workspace } from '../helpers/workspace.ts'

/** Files, an index whose dates are wrong (which git would write again), packed and loose refs, a work tree, a link. */
function busyRepo(): TestRepo {
  const repo = createRepo()
  repo.git(['config', 'user.name', 'Jane'])
  repo.git(['config', 'user.email', 'jane@example.org'])
  repo.tag('v1.0.0', { of: repo.commit() })
  mkdirSync(join(repo.path, 'services'))
  writeFileSync(join(repo.path, 'services', 'api.txt'), 'one\ntwo\n')
  repo.git(['add', '.'])
  repo.git(['commit', '--quiet', '-m', 'Add the service (#7)'])
  repo.tag('v1.1.0', { annotated: true })
  repo.git(['branch', 'feature'])
  repo.git(['pack-refs', '--all'])
  appendFileSync(join(repo.path, 'services', 'api.txt'), 'three\n')
  repo.git(['commit', '--quiet', '-am', 'Revert "Nothing"\n\nCo-authored-by: Ann <ann@example.org>'])
  repo.git(['worktree', 'add', '--quiet', '--detach', temporaryPath('tree')])
  symlinkSync('services', join(repo.path, 'link'))
  utimesSync(join(repo.path, 'services', 'api.txt'), 1_700_000_000, 1_700_000_000)
  return repo
}

test('nothing in a repository is written by anything that is done with it', async () => {
  const repo = busyRepo()
  const host = createRepo({ name: 'host' })
  host.ref('refs/pull/7/head', host.commit())
  repo.git(['remote', 'add', 'origin', `file://${host.path}`])
  const made = await workspace('2026-02-01T00:00:00Z')
  const before = hashFolder(repo.path)
  const there = hashFolder(host.path)
  const steps: [CallName, Input<CallName>][] = [
    ['repos.detect', { path: repo.path }],
    ['repos.parts', { path: repo.path }],
    ['repos.add', { path: repo.path }],
    ['repos.scan', {}],
    ['repos.add', { path: repo.path, strategy: { by: 'pointer', ref: 'main' } }],
    [
      'repos.add',
      { path: repo.path, components: [{ system: 'api', paths: ['services'], strategy: { by: 'versions' } }] },
    ],
    ['repos.lines', {}],
    ['changes.where', { change: repo.tip() }],
    ['changes.list', {}],
    ['changes.undeployed', {}],
    ['environments.matrix', {}],
    ['metrics.overview', {}],
    ['findings.list', {}],
    ['workspace.rebuild', { check: true }],
    ['repos.watch', { path: repo.path, on: true }],
    ['repos.origin', { path: repo.path }],
    ['repos.fetchPulls', { path: repo.path, from: `file://${host.path}` }],
    ['changes.list', { state: 'undeployed' }],
    ['repos.forgetPulls', { path: repo.path }],
    ['repos.locate', { path: repo.path, to: join(repo.path, 'services') }],
    ['repos.add', { path: repo.path, mirror: true }],
    ['repos.scan', {}],
  ]
  for (const [name, input] of steps) {
    await made.call(name, input)
    expect(hashFolder(repo.path), name).toEqual(before)
    expect(hashFolder(host.path), name).toEqual(there)
  }
  let scans = 0
  const { close } = watchRefs({
    list: () => [{ id: 1, path: repo.path, gitDir: repo.gitDir }],
    scan: async () => {
      await made.call('repos.scan', {})
      scans++
    },
    wrong: (error) => expect.unreachable(String(error)),
    times: { settle_ms: 10, list_ms: 10, look_ms: 20 },
  })
  onTestFinished(close)
  await vi.waitFor(() => expect(scans).toBeGreaterThan(0), { timeout: 20_000 })
  close()
  await made.call('repos.remove', { path: repo.path })
  expect(hashFolder(repo.path)).toEqual(before)
  // It bites: looking with plain git writes the index, a ref and a setting write a file, and a touch moves a date.
  for (const look of [['status'], ['tag', 'x'], ['config', 'a.b', 'c']]) {
    const last = hashFolder(repo.path)
    repo.git(look)
    expect(hashFolder(repo.path), look.join(' ')).not.toEqual(last)
  }
  const last = hashFolder(repo.path)
  utimesSync(join(repo.gitDir, 'HEAD'), 1_700_000_000, 1_700_000_000)
  expect(hashFolder(repo.path)).not.toEqual(last)
})
