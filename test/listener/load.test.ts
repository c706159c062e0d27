// Many clients at once: every answer is true, every event is stored once, and one that cannot be stored takes nobody
// with it.
import { Agent } from 'node:http'
import { expect, test } from 'vitest'
import type { Event } from '../../src-shared/event.ts'
import { GraphCache } from '../../src-main/derive/index.ts'
import type { Arrival } from '../../src-main/ingest/arrival.ts'
import { openIngest } from '../../src-main/ingest/ingest.ts'
import { insertKey } from '../../src-main/store/keys.ts'
import { openListener } from '../../src-main/listener/server.ts'
import { silent } from '../../src-main/log.ts'
import { cliHeaders, cliPath, openDoor, sendTo } from './door.ts'
import { newFile } from '../helpers/file.ts'

const deployment = (id: string) =>
  `{"source":"cli","deploy_id":"${id}","time_created":"2026-11-20T10:00:00Z","changes":["c-${id}"],"teams":[],"$type":"deployment"}`

test('300 requests at once over 64 kept connections: all stored, each once', async () => {
  const door = await openDoor()
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const path = `${cliPath}?api_key=${door.key}&system=api`
  const ids = Array.from({ length: 300 }, (_, i) => `d${i}`)
  const answers = await Promise.all(
    ids.map((id) => door.send({ path, headers: cliHeaders, body: deployment(id), agent })),
  )
  agent.destroy()
  expect(answers.filter((answer) => answer.status !== 200 || answer.json?.message !== 'accepted')).toEqual([])
  // Each answer names its own delivery.
  expect(new Set(answers.map((answer) => answer.json?.id)).size).toBe(300)
  const { total, rows } = await door.ask('deployments.list', { limit: 1000 })
  expect(total).toBe(300)
  expect(rows.map((row) => row.id).sort()).toEqual(ids.toSorted())
  expect((await door.ask('journal.list', { outcome: 'accepted' })).total).toBe(300)
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ deliveries: 300, events: 300, changed: 0 })
})

test('300 connections at once, more than are held open: who was answered is stored, nobody else', async () => {
  const door = await openDoor()
  const agent = new Agent({ keepAlive: false, maxSockets: 300 })
  const path = `${cliPath}?api_key=${door.key}`
  const settled = await Promise.allSettled(
    Array.from({ length: 300 }, (_, i) => door.send({ path, headers: cliHeaders, body: deployment(`d${i}`), agent })),
  )
  agent.destroy()
  const answered = settled.filter((one) => one.status === 'fulfilled').map((one) => one.value.status)
  expect(new Set(answered)).toEqual(new Set([200]))
  expect((await door.ask('deployments.list', {})).total).toBe(answered.length)
})

test('among 200 good requests, 20 bad ones are refused and the others are not', async () => {
  const door = await openDoor()
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const path = `${cliPath}?api_key=${door.key}`
  // Every eleventh is bad, each in another way.
  const bad = ['', '{', '{"$type":"x"}', deployment('a\\u0000b'), deployment('x'.repeat(256))]
  const bodies = Array.from({ length: 220 }, (_, i) =>
    i % 11 === 0 ? (bad[(i / 11) % bad.length] ?? '') : deployment(`d${i}`),
  )
  const answers = await Promise.all(bodies.map((body) => door.send({ path, headers: cliHeaders, body, agent })))
  agent.destroy()
  expect(answers.map((answer) => answer.status)).toEqual(bodies.map((_, i) => (i % 11 === 0 ? 400 : 200)))
  expect((await door.ask('deployments.list', {})).total).toBe(200)
  // Nothing is dropped silently: received = accepted + refused.
  expect((await door.ask('journal.list', { outcome: 'accepted' })).total).toBe(200)
  expect((await door.ask('journal.list', { outcome: 'rejected' })).total).toBe(20)
})

test('one the database will not take, in the middle of a shared commit, leaves nothing behind', async () => {
  const opened = await newFile()
  const { db } = opened
  let commits = 0
  const ingest = openIngest(db, new GraphCache(), () => commits++)
  const arrival = (i: number): Arrival => {
    const change = (id: string, created_at_ms: number): Event => ({
      type: 'change',
      system: `s${i}`,
      id,
      created_at_ms,
    })
    // Not a number is NULL to SQLite, and the column takes none: the second event fails after the first was written.
    const events = i === 25 ? [change('good half', 1), change('poison', Number.NaN)] : [change(`c${i}`, i)]
    return {
      delivery: {
        source: 'pulse',
        method: 'POST',
        path: cliPath,
        query: '',
        headers: {},
        meta: {},
        body: Buffer.from(`${i}`),
        received_at_ms: i,
      },
      keyId: null,
      status: 200,
      translation: { events, at: events.map(() => 'body'), skipped: [] },
    }
  }
  const settled = await Promise.allSettled(Array.from({ length: 50 }, (_, i) => ingest.deliver(arrival(i))))
  expect(settled.flatMap((one, i) => (one.status === 'rejected' ? [[i, String(one.reason)]] : []))).toEqual([
    [25, expect.stringContaining('NOT NULL')],
  ])
  // They arrived together, so one commit carried them all.
  expect(commits).toBe(1)
  const n = (sql: string) => db.get<{ n: number }>(sql)?.n
  expect(n('SELECT count(*) AS n FROM changes')).toBe(49)
  expect(n('SELECT count(*) AS n FROM events')).toBe(49)
  expect(n('SELECT count(*) AS n FROM deliveries')).toBe(49)
  expect(n(`SELECT count(*) AS n FROM systems WHERE name = 's25'`)).toBe(0)
  opened.close()
})

