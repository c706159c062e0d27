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
