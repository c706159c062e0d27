// The requests that Pulse's clients really make, over real HTTP: what each becomes, what is answered, what is kept.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openReadDb } from '../../src-main/store/database.ts'
import { cliHeaders, cliPath, type Door, filesWith, newestBody, openDoor } from './door.ts'

const sha1 = '3f786850e387550fdab836ed7e6dc881de23001b'
const sha2 = '89e6c98d92887913cadf06b2adb97f26cde4849b'
const at = Date.UTC(2020, 9, 16, 12, 40, 32)

// Bodies are text here, because the order of fields and every byte are the client's.
const change = (id: string, time = '2020-10-16T12:40:32Z') =>
  `{"source":"cli","change_id":"${id}","time_created":"${time}","event_type":"commit","$type":"change"}`
const deployment = (id: string, changes: string, time = '2020-10-16T12:40:32Z', teams = '[]') =>
  `{"source":"cli","deploy_id":"${id}","time_created":"${time}","changes":${changes},"teams":${teams},"$type":"deployment"}`
const incident = (id: string, created: string, resolved: string) =>
  `{"source":"cli","incident_id":"${id}","time_created":"${created}","time_resolved":"${resolved}","$type":"incident"}`

/** How many facts and deliveries there are. */
function counts(door: Door) {
  const opened = openReadDb(door.dataDir)
  const n = (table: string) => opened.db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n
  const all = {
    changes: n('changes'),
    deployments: n('deployments'),
    incidents: n('incidents'),
    deliveries: n('deliveries'),
  }
  opened.close()
  return all
}

async function outcomes(door: Door): Promise<string[]> {
  const { rows } = await door.ask('journal.list', {})
  return rows.toReversed().map((row) => row.outcome)
}

async function finding(door: Door, id: string): Promise<string[]> {
  const { rows } = await door.ask('findings.list', {})
  return rows.find((row) => row.id === id)?.rows.map((row) => row.id) ?? []
}

test('a change in UTC, an hour ahead and four hours behind is one moment', async () => {
  const door = await openDoor()
  const sent = [
    change('utc', '2020-10-16T12:40:32Z'),
    change('ahead', '2020-10-16T13:40:32+01:00'),
    change('behind', '2020-10-16T08:40:32-04:00'),
  ]
  for (const body of sent) expect((await door.pulse(body, '&system=api')).status).toBe(200)
  const names = JSON.stringify(['utc', 'ahead', 'behind'])
  // The deployment comes an hour after that moment, so each of its three changes took an hour.
  await door.pulse(deployment('d1', names, '2020-10-16T13:40:32Z'), '&system=api')
  const { rows } = await door.ask('deployments.list', {})
  expect(rows.map((row) => [row.id, row.finished_at_ms, row.changes, row.lead_time_ms])).toEqual([
    ['d1', at + 3_600_000, 3, 3_600_000],
  ])
  const got = await door.ask('deployments.get', { number: rows[0]?.number ?? 0 })
  expect(got.changes_rows.map((row) => row.start_at_ms)).toEqual([at, at, at])
})

test('push deployment: a list of changes, no teams, one success to production', async () => {
  const door = await openDoor()
  const answer = await door.pulse(deployment('1.4.0', `["${sha1}","${sha2}"]`), '&system=api')
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toContain('application/json')
  expect(answer.json?.message).toBe('accepted')
  const { rows } = await door.ask('deployments.list', {})
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({
    id: '1.4.0',
    system: 'api',
    environment: 'production',
    state: 'succeeded',
    kind: 'regular',
    version: '1.4.0',
    finished_at_ms: at,
    changes: 2,
    sources: ['pulse'],
  })
  expect((await door.ask('deployments.get', { number: rows[0]?.number ?? 0 })).teams).toEqual([])
})

test('push git deployment of an empty range sends "changes": null, which is no change', async () => {
  const door = await openDoor()
  const answer = await door.pulse(deployment('d1', 'null', undefined, '["web","core"]'))
  expect(answer.status).toBe(200)
  const { rows } = await door.ask('deployments.list', {})
  expect(rows.map((row) => [row.id, row.changes])).toEqual([['d1', 0]])
  expect((await door.ask('deployments.get', { number: rows[0]?.number ?? 0 })).teams).toEqual(['web', 'core'])
})

