// Shiplog's own events over real HTTP: what each becomes, and what is answered event by event.
import { expect, test } from 'vitest'
import { filesWith, openDoor } from './door.ts'
import { at, build, change, deployment, eventsPath, hash, incident, issue, post, rows } from './shiplog-door.ts'

const minute = 60_000

test('one of each type in one request: each is answered for and becomes a fact', async () => {
  const door = await openDoor()
  const { status, body } = await post(door, [change, deployment, build, incident, issue])
  expect(status).toBe(200)
  expect(body).toEqual({
    delivery: '1',
    dryRun: false,
    accepted: 5,
    rejected: 0,
    events: [
      { index: 0, outcome: 'created', type: 'change', id: 'c1' },
      { index: 1, outcome: 'created', type: 'deployment', id: 'run-7' },
      { index: 2, outcome: 'created', type: 'build', id: '771' },
      { index: 3, outcome: 'created', type: 'incident', id: 'INC-1' },
      { index: 4, outcome: 'created', type: 'issue', id: 'BUG-1' },
    ],
    warnings: [],
  })
  // 14:00 two hours ahead of UTC is noon; the change began two hours before.
  const noon = at('2026-06-01T12:00:00Z')
  const listed = await door.ask('deployments.list', {})
  expect(listed.rows).toMatchObject([
    {
      id: 'run-7',
      system: 'shop',
      environment: 'production',
      state: 'succeeded',
      version: '1.4.0',
      started_at_ms: noon - 600_000,
      finished_at_ms: noon,
      changes: 1,
      lead_time_ms: 7_200_000,
      incidents: 1,
      sources: ['shiplog'],
    },
  ])
  expect(rows(door, 'SELECT thing, state, version, commit_oid, branch, finished_at_ms FROM builds')).toEqual([
    {
      thing: '771',
      state: 'succeeded',
      version: '1.4.0',
      commit_oid: hash,
      branch: 'main',
      finished_at_ms: at('2026-06-01T11:08:00Z'),
    },
  ])
  expect(rows(door, 'SELECT thing, title, started_at_ms, resolved_at_ms, deployment FROM incidents')).toEqual([
    {
      thing: 'INC-1',
      title: 'Checkout answers slowly',
      started_at_ms: at('2026-06-01T13:00:00Z'),
      resolved_at_ms: at('2026-06-01T13:45:00Z'),
      deployment: '1.4.0',
    },
  ])
  // Kinds fold to lower case; "done" without a time of its own is done when it was updated.
  expect(rows(door, 'SELECT thing, kind, status, created_at_ms, resolved_at_ms FROM issues')).toEqual([
    {
      thing: 'BUG-1',
      kind: 'bug',
      status: 'done',
      created_at_ms: at('2026-06-01T08:00:00Z'),
      resolved_at_ms: at('2026-06-02T09:00:00Z'),
    },
  ])
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0, deliveries: 1, events: 5 })
})

test('one event alone, and one a line with blank lines between, are the same as an array', async () => {
  const door = await openDoor()
  expect((await post(door, change)).body.events).toEqual([{ index: 0, outcome: 'created', type: 'change', id: 'c1' }])
  const lines = `\u{FEFF}${JSON.stringify(change)}\r\n\r\n\n  ${JSON.stringify(deployment)}\n${JSON.stringify(incident)}`
  expect((await post(door, lines)).body.events).toEqual([
    { index: 0, outcome: 'unchanged', type: 'change', id: 'c1' },
    { index: 1, outcome: 'created', type: 'deployment', id: 'run-7' },
    { index: 2, outcome: 'created', type: 'incident', id: 'INC-1' },
  ])
  const array = await post(door, [change, deployment, incident])
  expect(array.body.events.map((one) => one.outcome)).toEqual(['unchanged', 'unchanged', 'unchanged'])
})

