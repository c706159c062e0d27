// DevLake's webhooks made, renamed, removed and reported to, over real HTTP.
import { expect, test } from 'vitest'
import { deploymentExample } from '../../src-main/sources/webhooks/devlake/examples.ts'
import { deployments, refused, success, warnings } from './devlake-door.ts'
import { type Answer, type Door, openDoor } from './door.ts'

const connections = '/plugins/webhook/connections'
const now = Date.UTC(2026, 2, 3, 12)

interface Connection {
  id: number
  name: string
  createdAt: string
  updatedAt: string
  apiKey?: { apiKey: string }
}

function ask(door: Door, method: string, path: string, body?: object, key = door.key): Promise<Answer> {
  return door.send({
    method,
    path,
    headers: { Authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function answered<T>(answer: Promise<Answer>): Promise<T> {
  const { status, json, text } = await answer
  expect(`${status} ${text}`).toMatch(/^200 /)
  return json as T
}

function make(door: Door, name: string): Promise<Connection & { apiKey: { apiKey: string } }> {
  return answered(ask(door, 'POST', connections, { name }))
}

async function names(door: Door): Promise<[number, string][]> {
  const list = await answered<Connection[]>(ask(door, 'GET', connections))
  return list.map(({ id, name }) => [id, name])
}

/** Reports a deployment; its id in the end names it. */
function report(door: Door, place: string, id: string, key = door.key): Promise<Answer> {
  return ask(door, 'POST', `/api/rest/plugins/webhook/${place}/deployments`, { ...deploymentExample, id }, key)
}

async function systemsById(door: Door): Promise<Record<string, string>> {
  return Object.fromEntries((await deployments(door)).map((row) => [row.id, row.system]))
}

test('made: its addresses, and a key that is for its system and this dialect', async () => {
  const door = await openDoor({ clock: () => now })
  const { apiKey, ...shop } = await make(door, ' shop ')
  const path = `/rest/plugins/webhook/connections/${shop.id}`
  expect(shop).toEqual({
    id: 1001,
    name: 'shop',
    createdAt: '2026-03-03T12:00:00Z',
    updatedAt: '2026-03-03T12:00:00Z',
    postIssuesEndpoint: `${path}/issues`,
    closeIssuesEndpoint: `${path}/issue/:issueKey/close`,
    postPullRequestsEndpoint: `${path}/pull_requests`,
    postPipelineDeployTaskEndpoint: `${path}/deployments`,
  })
  expect(await answered(ask(door, 'GET', `${connections}/${shop.id}`))).toEqual(shop)
  expect(await answered(ask(door, 'GET', `${connections}/by-name/shop`))).toEqual(shop)
  const { rows } = await door.ask('keys.list', {})
  expect(rows[0]).toMatchObject({ name: 'webhook-1001', dialects: ['devlake'], systems: ['shop'] })

  for (const place of ['1001', 'connections/1001', 'connections/by-name/shop', 'projects/shop'])
    await warnings(report(door, place, place, apiKey.apiKey))
  expect(new Set(Object.values(await systemsById(door)))).toEqual(new Set(['shop']))
  // Reported to as a project it is the webhook of that system already.
  expect(await names(door)).toEqual([[1001, 'shop']])

  const other = await report(door, '2', 'd2', apiKey.apiKey)
  expect(other.status).toBe(403)
  expect(other.json).toEqual({ success: false, message: expect.stringContaining('it was made for "shop"') as string })
  const managing = await ask(door, 'POST', connections, { name: 'b' }, apiKey.apiKey)
  expect([managing.status, managing.json?.message]).toEqual([403, expect.stringContaining('not manage webhooks')])
  expect((await ask(door, 'GET', connections, undefined, 'wrong')).status).toBe(403)
  expect(await names(door)).toEqual([[1001, 'shop']])
})

test.each(['/api/rest', '/rest', '/api', ''])('managed below "%s"', async (prefix) => {
  const door = await openDoor()
  const at = `${prefix}${connections}`
  const { id } = await answered<Connection>(ask(door, 'POST', at, { name: 'a/b' }))
  expect(await answered(ask(door, 'PATCH', `${at}/by-name/a%2Fb`, { name: 'issues' }))).toMatchObject({
    name: 'issues',
  })
  expect(await answered(ask(door, 'GET', `${at}/by-name/issues`))).toMatchObject({ id })
  expect((await ask(door, 'DELETE', `${at}/${id}`)).text).toBe(success)
  expect(await answered(ask(door, 'GET', at))).toEqual([])
})

test('the first report makes the webhook, and a second one no other', async () => {
  const door = await openDoor()
  for (const place of [
    '3',
    'connections/3',
    'connections/by-name/webhook%203',
    'connections/by-name/shop',
    'projects/web',
  ])
    for (const id of ['d1', 'd2']) await warnings(report(door, place, id))
  expect(await names(door)).toEqual([
    [3, 'webhook 3'],
    [1001, 'shop'],
    [1002, 'web_deployments'],
  ])
  // By the id it was given, by its name, and under the project: the same system.
  for (const place of ['1002', 'connections/by-name/web_deployments']) await warnings(report(door, place, place))
  const systems = await systemsById(door)
  expect([systems['1002'], systems['connections/by-name/web_deployments']]).toEqual(['web', 'web'])
})

test('a refused report makes none', async () => {
  const door = await openDoor()
  await refused(ask(door, 'POST', '/rest/plugins/webhook/3/deployments', {}))
  await report(door, '3', 'd1', 'wrong')
  expect(await names(door)).toEqual([])
})

test('renamed: its system goes along, and reports by any of its names reach it', async () => {
  let clock = now
  const door = await openDoor({ clock: () => clock })
  await warnings(report(door, '3', 'd1'))
  clock += 60_000
  const renamed = await answered<Connection>(ask(door, 'PATCH', `${connections}/3`, { name: 'shop' }))
  expect(renamed).toMatchObject({
    id: 3,
    name: 'shop',
    createdAt: '2026-03-03T12:00:00Z',
    updatedAt: '2026-03-03T12:01:00Z',
  })
  for (const [place, id] of [
    ['3', 'd2'],
    ['connections/by-name/shop', 'd3'],
    ['connections/by-name/webhook%203', 'd4'],
  ] as const)
    await warnings(report(door, place, id))
  expect(await systemsById(door)).toEqual({ d1: 'shop', d2: 'shop', d3: 'shop', d4: 'shop' })
  expect(await names(door)).toEqual([[3, 'shop']])
  expect((await door.ask('workspace.rebuild', {})).changed).toBe(0)
})

test('a system with a name of its own keeps it when its webhook is renamed', async () => {
  const door = await openDoor()
  await warnings(report(door, '3', 'd1'))
  await door.ask('systems.rename', { system: 'webhook 3', name: 'Web shop' })
  await answered(ask(door, 'PATCH', `${connections}/3`, { name: 'shop' }))
  await warnings(report(door, 'connections/by-name/shop', 'd2'))
  expect(await systemsById(door)).toEqual({ d1: 'Web shop', d2: 'Web shop' })
})

test('a key made with a webhook works on after its system was renamed', async () => {
  const door = await openDoor()
  const { id, apiKey } = await make(door, 'shop')
  await answered(ask(door, 'PATCH', `${connections}/${id}`, { name: 'store' }))
  await warnings(report(door, `${id}`, 'd1', apiKey.apiKey))
  expect(await systemsById(door)).toEqual({ d1: 'store' })
})

test('removed: its key ends, what it reported stays, its id and name are nobody else’s', async () => {
  const door = await openDoor()
  const { id, apiKey } = await make(door, 'shop')
  await warnings(report(door, `${id}`, 'd1', apiKey.apiKey))
  expect((await ask(door, 'DELETE', `${connections}/by-name/shop`)).text).toBe(success)
  expect((await report(door, `${id}`, 'd2', apiKey.apiKey)).status).toBe(403)
  await refused(ask(door, 'GET', `${connections}/${id}`), 404)
  expect(await systemsById(door)).toEqual({ d1: 'shop' })
  const next = await make(door, 'shop')
  expect(next.id).toBe(id + 1)
  expect(await names(door)).toEqual([[id + 1, 'shop']])
})

test('a webhook made with the name of a known system reports for it', async () => {
  const door = await openDoor()
  await door.pulse({ $type: 'deployment', deploy_id: 'p1', time_created: '2026-03-01T10:00:00Z' }, '&system=shop')
  const { id } = await make(door, 'shop')
  await warnings(report(door, `${id}`, 'd1'))
  expect(await systemsById(door)).toEqual({ p1: 'shop', d1: 'shop' })
})

test.each([
  ['POST', connections, {}, 400, '"name" is nothing, expected a string'],
  ['POST', connections, { name: '  ' }, 400, 'expected at least one character'],
  ['POST', connections, { name: 'x'.repeat(101) }, 400, 'expected at most 100 characters'],
  ['POST', connections, { name: 'a\u0000b' }, 400, 'without control characters'],
  ['POST', connections, { name: 'shop' }, 400, 'There is a webhook "shop" already'],
  ['POST', connections, { name: 'webhook 7' }, 400, '"webhook 7" is the webhook with the id 7'],
  ['POST', connections, { name: 'old' }, 409, '"old" is an earlier name of the system "new"'],
  ['PATCH', `${connections}/1001`, {}, 400, '"name" is nothing, expected a string'],
  ['PATCH', `${connections}/1001`, { name: 'new' }, 400, 'There is a webhook "new" already'],
  ['PATCH', `${connections}/1001`, { name: 'api' }, 409, 'There is a system "api" already'],
  ['PATCH', `${connections}/9`, { name: 'x' }, 404, 'record not found'],
  ['GET', `${connections}/9`, undefined, 404, 'record not found'],
  ['GET', `${connections}/by-name/nope`, undefined, 404, 'record not found'],
  ['GET', `${connections}/nope`, undefined, 400, 'expected a whole number'],
  ['DELETE', `${connections}/9`, undefined, 404, 'record not found'],
])('%s %s %j is refused', async (method, path, body, status, why) => {
  const door = await openDoor()
  await make(door, 'shop')
  const { id } = await make(door, 'old')
  await answered(ask(door, 'PATCH', `${connections}/${id}`, { name: 'new' }))
  await door.pulse({ $type: 'deployment', deploy_id: 'p1', time_created: '2026-03-01T10:00:00Z' }, '&system=api')
  expect(await refused(ask(door, method, path, body), status)).toContain(why)
  expect(await names(door)).toEqual([
    [1001, 'shop'],
    [1002, 'new'],
  ])
})

test('what says that Shiplog is there is open to everybody', async () => {
  const door = await openDoor()
  const [ping, ready, version] = await Promise.all(
    ['/ping', '/ready', '/version'].map((path) => door.send({ method: 'GET', path })),
  )
  expect([ping?.status, ping?.text]).toEqual([200, ''])
  expect([ready?.status, ready?.text]).toEqual([200, '{"status":"ready"}'])
  expect([version?.status, version?.json]).toEqual([
    200,
    { version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string },
  ])
  // As DevLake's proxy passes them on.
  for (const below of ['/api', '/rest', '/api/rest'])
    expect((await door.send({ method: 'GET', path: `${below}/version` })).text).toBe(version?.text)
})
