// What senders other than the CLI post to Pulse's address for them: spellings, forms, and what tells a body's kind.
import { describe, expect, test } from 'vitest'
import { type Answer, cliHeaders, type Door, filesWith, openDoor } from './door.ts'

// 1602852032 seconds since 1970.
const at = Date.UTC(2020, 9, 16, 12, 40, 32)
const form = 'application/x-www-form-urlencoded'

/** `body` is sent as it is, or as JSON. */
function post(
  door: Door,
  body: unknown,
  { to = 'anything', query = '', type = 'application/json' } = {},
): Promise<Answer> {
  return door.send({
    path: `/v1/ingestion/${to}?api_key=${encodeURIComponent(door.key)}${query}`,
    headers: { 'Content-Type': type },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  })
}

/** What the newest delivery was translated to. */
async function events(door: Door): Promise<Record<string, unknown>[]> {
  const { rows } = await door.ask('journal.list', { limit: 1 })
  return (await door.ask('journal.get', { id: rows[0]?.id ?? 0 })).parsed.map((one) => one.event)
}

describe('one moment in every spelling', () => {
  const names = ['time_created', 'timestamp_created', 'timestampCreated', 'timestamp']
  const values = [1602852032, '1602852032', '2020-10-16T12:40:32Z', '2020-10-16T14:40:32+02:00', 1602852032.0]
  const spelled = names.flatMap((name) => values.map((value) => [name, value] as const))

  test.each(spelled)('%s: %s', async (name, value) => {
    const door = await openDoor()
    expect((await post(door, { $type: 'change', identifier: 'c1', [name]: value })).status).toBe(200)
    expect(await events(door)).toEqual([{ type: 'change', system: '_unknown_', id: 'c1', created_at_ms: at }])
  })

  test.each(['time_resolved', 'timestamp_resolved', 'timestampResolved'])('%s', async (name) => {
    const door = await openDoor()
    const body = { identifier: 'i1', timestamp_created: 1602852032, [name]: '1602852092' }
    expect((await post(door, body)).status).toBe(200)
    const { rows } = await door.ask('incidents.list', {})
    expect(rows.map((row) => [row.id, row.started_at_ms, row.resolved_at_ms])).toEqual([['i1', at, at + 60_000]])
  })
})

test('of two spellings of one field the first of the table counts', async () => {
  const door = await openDoor()
  await post(door, { change_id: 'c1', identifier: 'c2', timestamp: 1, time_created: 1602852032 })
  expect(await events(door)).toMatchObject([{ id: 'c1', created_at_ms: at }])
})

describe('what a body without $type is about', () => {
  const told: [body: object, type: string][] = [
    [{ change_id: 'x', time_created: 1 }, 'change'],
    [{ identifier: 'x', timestamp: 1 }, 'change'],
    [{ deploy_id: 'x', timestamp: 1 }, 'deployment'],
    [{ identifier: 'x', timestamp: 1, changes: [] }, 'deployment'],
    [{ identifier: 'x', timestamp: 1, changes: null }, 'deployment'],
    [{ identifier: 'x', timestamp: 1, teams: ['web'] }, 'deployment'],
    [{ incident_id: 'x', timestamp: 1 }, 'incident'],
    [{ identifier: 'x', timestampCreated: 1, timestampResolved: null }, 'incident'],
    [{ identifier: 'x', timestamp: 1, time_resolved: 2 }, 'incident'],
    [{ $type: 'deployment', identifier: 'x', timestamp: 1 }, 'deployment'],
  ]
  test.each(told)('%j', async (body, type) => {
    const door = await openDoor()
    expect((await post(door, body)).status).toBe(200)
    expect(await events(door)).toMatchObject([{ type, id: 'x' }])
  })

  test('at the address of PagerDuty, an incident', async () => {
    const door = await openDoor()
    expect((await post(door, { identifier: 'x', timestamp: 1602852032 }, { to: 'pagerduty' })).status).toBe(200)
    const { rows } = await door.ask('incidents.list', {})
    expect(rows.map((row) => [row.id, row.state, row.started_at_ms])).toEqual([['x', 'open', at]])
  })
})

interface Refused {
  title: string
  body: unknown
  says: string[]
  field: string
}