test('push incident: started and resolved', async () => {
  const door = await openDoor()
  const body = incident('INC-1', '2020-10-16T12:40:32Z', '2020-10-16T15:10:32+01:00')
  expect((await door.pulse(body, '&system=api')).status).toBe(200)
  const { rows } = await door.ask('incidents.list', {})
  // 15:10:32 an hour ahead of UTC is 14:10:32: an hour and a half after it started.
  expect(rows.map((row) => [row.id, row.system, row.state, row.started_at_ms, row.resolved_at_ms])).toEqual([
    ['INC-1', 'api', 'resolved', at, at + 5_400_000],
  ])
})

test('an incident resolved before it started is kept and listed among the findings', async () => {
  const door = await openDoor()
  const body = incident('INC-1', '2020-10-16T12:40:32Z', '2020-10-16T12:40:31Z')
  expect((await door.pulse(body)).status).toBe(200)
  expect(await finding(door, 'resolved-before-started')).toEqual(['INC-1'])
})

test('--timestamp 0 is 1970, kept and listed among the findings', async () => {
  const door = await openDoor()
  expect((await door.pulse(change('c0', '1970-01-01T00:00:00Z'))).status).toBe(200)
  expect((await door.pulse(deployment('d0', '["c0"]', '1970-01-01T00:00:00Z'))).status).toBe(200)
  expect(await finding(door, 'change-1970')).toEqual(['c0'])
  expect(await finding(door, 'year-1970')).toEqual(['d0'])
})

test('the system as Go encodes it, and none at all', async () => {
  const door = await openDoor()
  await door.pulse(deployment('d1', '["a"]'), '&system=my+api%2Fv2+%26+co')
  await door.pulse(deployment('d2', '["a"]'))
  await door.pulse(deployment('d3', '["a"]'), '&system=')
  const { rows } = await door.ask('deployments.list', {})
  expect(Object.fromEntries(rows.map((row) => [row.id, row.system]))).toEqual({
    d1: 'my api/v2 & co',
    d2: '_unknown_',
    d3: '_unknown_',
  })
})

test('push git deployment: each commit as a change, newest first, then the deployment that lists them', async () => {
  const door = await openDoor()
  const body = (text: string) => text.replace('"source":"cli"', '"source":"git"')
  const sent = [
    body(change(sha2, '2020-10-16T11:40:32Z')),
    body(change(sha1, '2020-10-16T09:40:32Z')),
    body(deployment('v2', `["${sha2}","${sha1}"]`)),
  ]
  for (const one of sent) expect((await door.pulse(one, '&system=api')).status).toBe(200)
  const { rows } = await door.ask('deployments.list', {})
  // One and three hours: the median of two is their mean.
  expect(rows.map((row) => [row.id, row.changes, row.lead_time_ms])).toEqual([['v2', 2, 2 * 3_600_000]])
  // The CLI stopped at a failure and was run again: the same requests, the same one deployment and two changes.
  for (const one of sent) expect((await door.pulse(one, '&system=api')).status).toBe(200)
  expect(counts(door)).toEqual({ changes: 2, deployments: 1, incidents: 0, deliveries: 6 })
})

test('a request sent again is one thing, answered as at first and kept as a duplicate', async () => {
  const door = await openDoor()
  const first = await door.pulse(deployment('d1', '["a"]'))
  const second = await door.pulse(deployment('d1', '["a"]'))
  expect([second.status, second.text]).toEqual([200, first.text])
  expect(await outcomes(door)).toEqual(['accepted', 'duplicate'])
  const { rows } = await door.ask('journal.list', {})
  expect(rows[0]?.reason).toBe(`the same as delivery ${rows[1]?.id}`)
  expect(counts(door)).toMatchObject({ deployments: 1 })
})

