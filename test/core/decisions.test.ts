// What a person decided: it takes effect at once, survives whatever arrives later and a rebuild, and can be undone.
import { expect, test } from 'vitest'
import { createRepo } from '../helpers/repos.ts'
import { at, deployment, incident, type TestWorkspace, workspace } from '../helpers/workspace.ts'

async function blamed({ call }: TestWorkspace): Promise<unknown[]> {
  const { rows } = await call('incidents.list', {})
  return rows.map((row) => [row.id, row.deployment, row.reason])
}

async function number({ call }: TestWorkspace, id: string): Promise<number> {
  const { rows } = await call('deployments.list', {})
  return rows.find((row) => row.id === id)?.number ?? 0
}

async function failRate({ call }: TestWorkspace): Promise<unknown> {
  const { metrics } = await call('metrics.overview', { from: '2026-03-01', to: '2026-03-31', zone: 'UTC' })
  const found = metrics.find((one) => one.id === 'change-fail-rate')
  return [found?.value, found?.n]
}

async function rebuilt({ call }: TestWorkspace): Promise<number> {
  return (await call('workspace.rebuild', {})).changed
}

async function twoAndOne(): Promise<TestWorkspace> {
  const opened = await workspace()
  await opened.send(
    deployment('1.0.0', '2026-03-01T12:00:00Z'),
    deployment('1.1.0', '2026-03-02T12:00:00Z'),
    incident('i1', '2026-03-03T12:00:00Z', '2026-03-03T13:00:00Z'),
  )
  return opened
}

const last = 'last successful production deployment before it'

test('an incident stays where a person put it, through later events, rebuild, undo and redo', async () => {
  const opened = await twoAndOne()
  const { rows } = await opened.call('incidents.list', {})
  const one = rows[0]?.number ?? 0
  expect(await blamed(opened)).toEqual([['i1', '1.1.0', last]])

  const { id } = await opened.call('decisions.attribute', { incident: one, deployment: await number(opened, '1.0.0') })
  expect(await blamed(opened)).toEqual([['i1', '1.0.0', 'a person decided it']])
  // A deployment closer to the incident would win by time, and an update of the incident writes it anew.
  await opened.send(
    deployment('1.2.0', '2026-03-03T11:00:00Z'),
    incident('i1', '2026-03-03T12:00:00Z', '2026-03-03T14:00:00Z'),
  )
  expect(await blamed(opened)).toEqual([['i1', '1.0.0', 'a person decided it']])
  expect(await rebuilt(opened)).toBe(0)
  expect(await blamed(opened)).toEqual([['i1', '1.0.0', 'a person decided it']])

  await opened.call('decisions.undo', { id })
  expect(await blamed(opened)).toEqual([['i1', '1.2.0', last]])
  expect(await opened.refusal('decisions.undo', { id })).toContain('undone already')
  await opened.call('decisions.redo', { id })
  expect(await blamed(opened)).toEqual([['i1', '1.0.0', 'a person decided it']])
  expect(await rebuilt(opened)).toBe(0)
})

test('an incident that no deployment caused counts nowhere', async () => {
  const opened = await twoAndOne()
  expect(await failRate(opened)).toEqual([0.5, 2])
  const { rows } = await opened.call('incidents.list', {})
  await opened.call('decisions.attribute', { incident: rows[0]?.number ?? 0, deployment: null })
  expect(await blamed(opened)).toEqual([['i1', null, null]])
  expect(await failRate(opened)).toEqual([0, 2])
  expect(await rebuilt(opened)).toBe(0)
})

test('of two decisions on one thing the last stands, and without it the first', async () => {
  const opened = await twoAndOne()
  const { rows } = await opened.call('incidents.list', {})
  const one = rows[0]?.number ?? 0
  await opened.call('decisions.attribute', { incident: one, deployment: await number(opened, '1.0.0') })
  const { id } = await opened.call('decisions.attribute', { incident: one, deployment: null })
  expect(await blamed(opened)).toEqual([['i1', null, null]])
  await opened.call('decisions.undo', { id })
  expect(await blamed(opened)).toEqual([['i1', '1.0.0', 'a person decided it']])
  const { rows: made } = await opened.call('decisions.list', {})
  expect(made.map((row) => [row.summary, row.undone])).toEqual([
    ['incident i1: caused by no deployment', true],
    ['incident i1 attributed to deployment 1.0.0', false],
  ])
})

test('what is left out counts nowhere, and its incidents go to the one before', async () => {
  const opened = await twoAndOne()
  const decision = await opened.call('decisions.exclude', {
    type: 'deployment',
    number: await number(opened, '1.1.0'),
    reason: 'a rehearsal',
  })
  expect(await blamed(opened)).toEqual([['i1', '1.0.0', last]])
  expect(await failRate(opened)).toEqual([1, 1])
  // It is sent again, and stays out.
  await opened.send(deployment('1.1.0', '2026-03-02T13:00:00Z'))
  expect(await failRate(opened)).toEqual([1, 1])
  expect(await rebuilt(opened)).toBe(0)
  await opened.call('decisions.undo', { id: decision.id })
  expect(await failRate(opened)).toEqual([0.5, 2])
})

