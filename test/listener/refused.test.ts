// Refused requests in the journal: what is kept of them, how they are counted, and how one is mended and replayed.
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { temporaryPath } from '../helpers/repos.ts'
import { cliHeaders, cliPath, type Door, openDoor } from './door.ts'

const begin = Date.UTC(2026, 10, 21)
const good = (id: string) =>
  `{"$type":"deployment","deploy_id":"${id}","time_created":"2026-11-20T10:00:00Z","changes":[],"teams":[]}`
/** A change without a time. */
const bad = '{"$type":"change","source":"cli","change_id":"c1","x":"zzzz"}'

async function rows(door: Door) {
  return (await door.ask('journal.list', {})).rows
}

async function counts(door: Door) {
  const { deployments, deliveries } = (await door.ask('workspace.status', {})).counts
  return { deployments, deliveries }
}

test('the body of a refused request is kept only while that is asked for; size and hash are always', async () => {
  const door = await openDoor({ clock: () => begin })
  expect((await door.pulse(bad)).status).toBe(400)
  expect((await door.pulse(good('between'))).status).toBe(200)
  expect(await door.ask('listener.set', { capture: true })).toMatchObject({ capture: true })
  expect((await door.pulse(bad)).status).toBe(400)
  const [kept, , forgotten] = await rows(door)
  expect(kept).toMatchObject({ outcome: 'rejected', status: 400, bytes: bad.length, body_kept: true })
  expect(forgotten).toMatchObject({ outcome: 'rejected', status: 400, bytes: bad.length, body_kept: false })
  expect(forgotten?.hash).toBe(kept?.hash)
  expect(forgotten?.reason).toContain('"time_created" is nothing')
  expect((await door.ask('journal.get', { id: kept?.id ?? 0 })).body).toBe(bad)
  expect(await door.ask('journal.get', { id: forgotten?.id ?? 0 })).toMatchObject({ body: '', key: 'ci' })
  // The same again is counted; other bytes with the same mistake are worth a look of their own.
  await door.pulse(bad)
  await door.pulse(`${bad} `)
  expect((await rows(door)).map((row) => [row.bytes, row.repeats]).slice(0, 2)).toEqual([
    [bad.length + 1, 0],
    [bad.length, 1],
  ])
  await door.ask('listener.set', { capture: false })
  await door.pulse('{')
  expect((await rows(door))[0]).toMatchObject({ body_kept: false })
})

test('refusals like the one before are counted on it, with the time of the last', async () => {
  let now = begin
  const door = await openDoor({ clock: () => now })
  for (let i = 0; i < 5; i++) {
    await door.pulse(bad)
    now += 1000
  }
  await door.pulse('{')
  await door.pulse(bad)
  expect((await rows(door)).map((row) => [row.at_ms, row.repeats, row.last_at_ms])).toEqual([
    [begin + 5000, 0, null],
    [begin + 5000, 0, null],
    [begin, 4, begin + 4000],
  ])
})

test('a flood of wrong keys is counted to the last one', async () => {
  // A clock that stands still: after 30 guesses each is one too many, and after 60 rows none more is written at once.
  const door = await openDoor({ clock: () => begin })
  const statuses: number[] = []
  for (let i = 0; i < 200; i++)
    statuses.push((await door.send({ path: `${cliPath}?api_key=guess`, headers: cliHeaders, body: bad })).status)
  expect(statuses.filter((status) => status === 401)).toHaveLength(30)
  expect(statuses.filter((status) => status === 429)).toHaveLength(170)
  await door.close()
  const again = await openDoor({ dataDir: door.dataDir, name: 'again', clock: () => begin })
  // All alike one after the other, so two rows: 30 without a known key, and 170 too many.
  expect((await rows(again)).map((row) => [row.status, row.summary, 1 + row.repeats])).toEqual([
    [429, 'too many', 170],
    [401, 'without a known key', 30],
  ])
})

test('a refused request is mended and replayed: a new delivery, and the refused one stays', async () => {
  const door = await openDoor({ clock: () => begin })
  await door.ask('listener.set', { capture: true })
  expect((await door.pulse(bad, '&system=shop')).status).toBe(400)
  const asItWas = await door.ask('journal.replay', { id: 1 })
  expect(asItWas).toMatchObject({ outcome: 'rejected', delivery: null })
  expect(asItWas.reason).toContain('"time_created" is nothing')
  const mended = await door.ask('journal.replay', { id: 1, body: good('d1') })
  expect(mended).toEqual({ outcome: 'accepted', delivery: 3, reason: null })
  const twice = await door.ask('journal.replay', { id: 1, body: good('d1') })
  expect(twice).toEqual({ outcome: 'duplicate', delivery: 4, reason: 'the same as delivery 3' })
  const one = await door.ask('journal.get', { id: 3 })
  expect(one).toMatchObject({ outcome: 'accepted', status: null, key: null, query: 'system=shop', body: good('d1') })
  expect(one.headers).toMatchObject({ replay_of: '1', 'cli-version': '1.9.32' })
  expect(one.parsed.map(({ event }) => [event['system'], event['id']])).toEqual([['shop', 'd1']])
  expect(await counts(door)).toEqual({ deployments: 1, deliveries: 4 })
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
})

