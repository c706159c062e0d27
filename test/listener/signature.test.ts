// Requests that are signed instead of carrying a key: what proves who sent them, what does not, and what a stranger can do
// with one that was captured.
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { isSignedWith, signatureIn } from '../../src-main/listener/signature.ts'
import { secretOf } from '../../src-main/store/keys.ts'
import { must } from '../../src-shared/assert.ts'
import { cliPath, type Door, filesWith, openDoor } from './door.ts'

const begin = Date.parse('2026-11-20T10:00:00Z')
const change = (id: string) => `{"$type":"change","change_id":"${id}","time_created":"2026-11-20T09:00:00Z"}`
const issue = (status: string) =>
  `{"issueKey":"I1","title":"Down","type":"INCIDENT","status":"${status}","originalStatus":"${status}","createdDate":"2026-11-20T09:00:00Z"}`
const issues = '/api/rest/plugins/webhook/connections/by-name/shop/issues'

interface How {
  key: string
  body?: string | Uint8Array
  id?: string
  /** Milliseconds. */
  at?: number
  path?: string
  method?: string
  headers?: Record<string, string>
}

/** Independent of what is tested: the three parts are put together as the specification says. */
function headersOf({ key, body = change('c1'), id = 'msg_1', at = begin }: How): Record<string, string> {
  const seconds = String(Math.floor(at / 1000))
  const signed = Buffer.concat([Buffer.from(`${id}.${seconds}.`), Buffer.from(body)])
  const secret = Buffer.from(key.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', secret).update(signed).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` }
}

async function open(): Promise<{
  door: Door
  key: string
  clock: { now: number }
  post: (how: Partial<How>) => ReturnType<Door['send']>
}> {
  const clock = { now: begin }
  const door = await openDoor({ clock: () => clock.now })
  const { key } = await door.ask('keys.add', { name: 'signs', signs: true })
  const post = (how: Partial<How>) =>
    door.send({
      method: how.method ?? 'POST',
      path: how.path ?? `${cliPath}?system=shop`,
      body: how.body ?? change('c1'),
      headers: { ...headersOf({ key, ...how }), ...how.headers },
    })
  return { door, key, clock, post }
}

/** What became of the newest delivery, and whose it was. */
async function newest(door: Door): Promise<unknown[]> {
  const { rows: all } = await door.ask('journal.list', { limit: 1 })
  const { outcome, key } = await door.ask('journal.get', { id: all[0]?.id ?? 0 })
  return [outcome, key]
}

const rows = async (door: Door) => (await door.ask('journal.list', {})).total

test('the example of Standard Webhooks', () => {
  const secret = must(secretOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'), 'because it is one')
  const body = Buffer.from('{"test": 2432232314}')
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  }
  const read = (signature: string) => {
    const found = signatureIn({ ...headers, 'webhook-signature': signature }, 1_614_265_330_000)
    if (typeof found === 'string') throw new Error(found)
    return isSignedWith(secret, found, body)
  }
  const right = headers['webhook-signature']
  expect(read(right)).toBe(true)
  // While a sender changes its key it sends one for each; another version is no signature, nor is a part of one.
  expect(read(`v1,${Buffer.alloc(32).toString('base64')} v1a,xyz ${right}`)).toBe(true)
  for (const wrong of [
    '',
    'v1,',
    right.slice(0, -4),
    right.replace('v1', 'v2'),
    `v1,${Buffer.alloc(32).toString('base64')}`,
  ])
    expect(read(wrong), wrong).toBe(false)
})

test('a signed request is taken, and its key is nowhere but among the keys', async () => {
  const { door, key, post } = await open()
  expect(key).toMatch(/^whsec_[\w+/]{43}=$/)
  expect((await post({})).status).toBe(200)
  expect(await newest(door)).toEqual(['accepted', 'signs'])
  const { rows: keys } = await door.ask('keys.list', {})
  expect(keys.map(({ name, signs, starts }) => [name, signs, starts])).toEqual([
    ['signs', true, key.slice(0, 10)],
    ['ci', false, keys[1]?.starts],
  ])
  expect(filesWith(door.dataDir, [key, key.slice(6)])).toEqual([])
})

test('bytes are what was signed: one more space is another request', async () => {
  const { door, post, key } = await open()
  const body = ` {"$type" : "change", "change_id":"é","time_created":"2026-11-20T09:00:00Z"}\r\n`
  const sent = (bytes: string) =>
    door.send({ path: `${cliPath}?system=shop`, body: bytes, headers: headersOf({ key, body }) })
  expect((await sent(body.trim())).status).toBe(401)
  expect((await sent(body.replace('é', 'e'))).status).toBe(401)
  expect((await sent(body)).status).toBe(200)
  // Bytes that are no text are refused for what they are, by then known whose they are.
  expect((await post({ body: new Uint8Array([0xff, 0xfe]), id: 'msg_2' })).status).toBe(400)
  expect(await newest(door)).toEqual(['rejected', 'signs'])
})

test('what does not prove who sent it is refused, whatever else would let it in', async () => {
  const { door, key, post } = await open()
  await door.ask('listener.set', { keyless: true })
  const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  for (const [what, sent, why] of [
    ['another secret', post({ headers: headersOf({ key: other }) }), 'of no key that is known'],
    ['no time', post({ headers: { 'webhook-timestamp': '' } }), 'expected seconds since 1970'],
    [
      'a time of letters',
      post({ headers: { 'webhook-timestamp': '2026-11-20T10:00:00Z' } }),
      'expected seconds since 1970',
    ],
    ['milliseconds', post({ headers: { 'webhook-timestamp': `${begin}` } }), 'expected seconds since 1970'],
    ['no id', post({ headers: { 'webhook-id': '' } }), 'webhook-id is to be'],
    ['another id', post({ headers: { 'webhook-id': 'msg_9' } }), 'of no key that is known'],
    [
      'nothing but a signature',
      door.send({ body: change('c1'), headers: { 'webhook-signature': 'v1,x' } }),
      'has the headers webhook-id',
    ],
  ] as const) {
    const answer = await sent
    expect(answer.status, what).toBe(401)
    expect(answer.text, what).toContain(why)
  }
  // The key itself, shown, is no proof: whoever listens on the wire has it then, too.
  const shown = await door.send({ path: `${cliPath}?api_key=${encodeURIComponent(key)}`, body: change('c1') })
  expect(shown.status).toBe(401)
  expect(shown.text).toContain('This key signs requests and is never sent')
  expect((await door.ask('changes.list', {})).total).toBe(0)
  // Others go on as they did.
  expect((await door.pulse(change('c1'))).status).toBe(200)
})

test('five minutes either way, to the second', async () => {
  const { post } = await open()
  const minute = 60_000
  const at = async (offset: number) => (await post({ at: begin + offset, id: `msg_${offset}` })).status
  expect(await Promise.all([-5 * minute, 5 * minute].map(at))).toEqual([200, 200])
  expect(await Promise.all([-5 * minute - 1000, 5 * minute + 1000].map(at))).toEqual([401, 401])
  expect((await post({ at: begin - 9 * minute, id: 'late' })).text).toContain('was signed 9 minutes ago')
  expect((await post({ at: begin + 9 * minute, id: 'soon' })).text).toContain('was signed 9 minutes in the future')
})

test('one that was captured does nothing when it is sent again, there or elsewhere, now or later', async () => {
  const { door, key, clock, post } = await open()
  const opened = { path: issues, body: issue('TODO'), id: 'open' }
  const first = await post(opened)
  expect(first.status).toBe(200)
  expect((await post({ path: issues, body: issue('DONE'), id: 'done' })).status).toBe(200)
  const before = await rows(door)
  // It would open the incident again.
  const again = await post(opened)
  expect([again.status, again.text]).toEqual([200, first.text])
  expect((await Promise.all([post(opened), post(opened)])).map((one) => one.text)).toEqual([first.text, first.text])
  expect(await rows(door)).toBe(before)
  expect((await door.ask('incidents.list', {})).rows.map((row) => row.resolved_at_ms === null)).toEqual([false])
  // A signature says nothing of the address.
  const moved = await post({ ...opened, path: issues.replace('shop', 'bank') })
  expect([moved.status, moved.text]).toEqual([409, expect.stringContaining('webhook-id was used for another request')])
  // DevLake says 403 to who is unknown.
  clock.now += 5 * 60_000 + 1000
  expect((await door.send({ path: issues, body: opened.body, headers: headersOf({ key, ...opened }) })).status).toBe(
    403,
  )
  expect((await door.ask('systems.list', {})).rows.map((row) => row.name)).toEqual(['shop'])
})

test('what was refused may be sent again, mended, with the same id', async () => {
  const { post } = await open()
  expect((await post({ body: '{"$type":"change"}' })).status).toBe(400)
  expect((await post({ body: change('c1') })).status).toBe(200)
})

test('a signature reports; it manages no webhook', async () => {
  const { door, post } = await open()
  const body = '{"name":"shop"}'
  const made = await post({ path: '/api/rest/plugins/webhook/connections', body })
  expect([made.status, made.text]).toEqual([403, expect.stringContaining('lets nobody manage webhooks')])
  expect((await post({ method: 'GET', path: '/deployments/', body: '' })).status).toBe(200)
  expect((await door.ask('systems.list', {})).total).toBe(0)
})

test('scope, rotation and end are as for other keys; what it signed with is kept no longer than it works', async () => {
  const { door, key, clock, post } = await open()
  await door.ask('keys.scope', { name: 'signs', dialects: ['devlake'], systems: null })
  expect((await post({})).status).toBe(403)
  await door.ask('keys.scope', { name: 'signs', dialects: null, systems: ['bank'] })
  expect((await post({ id: 'msg_2' })).text).toContain('shop')
  await door.ask('keys.scope', { name: 'signs', dialects: null, systems: null })
  const next = await door.ask('keys.rotate', { name: 'signs', keep_hours: 1 })
  expect(next.key).toMatch(/^whsec_/)
  const statuses = async (id: string) =>
    Promise.all(
      [key, next.key].map(async (one, i) => (await post({ key: one, id: `${id}${i}`, at: clock.now })).status),
    )
  expect(await statuses('a')).toEqual([200, 200])
  clock.now += 3_600_000
  expect(await statuses('b')).toEqual([401, 200])
  await door.ask('keys.revoke', { name: 'signs' })
  // Where no key signs, a signature is a header like any other.
  expect(await statuses('c')).toEqual([401, 401])
  expect((await door.ask('keys.list', {})).rows.filter((row) => row.signs)).toHaveLength(2)
})

test('a key of one’s own has to be one', async () => {
  const { door } = await open()
  const add = (value: string) => door.ask('keys.add', { name: `k${value.length}`, value, signs: true })
  for (const value of ['a-key-like-any-other-0123456789', 'whsec_short', `whsec_${'?'.repeat(40)}`])
    await expect(add(value)).rejects.toThrow('A key that signs is whsec_ and then 24 to 64 bytes in base64.')
  const own = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
  expect((await add(own)).key).toBe(own)
})

test('signed bodies have a limit of their own, because nobody is known before they are read', async () => {
  const { post } = await open()
  const padded = (size: number) => change('c1').padEnd(size)
  expect((await post({ body: padded(1024 * 1024) })).status).toBe(200)
  const more = await post({ body: padded(1024 * 1024 + 1), id: 'msg_2' })
  expect([more.status, more.text]).toEqual([413, expect.stringContaining('larger than 1 MB')])
})
