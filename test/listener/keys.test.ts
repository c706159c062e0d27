// Keys: what each may be used for, how one is replaced, who needs none, and that no trace of one is left anywhere but
// its hash.
import { expect, test } from 'vitest'
import { openAdmission } from '../../src-main/listener/admission.ts'
import { devlake } from '../../src-main/sources/webhooks/devlake/devlake.ts'
import { pulse } from '../../src-main/sources/webhooks/pulse/index.ts'
import { webhookSources } from '../../src-main/sources/index.ts'
import { insertKey } from '../../src-main/store/keys.ts'
import { writeListenerSettings } from '../../src-main/store/settings.ts'
import { type Dialect, dialects } from './dialects.ts'
import { filesWith, openDoor, type Sent } from './door.ts'
import { newFile } from '../helpers/file.ts'

const hour = 3_600_000
const begin = Date.UTC(2026, 10, 21)

test('there is one of each dialect here', () => {
  expect(dialects.map((one) => one.id).sort()).toEqual(webhookSources.map((one) => one.id).sort())
})

test.each(dialects)('$id: a key for it is good there and nowhere else', async (dialect) => {
  const door = await openDoor()
  const { key } = await door.ask('keys.add', { name: 'one', dialects: [dialect.id] })
  for (const other of dialects) {
    const { status, text, json } = await door.send(other.send(key, 'shop'))
    expect([other.id, status]).toEqual([other.id, other === dialect ? dialect.accepted : 403])
    if (other === dialect) continue
    expect(Object.keys(json ?? {}).sort()).toEqual(other.refusal)
    expect(text).toContain(`it was made for ${webhookSources.find(({ id }) => id === dialect.id)?.title}.`)
  }
  const { rows } = await door.ask('journal.list', { outcome: 'rejected' })
  expect(new Set(rows.map((row) => `${row.status} ${row.summary}`))).toEqual(new Set(['403 out of scope']))
  const kept = await door.ask('journal.get', { id: rows[0]?.id ?? 0 })
  expect(kept.key).toBe('one')
})

test.each(dialects)('$id: a key for one system may not report for another', async (dialect) => {
  const door = await openDoor()
  const { key } = await door.ask('keys.add', { name: 'shop only', systems: ['shop'] })
  expect((await door.send(dialect.send(key, 'shop'))).status).toBe(dialect.accepted)
  const other = await door.send(dialect.send(key, 'bank'))
  expect(other.status).toBe(403)
  expect(other.text).toContain('This key may not report for')
  const { rows } = await door.ask('journal.list', {})
  expect(rows.map((row) => [row.outcome, row.status])).toEqual([
    ['rejected', 403],
    ['accepted', dialect.accepted],
  ])
  // The refused one made no system.
  expect((await door.ask('workspace.status', {})).counts.systems).toBe(1)
})

test('a scope is changed from the next request on, and taken away', async () => {
  const door = await openDoor()
  const [first] = dialects as [Dialect]
  const send = async (system: string) => (await door.send(first.send(door.key, system))).status
  expect(await send('bank')).toBe(200)
  expect(await door.ask('keys.scope', { name: 'ci', dialects: null, systems: ['shop'] })).toEqual({
    name: 'ci',
    dialects: null,
    systems: ['shop'],
  })
  expect([await send('bank'), await send('shop')]).toEqual([403, 200])
  await door.ask('keys.scope', { name: 'ci', dialects: ['devlake'], systems: null })
  expect(await send('shop')).toBe(403)
  await door.ask('keys.scope', { name: 'ci', dialects: null, systems: null })
  expect(await send('bank')).toBe(200)
  await expect(door.ask('keys.scope', { name: 'ci', dialects: ['jenkins'], systems: null })).rejects.toThrow(
    '"dialects" has "jenkins", expected one of pulse, devlake, devgrid, versioner, shiplog, github, gitlab.',
  )
  await expect(door.ask('keys.scope', { name: 'nobody', dialects: null, systems: null })).rejects.toThrow(
    'There is no live key named "nobody".',
  )
})

