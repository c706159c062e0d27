// The quality ledger: each rule finds what it is about and nothing else, its fix settles it, and undoing brings it back.
import { expect, test } from 'vitest'
import type { Finding, Fix } from '../../src-shared/contract/findings.ts'
import type { Event } from '../../src-shared/event.ts'
import { findingRules } from '../../src-main/metrics/findings/index.ts'
import { createRepo } from '../helpers/repos.ts'
import { at, deployment, deliveryOf, incident, type TestWorkspace, workspace } from '../helpers/workspace.ts'
import { changeFile } from '../helpers/file.ts'

async function found({ call }: TestWorkspace, id: string): Promise<Finding | undefined> {
  expect(findingRules.map((rule) => rule.id)).toContain(id)
  return (await call('findings.list', {})).rows.find((one) => one.id === id)
}

/** Id and note of its rows. */
async function rows(opened: TestWorkspace, id: string): Promise<(string | null)[][]> {
  return ((await found(opened, id))?.rows ?? []).map((row) => [row.id, row.note])
}

/** Does what a row offers, as the page does. */
async function settle({ call }: TestWorkspace, row: Finding['rows'][number], into?: string): Promise<number> {
  const fix = row.fix as Fix
  const number = row.number ?? 0
  if (fix.kind === 'join')
    return (await call('decisions.join', { what: fix.what, from: fix.from, into: fix.into ?? into ?? '' })).id
  if (fix.kind === 'undo') return (await call('decisions.undo', { id: fix.decision })).id
  if (fix.kind === 'attribute')
    return (await call('decisions.attribute', { incident: number, deployment: fix.deployment })).id
  if (fix.kind === 'remedy') return (await call('decisions.remedy', { deployment: number, remedies: fix.remedies })).id
  if (row.kind !== 'deployment' && row.kind !== 'incident') throw new Error(`no ${row.kind} can be left out`)
  return (await call('decisions.exclude', { type: row.kind, number, reason: fix.reason })).id
}

/** Sends, sees these rows, settles the first, sees the rest, undoes, and sees all again. */
async function settles(id: string, events: Event[], expected: (string | null)[][], into?: string): Promise<void> {
  const opened = await workspace()
  await opened.send(...events)
  expect(await rows(opened, id)).toEqual(expected)
  const [first] = (await found(opened, id))?.rows ?? []
  if (first === undefined) throw new Error('nothing to settle')
  const decision = await settle(opened, first, into)
  expect(await rows(opened, id)).toEqual(expected.slice(1))
  expect((await opened.call('workspace.rebuild', { check: true })).differences).toEqual([])
  await opened.call('decisions.undo', { id: decision })
  expect(await rows(opened, id)).toEqual(expected)
}

test('nothing is odd about a sound workspace', async () => {
  const opened = await workspace()
  await opened.send(
    { type: 'change', system: 'api', id: 'c1', created_at_ms: at('2026-06-01T09:00:00Z') },
    deployment('1.0.0', '2026-06-01T10:00:00Z', { version: '1.0.0', changes: ['c1'] }),
    incident('i1', '2026-06-01T12:00:00Z', '2026-06-01T13:00:00Z'),
  )
  expect(await opened.call('findings.list', {})).toEqual({ total: 0, rows: [] })
})

test('a deployment told twice within ten minutes is left out; a later one and a failed attempt are none', () =>
  settles(
    'likely-duplicate',
    [
      deployment('a', '2026-06-01T10:00:00Z', { version: '1.0.0' }),
      deployment('b', '2026-06-01T10:10:00Z', { version: '1.0.0' }),
      deployment('c', '2026-06-01T10:20:01Z', { version: '1.0.0' }),
      deployment('d', '2026-06-01T10:05:00Z', { version: '1.0.0', environment: 'staging' }),
      deployment('e', '2026-06-02T10:00:00Z', { version: '1.1.0', state: 'failed' }),
      deployment('f', '2026-06-02T10:05:00Z', { version: '1.1.0' }),
    ],
    [['b', 'like a']],
  ))