test('a bad event keeps no other out, and is said to be wrong in each field', async () => {
  const door = await openDoor()
  const { status, body } = await post(door, [
    { ...change, created_at: 'yesterday', colour: 'red' },
    change,
    42,
    { ...deployment, state: 'done' },
    { ...incident, id: '' },
  ])
  expect(status).toBe(200)
  expect([body.accepted, body.rejected]).toEqual([1, 4])
  expect(body.events).toEqual([
    {
      index: 0,
      outcome: 'rejected',
      reason: '"created_at" is "yesterday", expected a time with an offset, such as 2026-11-21T14:30:00Z (and 1 more).',
      errors: [
        { field: 'created_at', value: '"yesterday"', accepted: 'a time with an offset, such as 2026-11-21T14:30:00Z' },
        { field: 'colour', value: 'unknown', accepted: 'no such field' },
      ],
    },
    { index: 1, outcome: 'created', type: 'change', id: 'c1' },
    {
      index: 2,
      outcome: 'rejected',
      reason: 'it is 42, expected an object.',
      errors: [{ field: '', value: '42', accepted: 'an object' }],
    },
    {
      index: 3,
      outcome: 'rejected',
      reason: '"state" is "done", expected one of pending, started, succeeded, failed, aborted.',
      errors: [{ field: 'state', value: '"done"', accepted: 'one of pending, started, succeeded, failed, aborted' }],
    },
    {
      index: 4,
      outcome: 'rejected',
      reason: '"id" is "", expected at least one character.',
      errors: [{ field: 'id', value: '""', accepted: 'at least one character' }],
    },
  ])
  const kept = await door.ask('journal.get', { id: 1 })
  expect(kept.outcome).toBe('accepted')
  expect(kept.skipped.map((one) => one.at)).toEqual(['event 1', 'event 3', 'event 4', 'event 5'])
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0, events: 1 })
})

test('a line that is no JSON, or no UTF-8, is one rejected event', async () => {
  const door = await openDoor()
  const lines = [JSON.stringify(change), 'oops', '{"type":"change","id":"caf\u00e9"}', JSON.stringify(incident)]
  const { status, body } = await post(door, Buffer.from(lines.join('\n'), 'latin1'))
  expect(status).toBe(200)
  expect(body.events.map((one) => one.outcome)).toEqual(['created', 'rejected', 'rejected', 'created'])
  expect(body.events[1]?.reason).toContain('The line is not valid JSON')
  expect(body.events[2]?.reason).toBe('The line is not UTF-8 text. Send JSON in UTF-8.')
})

test('the same again changes nothing, another body replaces, a later request adds what the first left out', async () => {
  const door = await openDoor()
  const outcome = async (event: unknown) => (await post(door, event)).body
  expect(await outcome(deployment)).toMatchObject({ delivery: '1', events: [{ outcome: 'created' }] })
  // The answer to a resend names the delivery that counts.
  expect(await outcome(deployment)).toMatchObject({ delivery: '1', events: [{ outcome: 'unchanged' }] })
  expect(await outcome({ ...deployment, state: 'failed' })).toMatchObject({ events: [{ outcome: 'replaced' }] })
  expect(
    await outcome({ type: 'deployment', system: 'shop', id: 'run-7', state: 'failed', kind: 'hotfix' }),
  ).toMatchObject({ events: [{ outcome: 'replaced' }] })
  const { rows } = await door.ask('deployments.list', {})
  expect(rows).toMatchObject([{ id: 'run-7', version: '1.4.0', state: 'failed', kind: 'hotfix' }])
})

test('events with a time of their own count in its order, whichever came last', async () => {
  const door = await openDoor()
  const said = { type: 'deployment', system: 'shop', id: 'run-9' }
  await post(door, { ...said, state: 'succeeded', at: '2026-06-01T12:00:00Z', finished_at: '2026-06-01T12:00:00Z' })
  const late = await post(door, {
    ...said,
    state: 'started',
    at: '2026-06-01T11:50:00Z',
    started_at_ms: at('2026-06-01T11:50:00Z'),
  })
  expect(late.body.events).toMatchObject([{ outcome: 'replaced' }])
  const { rows } = await door.ask('deployments.list', {})
  expect(rows).toMatchObject([
    {
      id: 'run-9',
      state: 'succeeded',
      started_at_ms: at('2026-06-01T11:50:00Z'),
      finished_at_ms: at('2026-06-01T12:00:00Z'),
    },
  ])
})

test('what a minimal event leaves out: system with a warning, production, succeeded, now', async () => {
  const now = at('2026-06-01T12:00:00Z')
  const door = await openDoor({ clock: () => now })
  const { body } = await post(door, [
    { type: 'deployment', version: '1.4.0' },
    { type: 'build', id: '1', system: 'shop' },
  ])
  expect(body.warnings).toEqual(['Events that name no system: 1. They belong to _unknown_.'])
  expect((await door.ask('deployments.list', {})).rows).toMatchObject([
    {
      id: '1.4.0',
      version: '1.4.0',
      system: '_unknown_',
      environment: 'production',
      state: 'succeeded',
      started_at_ms: null,
      finished_at_ms: now,
    },
  ])
  expect(rows(door, 'SELECT state FROM builds')).toEqual([{ state: 'succeeded' }])
})

