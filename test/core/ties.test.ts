// Deployments found in a repository that have one time: a rebase dates many commits alike. The history tells which came first.
import { expect, test } from 'vitest'
import { createRepo } from '../helpers/repos.ts'
import { incident, type TestWorkspace, workspace } from '../helpers/workspace.ts'

/** Of each deployment by its id, the titles of what it shipped. */
async function shipped({ call }: TestWorkspace): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const { title, deployment } of (await call('changes.list', {})).rows)
    if (deployment !== null) (found[deployment.id] ??= []).push(title ?? '')
  return found
}

test('of commits of one second each ships itself, and the last one runs', async () => {
  const made = await workspace('2026-07-01T00:00:00Z')
  const { call } = made
  const repo = createRepo()
  repo.commit({ at: '2026-06-01T00:00:00Z', message: 'first' })
  const at = '2026-06-10T00:00:00Z'
  // Six, so that their ids are in another order than they are.
  const ids = [1, 2, 3, 4, 5, 6].map((n) => repo.commit({ at, message: `${n}` }))
  expect(ids.toSorted()).not.toEqual(ids)
  await call('repos.add', { path: repo.path, system: 'api', strategy: { by: 'commits', branch: 'main' } })
  await made.send(incident('I1', '2026-06-11T00:00:00Z', null))
  const says = async (tip: string) => {
    const [cell] = (await call('environments.matrix', {})).rows.flatMap((row) => row.cells)
    const [where] = (await call('changes.where', { change: tip })).rows
    const [place] = where?.environments ?? []
    const [blamed] = (await call('incidents.list', {})).rows
    return [cell?.current?.id, place?.first?.id, place?.now, blamed?.deployment]
  }
  const [tip = ''] = ids.slice(-1)
  expect(await says(tip)).toEqual([tip, tip, true, tip])
  expect(await shipped(made)).toMatchObject(Object.fromEntries(ids.map((id, i) => [id, [`${i + 1}`]])))
  // One more of that second: what stood stays, and it is the last.
  const more = [7, 8, 9, 10].map((n) => repo.commit({ at, message: `${n}` }))
  await call('repos.scan', {})
  const [last = ''] = more.slice(-1)
  expect(await says(last)).toEqual([last, last, true, last])
  expect(await shipped(made)).toMatchObject(Object.fromEntries([...ids, ...more].map((id, i) => [id, [`${i + 1}`]])))
  expect(await call('workspace.rebuild', {})).toMatchObject({ changed: 0 })
  expect(await says(last)).toEqual([last, last, true, last])
})

test('tags of one second are in the order of what they contain, not of their names', async () => {
  const made = await workspace('2026-07-01T00:00:00Z')
  const repo = createRepo()
  const names = ['v1.0.8', 'v1.0.9', 'v1.0.10']
  names.forEach((name, i) => {
    const of = repo.commit({ at: `2026-06-0${i + 1}T00:00:00Z`, message: name })
    repo.tag(name, { of, annotated: true, at: '2026-06-10T00:00:00Z' })
  })
  // Of another history: then its name decides, after what has as little before it.
  const other = repo.commit({ at: '2026-06-01T00:00:00Z', parents: [], branch: 'other', message: 'other' })
  repo.tag('v0.1.0', { of: other, annotated: true, at: '2026-06-10T00:00:00Z' })
  await made.call('repos.add', { path: repo.path, system: 'api' })
  expect(await shipped(made)).toEqual({
    'v0.1.0': ['other'],
    'v1.0.8': ['v1.0.8'],
    'v1.0.9': ['v1.0.9'],
    'v1.0.10': ['v1.0.10'],
  })
  const [cell] = (await made.call('environments.matrix', {})).rows.flatMap((row) => row.cells)
  expect(cell?.current?.id).toBe('v1.0.10')
})