const refused: Refused[] = [
  { title: 'nothing that tells', body: {}, says: ['Nothing in the body', 'change, deployment'], field: '$type' },
  {
    title: 'a created time, which all three kinds have',
    body: { identifier: 'x', timestampCreated: 1602852032 },
    says: ['Nothing in the body', '"$type"'],
    field: '$type',
  },
  { title: 'an unknown $type', body: { $type: 'push' }, says: ['"push"', 'change, deployment'], field: '$type' },
  {
    title: 'milliseconds as a number',
    body: { identifier: 'x', timestamp: 1602852032000 },
    says: ['"timestamp"', '1602852032000', 'seconds since 1970, not milliseconds'],
    field: 'timestamp',
  },
  {
    title: 'milliseconds as text',
    body: { identifier: 'x', timestampCreated: 1602852032, timestampResolved: '1602852032000' },
    says: ['"timestampResolved"', '1602852032000', 'not milliseconds'],
    field: 'timestampResolved',
  },
  {
    title: 'milliseconds in a form',
    body: 'identifier=x&timestamp=1602852032000',
    says: ['"timestamp"', '1602852032000', 'not milliseconds'],
    field: 'timestamp',
  },
  {
    title: 'a time before 1970 as a number',
    body: { change_id: 'x', timestamp: -1 },
    says: ['-1'],
    field: 'timestamp',
  },
  { title: 'a time that is none', body: { change_id: 'x', timestamp: '16 Oct' }, says: ['16 Oct'], field: 'timestamp' },
  { title: 'true for a time', body: { change_id: 'x', timestamp: true }, says: ['true'], field: 'timestamp' },
  { title: 'an empty time in a form', body: 'identifier=x&timestamp=', says: ['""'], field: 'timestamp' },
  { title: 'no time', body: { change_id: 'x' }, says: ['nothing', 'seconds'], field: 'time_created' },
  { title: 'a number for an id', body: { identifier: 5, timestamp: 1 }, says: ['5', 'string'], field: 'identifier' },
  {
    title: 'an id twice in a form',
    body: 'identifier=x&identifier=y&timestamp=1',
    says: ['["x","y"]'],
    field: 'identifier',
  },
  {
    title: 'text for changes',
    body: { deploy_id: 'x', timestamp: 1, changes: 'a b' },
    says: ['"a b"'],
    field: 'changes',
  },
  { title: 'a number for the system', body: { change_id: 'x', timestamp: 1, system: 5 }, says: ['5'], field: 'system' },
  { title: 'a list', body: '[]', says: ['[]', 'an object'], field: '' },
]

test.each(refused)('refused with 400: $title', async ({ body, says, field }) => {
  const door = await openDoor()
  const answer = await post(door, body)
  expect(answer.status).toBe(400)
  for (const part of says) expect(answer.json?.message).toContain(part)
  expect(answer.json?.errors?.[0]?.field).toBe(field)
  expect((await door.ask('workspace.status', {})).counts).toMatchObject({ changes: 0, deployments: 0, systems: 0 })
})

test.each([
  ['empty', '', 'The body is empty'],
  ['blank', ' \n', 'The body is empty'],
  ['half a JSON', '{"identifier":"a=b"', 'not valid JSON'],
  ['words', 'hello there', 'not valid JSON'],
  ['a form of broken escapes', 'identifier=%zz&timestamp=1', 'percent-encoded UTF-8'],
  ['a form whose escapes are no UTF-8', 'identifier=%ff&timestamp=1', 'percent-encoded UTF-8'],
  ['a form in Latin-1', Buffer.from('identifier=caf\u00e9&timestamp=1', 'latin1'), 'percent-encoded UTF-8'],
])('a body that cannot be read is refused with a sentence: %s', async (_, body, says) => {
  const door = await openDoor()
  const answer = await post(door, body, { type: form })
  expect([answer.status, answer.json?.message]).toEqual([400, expect.stringContaining(says)])
})

describe('forms', () => {
  test('are told by their bytes, whatever the Content-Type says', async () => {
    const door = await openDoor()
    const asJson = { $type: 'change', change_id: 'a=b', time_created: 1602852032 }
    expect((await post(door, asJson, { type: form })).status).toBe(200)
    expect(await events(door)).toMatchObject([{ id: 'a=b' }])
    const asForm = '%24type=change&change_id=caf%C3%A9+1&time_created=2020-10-16T14:40:32%2B02:00\n'
    expect((await post(door, asForm, { type: 'application/json' })).status).toBe(200)
    expect(await events(door)).toMatchObject([{ id: 'caf\u00e9 1', created_at_ms: at }])
  })

  test('changes and teams may be repeated, with brackets too, and empty', async () => {
    const door = await openDoor()
    const sent = async (fields: string) => {
      expect((await post(door, `deploy_id=d&timestamp=1602852032&${fields}`, { type: form })).status).toBe(200)
      return (await events(door))[0]
    }
    expect(await sent('changes=a&changes=b')).toMatchObject({ changes: ['a', 'b'], teams: [] })
    expect(await sent('changes[]=c&changes%5B%5D=d')).toMatchObject({ changes: ['c', 'd'] })
    expect(await sent('changes=&teams=')).toMatchObject({ changes: [], teams: [] })
    expect(await sent('teams=web+shop,+core&teams=ops')).toMatchObject({ teams: ['web shop', 'core', 'ops'] })
  })
})