test('fifty of the same at once are one', async () => {
  const door = await openDoor()
  const answers = await Promise.all(Array.from({ length: 50 }, () => door.pulse(deployment('d1', '["a"]'))))
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]))
  expect(new Set(answers.map((answer) => answer.text)).size).toBe(1)
  expect(counts(door)).toMatchObject({ deployments: 1, deliveries: 50 })
})

test('A, then B, then A again: the last one said stands, also after a rebuild', async () => {
  const door = await openDoor()
  const a = deployment('d1', '["a"]', '2020-10-16T12:40:32Z')
  const b = deployment('d1', '["a","b"]', '2020-10-17T12:40:32Z')
  const answers = [await door.pulse(a), await door.pulse(b), await door.pulse(a)]
  expect(answers.map((answer) => answer.json?.message)).toEqual(['accepted', 'accepted', 'accepted'])
  const shown = async () =>
    (await door.ask('deployments.list', {})).rows.map((row) => [row.id, row.finished_at_ms, row.changes])
  expect(await shown()).toEqual([['d1', at, 1]])
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
  expect(await shown()).toEqual([['d1', at, 1]])
})

test('JSON under a form’s content type, under none, and under nonsense', async () => {
  const door = await openDoor()
  const path = `${cliPath}?api_key=${door.key}`
  const types = ['application/x-www-form-urlencoded', 'text/plain;charset=UTF-8', 'application/json; charset=utf-8']
  for (const [i, type] of types.entries())
    expect((await door.send({ path, headers: { 'Content-Type': type }, body: change(`c${i}`) })).status).toBe(200)
  expect((await door.send({ path, body: change('none') })).status).toBe(200)
  expect((await door.send({ path, headers: { 'Content-Type': 'nonsense' }, body: change('odd') })).status).toBe(200)
  expect(counts(door)).toMatchObject({ changes: 5 })
})

test('a body in chunks, and one announced with Expect: 100-continue', async () => {
  const door = await openDoor()
  const head = `POST ${cliPath}?api_key=${door.key} HTTP/1.1\r\nHost: 127.0.0.1:${door.port}\r\nConnection: close\r\n`
  const body = change('c1')
  const half = body.slice(0, 20)
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
  const chunked = await door.raw(
    `${head}Transfer-Encoding: chunked\r\n\r\n${chunk(half)}${chunk(body.slice(20))}0\r\n\r\n`,
  )
  expect(chunked).toMatch(/^HTTP\/1\.1 200 /)
  const second = change('c2')
  const expected = await door.raw(`${head}Expect: 100-continue\r\nContent-Length: ${second.length}\r\n\r\n${second}`)
  expect(expected).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /)
  expect(counts(door)).toMatchObject({ changes: 2 })
})

test('a key of base64 characters, percent-encoded, is the registered key', async () => {
  // The public documentation shows such keys: base64 with all three of its odd characters.
  const key = 'q83vEjRWeJ+/AbC9/d4+XyZ0=='
  const door = await openDoor({ key })
  const encoded = encodeURIComponent(key)
  expect(encoded).toContain('%2B')
  expect(encoded).toContain('%2F')
  expect(encoded).toContain('%3D%3D')
  const sent = { headers: cliHeaders, body: change('c1') }
  expect((await door.send({ ...sent, path: `${cliPath}?api_key=${encoded}` })).status).toBe(200)
  // Go sorts the names in a query: the key first, then the system.
  expect((await door.send({ ...sent, path: `${cliPath}?api_key=${encoded}&system=api` })).status).toBe(200)
  // Not sent whole: everything but its last character.
  const short = encodeURIComponent(key.slice(0, -1))
  expect((await door.send({ ...sent, path: `${cliPath}?api_key=${short}` })).status).toBe(401)
})