test('a version without an id: start and end are one deployment, a week later it is another, a resend is none', async () => {
  const door = await openDoor()
  const said = { type: 'deployment', system: 'shop', version: '1.4.0' }
  const started = { ...said, state: 'started', started_at: '2026-06-01T11:50:00Z' }
  const ended = { ...said, finished_at: '2026-06-01T12:00:00Z' }
  const again = { ...said, started_at: '2026-06-08T11:50:00Z', finished_at: '2026-06-08T12:00:00Z' }
  const { body } = await post(door, [started, ended, again, ended])
  expect(body.events.map((one) => one.outcome)).toEqual(['created', 'replaced', 'created', 'unchanged'])
  const { rows } = await door.ask('deployments.list', {})
  expect(rows.map((row) => [row.version, row.state, row.started_at_ms, row.finished_at_ms])).toEqual([
    ['1.4.0', 'succeeded', at('2026-06-08T11:50:00Z'), at('2026-06-08T12:00:00Z')],
    ['1.4.0', 'succeeded', at('2026-06-01T11:50:00Z'), at('2026-06-01T12:00:00Z')],
  ])
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
})

test('states of one version in one request, without times: sent again within ten minutes they are a retry, later not', async () => {
  let now = at('2026-06-01T12:00:00Z')
  const door = await openDoor({ clock: () => now })
  const of = (...states: string[]) =>
    states.map((state) => ({ type: 'deployment', system: 'shop', version: states.join(' '), state }))
  const bodies = [of('started', 'succeeded'), of('succeeded', 'pending')]
  const states = async () => (await door.ask('deployments.list', {})).rows.map(({ state }) => state).sort()
  const once = ['pending', 'succeeded', 'succeeded']
  for (const [i, body] of bodies.entries()) {
    const { body: first } = await post(door, body)
    expect([i, first.events.map((one) => one.outcome)]).toEqual([i, ['created', i === 0 ? 'replaced' : 'created']])
    now += minute
    const { body: again } = await post(door, body)
    expect([i, again.events.map((one) => one.outcome)]).toEqual([i, ['unchanged', 'unchanged']])
  }
  expect(await states()).toEqual(once)
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
  now += 11 * minute
  await post(door, of('started', 'succeeded'))
  expect(await states()).toEqual([...once, 'succeeded'])
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
})

test('the key: as Bearer in any case, as x-api-key, and nowhere else; it is never kept', async () => {
  const door = await openDoor()
  const send = (headers: Record<string, string>, query = '') =>
    door.send({ path: eventsPath + query, headers, body: JSON.stringify(change) })
  expect((await send({ Authorization: `Bearer ${door.key}` })).status).toBe(200)
  expect((await send({ authorization: `bearer ${door.key}` })).status).toBe(200)
  expect((await send({ 'X-API-Key': door.key })).status).toBe(200)
  const none = await send({}, `?api_key=${door.key}`)
  expect(none.status).toBe(401)
  expect(none.json?.message).toContain('Authorization: Bearer')
  expect((await send({ Authorization: 'Bearer another-key-than-that' })).status).toBe(401)
  await door.close()
  expect(filesWith(door.dataDir, [door.key])).toEqual([])
})

test('1,000 events at once are taken, 1,001 are refused with 413', async () => {
  const door = await openDoor()
  const many = (n: number) => Array.from({ length: n }, (_, i) => ({ ...change, id: `c${i}` }))
  const most = await post(door, many(1000))
  expect([most.status, most.body.accepted]).toEqual([200, 1000])
  const answer = await post(door, many(1001))
  expect(answer.status).toBe(413)
  expect(answer.json?.message).toBe('The body has 1001 events; at most 1000 are taken at once.')
  const lines = await post(
    door,
    many(1001)
      .map((one) => JSON.stringify(one))
      .join('\n'),
  )
  expect(lines.status).toBe(413)
  expect(rows(door, 'SELECT count(*) AS n FROM changes')).toEqual([{ n: 1000 }])
})

test('no events are no mistake', async () => {
  const door = await openDoor()
  expect((await post(door, [])).body).toMatchObject({ accepted: 0, rejected: 0, events: [] })
})
