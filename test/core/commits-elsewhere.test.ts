// Deployments that say what commit they were built from, where the repository is called otherwise than their system, the
// commit is shortened, or no repository is known at all.
import { expect, test } from 'vitest'
import { createRepo } from '../helpers/repos.ts'
import { at, deployment, type TestWorkspace, workspace } from '../helpers/workspace.ts'

const hour = 3_600_000

async function shipped({ call }: TestWorkspace, id: string): Promise<unknown[]> {
  const { rows } = await call('deployments.list', {})
  const row = rows.find((one) => one.id === id)
  if (row === undefined) throw new Error(`no deployment ${id}`)
  const found = await call('deployments.get', { number: row.number })
  return found.changes_rows.map((change) => [change.id, change.how, change.lead_time_ms, change.left_out])
}

async function rebuilt({ call }: TestWorkspace): Promise<number> {
  return (await call('workspace.rebuild', {})).changed
}

test('a commit is found in the repository of another system, before and after that is scanned', async () => {
  const repo = createRepo()
  const one = repo.commit({ at: '2026-03-01T10:00:00Z' })
  const two = repo.commit({ at: '2026-03-02T10:00:00Z' })
  const opened = await workspace()
  await opened.send(
    deployment('d1', '2026-03-01T12:00:00Z', { system: 'webhook 1', commits: [one] }),
    deployment('d2', '2026-03-02T13:00:00Z', { system: 'webhook 1', commits: [two] }),
  )
  const unknown = 'a commit of no scanned repository, and reported by no event of its own'
  expect(await shipped(opened, 'd2')).toEqual([[two, 'commit', null, unknown]])
  await opened.call('repos.add', { path: repo.path, system: 'shop' })
  // d1 is the baseline, since nothing is known of before; d2 brings the second commit, three hours old.
  expect(await shipped(opened, 'd2')).toEqual([[two, 'commit', 3 * hour, null]])
  expect((await shipped(opened, 'd1'))[0]).toMatchObject([
    one,
    'commit',
    2 * hour,
    expect.stringContaining('first known deployment'),
  ])

  await opened.send(deployment('d3', '2026-03-03T10:00:00Z', { system: 'webhook 1', commits: [two] }))
  expect(await shipped(opened, 'd3')).toEqual([])
  expect(await rebuilt(opened)).toBe(0)
})

test('a shortened commit id is the commit it begins, and joins the tag on it', async () => {
  const repo = createRepo()
  repo.commit({ at: '2026-03-01T10:00:00Z' })
  repo.tag('v1.0.0')
  const two = repo.commit({ at: '2026-03-02T10:00:00Z' })
  repo.tag('v1.1.0')
  const opened = await workspace()
  await opened.call('repos.add', { path: repo.path, system: 'api' })
  await opened.send(deployment('build-7', '2026-03-02T14:00:00Z', { commits: [two.slice(0, 8)] }))
  expect(await shipped(opened, 'build-7')).toEqual([[two, 'commit', 4 * hour, null]])
  const { rows } = await opened.call('deployments.list', {})
  // One deployment for the tag v1.1.0 and the event, from both sources.
  expect(rows.map((row) => [row.id, row.sources])).toEqual([
    ['build-7', ['git', 'shiplog']],
    ['v1.0.0', ['git']],
  ])
  expect(await rebuilt(opened)).toBe(0)
})

test('without any repository a commit counts where an event told when it began', async () => {
  const opened = await workspace()
  await opened.send(deployment('d1', '2026-03-01T12:00:00Z', { commits: ['c1c1c1c1'] }))
  await opened.send(deployment('d2', '2026-03-02T12:00:00Z', { commits: ['c2c2c2c2'] }))
  // A merged pull request, as DevLake reports it: the change is its merge commit. It arrives after its deployment.
  await opened.send({ type: 'change', system: 'api', id: 'c2c2c2c2', created_at_ms: at('2026-03-02T07:00:00Z') })
  const unknown = 'a commit of no scanned repository, and reported by no event of its own'
  expect(await shipped(opened, 'd1')).toEqual([['c1c1c1c1', 'commit', null, unknown]])
  expect(await shipped(opened, 'd2')).toEqual([['c2c2c2c2', 'commit', 5 * hour, null]])
  await opened.send(deployment('d3', '2026-03-03T12:00:00Z', { commits: ['c2c2c2c2'] }))
  expect(await shipped(opened, 'd3')).toEqual([['c2c2c2c2', 'commit', 29 * hour, 'shipped by an earlier deployment']])
  const { rows } = await opened.call('deployments.list', {})
  // What is not scanned is no change yet.
  expect(rows.map((row) => [row.id, row.changes])).toEqual([
    ['d3', 0],
    ['d2', 1],
    ['d1', 0],
  ])
  expect(await rebuilt(opened)).toBe(0)
})

test('an incident may blame a deployment by the number of its change request', async () => {
  const opened = await workspace()
  await opened.send(
    deployment('d1', '2026-03-01T12:00:00Z', { names: ['CHG0012345'] }),
    deployment('d2', '2026-03-02T12:00:00Z'),
    { type: 'incident', system: 'api', id: 'i1', started_at_ms: at('2026-03-03T12:00:00Z'), deployment: 'CHG0012345' },
  )
  const { rows } = await opened.call('incidents.list', {})
  expect(rows).toMatchObject([{ id: 'i1', deployment: 'd1', reason: 'names CHG0012345' }])
})