test('what is kept are the bytes that came, and the key nowhere', async () => {
  const key = 'q83vEjRWeJ+/AbC9/d4+XyZ0=='
  const door = await openDoor({ key })
  // Spaces, escapes and letters beyond ASCII: what a parser and a printer would change.
  const body =
    '{ "$type" : "change",\n "change_id":"\\u00e9t\u00e9 \u{1F680}", "time_created":"2020-10-16T12:40:32Z" , "x":1.0}'
  const encoded = encodeURIComponent(key)
  const headers = { ...cliHeaders, Authorization: `Bearer ${key}`, 'X-Api-Key': key, Cookie: `key=${key}` }
  await door.send({ path: `${cliPath}?api_key=${encoded}&system=my+api`, headers, body })
  expect(await newestBody(door)).toBe(body)
  const { rows } = await door.ask('journal.list', {})
  const kept = await door.ask('journal.get', { id: rows[0]?.id ?? 0 })
  expect(kept.query).toBe('system=my+api')
  expect(kept.key).toBe('ci')
  expect(kept.status).toBe(200)
  expect(kept.headers).toMatchObject({
    'cli-version': '1.9.32',
    environment: 'github-actions',
    authorization: '(hidden)',
    'x-api-key': '(hidden)',
    cookie: '(hidden)',
  })
  // Refused ones and unknown keys leave no key either.
  const wrong = 'another-key-that-nobody-registered'
  await door.send({ path: `${cliPath}?api_key=${encoded}`, headers, body: '{"$type":"nothing"}' })
  await door.send({ path: `${cliPath}?api_key=${wrong}`, headers: cliHeaders, body })
  await door.close()
  expect(filesWith(door.dataDir, [key, encoded, wrong])).toEqual([])
  // The search itself works: it finds what is there.
  expect(filesWith(door.dataDir, ['github-actions'])).toEqual(['shiplog.db'])
  expect(readFileSync(join(door.dataDir, 'shiplog.log'), 'utf8')).toContain('listening')
})

test('a key that stands where none is looked for is not kept either, and no sentence repeats it', async () => {
  const door = await openDoor()
  const { key } = door
  const signing = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8G'
  const change = '{"$type":"change","change_id":"c1","time_created":"2020-10-16T12:40:32Z"}'
  const headers = { ...cliHeaders, 'User-Agent': `curl ${key}` }
  const misplaced = `${cliPath}?api_key=${key}&x=${key}&y=${signing}`
  expect((await door.send({ path: misplaced, headers, body: change })).status).toBe(200)
  expect((await door.send({ path: `/v1/ingestion/${key}?api_key=${key}`, body: change })).status).toBe(200)
  const own = { 'x-api-key': key }
  const refused = await door.send({ path: `/api/v1/events?what=${key}`, headers: own, body: '{"type":"change"}' })
  expect([refused.status, refused.json?.message]).toEqual([400, expect.stringContaining('what=(hidden)')])
  expect(refused.text).not.toContain(key)
  await door.close()
  expect(filesWith(door.dataDir, [key, signing])).toEqual([])
})

interface Refused {
  title: string
  body: string | Uint8Array
  query?: string
  /** What the sentence must say: the field, the value and what is accepted. */
  says: string[]
}

const long = 'x'.repeat(256)