test('a rotated key: the old value works for as long as was asked, the new one in the same scope', async () => {
  let now = begin
  const door = await openDoor({ clock: () => now })
  const [pulseDialect] = dialects as [Dialect]
  const send = async (key: string) => (await door.send(pulseDialect.send(key, 'shop'))).status
  await door.ask('keys.scope', { name: 'ci', dialects: ['pulse'], systems: ['shop'] })
  const { key } = await door.ask('keys.rotate', { name: 'ci', keep_hours: 2 })
  expect(key).not.toBe(door.key)
  expect([await send(door.key), await send(key)]).toEqual([200, 200])
  const { rows } = await door.ask('keys.list', {})
  expect(rows.map((row) => [row.ends_at_ms, row.revoked_at_ms, row.dialects, row.systems])).toEqual([
    [null, null, ['pulse'], ['shop']],
    [begin + 2 * hour, null, ['pulse'], ['shop']],
  ])
  now = begin + 2 * hour - 1
  expect(await send(door.key)).toBe(200)
  now = begin + 2 * hour
  expect([await send(door.key), await send(key)]).toEqual([401, 200])
  expect((await door.ask('keys.list', {})).rows[1]).toMatchObject({ ends_at_ms: null, revoked_at_ms: begin + 2 * hour })
})

test('without hours to keep it the old value ends at once; revoking ends what is left of a name', async () => {
  const door = await openDoor({ clock: () => begin })
  const [pulseDialect] = dialects as [Dialect]
  const send = async (key: string) => (await door.send(pulseDialect.send(key, 'shop'))).status
  const second = await door.ask('keys.rotate', { name: 'ci' })
  expect([await send(door.key), await send(second.key)]).toEqual([401, 200])
  const third = await door.ask('keys.rotate', { name: 'ci', keep_hours: 168 })
  expect([await send(second.key), await send(third.key)]).toEqual([200, 200])
  await door.ask('keys.revoke', { name: 'ci' })
  expect([await send(second.key), await send(third.key)]).toEqual([401, 401])
  await expect(door.ask('keys.rotate', { name: 'ci' })).rejects.toThrow('There is no live key named "ci".')
  await expect(door.ask('keys.rotate', { name: 'ci', keep_hours: 169 })).rejects.toThrow('"keep_hours" is 169')
})

/** The same request with the key in every place somebody may put it. */
function everywhere(sent: Sent, key: string): Sent[] {
  const path = sent.path ?? ''
  const and = path.includes('?') ? '&' : '?'
  const queries = ['api_key', 'API_KEY', 'apikey', 'key', 'token', 'access_token', 'x-api-key', 'authorization']
  const headers = ['authorization', 'x-api-key', 'api-key', 'x-auth-token', 'cookie', 'proxy-authorization', 'referer']
  return [
    ...queries.map((name) => ({ ...sent, path: `${path}${and}${name}=${key}` })),
    ...headers.map((name) => ({ ...sent, headers: { ...sent.headers, [name]: key } })),
    { ...sent, headers: { ...sent.headers, authorization: `Bearer ${key}`, 'x-api-key': key } },
  ]
}

test.each(dialects)(
  '$id: no key is kept, wherever it was sent, nor told in an answer',
  async (dialect) => {
    const door = await openDoor({ key: 'a-key-that-must-never-be-kept-000' })
    await door.ask('listener.set', { capture: true })
    const right = dialect.send(door.key, 'shop')
    const wrong = dialect.send('', 'shop')
    const sent = [
      right,
      { ...right, body: '{' },
      { ...right, method: 'PUT' },
      { ...right, path: `${dialect.nothing}?api_key=${door.key}` },
      { ...right, path: `${dialect.nothing}/%zz?api_key=${door.key}` },
      { ...right, headers: { ...right.headers, host: 'evil.example' } },
      { ...right, headers: { ...right.headers, 'content-encoding': 'gzip' } },
      { ...right, body: ' '.repeat(5 * 1024 * 1024 + 1) },
      ...everywhere(right, door.key),
      ...everywhere(wrong, door.key),
    ]
    for (const one of sent) expect((await door.send(one)).text).not.toContain(door.key)
    const { rows } = await door.ask('journal.list', { limit: 1000 })
    expect(rows.reduce((sum, row) => sum + 1 + row.repeats, 0)).toBe(sent.length)
    await door.close()
    expect(filesWith(door.dataDir, [door.key])).toEqual([])
  },
  60_000,
)

