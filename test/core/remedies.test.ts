// A revert that a person confirms: the deployment that shipped what was taken back failed, and the one that took it back is
// rework; until then it is a candidate and counts nowhere.
import { expect, test } from 'vitest'
import { createRepo } from '../helpers/repos.ts'
import { deployment, incident, type TestWorkspace, workspace } from '../helpers/workspace.ts'

async function numbers({ call }: TestWorkspace) {
  const { metrics } = await call('metrics.overview', { from: '2026-01-01', to: '2026-01-31', zone: 'UTC' })
  return ['change-fail-rate', 'deployment-rework-rate'].map((id) => {
    const found = metrics.find((one) => one.id === id)
    return [found?.state, found?.value, found?.n]
  })
}

async function candidates({ call }: TestWorkspace) {
  const { rows } = await call('findings.list', {})
  return rows.find((one) => one.id === 'ships-a-revert')?.rows ?? []
}

test('confirmed, undone, made again; it survives a scan and a rebuild, and the working says why', async () => {
  const made = await workspace('2026-02-01T00:00:00Z')
  const repo = createRepo()
  const release = (day: string) => repo.tag(`v${day}.0.0`, { annotated: true, at: `2026-01-0${day}T00:00:00Z` })
  repo.commit({ at: '2026-01-01T00:00:00Z' })
  release('2')
  const carts = repo.commit({ at: '2026-01-02T01:00:00Z', message: 'Add carts' })
  release('3')
  repo.commit({ at: '2026-01-03T01:00:00Z', message: `Revert "Add carts"\n\nThis reverts commit ${carts}.` })
  release('4')
  await made.call('repos.add', { path: repo.path, system: 'api' })
  // Of another system: incidents are known of, so that none is a real 0 here.
  await made.send(
    deployment('w', '2026-01-01T00:00:00Z', { system: 'web' }),
    incident('i', '2026-01-01T01:00:00Z', '2026-01-01T02:00:00Z', { system: 'web' }),
  )
  const apart = async () =>
    (await made.call('metrics.overview', { from: '2026-01-01', to: '2026-01-31', zone: 'UTC', systems: ['api'] }))
      .metrics
  const value = async (id: string) => (await apart()).find((one) => one.id === id)
  expect(await value('change-fail-rate')).toMatchObject({ value: 0, n: 3 })
  expect(await value('deployment-rework-rate')).toMatchObject({ state: 'not-connected' })
  const [row] = await candidates(made)
  expect(row).toMatchObject({ id: 'v4.0.0', fix: { kind: 'remedy', id: 'v3.0.0' } })
  const remedies = row?.fix?.kind === 'remedy' ? row.fix.remedies : 0
  const { id } = await made.call('decisions.remedy', { deployment: row?.number ?? 0, remedies })
  // By hand: v3 of three failed, and v4 of three is rework.
  const third = 1 / 3
  const both = async () => [(await value('change-fail-rate'))?.value, (await value('deployment-rework-rate'))?.value]
  expect(await both()).toEqual([third, third])
  expect(await candidates(made)).toEqual([])
  const working = await made.call('metrics.working', {
    from: '2026-01-01',
    to: '2026-01-31',
    zone: 'UTC',
    systems: ['api'],
    metric: 'change-fail-rate',
  })
  expect(working.steps.find((one) => one.title === 'Which failed')?.rows).toMatchObject([
    { id: 'v3.0.0', note: 'remedied by another deployment' },
  ])
  await made.call('repos.scan', {})
  expect((await made.call('workspace.rebuild', {})).changed).toBe(0)
  expect(await both()).toEqual([third, third])
  const [listed] = (await made.call('decisions.list', {})).rows
  expect(listed?.summary).toBe('deployment v4.0.0 was made to fix v3.0.0')
  await made.call('decisions.undo', { id })
  expect([await both(), (await candidates(made)).length]).toEqual([[0, null], 1])
  await made.call('decisions.redo', { id })
  expect(await both()).toEqual([third, third])
})

test('what an event says is overruled; a fix is later and of the same system', async () => {
  const made = await workspace('2026-02-01T00:00:00Z')
  await made.send(
    deployment('1', '2026-01-02T00:00:00Z'),
    deployment('2', '2026-01-03T00:00:00Z', { kind: 'hotfix', remedies: '1' }),
    deployment('w', '2026-01-01T00:00:00Z', { system: 'web' }),
    incident('i', '2026-01-01T01:00:00Z', '2026-01-01T02:00:00Z', { system: 'web' }),
  )
  const { rows } = await made.call('deployments.list', {})
  const number = (id: string) => rows.find((row) => row.id === id)?.number ?? 0
  // The one that an incident blames, and the one that was remedied, of three.
  expect((await numbers(made))[0]).toEqual(['too-few', 2 / 3, 3])
  await made.call('decisions.remedy', { deployment: number('2'), remedies: null })
  expect((await numbers(made))[0]).toEqual(['too-few', 1 / 3, 3])
  expect(await made.refusal('decisions.remedy', { deployment: number('1'), remedies: number('2') })).toBe(
    '"2" is not earlier than "1", so that cannot fix it.',
  )
  expect(await made.refusal('decisions.remedy', { deployment: number('1'), remedies: number('w') })).toBe(
    '"w" is of another system than "1".',
  )
  expect(await made.refusal('decisions.remedy', { deployment: number('1'), remedies: number('1') })).toContain(
    'not earlier',
  )
  expect(await made.refusal('decisions.remedy', { deployment: 999, remedies: null })).toContain(
    'no deployment number 999',
  )
})

test('a version that comes back after another is a candidate for a rollback; the same one twice in a row is none', async () => {
  const made = await workspace('2026-02-01T00:00:00Z')
  const versions = ['1.0.0', '1.1.0', '1.1.0', '1.0.0', '1.2.0']
  await made.send(
    ...versions.map((version, i) => deployment(`d${i + 1}`, `2026-01-0${i + 2}T00:00:00Z`, { version })),
    // Elsewhere, and said by the event: no question.
    deployment('s', '2026-01-09T00:00:00Z', { environment: 'staging', version: '1.0.0' }),
    deployment('r', '2026-01-10T00:00:00Z', { kind: 'rollback', version: '1.1.0' }),
  )
  const found = async () =>
    (await made.call('findings.list', {})).rows.find((one) => one.id === 'older-version-again')?.rows ?? []
  const [row, ...more] = await found()
  expect([row?.id, row?.note, more]).toEqual(['d4', '1.0.0 again, after 1.1.0', []])
  expect(row?.fix).toMatchObject({ kind: 'remedy', id: 'd3' })
  const remedies = row?.fix?.kind === 'remedy' ? row.fix.remedies : 0
  await made.call('decisions.remedy', { deployment: row?.number ?? 0, remedies })
  expect(await found()).toEqual([])
  // By hand: of six in production d4 and r are rework.
  expect((await numbers(made))[1]).toEqual(['ok', 2 / 6, 6])
})