test('an environment of no tier is joined with another', () =>
  settles(
    'environment-of-no-tier',
    [
      deployment('a', '2026-06-01T10:00:00Z'),
      deployment('b', '2026-06-02T10:00:00Z', { environment: 'Kundensystem' }),
      deployment('c', '2026-06-03T10:00:00Z', { environment: 'kundensystem' }),
    ],
    [['kundensystem', '2 deployments']],
    'production',
  ))

test('an environment spelled in two ways is joined with the busier one', () =>
  settles(
    'environment-spelled-twice',
    [
      deployment('a', '2026-06-01T10:00:00Z', { environment: 'prod-eu' }),
      deployment('b', '2026-06-02T10:00:00Z', { environment: 'prod_eu' }),
      deployment('c', '2026-06-03T10:00:00Z', { environment: 'production-eu' }),
      deployment('d', '2026-06-03T10:00:00Z', { environment: 'prod-us' }),
    ],
    [['production-eu', '1 deployment, like prod-eu']],
  ))

test('reports without a system are given one', () =>
  settles(
    'no-system',
    [
      deployment('a', '2026-06-01T10:00:00Z'),
      deployment('b', '2026-06-02T10:00:00Z', { system: '_unknown_' }),
      incident('i', '2026-06-02T12:00:00Z', null, { system: '_unknown_' }),
    ],
    [['_unknown_', '1 deployment, 1 incident']],
    'api',
  ))

test('an incident before every deployment is caused by none', () =>
  settles(
    'incident-without-deployment',
    [deployment('a', '2026-06-02T10:00:00Z'), incident('early', '2026-06-01T10:00:00Z', '2026-06-01T11:00:00Z')],
    [['early', null]],
  ))

test('an incident of a system that deploys nothing belongs to another system', () =>
  settles(
    'incident-without-deployment',
    [
      deployment('a', '2026-06-01T10:00:00Z'),
      incident('i', '2026-06-02T10:00:00Z', '2026-06-02T11:00:00Z', { system: 'api-alerts' }),
    ],
    [['i', null]],
    'api',
  ))

test('what never ended is left out', async () => {
  await settles(
    'never-finished',
    [
      deployment('lost', '', { state: 'started', started_at_ms: at('2026-06-29T23:59:59Z'), finished_at_ms: null }),
      deployment('running', '', { state: 'started', started_at_ms: at('2026-06-30T00:00:01Z'), finished_at_ms: null }),
    ],
    [['lost', null]],
  )
  await settles(
    'never-resolved',
    [
      deployment('a', '2026-05-01T10:00:00Z'),
      incident('forgotten', '2026-05-31T23:59:59Z', null),
      incident('open', '2026-06-01T00:00:01Z', null),
    ],
    [['forgotten', null]],
  )
})

test('what is left out is listed with its reason, and comes back', async () => {
  const opened = await workspace()
  await opened.send(
    deployment('a', '2026-06-01T10:00:00Z', { changes: ['x'] }),
    incident('i', '2026-06-02T10:00:00Z', null),
  )
  const numbers = [await opened.call('deployments.list', {}), await opened.call('incidents.list', {})].map(
    (list) => list.rows[0]?.number ?? 0,
  )
  await opened.call('decisions.exclude', { type: 'deployment', number: numbers[0] ?? 0, reason: 'a rehearsal' })
  await opened.call('decisions.exclude', { type: 'incident', number: numbers[1] ?? 0, reason: 'a drill' })
  expect(await rows(opened, 'left-out')).toEqual([
    ['a', 'a rehearsal'],
    ['i', 'a drill'],
  ])
  // It is nobody else's finding any more.
  expect((await opened.call('findings.list', {})).total).toBe(1)
  const [first] = (await found(opened, 'left-out'))?.rows ?? []
  if (first === undefined) throw new Error('nothing is left out')
  await settle(opened, first)
  expect(await rows(opened, 'left-out')).toEqual([['i', 'a drill']])
})

