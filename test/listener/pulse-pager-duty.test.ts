// PagerDuty's webhooks at a Pulse address, over real HTTP: the life of an incident in any order of arrival.
import { expect, test } from 'vitest'
import { type Answer, type Door, openDoor } from './door.ts'

const triggered = Date.UTC(2026, 2, 2, 9, 0, 0)
const resolved = Date.UTC(2026, 2, 2, 10, 30, 0)

const send = (door: Door, body: unknown): Promise<Answer> =>
  door.send({ path: `/v1/ingestion/pagerduty?api_key=${door.key}&system=shop`, body: JSON.stringify(body) })

const v2 = (event: string, incident: object, created_on = '2026-03-02T12:00:00Z') => ({
  messages: [{ event, created_on, incident: { id: 'P1', ...incident } }],
})
const v3 = (event_type: string, occurred_at: string, data: object = {}) => ({
  event: { id: 'e1', event_type, occurred_at, data: { id: 'P1', ...data } },
})

async function incidents(door: Door) {
  const { rows } = await door.ask('incidents.list', {})
  return rows.map((row) => [row.id, row.system, row.started_at_ms, row.resolved_at_ms])
}

const open = ['P1', 'shop', triggered, null]
const done = ['P1', 'shop', triggered, resolved]

const lives: Record<string, [trigger: object, resolve: object]> = {
  'V2, by last_status_change_at': [
    v2('incident.trigger', { created_at: '2026-03-02T09:00:00Z', last_status_change_at: '2026-03-02T09:00:00Z' }),
    v2('incident.resolve', { created_at: '2026-03-02T09:00:00Z', last_status_change_at: '2026-03-02T10:30:00Z' }),
  ],
  'V2, by the time of the message': [
    v2('incident.trigger', {}, '2026-03-02T09:00:00Z'),
    v2('incident.resolve', { created_at: '2026-03-02T09:00:00Z' }, '2026-03-02T10:30:00Z'),
  ],
  'V3, with created_at': [
    v3('incident.triggered', '2026-03-02T09:00:07Z', { created_at: '2026-03-02T09:00:00Z' }),
    v3('incident.resolved', '2026-03-02T10:30:00Z', { created_at: '2026-03-02T09:00:00Z' }),
  ],
  'V3, without created_at': [
    v3('incident.triggered', '2026-03-02T09:00:00Z'),
    v3('incident.resolved', '2026-03-02T11:30:00+01:00'),
  ],
}

test.each(Object.entries(lives))('%s: triggered, then resolved', async (_, [trigger, resolve]) => {
  const door = await openDoor()
  expect((await send(door, trigger)).status).toBe(200)
  expect(await incidents(door)).toEqual([open])
  expect((await send(door, resolve)).status).toBe(200)
  expect(await incidents(door)).toEqual([done])
  // PagerDuty sends again what was answered late: the first step, after the last one.
  const answer = await send(door, trigger)
  expect([answer.status, answer.json?.message]).toEqual([200, 'accepted'])
  expect(await incidents(door)).toEqual([done])
})

test.each(Object.entries(lives))('%s: resolved, then triggered', async (_, [trigger, resolve]) => {
  const door = await openDoor()
  await send(door, resolve)
  await send(door, trigger)
  expect(await incidents(door)).toEqual([done])
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
})

test('a resolve of which nothing else is known is kept and shown nowhere, until its trigger comes', async () => {
  const door = await openDoor()
  expect((await send(door, v3('incident.resolved', '2026-03-02T10:30:00Z'))).status).toBe(200)
  expect(await incidents(door)).toEqual([])
  await send(door, v3('incident.triggered', '2026-03-02T09:00:00Z'))
  expect(await incidents(door)).toEqual([done])
})

test('reopened and resolved once more', async () => {
  const door = await openDoor()
  await send(door, v3('incident.triggered', '2026-03-02T09:00:00Z'))
  await send(door, v3('incident.resolved', '2026-03-02T09:20:00Z'))
  await send(door, v3('incident.reopened', '2026-03-02T09:40:00Z'))
  expect(await incidents(door)).toEqual([open])
  await send(door, v3('incident.resolved', '2026-03-02T10:30:00Z'))
  expect(await incidents(door)).toEqual([done])
})

test('other kinds are passed over, with the reason in the answer', async () => {
  const door = await openDoor()
  const answer = await send(door, {
    messages: [
      { event: 'incident.acknowledge', incident: { id: 5 } },
      ...v2('incident.trigger', { created_at: '2026-03-02T09:00:00Z' }).messages,
    ],
  })
  const skipped = [
    { at: 'messages.0', reason: 'incident.acknowledge changes neither the start nor the end of an incident' },
  ]
  expect(answer.status).toBe(200)
  expect(JSON.parse(answer.text)).toEqual({ message: 'accepted', id: '1', skipped })
  expect(await incidents(door)).toEqual([open])
})

const refused: [title: string, body: unknown, says: string[]][] = [
  ['no messages', { messages: [] }, ['"messages"', '[]', 'at least 1']],
  ['a message without a kind', { messages: [{}] }, ['"messages.0.event"', 'nothing', 'a string']],
  ['an event without a kind', { event: {} }, ['"event.event_type"', 'nothing', 'a string']],
  ['no incident', { messages: [{ event: 'incident.trigger' }] }, ['messages.0', '"incident"', 'an object']],
  ['no data', { event: { event_type: 'incident.resolved' } }, ['event', '"data"', 'an object']],
  ['a number for an id', v2('incident.trigger', { id: 5 }), ['"incident.id"', '5', 'a string']],
  ['seconds for a time', v2('incident.resolve', { last_status_change_at: '17' }), ['last_status_change_at"', '"17"']],
  ['a resolve without any time', { event: { event_type: 'incident.resolved', data: { id: 'P1' } } }, ['time of']],
]

test.each(refused)('refused with 400 as a whole: %s', async (_, body, says) => {
  const door = await openDoor()
  const answer = await send(door, body)
  expect(answer.status).toBe(400)
  for (const part of says) expect(answer.json?.message).toContain(part)
  expect(await incidents(door)).toEqual([])
})
