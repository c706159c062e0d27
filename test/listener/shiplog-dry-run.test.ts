// Dry runs: what they foretell comes true, and they leave nothing behind.
import { expect, test } from 'vitest'
import { openDoor } from './door.ts'
import { change, deliveries, deployment, eventsPath, incident, post, rows } from './shiplog-door.ts'

test('a dry run says what would be created, replaced and left, and writes nothing', async () => {
  const door = await openDoor()
  await post(door, [change, deployment])
  const before = deliveries(door)
  const dry = await post(
    door,
    [change, { ...deployment, state: 'failed' }, incident, { type: 'change' }, incident],
    '?dryRun=true',
  )
  expect(dry.status).toBe(200)
  expect(dry.body).toMatchObject({
    delivery: null,
    dryRun: true,
    accepted: 4,
    rejected: 1,
    events: [
      { index: 0, outcome: 'unchanged' },
      { index: 1, outcome: 'replaced', type: 'deployment', id: 'run-7' },
      { index: 2, outcome: 'created' },
      { index: 3, outcome: 'rejected' },
      { index: 4, outcome: 'unchanged' },
    ],
  })
  expect(deliveries(door)).toEqual(before)
  expect((await door.ask('deployments.list', {})).rows).toMatchObject([{ state: 'succeeded' }])
  expect(rows(door, 'SELECT count(*) AS n FROM incidents')).toEqual([{ n: 0 }])
  // What was foretold comes true, and dryRun=false is no dry run.
  const real = await post(door, [change, { ...deployment, state: 'failed' }, incident], '?dryRun=false')
  expect(real.body).toMatchObject({ dryRun: false, delivery: '2' })
  expect(real.body.events.map((one) => one.outcome)).toEqual(['unchanged', 'replaced', 'created'])
})

test('a dry run tells apart what is not known yet: systems, environments, deployments of one version', async () => {
  const door = await openDoor()
  const said = { type: 'deployment', system: 'shop', id: 'run-1' }
  const versions = [
    { type: 'deployment', system: 'shop', version: '2.0.0', state: 'started', at: '2026-06-01T11:50:00Z' },
    { type: 'deployment', system: 'shop', version: '2.0.0', at: '2026-06-01T12:00:00Z' },
    { type: 'deployment', system: 'shop', version: '2.0.0', at: '2026-06-09T12:00:00Z' },
  ]
  const events = [
    said,
    { ...said, environment: 'staging' },
    { ...said, environment: 'prod' },
    { ...said, system: 'pay' },
    ...versions,
  ]
  const expected = ['created', 'created', 'unchanged', 'created', 'created', 'replaced', 'created']
  const outcomes = async (query: string) => (await post(door, events, query)).body.events.map((one) => one.outcome)
  expect(await outcomes('?dryRun=true')).toEqual(expected)
  expect((await door.ask('systems.list', {})).total).toBe(0)
  expect(await outcomes('')).toEqual(expected)
})

test('a dry run needs a key, and a body that can be read; neither is kept', async () => {
  const door = await openDoor()
  const keyless = await door.send({ path: `${eventsPath}?dryRun=true`, body: JSON.stringify(change) })
  expect(keyless.status).toBe(401)
  const before = deliveries(door)
  const bad = await post(door, '{', '?dryRun=true')
  expect(bad.status).toBe(400)
  expect(deliveries(door)).toEqual(before)
})

test('a key for one system is refused for another with 403, in a dry run, too, and nothing is stored', async () => {
  const door = await openDoor()
  const { key } = await door.ask('keys.add', { name: 'pay only', systems: ['pay'] })
  const send = (query: string, events: unknown) =>
    door.send({ path: eventsPath + query, headers: { 'x-api-key': key }, body: JSON.stringify(events) })
  for (const query of ['', '?dryRun=true']) {
    const answer = await send(query, [{ ...change, system: 'pay' }, change])
    expect(answer.status).toBe(403)
    expect(answer.json?.message).toContain('"shop"')
  }
  expect(rows(door, 'SELECT count(*) AS n FROM changes')).toEqual([{ n: 0 }])
  expect((await send('', { ...change, system: 'pay' })).status).toBe(200)
})