test.each(dialects)('$id: every refusal is in its words, and in the journal with its status', async (dialect) => {
  const door = await openDoor()
  const right = dialect.send(door.key, 'shop')
  const bare = { ...right, headers: { 'content-type': 'application/json' }, path: right.path?.split('?')[0] ?? '' }
  const cases: [status: number, sent: Sent][] = [
    [401, bare],
    [dialect.unknownKey, dialect.send('a-key-nobody-knows', 'shop')],
    [403, { ...right, headers: { ...right.headers, 'sec-fetch-site': 'cross-site' } }],
    [403, { ...right, headers: { ...right.headers, origin: 'https://evil.example' } }],
    [403, { ...right, headers: { ...right.headers, origin: 'null' } }],
    [400, { ...right, path: `${dialect.nothing}/%zz` }],
    [404, { ...right, path: dialect.nothing }],
    [405, { ...right, method: 'PUT' }],
    [405, { ...right, method: 'DELETE' }],
    [413, { ...right, body: ' '.repeat(5 * 1024 * 1024 + 1) }],
    [415, { ...right, headers: { ...right.headers, 'content-encoding': 'br' } }],
    [421, { ...right, headers: { ...right.headers, host: `evil.example:${door.port}` } }],
  ]
  const got: unknown[] = []
  for (const [status, sent] of cases) {
    const answer = await door.send(sent)
    got.push([answer.status, typeof answer.json?.message])
    // DevLake's own errors have more than what it says before it looks at a request.
    const names = Object.keys(answer.json ?? {}).sort()
    if (dialect.id !== 'devlake' || names.length === 2) expect(names, `${status}`).toEqual(dialect.refusal)
    else expect(names, `${status}`).toEqual(['causes', 'code', 'data', 'message', 'success'])
    if (status === 405) expect(answer.headers['allow']).toContain('POST')
  }
  expect(got).toEqual(cases.map(([status]) => [status, 'string']))
  const { rows } = await door.ask('journal.list', { limit: 100 })
  expect(rows.flatMap((row) => Array.from({ length: 1 + row.repeats }, () => row.status)).toReversed()).toEqual(
    cases.map(([status]) => status),
  )
  expect(new Set(rows.map((row) => row.source))).toEqual(new Set([dialect.id]))
  const keys = new Map<number | null, string | null>()
  for (const row of rows) keys.set(row.status, (await door.ask('journal.get', { id: row.id })).key)
  // Whose request it was is known where the key was looked at before it was refused.
  expect([405, 413, 415].map((status) => keys.get(status))).toEqual(['ci', 'ci', 'ci'])
  expect(keys.get(421)).toBe(null)
  const large = rows.find((row) => row.status === 413)
  expect(large).toMatchObject({ bytes: 5 * 1024 * 1024 + 1, body_kept: false })
})

test('programs on this computer may send without a key while that is allowed; a wrong key is refused all the same', async () => {
  const door = await openDoor()
  const [pulseDialect] = dialects as [Dialect]
  const right = pulseDialect.send(door.key, 'shop')
  const bare = { ...right, path: '/v1/ingestion/cli?system=shop' }
  const status = async (sent: Sent) => (await door.send(sent)).status
  expect(await status(bare)).toBe(401)
  expect(await door.ask('listener.set', { keyless: true })).toMatchObject({ keyless: true })
  expect(await status(bare)).toBe(200)
  expect(await status(pulseDialect.send('a-wrong-key', 'shop'))).toBe(401)
  // A page in a browser, and whoever a proxy here speaks for, are not programs on this computer.
  expect(await status({ ...bare, headers: { origin: 'https://evil.example' } })).toBe(403)
  expect(await status({ ...bare, headers: { 'x-forwarded-for': '203.0.113.9' } })).toBe(401)
  // A container's name for this computer is one that a hostile network may give a page's address.
  for (const name of ['host.docker.internal', 'Host.Containers.Internal']) {
    const host = `${name}:${door.port}`
    expect(await status({ ...bare, headers: { host } }), name).toBe(401)
    expect(await status({ ...pulseDialect.send(door.key, 'shop'), headers: { host } }), name).toBe(200)
  }
  expect((await door.ask('journal.get', { id: 2 })).key).toBe(null)
  await door.ask('listener.set', { keyless: false })
  expect(await status(bare)).toBe(401)
})

const request = (key: string | null) => ({
  method: 'POST',
  path: '/v1/ingestion/cli',
  query: new URLSearchParams(key === null ? {} : { api_key: key }),
  headers: {},
})

const at = (address: string) => ({ address, isDirect: true })