/** A listener whose disk takes nothing until `release`; `waiting` says how many requests it has handed over. */
async function heldDoor() {
  const opened = await newFile()
  const key = 'a-key-for-the-load-tests-0123456789'
  insertKey(opened.db, 'ci', key, 1)
  const ingest = openIngest(opened.db, new GraphCache(), () => undefined)
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  let waiting = 0
  const listener = await openListener({
    db: opened.db,
    intake: {
      deliver: async (arrival) => {
        waiting++
        await released
        return ingest.deliver(arrival)
      },
      manageWebhook: async () => null,
    },
    clock: Date.now,
    log: silent,
    listen: { host: '127.0.0.1', port: 0, explicit: true },
    onState: () => undefined,
  })
  const { port } = await listener.state()
  return {
    pulse: (body: string) => sendTo(port, { path: `${cliPath}?api_key=${key}`, headers: cliHeaders, body }),
    events: (body: string) =>
      sendTo(port, { path: '/api/v1/events', headers: { authorization: `Bearer ${key}` }, body }),
    waiting: () => waiting,
    release,
    close: async () => {
      await listener.close()
      opened.close()
    },
  }
}

const tooMany = {
  status: 503,
  headers: { 'retry-after': '1' },
  json: { message: 'Too many events are waiting; send it again in a second.' },
}

test('2,000 events may wait for the disk; then requests are told to come back, until there is room', async () => {
  const held = await heldDoor()
  const event = (id: string) => `{"type":"change","system":"s","id":"${id}","created_at":"2026-11-20T10:00:00Z"}`
  const batch = (n: number) => `[${Array.from({ length: 500 }, (_, i) => event(`c${n}-${i}`)).join(',')}]`
  const sent = [1, 2, 3, 4].map((n) => held.events(batch(n)))
  await expect.poll(held.waiting).toBe(4)
  expect(await held.events(event('one more'))).toMatchObject(tooMany)
  expect(await held.pulse(deployment('and another'))).toMatchObject(tooMany)
  held.release()
  expect((await Promise.all(sent)).map((answer) => answer.status)).toEqual([200, 200, 200, 200])
  expect((await held.events(event('one more'))).status).toBe(200)
  await held.close()
})

test('32 MB may wait for the disk', async () => {
  const held = await heldDoor()
  // Seven bodies of 4.9 MB are more than that, six are not.
  const large = (id: string) => deployment(id) + ' '.repeat(4_900_000)
  const sent = [1, 2, 3, 4, 5, 6, 7].map((n) => held.pulse(large(`d${n}`)))
  await expect.poll(held.waiting, { timeout: 20_000 }).toBe(7)
  expect(await held.pulse(deployment('one more'))).toMatchObject(tooMany)
  held.release()
  expect((await Promise.all(sent)).map((answer) => answer.status)).toEqual(sent.map(() => 200))
  expect((await held.pulse(deployment('one more'))).status).toBe(200)
  await held.close()
})

test('a body of more values than any event has is refused, a large batch of full events is not', async () => {
  const door = await openDoor()
  const numbers = (n: number) =>
    `{"$type":"change","change_id":"c1","time_created":"2026-11-20T10:00:00Z","x":[${'1,'.repeat(n - 1)}1]}`
  // The object, its three other fields, and the list: five values besides the numbers.
  expect((await door.pulse(numbers(19_995))).status).toBe(200)
  const refused = await door.pulse(numbers(19_996))
  expect(refused.status).toBe(400)
  expect(refused.json?.message).toBe('The body has 20001 values; at most 20000 are read at once.')
  const full = (id: number) => ({
    type: 'deployment',
    system: 'shop',
    environment: 'production',
    id: `d${id}`,
    version: `1.0.${id}`,
    state: 'succeeded',
    started_at: '2026-11-20T10:00:00Z',
    finished_at: '2026-11-20T10:05:00Z',
    changes: Array.from({ length: 20 }, (_, i) => `c${id}-${i}`),
  })
  const headers = { authorization: `Bearer ${door.key}` }
  const body = JSON.stringify(Array.from({ length: 1000 }, (_, i) => full(i)))
  expect((await door.send({ path: '/api/v1/events', headers, body })).status).toBe(200)
})
