// A repository larger than every table and batch begins with: 2,500 commits is past the first growth of the table of
// ids (1,024) and past one batch (2,000).
import { expect, test } from 'vitest'
import { openReadDb } from '../../src-main/store/database.ts'
import { createHistory, createRepo, temporaryPath } from '../helpers/repos.ts'
import { openDoor } from '../listener/door.ts'

for (const commits of [1023, 1024, 1025, 2500])
  test(`a repository of ${commits} commits is read whole, and again at no cost`, async () => {
    const repo = createHistory(commits)
    const door = await openDoor()
    const added = await door.ask('repos.add', { path: repo.path, system: 'api' })
    // A tag on every hundredth commit.
    const deployments = Math.floor(commits / 100)
    expect(added).toMatchObject({ commits_new: commits, tags: deployments, deployments })
    const opened = openReadDb(door.dataDir)
    const ids = opened.db.all<{ hex: string }>('SELECT lower(hex(oid)) AS hex FROM commits').map((row) => row.hex)
    opened.close()
    expect(ids.sort()).toEqual(repo.git(['rev-list', '--all']).trim().split('\n').sort())

    const { scans } = await door.ask('repos.scan', {})
    expect(scans[0]).toMatchObject({ commits_new: 0, tags: deployments, deployments })
    expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
  })

test('a tag that moves, without any new commit, moves its deployment', async () => {
  const repo = createRepo()
  const first = repo.commit()
  const second = repo.commit()
  repo.tag('v1.0.0', { of: first })
  const dataDir = temporaryPath('data')
  const door = await openDoor({ dataDir })
  await door.ask('repos.add', { path: repo.path, system: 'api' })
  const commits = async () => (await door.ask('deployments.list', {})).rows.map((row) => [row.id, row.commits])
  expect(await commits()).toEqual([['v1.0.0', 1]])
  repo.tag('v1.0.0', { of: second })
  await door.ask('repos.scan', {})
  expect(await commits()).toEqual([['v1.0.0', 2]])
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
})