test('times that cannot be are told apart by how far off they are', async () => {
  const opened = await workspace()
  await opened.send(
    deployment('zero', '1970-01-01T00:00:00Z'),
    deployment('skewed', '2026-07-03T00:00:00Z'),
    deployment('soon', '2026-07-01T23:00:00Z'),
    incident('seconds', '9999-01-01T00:00:00Z', null),
  )
  expect(await rows(opened, 'year-1970')).toEqual([['zero', null]])
  expect(await rows(opened, 'in-the-future')).toEqual([['skewed', null]])
  expect(await rows(opened, 'wrong-unit')).toEqual([['seconds', null]])
})

test('five deployments at midnight, in the zone of the workspace, are suspicious; one at another time clears it', async () => {
  const opened = await workspace()
  await opened.call('settings.set', { zone: 'Europe/Berlin' })
  // Midnight in Berlin is 23:00 UTC in winter and 22:00 in summer.
  await opened.send(
    ...['2026-03-10T23:00:00Z', '2026-03-11T23:00:00Z', '2026-04-01T22:00:00Z', '2026-04-02T22:00:00Z'].map((time, i) =>
      deployment(`d${i}`, time),
    ),
  )
  expect(await rows(opened, 'all-at-midnight')).toEqual([])
  await opened.send(deployment('d4', '2026-04-03T22:00:00Z'))
  expect(await rows(opened, 'all-at-midnight')).toEqual([['api', '5 deployments']])
  await opened.send(deployment('d5', '2026-04-04T21:00:00Z'))
  expect(await rows(opened, 'all-at-midnight')).toEqual([])
})

test('a long time without a deployment is one only while commits go on', async () => {
  const repo = createRepo()
  for (const day of [1, 8, 15, 22]) {
    repo.commit({ at: `2026-03-0${Math.min(day, 1)}T09:00:00Z` })
    repo.tag(`v1.${day}.0`, { annotated: true, at: `2026-03-${String(day).padStart(2, '0')}T10:00:00Z` })
  }
  for (const day of [2, 4, 6, 8, 10]) repo.commit({ at: `2026-04-${String(day).padStart(2, '0')}T09:00:00Z` })
  repo.tag('v2.0.0', { annotated: true, at: '2026-05-03T10:00:00Z' })
  const opened = await workspace('2026-05-10T00:00:00Z')
  await opened.call('repos.add', { path: repo.path, system: 'api' })
  // 22 March to 3 May; usual is (9 May 24:00 − 1 March 10:00) / 5 = 13.9 days, and 42 is more than three times that.
  expect(await rows(opened, 'gap')).toEqual([['api', '42 d with 5 commits']])
})

test('a test request is listed, and counts nowhere', async () => {
  const opened = await workspace()
  const delivery = deliveryOf([], 1000)
  const kept = { ...delivery, headers: { 'x-shiplog-test': 'yes' } }
  await opened.shiplog.ops.deliver(kept, { events: [], at: [], skipped: [] }, false)
  expect(await rows(opened, 'test-event')).toEqual([['delivery 1', 'a test event']])
})

test('a delivery that today’s version cannot read is listed by the next rebuild, and what was read from it stands', async () => {
  const opened = await workspace()
  const body = new Uint8Array(Buffer.from('what an older version could read'))
  const event = deployment('a', '2026-06-01T10:00:00Z', { changes: ['c'] })
  await opened.shiplog.ops.deliver(
    { ...deliveryOf([], 1000), body },
    { events: [event], at: ['body'], skipped: [] },
    false,
  )
  expect(await rows(opened, 'unreadable-delivery')).toEqual([])
  expect(await opened.call('workspace.rebuild', { check: true })).toMatchObject({ refused: 1, changed: 0 })
  // A check keeps nothing, not even this.
  expect(await rows(opened, 'unreadable-delivery')).toEqual([])
  await opened.call('workspace.rebuild', {})
  expect(await rows(opened, 'unreadable-delivery')).toEqual([['delivery 1', 'deployment a of api']])
  expect((await opened.call('deployments.list', {})).total).toBe(1)
})