test('the system: of the query, else of the body, else unknown', async () => {
  const door = await openDoor()
  const system = async (body: object, query: string) => {
    expect((await post(door, { change_id: 'c', timestamp: 1, ...body }, { query })).status).toBe(200)
    return (await events(door))[0]?.['system']
  }
  expect(await system({ system: 'b' }, '&system=a')).toBe('a')
  expect(await system({ system: 'b' }, '')).toBe('b')
  expect(await system({ system: 'c' }, '&system=')).toBe('c')
  expect(await system({ system: null }, '')).toBe('_unknown_')
})

test('the header Environment names the CI and no environment', async () => {
  const door = await openDoor()
  const body = { deploy_id: 'd1', timestamp: 1602852032 }
  const path = `/v1/ingestion/scm?api_key=${door.key}`
  const headers = { ...cliHeaders, Environment: 'staging' }
  expect((await door.send({ path, headers, body: JSON.stringify(body) })).status).toBe(200)
  const { rows } = await door.ask('deployments.list', {})
  expect(rows.map((row) => row.environment)).toEqual(['production'])
})

test('the same again is answered as at first and is a duplicate', async () => {
  const door = await openDoor()
  const body = 'identifier=INC-7&timestampCreated=1602852032&timestampResolved=1602855632'
  const answers = [await post(door, body), await post(door, body)]
  expect(answers.map((answer) => [answer.status, answer.text])).toEqual([
    [200, answers[0]?.text],
    [200, answers[0]?.text],
  ])
  const { rows } = await door.ask('journal.list', {})
  expect(rows.map((row) => row.outcome)).toEqual(['duplicate', 'accepted'])
})

test('an incident sent when it begins and again when it ends is one', async () => {
  const door = await openDoor()
  const begins = { incident_id: 'i1', timestampCreated: 1602852032 }
  await post(door, begins)
  expect((await door.ask('incidents.list', {})).rows).toMatchObject([{ id: 'i1', state: 'open' }])
  await post(door, { ...begins, timestampResolved: 1602855632 })
  expect((await door.ask('incidents.list', {})).rows).toMatchObject([{ id: 'i1', state: 'resolved' }])
})

describe('a key in the body', () => {
  const key = 'q83vEjRWeJ+/AbC9/d4+XyZ0=='
  const bodies = [
    `api_key=${encodeURIComponent(key)}&identifier=x&timestamp=1602852032`,
    JSON.stringify({ api_key: key, identifier: 'x', timestamp: 1602852032 }),
  ]

  test.each(bodies)('is refused, whether it is in the query as well or not, and kept nowhere: %s', async (body) => {
    const door = await openDoor({ key })
    // Even while the bodies of refused requests are kept.
    await door.ask('listener.set', { capture: true })
    const alone = await door.send({ path: '/v1/ingestion/scm', headers: { 'Content-Type': form }, body })
    expect([alone.status, alone.json?.message]).toEqual([401, expect.stringContaining('query parameter api_key')])
    const both = await post(door, body, { type: form })
    if (body.startsWith('{')) expect((await post(door, body, { to: 'cli' })).text).toBe(both.text)
    expect([both.status, both.json?.message]).toEqual([401, expect.stringContaining('in the query')])
    expect(both.json?.errors).toEqual([{ field: 'api_key', value: '(hidden)', accepted: 'no such field' }])
    expect((await door.ask('workspace.status', {})).counts).toMatchObject({ changes: 0 })
    await door.close()
    expect(filesWith(door.dataDir, [key, encodeURIComponent(key)])).toEqual([])
  })
})

test('other methods and deeper addresses are refused in JSON', async () => {
  const door = await openDoor()
  const get = await door.send({ method: 'GET', path: '/v1/ingestion/scm' })
  expect([get.status, get.json?.message]).toEqual([405, expect.stringContaining('Only POST')])
  expect((await door.send({ path: '/v1/ingestion/scm/more' })).status).toBe(404)
  expect((await door.send({ path: '/v1/ingestion' })).status).toBe(404)
})
