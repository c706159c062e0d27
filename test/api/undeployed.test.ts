// What is not deployed yet, by examples worked out by hand on real repositories, and where the main line is.
import { renameSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createRepo, repoAt, runGit, temporaryPath } from '../helpers/repos.ts'
import { shop, to } from '../helpers/shop.ts'
import { at, deployment, type TestWorkspace, workspace } from '../helpers/workspace.ts'

const hour = 3_600_000

describe('what is not deployed yet', () => {
  async function waiting({ call }: TestWorkspace) {
    const { rows } = await call('changes.undeployed', {})
    return rows.map(({ rows: commits, ...row }) => ({ ...row, commits: commits.map((one) => one.title) }))
  }

  test('what the main line has and no successful production deployment, without merges, oldest first', async () => {
    const { opened, repo, c5 } = await shop()
    await opened.call('repos.add', { path: repo.path, system: 'shop' })
    // Production has c2 and the hotfix; p3 failed with c4. c3 was written on 3 June 9:00: 27 days and 15 hours ago.
    const row = {
      system: 'shop',
      repo: 'shop',
      main_line: 'main',
      problem: null,
      ever: true,
      total: 3,
      oldest_at_ms: at('2026-06-03T09:00:00Z'),
      age_ms: 27 * 24 * hour + 15 * hour,
      commits: ['Change 3', 'Change 4', 'Change 5'],
    }
    expect(await waiting(opened)).toEqual([row])
    // The hotfix is merged: the merge is none, and what it merges is deployed.
    repo.commit({ at: '2026-06-21T09:00:00Z', parents: [c5, repo.tip('hotfix')], message: 'Merge' })
    repo.commit({ at: '2026-06-22T09:00:00Z', authored: '2026-06-02T09:00:00Z', message: 'Written long before' })
    await opened.call('repos.scan', {})
    expect(await waiting(opened)).toMatchObject([
      {
        total: 4,
        oldest_at_ms: at('2026-06-02T09:00:00Z'),
        commits: ['Written long before', 'Change 3', 'Change 4', 'Change 5'],
      },
    ])
    await opened.send(to('production', 'p5', '2026-06-23T10:00:00Z', { commits: [repo.tip()] }))
    expect(await waiting(opened)).toMatchObject([{ total: 0, oldest_at_ms: null, age_ms: null, commits: [] }])
    expect((await opened.call('changes.undeployed', { systems: ['shop'], limit: 1 })).rows).toHaveLength(1)
    expect(await opened.refusal('changes.undeployed', { systems: ['nobody'] })).toBe('There is no system "nobody".')
  })

  test('rows come page by page, and a change that an event names is deployed', async () => {
    const repo = createRepo({ name: 'api' })
    const [, b = ''] = ['a', 'b', 'c', 'd'].map((message) => repo.commit({ message }))
    const opened = await workspace()
    await opened.call('repos.add', { path: repo.path, system: 'api' })
    expect(await waiting(opened)).toMatchObject([{ ever: false, total: 4 }])
    await opened.send(deployment('1', '2026-06-02T10:00:00Z', { changes: [b] }))
    expect(await waiting(opened)).toMatchObject([{ ever: true, total: 3, commits: ['a', 'c', 'd'] }])
    const { rows } = await opened.call('changes.undeployed', { limit: 1, offset: 1 })
    expect(rows.map((row) => [row.total, row.rows.map((one) => one.title)])).toEqual([[3, ['c']]])
  })

  test('a branch that is checked out is not the main line; a clone says which one is, and what was fetched counts', async () => {
    const repo = createRepo({ name: 'api' })
    repo.git(['symbolic-ref', 'HEAD', 'refs/heads/trunk'])
    const one = repo.commit({ branch: 'trunk', message: 'one' })
    const path = temporaryPath('clone')
    runGit(['clone', '--quiet', repo.path, path], { cwd: repo.path })
    const clone = repoAt(path, `${path}/.git`)
    clone.commit({ branch: 'work', parents: [one], message: 'in progress' })
    clone.git(['symbolic-ref', 'HEAD', 'refs/heads/work'])
    repo.commit({ branch: 'trunk', message: 'two' })
    clone.git(['fetch', '--quiet'])
    const opened = await workspace()
    await opened.call('repos.add', { path, system: 'api' })
    expect(await waiting(opened)).toMatchObject([{ main_line: 'trunk', commits: ['one', 'two'] }])
    // Without a clone's word: main, whatever is checked out; what is checked out where there is none.
    const alone = createRepo({ name: 'alone' })
    alone.commit({ message: 'on main' })
    alone.commit({ branch: 'work', message: 'at work' })
    alone.git(['symbolic-ref', 'HEAD', 'refs/heads/work'])
    await opened.call('repos.add', { path: alone.path })
    expect((await waiting(opened))[0]).toMatchObject({ main_line: 'main', commits: ['on main'] })
    alone.git(['update-ref', '-d', 'refs/heads/main'])
    expect((await waiting(opened))[0]).toMatchObject({ main_line: 'work', commits: ['at work'] })
  })

  test('what cannot be told is said, for each repository alone', async () => {
    const repo = createRepo({ name: 'api' })
    repo.commit()
    const empty = createRepo({ name: 'empty' })
    const gone = createRepo({ name: 'gone' })
    gone.commit()
    const opened = await workspace()
    for (const { path } of [repo, empty, gone]) await opened.call('repos.add', { path })
    const next = repo.commit()
    renameSync(gone.path, `${gone.path} moved`)
    expect(await waiting(opened)).toMatchObject([
      {
        system: 'api',
        total: null,
        problem: `main is at ${next.slice(0, 8)} now, which was not read yet. Scan the repository again.`,
      },
      { system: 'empty', main_line: null, total: 0, problem: null },
      { system: 'gone', total: null, problem: expect.stringContaining(gone.path) },
    ])
  })
})