test('what was not kept cannot be replayed as it was, but as something else', async () => {
  const door = await openDoor()
  await door.pulse(bad)
  await expect(door.ask('journal.replay', { id: 1 })).rejects.toThrow(
    'The body of delivery 1 was not kept. Give one, or keep the bodies of refused requests from now on: shiplog listener set --capture yes',
  )
  expect(await door.ask('journal.replay', { id: 1, body: good('d1') })).toMatchObject({ outcome: 'accepted' })
})

test('an accepted request is replayed, a duplicate by the bytes of what it repeats', async () => {
  const door = await openDoor()
  await door.pulse(good('d1'))
  await door.pulse(good('d1'))
  expect((await rows(door)).map((row) => [row.outcome, row.body_kept])).toEqual([
    ['duplicate', true],
    ['accepted', true],
  ])
  // Another delivery than the first, because a person asked for it; what it says is known.
  expect(await door.ask('journal.replay', { id: 2 })).toMatchObject({ outcome: 'accepted', delivery: 3 })
  expect(await door.ask('journal.replay', { id: 1, body: good('d2') })).toMatchObject({ outcome: 'accepted' })
  expect((await counts(door)).deployments).toBe(2)
})

test('what is no request is not replayed, nor what only asked', async () => {
  const door = await openDoor()
  await expect(door.ask('journal.replay', { id: 7 })).rejects.toThrow('There is no delivery 7.')
  const file = temporaryPath('incidents.csv')
  writeFileSync(file, 'id,started\nA-1,2026-06-04T12:00:00Z\n')
  await door.ask('imports.run', { file, system: 'shop' })
  await door.ask('imports.undo', { batch: 1 })
  for (const id of [1, 2])
    await expect(door.ask('journal.replay', { id })).rejects.toThrow(`Delivery ${id} is no request.`)
  const asked = await door.send({ path: '/api/v1/events?dryRun=true', headers: {}, body: '{}' })
  expect(asked.status).toBe(401)
  await expect(door.ask('journal.replay', { id: 3, body: '{}' })).rejects.toThrow('only asked what it would change')
})

test('a request that only asks what it would change is not kept, accepted or refused', async () => {
  const door = await openDoor()
  const headers = { authorization: `Bearer ${door.key}` }
  const event = '{"type":"change","system":"shop","id":"c1","created_at":"2026-11-20T10:00:00Z"}'
  const path = '/api/v1/events?dryRun=true'
  expect((await door.send({ path, headers, body: event })).status).toBe(200)
  expect((await door.send({ path, headers, body: '{"type":"change"}' })).status).toBe(400)
  expect(await counts(door)).toMatchObject({ deliveries: 0 })
})

test('what was skipped and what was odd in a request is told with it', async () => {
  const door = await openDoor({ clock: () => begin })
  const headers = { authorization: `Bearer ${door.key}` }
  const change = { type: 'change', system: 'shop', id: 'c1', created_at: '2026-11-20T10:00:00Z' }
  const body = JSON.stringify([change, { type: 'change', system: 'shop', id: 'c2' }])
  expect((await door.send({ path: '/api/v1/events', headers, body })).status).toBe(200)
  const built = { product_name: 'shop', version: '1.2.3', status: 'completed', scm_sha: 'not-a-commit' }
  expect((await door.send({ path: '/build-events/', headers, body: JSON.stringify(built) })).status).toBe(200)
  const partly = await door.ask('journal.get', { id: 1 })
  expect(partly.skipped).toEqual([{ at: 'event 2', reason: expect.stringContaining('"created_at"') }])
  expect(partly.warnings).toEqual([])
  const odd = await door.ask('journal.get', { id: 2 })
  expect(odd.warnings).toEqual([expect.stringContaining('"scm_sha" is "not-a-commit"')])
})

test('a request that only the workspace can refuse is in the journal with the status it was answered', async () => {
  const door = await openDoor()
  const headers = { authorization: `Bearer ${door.key}` }
  const build = (scm_sha: string) => ({
    path: '/build-events/',
    headers,
    body: JSON.stringify({ product_name: 'shop', version: '1.2.3', status: 'completed', scm_sha }),
  })
  expect((await door.send(build('a'.repeat(40)))).status).toBe(200)
  const other = await door.send(build('b'.repeat(40)))
  expect(other.status).toBe(409)
  expect((await rows(door))[0]).toMatchObject({ status: 409, outcome: 'rejected', summary: 'conflict' })
})
