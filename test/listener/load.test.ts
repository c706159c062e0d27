// Many clients at once: every answer is true, every event is stored once, and one that cannot be stored takes nobody
// with it.
import { Agent } from 'node:http'
import { expect, test } from 'vitest'
import type { Event } from '../../src-shared/event.ts'
import { GraphCache } from '../../src-main/derive/index.ts'
import { type Arrival, openIngest } from '../../src-main/ingest/ingest.ts'
import { openWriteDb } from '../../src-main/store/database.ts'
import { migrate } from '../../src-main/store/migrate.ts'
import { temporaryPath } from '../helpers/repos.ts'
import { cliHeaders, cliPath, openDoor } from './door.ts'

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
  const dataDir = temporaryPath('data')
  const opened = openWriteDb(dataDir)
  await migrate(opened, dataDir)
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
