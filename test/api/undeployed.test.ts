// What is not deployed yet, by examples worked out by hand on real repositories, and where the main line is.
import { renameSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createRepo, repoAt, runGit, temporaryPath } from '../helpers/repos.ts'
import { shop, to } from '../helpers/shop.ts'
import { at, deployment, type TestWorkspace, workspace } from '../helpers/workspace.ts'
import { changeFile } from '../helpers/file.ts'

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
      scanned_at_ms: at('2026-07-01T00:00:00Z'),
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

  test('repositories come by system, or sorted as asked, what has no value last', async () => {
    const opened = await workspace('2026-07-01T00:00:00Z')
    // The latest of two is the older one of the three.
    for (const [name, ...days] of [['web', '2026-06-01', '2026-06-02'], ['Api', '2026-05-01'], ['empty']]) {
      const repo = createRepo({ name: name ?? '' })
      for (const day of days) repo.commit({ at: `${day}T00:00:00Z` })
      await opened.call('repos.add', { path: repo.path })
    }
    const order = async (sort?: { by: 'system' | 'commits' | 'age'; direction: 'ascending' | 'descending' }) =>
      (await opened.call('changes.undeployed', sort === undefined ? {} : { sort })).rows.map((row) => row.system)
    expect(await order()).toEqual(['Api', 'empty', 'web'])
    expect(await order({ by: 'system', direction: 'descending' })).toEqual(['web', 'empty', 'Api'])
    expect(await order({ by: 'commits', direction: 'descending' })).toEqual(['web', 'Api', 'empty'])
    expect(await order({ by: 'age', direction: 'ascending' })).toEqual(['web', 'Api', 'empty'])
    expect(await order({ by: 'age', direction: 'descending' })).toEqual(['Api', 'web', 'empty'])
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
    await opened.call('repos.scan', { path: alone.path })
    expect((await waiting(opened))[0]).toMatchObject({ main_line: 'work', commits: ['at work'] })
  })

  test('what is told is as of the last scan, whether the folder is there or not', async () => {
    const repo = createRepo({ name: 'api' })
    repo.commit({ message: 'one' })
    const empty = createRepo({ name: 'empty' })
    const gone = createRepo({ name: 'gone' })
    gone.commit()
    const opened = await workspace()
    for (const { path } of [repo, empty, gone]) await opened.call('repos.add', { path })
    repo.commit({ message: 'two' })
    renameSync(gone.path, `${gone.path} moved`)
    const scanned_at_ms = at('2026-07-01T00:00:00Z')
    expect(await waiting(opened)).toMatchObject([
      { system: 'api', total: 1, commits: ['one'], scanned_at_ms, problem: null },
      { system: 'empty', main_line: null, total: 0, problem: null },
      { system: 'gone', total: 1, problem: null },
    ])
    opened.setNow(scanned_at_ms + hour)
    await opened.call('repos.scan', {})
    expect(await waiting(opened)).toMatchObject([
      { total: 2, commits: ['one', 'two'], scanned_at_ms: scanned_at_ms + hour },
      { total: 0 },
      { total: 1, scanned_at_ms },
    ])
  })

  test('a main line that moves to a commit that was read before is seen, and so is a repository that goes', async () => {
    const repo = createRepo({ name: 'api' })
    const one = repo.commit({ message: 'one' })
    repo.commit({ message: 'two', branch: 'work', parents: [one] })
    const opened = await workspace()
    await opened.call('repos.add', { path: repo.path })
    expect(await waiting(opened)).toMatchObject([{ commits: ['one'] }])
    repo.ref('refs/heads/main', repo.tip('work'))
    await opened.call('repos.scan', {})
    expect(await waiting(opened)).toMatchObject([{ commits: ['one', 'two'] }])
    await opened.call('repos.add', { path: repo.path, system: 'shop' })
    expect(await waiting(opened)).toMatchObject([{ system: 'shop', commits: ['one', 'two'] }])
    expect((await opened.call('workspace.rebuild', { check: true })).changed).toBe(0)
    await opened.call('repos.remove', { path: repo.path })
    expect(await waiting(opened)).toEqual([])
    expect((await opened.call('changes.list', {})).total).toBe(0)
  })

  test('what a file of an earlier version does not say is not told until the next scan', async () => {
    const repo = createRepo({ name: 'api' })
    repo.commit()
    const opened = await workspace()
    await opened.call('repos.add', { path: repo.path })
    changeFile(opened.dataDir, 'UPDATE repos SET main_line = NULL, main_tips = NULL; DELETE FROM waiting')
    expect(await waiting(opened)).toMatchObject([
      { total: null, problem: 'Where the main line of api is was not read yet. Scan the repository.', commits: [] },
    ])
    await opened.call('repos.scan', {})
    expect(await waiting(opened)).toMatchObject([{ total: 1, problem: null }])
  })
})