test('a tag’s deployment can be left out too, and stays out when the repository is scanned again', async () => {
  const repo = createRepo()
  repo.commit({ at: '2026-03-01T10:00:00Z' })
  repo.tag('v1.0.0')
  repo.commit({ at: '2026-03-02T10:00:00Z' })
  repo.tag('v1.1.0')
  const opened = await workspace()
  await opened.call('repos.add', { path: repo.path, system: 'api' })
  await opened.send(incident('i1', '2026-03-03T12:00:00Z', null))
  expect(await failRate(opened)).toEqual([0.5, 2])
  await opened.call('decisions.exclude', {
    type: 'deployment',
    number: await number(opened, 'v1.1.0'),
    reason: 'never shipped',
  })
  expect(await failRate(opened)).toEqual([1, 1])
  repo.commit({ at: '2026-03-04T10:00:00Z' })
  repo.tag('v1.2.0')
  await opened.call('repos.add', { path: repo.path, system: 'api' })
  expect(await failRate(opened)).toEqual([0.5, 2])
  expect(await rebuilt(opened)).toBe(0)
})

test('an incident goes to the deployment that its fix remedies, or that shipped the commit it names', async () => {
  const repo = createRepo()
  repo.commit({ at: '2026-03-01T10:00:00Z' })
  repo.tag('v1.0.0')
  const bad = repo.commit({ at: '2026-03-02T09:00:00Z' })
  repo.commit({ at: '2026-03-02T10:00:00Z' })
  repo.tag('v1.1.0')
  repo.commit({ at: '2026-03-03T10:00:00Z' })
  repo.tag('v1.2.0')
  const opened = await workspace()
  await opened.call('repos.add', { path: repo.path, system: 'api' })
  const started_at_ms = at('2026-03-04T12:00:00Z')
  await opened.send(
    { type: 'incident', system: 'api', id: 'commit', started_at_ms, deployment: bad },
    { type: 'incident', system: 'api', id: 'fixed', started_at_ms, resolved_by: 'back-1' },
    deployment('back-1', '2026-03-05T12:00:00Z', { kind: 'rollback', remedies: '1.1.0', changes: [] }),
  )
  const incidents = await blamed(opened)
  expect(incidents.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
    ['commit', 'v1.1.0', `names ${bad}, which it shipped`],
    ['fixed', 'v1.1.0', 'resolved by back-1, which remedies it'],
  ])
  expect(await rebuilt(opened)).toBe(0)
})

test('candidates are the deployments before an incident, the chosen one first', async () => {
  const opened = await twoAndOne()
  await opened.send(
    deployment('9.9.9', '2026-03-04T12:00:00Z'),
    deployment('s', '2026-03-03T11:00:00Z', { environment: 'staging' }),
  )
  const { rows } = await opened.call('incidents.list', {})
  const found = await opened.call('incidents.candidates', { incident: rows[0]?.number ?? 0 })
  expect(found.rows.map((row) => [row.id, row.chosen, row.reason])).toEqual([
    ['1.1.0', true, last],
    ['1.0.0', false, 'finished 2 d before it'],
  ])
})

test('two systems become one, with all that was and will be reported for either, and part again', async () => {
  const opened = await workspace()
  await opened.send(
    deployment('1.0.0', '2026-03-01T12:00:00Z', { system: 'api' }),
    deployment('1.1.0', '2026-03-02T12:00:00Z', { system: 'webhook 1' }),
    incident('i1', '2026-03-03T12:00:00Z', null, { system: 'api' }),
  )
  expect(await blamed(opened)).toEqual([['i1', '1.0.0', last]])
  const { id } = await opened.call('decisions.join', { what: 'system', from: 'webhook 1', into: 'api' })
  expect(await blamed(opened)).toEqual([['i1', '1.1.0', last]])
  await opened.send(deployment('1.2.0', '2026-03-03T11:00:00Z', { system: 'webhook 1' }))
  expect(await blamed(opened)).toEqual([['i1', '1.2.0', last]])
  expect((await opened.call('systems.list', {})).rows.map((row) => [row.name, row.deployments])).toEqual([['api', 3]])
  expect(await rebuilt(opened)).toBe(0)
  expect(await opened.refusal('decisions.join', { what: 'system', from: 'api', into: 'webhook 1' })).toContain(
    'one system already',
  )
  expect(await opened.refusal('decisions.join', { what: 'system', from: 'nobody', into: 'api' })).toContain('"nobody"')

  await opened.call('decisions.undo', { id })
  expect((await opened.call('systems.list', {})).rows.map((row) => [row.name, row.deployments])).toEqual([
    ['api', 1],
    ['webhook 1', 2],
  ])
  expect(await blamed(opened)).toEqual([['i1', '1.0.0', last]])
  expect(await rebuilt(opened)).toBe(0)
})

test('an environment spelled in a way of its own becomes production', async () => {
  const opened = await workspace()
  await opened.send(
    deployment('1.0.0', '2026-03-01T12:00:00Z'),
    deployment('1.1.0', '2026-03-02T12:00:00Z', { environment: 'kundensystem' }),
    incident('i1', '2026-03-03T12:00:00Z', null),
  )
  expect(await blamed(opened)).toEqual([['i1', '1.0.0', last]])
  await opened.call('decisions.join', { what: 'environment', from: 'kundensystem', into: 'production' })
  expect(await blamed(opened)).toEqual([['i1', '1.1.0', last]])
  expect(await rebuilt(opened)).toBe(0)
})