test('what touches more of the numbers comes first, and what is ignored last', async () => {
  const opened = await workspace()
  await opened.send(
    deployment('a', '2026-06-01T10:00:00Z'),
    deployment('b', '2026-06-02T10:00:00Z', { environment: 'kundensystem' }),
    deployment('c', '2026-06-03T10:00:00Z', { environment: 'kundensystem' }),
  )
  const order = async () => (await opened.call('findings.list', {})).rows.map((row) => [row.id, row.n])
  // Two deployments in four metrics, against one in one.
  expect(await order()).toEqual([
    ['environment-of-no-tier', 1],
    ['deployment-without-commit', 1],
  ])
  await opened.call('decisions.ignore', { finding: 'environment-of-no-tier' })
  expect((await order()).map(([id]) => id)).toEqual(['deployment-without-commit', 'environment-of-no-tier'])
  expect(await opened.refusal('decisions.ignore', { finding: 'nonsense' })).toContain('There is no finding "nonsense"')
})

test('one row of a finding can be no problem, through a rebuild, and be one again', async () => {
  const opened = await workspace()
  await opened.send(deployment('a', '2026-06-01T10:00:00Z'), deployment('b', '2026-06-02T10:00:00Z'))
  const finding = 'deployment-without-commit'
  const [first] = (await found(opened, finding))?.rows ?? []
  expect(first).toMatchObject({ id: 'b', key: 'deployment api production b' })
  const { id } = await opened.call('decisions.ignore', { finding, row: first?.key })
  expect(await found(opened, finding)).toMatchObject({ n: 1, rows: [{ id: 'a' }] })
  await opened.call('workspace.rebuild', {})
  expect(await found(opened, finding)).toMatchObject({ n: 1, ignored_by: null })
  await opened.call('decisions.undo', { id })
  expect(await found(opened, finding)).toMatchObject({ n: 2 })
})

test('a commit of two versions is one row, however they are prefixed; left out, it is none', async () => {
  const opened = await workspace()
  const [a, b] = ['a'.repeat(40), 'b'.repeat(40)]
  await opened.send(
    deployment('1', '2026-06-01T10:00:00Z', { version: '1.0.0', commits: [a] }),
    deployment('2', '2026-06-02T10:00:00Z', { version: 'v1.0.0', commits: [a] }),
    deployment('3', '2026-06-03T10:00:00Z', { version: '1.0.0', commits: [b], environment: 'staging' }),
    deployment('4', '2026-06-04T10:00:00Z', { version: '1.1.0', commits: [b] }),
    deployment('5', '2026-06-05T10:00:00Z', { version: '1.2.0', commits: [b], system: 'web' }),
  )
  expect(await rows(opened, 'commit-with-two-versions')).toEqual([['1.1.0', 'bbbbbbbb is 1.0.0 too']])
  const { id } = await opened.call('decisions.exclude', { type: 'deployment', number: 4, reason: 'told twice' })
  expect(await rows(opened, 'commit-with-two-versions')).toEqual([])
  await opened.call('decisions.undo', { id })
  const [row] = (await found(opened, 'commit-with-two-versions'))?.rows ?? []
  await opened.call('decisions.ignore', { finding: 'commit-with-two-versions', row: row?.key ?? '' })
  expect(await rows(opened, 'commit-with-two-versions')).toEqual([])
})

test('a repository scanned by a version that did not look for its main line says so until the next scan', async () => {
  const repo = createRepo({ name: 'api' })
  repo.commit()
  const opened = await workspace()
  await opened.call('repos.add', { path: repo.path })
  expect(await rows(opened, 'main-line-unknown')).toEqual([])
  changeFile(opened.dataDir, 'UPDATE repos SET main_line = NULL, main_tips = NULL')
  expect(await rows(opened, 'main-line-unknown')).toEqual([[repo.path, 'not looked for yet']])
  await opened.call('repos.scan', {})
  expect(await rows(opened, 'main-line-unknown')).toEqual([])
})
