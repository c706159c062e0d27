// DevGrid's events over real HTTP: what each becomes, what is answered, which are one deployment and which are two.
import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { temporaryPath } from '../helpers/repos.ts'
import { type Answer, type Door, openDoor } from './door.ts'

const noon = Date.UTC(2026, 2, 2, 12, 0, 0)
const minute = 60_000
const sha = '3f786850e387550fdab836ed7e6dc881de23001b'

/** A door whose clock stands until it is set. */
async function doorAt(ms: number): Promise<{ door: Door; setNow(ms: number): void }> {
  let now = ms
  const door = await openDoor({ clock: () => now })
  return { door, setNow: (to) => (now = to) }
}

function post(door: Door, body: unknown): Promise<Answer> {
  const headers = { 'x-api-key': door.key, 'Content-Type': 'application/json' }
  return door.send({ path: '/events', headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
}

const deploy = (attributes: object = {}, more: object = {}) => ({
  type: 'event-deploy',
  entityId: 'my-app',
  attributes: { env: 'production', status: 'success', ...attributes },
  ...more,
})
const send = (door: Door, ...events: unknown[]) => post(door, { events })

interface Stored {
  id: string
  type: string
  timestamp: string
  entityId?: string
  attributes: object
}
const stored = (answer: Answer) => (answer.json as { events?: Stored[] } | undefined)?.events ?? []

/** Newest first. */
async function deployments(door: Door) {
  return (await door.ask('deployments.list', {})).rows
}

describe('the answer', () => {
  test('201 with the events as they came, each with an id and a time', async () => {
    const { door } = await doorAt(noon)
    const old = deploy(
      { initiator: 'ci', deployment_type: 'canary', risk: { score: 3 } },
      { timestamp: '2025-01-15T14:30:00Z' },
    )
    const answer = await send(door, deploy({ build_id: 'b1' }), old)
    expect(answer.status).toBe(201)
    expect(answer.headers['content-type']).toContain('application/json')
    expect(answer.json).toEqual({
      events: [
        { ...deploy({ build_id: 'b1' }), id: '1-0', timestamp: '2026-03-02T12:00:00Z' },
        { ...old, id: '1-1' },
      ],
    })
  })

  test('a retry gets the same answer: ids and times', async () => {
    const { door, setNow } = await doorAt(noon)
    const first = await send(door, deploy(), deploy({ env: 'staging' }))
    setNow(noon + minute)
    await send(door, deploy({ build_id: 'another' }))
    const again = await send(door, deploy(), deploy({ env: 'staging' }))
    // Not when the retry came, but when the deployment was told of.
    expect(stored(again)).toEqual(stored(first))
    expect(stored(first).map((event) => event.id)).toEqual(['1-0', '1-1'])
    expect(again.status).toBe(201)
  })

  test('an event without an entityId belongs to the unknown system, and the answer says so', async () => {
    const door = await openDoor()
    const answer = await send(
      door,
      deploy(),
      deploy({ env: 'qa' }, { entityId: undefined }),
      deploy({}, { entityId: '' }),
    )
    expect(answer.status).toBe(201)
    expect(answer.json).toMatchObject({
      warnings: [
        'events.1: without an entityId its system is _unknown_.',
        'events.2: without an entityId its system is _unknown_.',
      ],
    })
    expect((await deployments(door)).map((row) => row.system).sort()).toEqual(['_unknown_', '_unknown_', 'my-app'])
  })

  test('a test event is answered like any other and counts nowhere', async () => {
    const { door } = await doorAt(noon)
    const headers = { 'x-api-key': door.key, 'X-Shiplog-Test': '1' }
    const answer = await door.send({ path: '/events', headers, body: JSON.stringify({ events: [deploy()] }) })
    expect([answer.status, stored(answer).length]).toEqual([201, 1])
    expect(await deployments(door)).toEqual([])
  })

  test('without a key, with an unknown one, by another method', async () => {
    const door = await openDoor()
    const body = JSON.stringify({ events: [deploy()] })
    const none = await door.send({ path: '/events', body })
    expect([none.status, none.json?.message]).toEqual([401, expect.stringContaining('header x-api-key')])
    const unknown = await door.send({ path: '/events', headers: { 'x-api-key': 'nobody-registered-this-one' }, body })
    expect([unknown.status, unknown.json?.message]).toEqual([401, expect.stringContaining('not known')])
    expect((await door.send({ method: 'GET', path: '/events' })).status).toBe(405)
    expect(await deployments(door)).toEqual([])
  })
})

describe('one deployment or two', () => {
  test('identical events without build and time: one within ten minutes, another after', async () => {
    const { door, setNow } = await doorAt(noon)
    for (const after of [0, 9 * minute, 30 * minute, 31 * minute]) {
      setNow(noon + after)
      expect((await send(door, deploy({ build_commit_sha: sha }))).status).toBe(201)
    }
    expect((await deployments(door)).map((row) => row.finished_at_ms)).toEqual([noon + 30 * minute, noon])
    const { rows } = await door.ask('journal.list', {})
    expect(rows.map((row) => row.outcome)).toEqual(['duplicate', 'accepted', 'duplicate', 'accepted'])
    expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
    expect((await deployments(door)).length).toBe(2)
  })

  test('a build deployed again after an hour is another deployment', async () => {
    const { door, setNow } = await doorAt(noon)
    await send(door, deploy({ build_id: 'b1' }))
    await send(door, deploy({ build_id: 'b1', description: 'said better' }))
    expect((await deployments(door)).map((row) => row.id)).toEqual(['b1'])
    setNow(noon + 60 * minute)
    await send(door, deploy({ build_id: 'b1' }))
    expect((await deployments(door)).map((row) => row.finished_at_ms)).toEqual([noon + 60 * minute, noon])
  })

  test('what a later report leaves out stays as an earlier one said it; told again it takes nothing back', async () => {
    const { door, setNow } = await doorAt(noon)
    const failed = { build_id: 'b1', status: 'failed' }
    const change = deploy({ ...failed, change_id: 'CHG1', description: 'first', build_url: 'unknown' })
    const commit = deploy(
      { ...failed, build_commit_sha: sha, description: 'second', build_url: 'https://ci.example.com/1' },
      { timestamp: new Date(noon).toISOString() },
    )
    await send(door, change, commit)
    // The client got no answer. Its first event has no time: that it was received again is no later statement.
    setNow(noon + minute / 2)
    await send(door, change, commit)
    const all = async () =>
      Promise.all((await deployments(door)).map(({ number }) => door.ask('deployments.get', { number })))
    const url = 'https://ci.example.com/1'
    expect(await all()).toMatchObject([{ id: 'b1 failed', commit_ids: [sha], title: 'second', url }])
    const { rows } = await door.ask('journal.list', {})
    expect(rows.map((row) => row.outcome)).toEqual(['duplicate', 'accepted'])
    // Another one that names no commit.
    await send(door, deploy({ ...failed, change_id: 'CHG1' }))
    expect(await all()).toMatchObject([{ commit_ids: [sha], title: 'second', finished_at_ms: noon }])
    expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
  })

  test('with a time of its own an event is one for ever', async () => {
    const { door, setNow } = await doorAt(noon)
    const event = deploy({}, { timestamp: '2025-01-15T15:30:00+01:00' })
    await send(door, event)
    setNow(noon + 90 * 24 * 60 * minute)
    expect(stored(await send(door, event)).map((one) => one.id)).toEqual(['1-0'])
    expect((await deployments(door)).map((row) => row.finished_at_ms)).toEqual([Date.UTC(2025, 0, 15, 14, 30)])
  })

  test('events of different times or contents are different ones', async () => {
    const { door } = await doorAt(noon)
    await send(
      door,
      deploy({}, { timestamp: '2025-01-15T14:30:00Z' }),
      deploy({}, { timestamp: '2025-01-15T14:31:00Z' }),
      deploy({ description: 'a' }),
      deploy({ description: 'b' }),
      deploy({ env: 'staging', description: 'b' }),
      deploy({ description: 'b' }, { entityId: 'other' }),
    )
    expect((await deployments(door)).length).toBe(6)
  })

  test('a build that failed and then succeeded is two deployments, in either order', async () => {
    const { door, setNow } = await doorAt(noon)
    const failed = deploy({ build_id: 'b1', status: 'failed' })
    await send(door, failed)
    setNow(noon + minute)
    await send(door, deploy({ build_id: 'b1' }))
    await send(door, failed)
    expect((await deployments(door)).map((row) => [row.id, row.state, row.finished_at_ms])).toEqual([
      ['b1', 'succeeded', noon + minute],
      ['b1 failed', 'failed', noon],
    ])
  })
})

describe('what is read', () => {
  test('statuses, in any case', async () => {
    const door = await openDoor()
    const spelled = ['success', 'Succeeded', 'SUCCESS', 'failed', 'Failure']
    await send(door, ...spelled.map((status, i) => deploy({ status, build_id: `b${i}` })))
    const rows = await deployments(door)
    expect(Object.fromEntries(rows.map((row) => [row.id, row.state]))).toEqual({
      b0: 'succeeded',
      b1: 'succeeded',
      b2: 'succeeded',
      'b3 failed': 'failed',
      'b4 failed': 'failed',
    })
  })

  test('environments that people spell differently are one', async () => {
    const door = await openDoor()
    const spelled = ['prod', 'Production', 'production', 'staging']
    await send(door, ...spelled.map((env, i) => deploy({ env, build_id: `b${i}` })))
    const rows = await deployments(door)
    expect(rows.map((row) => `${row.id} ${row.environment}`).sort()).toEqual([
      'b0 production',
      'b1 production',
      'b2 production',
      'b3 staging',
    ])
  })

  test('the kind and the version, where the attributes say one we know', async () => {
    const door = await openDoor()
    const said: [type: unknown, version: unknown][] = [
      ['Hotfix', '2.1.0'],
      ['rollback', 'unknown'],
      ['regular', 210],
      ['blue-green', ''],
      [7, null],
    ]
    await send(
      door,
      ...said.map(([deployment_type, version], i) => deploy({ deployment_type, version, build_id: `b${i}` })),
    )
    const rows = await deployments(door)
    expect(Object.fromEntries(rows.map((row) => [row.id, [row.kind, row.version]]))).toEqual({
      b0: ['hotfix', '2.1.0'],
      b1: ['rollback', null],
      b2: ['regular', null],
      b3: ['regular', null],
      b4: ['regular', null],
    })
  })

  test('an incident that names the change request is attributed to its deployment', async () => {
    const { door } = await doorAt(noon)
    await send(
      door,
      deploy({ change_id: 'CHG0012345', build_id: 'b1' }, { timestamp: '2026-03-01T12:00:00Z' }),
      deploy({ change_id: 'CHG0012346', build_id: 'b2' }, { timestamp: '2026-03-01T13:00:00Z' }),
    )
    const file = temporaryPath('incidents.csv')
    writeFileSync(file, 'id,system,started,deployment\nINC1,my-app,2026-03-02T09:00:00Z,CHG0012345\n')
    await door.ask('imports.run', { file })
    expect((await door.ask('incidents.list', {})).rows).toMatchObject([{ id: 'INC1', deployment: 'b1' }])
  })
})

describe('what is refused', () => {
  test('one wrong event refuses all; each wrong one is named with field, value and what is accepted', async () => {
    const door = await openDoor()
    const answer = await send(
      door,
      deploy(),
      deploy({ env: undefined, status: 'done' }),
      { type: 'event-build', attributes: { env: 'production', status: 'success' } },
      'words',
      deploy({}, { timestamp: '2025-02-30T00:00:00Z' }),
      deploy({}, { timestamp: 1602852032 }),
      { type: 'event-deploy', entityId: 'my-app' },
      deploy({ build_commit_sha: 5, change_id: 'a\nb', build_id: 'x'.repeat(249) }),
    )
    expect(answer.status).toBe(400)
    expect(answer.json?.errors).toEqual([
      { field: 'events.1.attributes.env', value: 'nothing', accepted: 'a string' },
      { field: 'events.1.attributes.status', value: '"done"', accepted: 'success or failed' },
      { field: 'events.2.type', value: '"event-build"', accepted: 'one of event-deploy' },
      { field: 'events.3', value: '"words"', accepted: 'an object' },
      { field: 'events.4.timestamp', value: '"2025-02-30T00:00:00Z"', accepted: 'a time such as 2026-11-21T14:30:00Z' },
      { field: 'events.5.timestamp', value: '1602852032', accepted: 'a string' },
      { field: 'events.6.attributes', value: 'nothing', accepted: 'an object' },
      { field: 'events.7.attributes.build_commit_sha', value: '5', accepted: 'a string' },
      {
        field: 'events.7.attributes.change_id',
        value: String.raw`"a\nb"`,
        accepted: 'text without control characters',
      },
      {
        field: 'events.7.attributes.build_id',
        value: expect.stringContaining('"xxx'),
        accepted: 'at most 248 characters',
      },
    ])
    for (const i of [1, 2, 3, 4, 5, 6, 7]) expect(answer.json?.message).toContain(`events.${i}: `)
    expect(answer.json?.message).not.toContain('events.0')
    expect(await deployments(door)).toEqual([])
    expect((await door.ask('systems.list', {})).total).toBe(0)
    const { rows } = await door.ask('journal.list', {})
    expect(rows.map((row) => [row.outcome, row.reason])).toEqual([['rejected', answer.json?.message]])
  })

  test('1 to 15 events a request: 15 are taken, 16 are too many', async () => {
    const door = await openDoor()
    const batch = (n: number) => Array.from({ length: n }, (_, i) => deploy({ build_id: `b${i}` }))
    expect((await send(door, ...batch(15))).status).toBe(201)
    const many = await send(door, ...batch(16))
    expect([many.status, many.json?.message]).toEqual([413, 'The body has 16 events; a request may have 15.'])
    expect((await deployments(door)).length).toBe(15)
  })

  test.each([
    ['no bytes', '', ['empty', '"events"']],
    ['no events', '{"events":[]}', ['"events"', '[]', 'at least 1']],
    ['an event without its list', JSON.stringify(deploy()), ['"events"', 'nothing', 'an array']],
    ['a list without its name', '[]', ['[]', 'an object']],
    // The documentation's own example of a backfill has a comment in it, which JSON has not.
    ['a comment', '{"events":[{"type":"event-deploy", // Historical date\n"entityId":"my-app"}]}', ['not valid JSON']],
    ['a blank environment', JSON.stringify({ events: [deploy({ env: '' })] }), ['events.0', '"attributes.env"', '""']],
  ])('400: %s', async (_, body, says) => {
    const door = await openDoor()
    const answer = await post(door, body)
    expect(answer.status).toBe(400)
    for (const part of says) expect(answer.json?.message).toContain(part)
    expect(await deployments(door)).toEqual([])
  })
})
