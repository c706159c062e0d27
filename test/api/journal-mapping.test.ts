// From each value of an event back to its place in the bytes.
import { expect, test } from 'vitest'
import { mapEvent, placesIn } from '../../src-main/api/journal-mapping.ts'
import { at, deliveryOf, deployment, workspace } from '../helpers/workspace.ts'

/** Field and place, of what has one. */
function mapped(event: object, body: string, where = 'body', query = '', zone = 'UTC'): Record<string, string | null> {
  return Object.fromEntries(mapEvent(event, placesIn(body, query, zone), where).map((one) => [one.field, one.from]))
}

test('texts, numbers and times are found where they stand, in the body and in the query', () => {
  const body = JSON.stringify({
    deploy: { id: 'd-7', ended: '2026-06-01T12:00:00+02:00', began: 1780307000 },
    commits: [{ sha: 'aaa' }, { sha: 'bbb' }],
    points: 3,
    result: 'SUCCESS',
  })
  const event = {
    type: 'deployment',
    system: 'shop',
    id: 'd-7',
    state: 'succeeded',
    finished_at_ms: at('2026-06-01T10:00:00Z'),
    started_at_ms: 1780307000_000,
    commits: ['aaa', 'bbb'],
    story_points: 3,
    version: null,
  }
  expect(mapped(event, body, 'body', 'api=1&system=shop')).toEqual({
    type: null,
    system: 'query system',
    id: 'deploy.id',
    // What the source worked out stands nowhere.
    state: null,
    finished_at_ms: 'deploy.ended',
    started_at_ms: 'deploy.began',
    'commits[0]': 'commits[0].sha',
    'commits[1]': 'commits[1].sha',
    story_points: 'points',
    version: null,
  })
})

test.each([
  ['a list', 'event 2', '[{"id":"x","s":"a"},{"id":"y","s":"a"}]', '[1].s'],
  ['a list in an object', 'events.1', '{"events":[{"id":"x","s":"a"},{"id":"y","s":"a"}]}', 'events[1].s'],
  ['lines', 'row 2', '{"id":"x","s":"a"}\n{"id":"y","s":"a"}\n', 'row 2, s'],
  ['a table', 'row 3', 'id,s\nx,a\ny,a\n', 'row 3, s'],
])('of several like values in %s, the event’s own', (_, where, body, place) => {
  expect(mapped({ id: 'y', system: 'a' }, body, where)['system']).toBe(place)
})

test('of several like values the one that is called the same', () => {
  const body =
    '{"name":"1.0","made":"2026-06-01T10:00:00Z","run":{"version":"1.0","started_at":"2026-06-01T10:00:00Z"}}'
  expect(mapped({ id: '1.0', version: '1.0', started_at_ms: at('2026-06-01T10:00:00Z') }, body)).toEqual({
    id: 'name',
    version: 'run.version',
    started_at_ms: 'run.started_at',
  })
})

test('a time without an offset is read in the zone of its file', () => {
  const event = { started_at_ms: at('2026-06-01T10:00:00Z') }
  expect(mapped(event, 'started\n2026-06-01 12:00\n', 'row 2', '', 'Europe/Berlin')).toEqual({
    started_at_ms: 'row 2, started',
  })
  expect(mapped(event, 'started\n2026-06-01 12:00\n', 'row 2', '', 'UTC')).toEqual({ started_at_ms: null })
})

test('text that is nothing, and nesting without end, have no places', () => {
  expect(mapped({ id: 'x' }, 'hello')).toEqual({ id: null })
  expect(mapped({ id: 'x' }, `${'['.repeat(50_000)}"x"${']'.repeat(50_000)}`)).toEqual({ id: null })
})

test('a delivery of the journal says it of each event', async () => {
  const opened = await workspace()
  const event = deployment('d1', '2026-06-01T10:00:00Z')
  const delivery = deliveryOf([], at('2026-06-01T10:00:01Z'))
  const body = new Uint8Array(Buffer.from('{"name":"d1","done":"2026-06-01T10:00:00Z"}'))
  await opened.shiplog.ops.deliver({ ...delivery, body }, { events: [event], at: ['body'], skipped: [] }, false)
  const { parsed } = await opened.call('journal.get', { id: 1 })
  expect(parsed[0]?.mapping.filter((one) => one.from !== null)).toEqual([
    { field: 'id', value: 'd1', from: 'name' },
    { field: 'finished_at_ms', value: at('2026-06-01T10:00:00Z'), from: 'done' },
  ])
})
