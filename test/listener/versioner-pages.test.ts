// The list of deployments over real HTTP, as whoever reports them may read it back.
import { expect, test } from 'vitest'
import { openVersionerDoor, replied, type VersionerDoor } from './versioner-door.ts'

function get({ door }: VersionerDoor, path: string, key = door.key) {
  return door.send({ method: 'GET', path, headers: { Authorization: `Bearer ${key}` } })
}

/** Four deployments, newest last: 1.2.3 to staging and production, 1.2.4 failing, and another product's. */
async function withHistory(): Promise<VersionerDoor> {
  const it = await openVersionerDoor()
  await it.deploy(0, 'success', { environment_name: 'Stage' })
  await it.deploy(10, 'started')
  await it.deploy(15, 'success')
  await it.deploy(30, 'failed', { version: '1.2.4' })
  await it.deploy(40, 'pending', { product_name: 'shop-web' })
  return it
}

const brief = (list: unknown) =>
  (list as Record<string, string>[]).map((one) => `${one['product_name']} ${one['version']} ${one['environment_name']}`)

test('newest first, with the fields of the answers', async () => {
  const it = await withHistory()
  const answer = await get(it, '/deployments/')
  expect(answer.status).toBe(200)
  const list = answer.json as unknown as Record<string, unknown>[]
  expect(brief(list)).toEqual([
    'shop-web 1.2.3 production',
    'shop-api 1.2.4 production',
    'shop-api 1.2.3 production',
    'shop-api 1.2.3 staging',
  ])
  const id = expect.stringMatching(/^[0-9a-f-]{36}$/)
  expect(list[2]).toEqual({
    id,
    product_id: id,
    version_id: id,
    environment_id: id,
    product_name: 'shop-api',
    version: '1.2.3',
    environment_name: 'production',
    status: 'completed',
    started_at: '2026-03-02T12:10:00Z',
    completed_at: '2026-03-02T12:15:00Z',
    deployed_at: '2026-03-02T12:15:00Z',
  })
  expect(list[1]).toMatchObject({ status: 'failed', completed_at: '2026-03-02T12:30:00Z', deployed_at: null })
  expect(list[0]).toMatchObject({ status: 'pending', started_at: null, completed_at: null })
})

test('each has the id that its first event was answered with', async () => {
  const it = await openVersionerDoor()
  const started = replied(await it.deploy(0, 'started'))
  await it.deploy(5, 'success')
  const [only] = (await get(it, '/deployments/')).json as unknown as Record<string, unknown>[]
  const { id, product_id, version_id, environment_id } = started
  expect(only).toMatchObject({ id, product_id, version_id, environment_id, status: 'completed' })
})

test.each([
  ['limit=2', ['shop-web 1.2.3 production', 'shop-api 1.2.4 production']],
  ['limit=2&offset=3', ['shop-api 1.2.3 staging']],
  ['offset=4', []],
  ['product_name=shop-web', ['shop-web 1.2.3 production']],
  ['environment_name=stg', ['shop-api 1.2.3 staging']],
  ['product_name=shop-api&environment_name=prod', ['shop-api 1.2.4 production', 'shop-api 1.2.3 production']],
  ['product_name=nobody', []],
  ['environment_name=nowhere', []],
])('%s', async (query, expected) => {
  const it = await withHistory()
  for (const path of ['/deployments', '/api/v1/deployments/'])
    expect(brief((await get(it, `${path}?${query}`)).json)).toEqual(expected)
})

test.each([
  ['limit=0', '"limit" is "0", expected a whole number from 1 to 1000'],
  ['limit=1001', '"limit" is "1001"'],
  ['limit=1e2', '"limit" is "1e2"'],
  ['offset=-1', '"offset" is "-1", expected a whole number from 0'],
  ['offset=', '"offset" is ""'],
  ['product_name=', '"product_name" is ""'],
  ['product=shop-api', '"product" is unknown, expected no such field'],
])('refused: %s', async (query, says) => {
  const it = await openVersionerDoor()
  const answer = await get(it, `/deployments/?${query}`)
  expect(answer.status).toBe(422)
  expect(answer.json?.message).toContain(says)
  // It was asked for in the address; there is no body.
  const [field] = query.split('=')
  expect(answer.json).toMatchObject({ detail: [{ loc: ['query', field] }] })
})

test('needs a key; one that is limited to a system reads that alone', async () => {
  const it = await withHistory()
  const none = await it.door.send({ method: 'GET', path: '/deployments/' })
  expect([none.status, replied(none).detail]).toEqual([401, 'Invalid API key'])
  expect((await get(it, '/deployments/', 'nobody-registered-this-one')).status).toBe(401)
  const { key } = await it.door.ask('keys.add', { name: 'web', systems: ['shop-web'] })
  expect(brief((await get(it, '/deployments/', key)).json)).toEqual(['shop-web 1.2.3 production'])
  expect((await get(it, '/deployments/?product_name=shop-api', key)).status).toBe(403)
  expect((await get(it, '/deployments/?product_name=shop-web', key)).status).toBe(200)
})

test('addresses of DevLake that end alike are not meant', async () => {
  const it = await openVersionerDoor()
  const answer = await get(it, '/api/rest/plugins/webhook/connections/1/deployments')
  expect([answer.status, answer.json]).toEqual([405, expect.objectContaining({ success: false })])
})

test('the link of the Action’s summary leads to a page that says where to look, and nothing of what there is', async () => {
  const it = await withHistory()
  const known = replied(await it.deploy(50, 'success'))
  const look = (path: string, headers: Record<string, string> = {}) => it.door.send({ method: 'GET', path, headers })
  const page = await look(`/deployments/${known.id}`)
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect(page.text).toContain('Reported to Shiplog')
  expect(page.text).not.toMatch(/<script|<style|shop|1\.2\.3|production/)
  // What is there and what is not cannot be told apart, with and without a key, and below a prefix of the client's.
  const others = [
    look('/deployments/undefined'),
    look(`//deployments/${known.id}`),
    look(`/app/deployments/${known.id}`),
    look(`/manage/versions?view=${known['version_id']}`),
    look('/manage/versions?view=nothing'),
    look(`/deployments/${known.id}`, { Authorization: `Bearer ${it.door.key}` }),
  ]
  for (const other of await Promise.all(others)) expect([other.status, other.text]).toEqual([200, page.text])
  expect((await look('/api/rest/plugins/webhook/1/deployments/7')).status).toBe(404)
  // From GitHub's page by a click, and not into a frame or a script.
  const from = async (mode: string, dest: string, path = `/deployments/${known.id}`) =>
    (await look(path, { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': mode, 'Sec-Fetch-Dest': dest })).status
  expect([await from('navigate', 'document'), await from('navigate', 'document', '/docs')]).toEqual([200, 200])
  expect([await from('navigate', 'iframe'), await from('no-cors', 'document'), await from('cors', 'empty')]).toEqual([
    403, 403, 403,
  ])
  expect(await from('navigate', 'document', '/openapi.json')).toBe(403)
  expect(await from('navigate', 'document', '/deployments/')).toBe(403)
})