const refused: Refused[] = [
  { title: 'an empty body', body: '', says: ['empty', '--timestamp', 'milliseconds', 'seconds'] },
  { title: 'a body of spaces', body: ' \n', says: ['empty'] },
  { title: 'no JSON', body: '{"$type":"change",', says: ['not valid JSON'] },
  { title: 'a list', body: '[]', says: ['The event', '[]', 'object'] },
  { title: 'a number', body: '5', says: ['The event', '5', 'object'] },
  { title: 'null', body: 'null', says: ['The event', 'null', 'object'] },
  {
    title: 'an unknown $type',
    body: change('a').replace('"$type":"change"', '"$type":"changes"'),
    says: ['"$type"', '"changes"', 'change', 'deployment', 'incident'],
  },
  { title: 'no $type', body: '{"change_id":"a"}', says: ['"$type"', 'nothing', 'change', 'deployment', 'incident'] },
  {
    title: 'a missing field',
    body: '{"$type":"change","time_created":"2020-10-16T12:40:32Z"}',
    says: ['"change_id"', 'nothing', 'string'],
  },
  {
    title: 'a number for an id',
    body: '{"$type":"change","change_id":5,"time_created":"2020-10-16T12:40:32Z"}',
    says: ['"change_id"', '5', 'a string'],
  },
  {
    title: 'a list for an id',
    body: '{"$type":"deployment","deploy_id":["a"],"time_created":"2020-10-16T12:40:32Z"}',
    says: ['"deploy_id"', '["a"]', 'a string'],
  },
  {
    title: 'text for changes',
    body: deployment('d', '"a"'),
    says: ['"changes"', '"a"', 'an array'],
  },
  { title: 'a number among changes', body: deployment('d', '["a",7]'), says: ['"changes.1"', '7', 'a string'] },
  {
    title: 'seconds for a time',
    body: change('a', '1602852032'),
    says: ['"time_created"', '1602852032', '2026-11-21T14:30:00Z'],
  },
  {
    title: 'a date that is none',
    body: change('a', '2020-02-30T00:00:00Z'),
    says: ['"time_created"', '2020-02-30', 'a time'],
  },
  { title: 'a time without an offset', body: change('a', '2020-10-16T12:40:32'), says: ['"time_created"', 'a time'] },
  {
    title: 'null for a time',
    body: '{"$type":"incident","incident_id":"i","time_created":null}',
    says: ['"time_created"', 'null', 'a string'],
  },
  { title: 'an empty id', body: change(''), says: ['"change_id"', '""', 'at least one character'] },
  { title: 'an id of 256 characters', body: change(long), says: ['"change_id"', 'at most 255 characters'] },
  {
    title: 'a change’s name of 256 characters',
    body: deployment('d', `["${long}"]`),
    says: ['"changes.0"', 'at most 255'],
  },
  {
    title: 'a line break in an id',
    body: change('a\\nb'),
    says: ['"change_id"', 'a\\nb', 'without control characters'],
  },
  {
    title: 'a NUL in an id',
    body: change('a\\u0000b'),
    says: ['"change_id"', 'a\\u0000b', 'without control characters'],
  },
  {
    title: 'an escape sequence in an id',
    body: change('\\u001b[31m'),
    says: ['"change_id"', 'without control characters'],
  },
  {
    title: 'half a surrogate pair',
    body: change('a\\ud800'),
    says: ['"change_id"', 'a\\ud800', 'without control characters'],
  },
  { title: 'the other half', body: change('\\udc00'), says: ['"change_id"', 'without control characters'] },
  { title: 'nesting of 100 levels', body: '['.repeat(100) + ']'.repeat(100), says: ['nested', '32'] },
  { title: 'a million levels', body: '['.repeat(1_000_000), says: ['nested', '32'] },
  { title: 'bytes that are no UTF-8', body: Buffer.from(change('caf\u00e9'), 'latin1'), says: ['not UTF-8'] },
  { title: 'UTF-16', body: Buffer.from(change('a'), 'utf16le'), says: ['not valid JSON'] },
  { title: 'a system of 256 characters', body: change('a'), query: `&system=${long}`, says: ['system', '256', '255'] },
  {
    title: 'a NUL in the system',
    body: change('a'),
    query: '&system=a%00b',
    says: ['system', 'without control characters'],
  },
  {
    title: 'a line break in the system',
    body: change('a'),
    query: '&system=a%0Ab',
    says: ['system', 'without control characters'],
  },
]

for (const { title, body, query = '', says } of refused)
  test(`refused with 400: ${title}`, async () => {
    const door = await openDoor()
    const answer = await door.pulse(body, query)
    expect(answer.status).toBe(400)
    expect(answer.headers['content-type']).toContain('application/json')
    for (const part of says) expect(answer.json?.message).toContain(part)
    // An answer is for a terminal: short, one line, and nothing that drives one.
    expect(answer.text.length).toBeLessThan(4096)
    expect(answer.json?.message).toMatch(/^\P{Cc}+$/u)
    // Kept with the reason, and nothing else came of it.
    const { rows } = await door.ask('journal.list', {})
    expect(rows.map((row) => [row.outcome, row.status, row.reason])).toEqual([['rejected', 400, answer.json?.message]])
    const bytes = Buffer.from(body)
    expect(rows[0]?.bytes).toBe(bytes.length)
    const kept = await newestBody(door)
    expect(kept === null || bytes.toString().startsWith(kept)).toBe(true)
    expect(counts(door)).toEqual({ changes: 0, deployments: 0, incidents: 0, deliveries: 1 })
    expect((await door.ask('systems.list', {})).total).toBe(0)
  })

