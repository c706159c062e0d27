// Links never outlive what they link: whatever removes an incident or a deployment, nothing is blamed on, or shipped by,
// something that is gone, and a rebuild finds nothing to mend.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createRepo } from '../helpers/repos.ts'
import { deployment, incident, temporaryFolder, type TestWorkspace, workspace } from '../helpers/workspace.ts'

async function failRate({ call }: TestWorkspace): Promise<unknown> {
  const { metrics } = await call('metrics.overview', { from: '2026-06-01', to: '2026-06-30', zone: 'UTC' })
  const { state, value, n } = metrics.find((one) => one.id === 'change-fail-rate') ?? {}
  return { state, value, n }
}

function csv(): string {
  const file = path.join(temporaryFolder(), 'incidents.csv')
  writeFileSync(
    file,
    'id,started,resolved,system\nI1,2026-06-02T12:00:00Z,2026-06-02T13:00:00Z,api\nI2,2026-06-03T12:00:00Z,,api\n',
  )
  return file
}

test('an undone import blames nobody, and blames the same again when put back', async () => {
  const opened = await workspace()
  const { call, send } = opened
  await send(
    deployment('1', '2026-06-01T10:00:00Z'),
    deployment('2', '2026-06-03T10:00:00Z'),
    // Of another system, so that incidents are known and a rate of nothing is a real 0.
    incident('W1', '2026-06-01T10:00:00Z', null, { system: 'web' }),
  )
  expect(await failRate(opened)).toEqual({ state: 'too-few', value: 0, n: 2 })
  await call('imports.run', { file: csv() })
  // I1 after deployment 1, I2 after deployment 2.
  expect(await failRate(opened)).toEqual({ state: 'too-few', value: 1, n: 2 })
  const [done] = (await call('imports.list', {})).rows
  await call('imports.undo', { batch: done?.batch ?? 0 })
  expect(await failRate(opened)).toEqual({ state: 'too-few', value: 0, n: 2 })
  expect((await call('deployments.list', {})).rows.map((row) => row.incidents)).toEqual([0, 0])
  expect(await call('workspace.rebuild', {})).toMatchObject({ changed: 0 })
  await call('imports.redo', { batch: done?.batch ?? 0 })
  expect(await failRate(opened)).toEqual({ state: 'too-few', value: 1, n: 2 })
  expect(await call('workspace.rebuild', {})).toMatchObject({ changed: 0 })
})

test('a deleted tag ships nothing any more, and its incident falls to the one before', async () => {
  const repo = createRepo()
  for (const day of ['01', '02', '03']) {
    repo.commit({ at: `2026-06-${day}T08:00:00Z` })
    repo.tag(`v1.${Number(day)}.0`, { annotated: true, at: `2026-06-${day}T10:00:00Z` })
  }
  const { call, send } = await workspace()
  await call('repos.add', { path: repo.path, system: 'api' })
  await send(incident('I1', '2026-06-03T12:00:00Z', null))
  expect((await call('incidents.list', {})).rows[0]?.deployment).toBe('v1.3.0')
  repo.git(['tag', '--delete', 'v1.3.0'])
  await call('repos.scan', {})
  expect((await call('incidents.list', {})).rows[0]?.deployment).toBe('v1.2.0')
  expect((await call('deployments.list', {})).rows.map((row) => row.id)).toEqual(['v1.2.0', 'v1.1.0'])
  expect((await call('workspace.status', {})).counts.changes).toBe(1)
  expect(await call('workspace.rebuild', {})).toMatchObject({ changed: 0 })
  await call('repos.remove', { path: repo.path })
  expect((await call('incidents.list', {})).rows[0]?.deployment).toBe(null)
  expect((await call('workspace.status', {})).counts.changes).toBe(0)
  expect(await call('workspace.rebuild', {})).toMatchObject({ changed: 0 })
})

test('the first known deployment carries all before it, and is like any other as soon as an earlier one is known', async () => {
  const repo = createRepo()
  for (const day of ['10', '11']) {
    repo.commit({ at: `2026-06-${day}T08:00:00Z`, message: day })
    repo.tag(`v1.${day}.0`)
  }
  const made = await workspace()
  await made.call('repos.add', { path: repo.path, system: 'api' })
  const states = async () => (await made.call('changes.list', {})).rows.map((row) => [row.title, row.state])
  expect(await states()).toEqual([
    ['11', 'deployed'],
    ['10', 'left out'],
  ])
  // Of another history, so that the graph, the dates and what each deployment ships stay as they were.
  repo.commit({ at: '2026-06-01T08:00:00Z', parents: [], branch: 'old', message: '01' })
  repo.tag('v0.1.0', { of: repo.git(['rev-parse', 'old']).trim() })
  await made.call('repos.scan', {})
  expect(await states()).toEqual([
    ['11', 'deployed'],
    ['10', 'deployed'],
    ['01', 'left out'],
  ])
  repo.git(['tag', '--delete', 'v0.1.0'])
  await made.call('repos.scan', {})
  expect(await states()).toEqual([
    ['11', 'deployed'],
    ['10', 'left out'],
  ])
  expect(await made.call('workspace.rebuild', {})).toMatchObject({ changed: 0 })
})