test('without a key only this computer is let in, by its address', async () => {
  const { db, close } = await newFile()
  const settings = { on: true, reach: 'network', port: null, keyless: true, capture: false, tls: null } as const
  writeListenerSettings(db, settings)
  const { admit } = openAdmission(db, () => begin)
  const from = (peer: string) => 'cause' in admit(pulse, request(null), at(peer))
  expect(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'].map(from)).toEqual([false, false, false, false])
  expect(['192.168.1.9', '::ffff:192.168.1.9', '10.0.0.1', 'fe80::1', ''].map(from)).toEqual(Array(5).fill(true))
  close()
})

test('one key: 10,000 requests at once, then 5,000 a second; other keys are not held up', async () => {
  const { db, close } = await newFile()
  insertKey(db, 'a', 'the-key-of-a', begin)
  insertKey(db, 'b', 'the-key-of-b', begin)
  let now = begin
  const { admit } = openAdmission(db, () => now)
  const admitted = (key: string, times: number) =>
    Array.from({ length: times }, () => admit(pulse, request(key), at('10.0.0.1'))).filter((one) => !('cause' in one))
      .length
  expect(admitted('the-key-of-a', 10_100)).toBe(10_000)
  expect(admitted('the-key-of-b', 5)).toBe(5)
  now += 100
  expect(admitted('the-key-of-a', 600)).toBe(500)
  expect(admit(pulse, request('the-key-of-a'), at('10.0.0.1'))).toMatchObject({ cause: 'too many' })
  close()
})

test('guessing from one address does not slow another; keys of other dialects’ places are not looked for', async () => {
  const { db, close } = await newFile()
  insertKey(db, 'a', 'the-key-of-a', begin)
  const { admit } = openAdmission(db, () => begin)
  const causes = (peer: string, times: number) =>
    Array.from({ length: times }, () => admit(pulse, request('a-guess'), at(peer))).map(
      (one) => 'cause' in one && one.cause,
    )
  expect(causes('10.0.0.1', 31).slice(29)).toEqual(['unknown key', 'too many'])
  expect(causes('10.0.0.2', 1)).toEqual(['unknown key'])
  expect(admit(pulse, request('the-key-of-a'), at('10.0.0.1'))).toEqual({ keyId: 1, systems: null })
  expect(admit(devlake, request('the-key-of-a'), at('10.0.0.3'))).toMatchObject({ cause: 'no key' })
  close()
})

// A provider's webhook is tried from the provider's own page.
const tried = dialects.filter(({ id }) => id !== 'github' && id !== 'gitlab')

test.each(tried)('$id: the listener tries itself, and nothing counts', async (dialect) => {
  const door = await openDoor()
  const tried = await door.ask('listener.test', { dialect: dialect.id, system: 'shop' })
  expect(tried).toMatchObject({ status: dialect.accepted, delivery: 1 })
  expect(tried.ms).toBeGreaterThan(0)
  const { rows } = await door.ask('journal.list', {})
  expect(rows).toMatchObject([{ id: 1, source: dialect.id, outcome: 'accepted', events: 0 }])
  const kept = await door.ask('journal.get', { id: 1 })
  expect(kept.skipped).toEqual([{ at: expect.any(String), reason: 'a test event, which is never counted' }])
  expect(kept.headers['x-shiplog-test']).toBe('1')
  const { counts } = await door.ask('workspace.status', {})
  expect(counts).toMatchObject({ systems: 0, deployments: 0, changes: 0, incidents: 0, deliveries: 1 })
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0, facts: 0 })
})

test('a dialect that is none is not tried, and nothing is where the listener is off', async () => {
  const door = await openDoor()
  await expect(door.ask('listener.test', { dialect: 'jenkins' })).rejects.toThrow(
    '"dialect" is "jenkins", expected one of',
  )
  await door.ask('listener.set', { on: false })
  await expect(door.ask('listener.test', { dialect: 'pulse' })).rejects.toThrow('The listener is off')
})

test('when a key was last used is noted once a minute, and not for what was refused', async () => {
  let now = begin
  const door = await openDoor({ clock: () => now })
  const lastUsed = async () => (await door.ask('keys.list', {})).rows[0]?.last_used_at_ms
  const [pulseDialect] = dialects as [Dialect]
  await door.send({ ...pulseDialect.send(door.key, 'shop'), body: '{' })
  expect(await lastUsed()).toBe(null)
  for (const [later, noted] of [
    [0, begin],
    [59_999, begin],
    [60_000, begin + 60_000],
  ] as const) {
    now = begin + later
    await door.send(pulseDialect.send(door.key, `shop${later}`))
    expect(await lastUsed()).toBe(noted)
  }
})