test('every wrong field is named', async () => {
  const door = await openDoor()
  const answer = await door.pulse('{"$type":"incident","incident_id":5,"time_created":"x","time_resolved":true}')
  expect(answer.json?.errors).toEqual([
    { field: 'incident_id', value: '5', accepted: 'a string' },
    { field: 'time_created', value: '"x"', accepted: 'a time such as 2026-11-21T14:30:00Z' },
    { field: 'time_resolved', value: 'true', accepted: 'a string' },
  ])
  expect(answer.json?.message).toContain('and 2 more')
})

test('an id of 255 characters, of emoji, and one that looks like a prototype’s field', async () => {
  const door = await openDoor()
  const ids = ['x'.repeat(255), '\u{1F680}\u{1F680}', '__proto__', 'constructor', ' a ', 'A', 'a']
  for (const id of ids) expect((await door.pulse(deployment(id, '["c"]'))).status).toBe(200)
  const { rows } = await door.ask('deployments.list', {})
  expect(rows.map((row) => row.id).sort()).toEqual(ids.toSorted())
})

test('a byte order mark before the body is no part of it', async () => {
  const door = await openDoor()
  expect((await door.pulse(`\u{FEFF}${change('c1')}`)).status).toBe(200)
  expect(counts(door)).toMatchObject({ changes: 1 })
})

test('a deployment of 6,000 commits', async () => {
  const door = await openDoor()
  const ids = Array.from({ length: 6000 }, (_, i) => i.toString(16).padStart(40, '0'))
  expect((await door.pulse(deployment('d1', JSON.stringify(ids)))).status).toBe(200)
  const { rows } = await door.ask('deployments.list', {})
  expect(rows.map((row) => row.changes)).toEqual([6000])
})

test('a body over 5 MB is refused with 413, one just below is read', async () => {
  const door = await openDoor()
  const padded = (bytes: number) => {
    const body = change('c1')
    return body + ' '.repeat(bytes - body.length)
  }
  const most = 5 * 1024 * 1024
  expect((await door.pulse(padded(most))).status).toBe(200)
  const answer = await door.pulse(padded(most + 1))
  expect(answer.status).toBe(413)
  expect(answer.json?.message).toContain('5 MB')
  expect(counts(door)).toMatchObject({ changes: 1, deliveries: 2 })
})

test('a compressed body is refused with 415, and said so', async () => {
  const door = await openDoor()
  const answer = await door.send({
    path: `${cliPath}?api_key=${door.key}`,
    headers: { ...cliHeaders, 'Content-Encoding': 'gzip' },
    body: gzipSync(change('c1')),
  })
  expect(answer.status).toBe(415)
  expect(answer.json?.message).toContain('gzip')
  expect(counts(door)).toMatchObject({ changes: 0, deliveries: 1 })
})

test('a key named twice is read once and kept never', async () => {
  const door = await openDoor()
  const path = `${cliPath}?api_key=${door.key}&system=a&api_key=${door.key}`
  await door.send({ path, headers: cliHeaders, body: change('c1') })
  await door.close()
  expect(filesWith(door.dataDir, [door.key])).toEqual([])
})

test('the answer survives a restart: what was said to be stored is there', async () => {
  const door = await openDoor()
  await door.pulse(deployment('d1', '["a"]'), '&system=api')
  await door.close()
  const again = await openDoor({ dataDir: door.dataDir, key: 'a-second-key-of-enough-letters' }).catch(
    (error: unknown) => error,
  )
  // The name "ci" is taken by the first key, which is still there.
  expect(String(again)).toContain('There is a key named "ci" already')
})
