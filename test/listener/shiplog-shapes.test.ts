// The public shapes of Shiplog's events against those inside: every field is there, both spellings of a time mean one
// event, and what the journal holds from before is read as it was.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { must } from '../../src-shared/assert.ts'
import type { Delivery } from '../../src-shared/delivery.ts'
import { Event } from '../../src-shared/event.ts'
import { fillWithSample } from '../../src-main/sample/sample.ts'
import type { Schema } from '../../src-main/listener/openapi-document.ts'
import { shiplog } from '../../src-main/sources/webhooks/shiplog/shiplog.ts'
import { deliveryOf } from '../helpers/workspace.ts'

const received = Date.parse('2026-06-01T12:00:00Z')

function translated(items: unknown[]): Event[] {
  return shiplog.translate(deliveryOf(items as Event[], received)).events
}

/** One of each type with every field that was there before times could be text. */
const inside: Event[] = [
  { type: 'change', system: 'shop', id: 'c1', at_ms: 1, created_at_ms: -5 },
  {
    type: 'deployment',
    system: 'shop',
    environment: 'staging',
    id: 'd1',
    at_ms: 2,
    state: 'started',
    kind: 'rollback',
    remedies: 'd0',
    version: null,
    started_at_ms: 3,
    // Odd but said: data quality lists it.
    finished_at_ms: 1,
    changes: ['c1', 'c1'],
    commits: ['ABCDEF0', 'f'.repeat(64)],
    names: ['CHG-1'],
    teams: [],
    title: '',
    url: 'https://ci.example/1',
  },
  {
    type: 'build',
    system: 'shop',
    id: 'b1',
    at_ms: 4,
    state: 'aborted',
    version: '1.0.0',
    commit: null,
    branch: 'main',
    started_at_ms: null,
    finished_at_ms: 5,
    url: null,
  },
  {
    type: 'incident',
    system: 'shop',
    id: 'i1',
    at_ms: 6,
    title: 'Slow',
    severity: '1',
    started_at_ms: 0,
    resolved_at_ms: null,
    deployment: 'd1',
    resolved_by: null,
    url: null,
  },
  {
    type: 'issue',
    system: 'shop',
    id: 'j1',
    at_ms: 7,
    kind: 'bug',
    status: 'in_progress',
    created_at_ms: 8,
    updated_at_ms: null,
    resolved_at_ms: 9,
    title: 'Wrong',
    severity: null,
    priority: 'high',
    story_points: 2.5,
    deployment: null,
    resolved_by: 'd2',
    url: null,
  },
]

test('events as the journal holds them are read as they are', () => {
  expect(translated(inside)).toEqual(inside)
})

test('times as text mean the same', () => {
  const friendly = inside.map((event) =>
    Object.fromEntries(
      Object.entries(event).map(([name, value]) =>
        name.endsWith('_ms') && typeof value === 'number'
          ? [name.slice(0, -3), new Date(value).toISOString()]
          : [name, value],
      ),
    ),
  )
  expect(friendly[0]).toMatchObject({ at: '1970-01-01T00:00:00.001Z', created_at: '1969-12-31T23:59:59.995Z' })
  expect(translated(friendly)).toEqual(inside)
})

test('the sample workspace is read as it was written', async () => {
  const kept: Delivery[] = []
  const writer = {
    dispatch: () => Promise.resolve({ ok: true, value: { total: 0 } }),
    ops: { deliver: (delivery: Delivery) => Promise.resolve(kept.push(delivery)) },
  }
  await fillWithSample(writer as unknown as Parameters<typeof fillWithSample>[0], received)
  const own = kept.filter((delivery) => delivery.source === 'shiplog')
  expect(own.length).toBeGreaterThan(1)
  for (const delivery of own) {
    const { events, skipped } = shiplog.translate(delivery)
    expect(skipped).toEqual([])
    expect(events).toEqual(JSON.parse(Buffer.from(delivery.body).toString()))
  }
})

/** The parts of the body's schema by the value of their `type`. */
function publicFields(): Map<string, string[]> {
  const body = must(shiplog.routes[0]?.body, 'because the address has a body')
  const { $defs = {} } = body.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as Schema
  return new Map(
    Object.values($defs).flatMap(({ properties }) =>
      properties === undefined ? [] : [[String(properties['type']?.const), Object.keys(properties)] as const],
    ),
  )
}

test('every field inside has its public name, and times have two', () => {
  const fields = publicFields()
  expect([...fields.keys()]).toEqual(['change', 'deployment', 'build', 'incident', 'issue'])
  for (const option of Event.options) {
    // Said by sources of Shiplog's own, of what their senders leave out.
    const names = Object.keys(option.shape).filter((name) => !['series', 'job', 'end_heard'].includes(name))
    const expected = names.flatMap((name) => (name.endsWith('_ms') ? [name.slice(0, -3), name] : [name]))
    expect(fields.get(option.shape.type.value)?.toSorted()).toEqual(expected.toSorted())
  }
})

test('docs/sources.md has every field', () => {
  const page = readFileSync(new URL('../../docs/sources.md', import.meta.url), 'utf8')
  const section = must(
    page.split(/^## /m).find((one) => one.startsWith('`shiplog`')),
    'because it is documented',
  )
  for (const names of publicFields().values())
    for (const name of names.filter((one) => !one.endsWith('_ms')))
      expect(section).toMatch(new RegExp(`^\\| \`${name}\` `, 'm'))
})

test('whatever is sent, what comes of it is an event or a sentence', () => {
  const fields = publicFields()
  const value = fc.oneof(
    fc.constantFrom(
      '2026-06-01T10:00:00Z',
      '1.4.0',
      'succeeded',
      'started',
      'pending',
      'done',
      'rollback',
      'f'.repeat(40),
    ),
    fc.constantFrom(0, 1_780_000_000_000, -1, 1.5, 1e300),
    fc.constantFrom([], ['a'], ['f'.repeat(40)], null, true, {}),
    fc.string(),
  )
  const event = fc.constantFrom(...fields).chain(([type, names]) =>
    fc.record(Object.fromEntries(names.map((name) => [name, name === 'type' ? fc.constant(type) : value])), {
      requiredKeys: ['type'],
    }),
  )
  fc.assert(
    fc.property(event, (sent) => {
      // A good neighbour, so that the request is never refused as a whole.
      const { events, skipped } = shiplog.translate(deliveryOf([inside[0], sent] as Event[], received))
      expect(events.length + skipped.length).toBe(2)
      for (const one of events) expect(Event.parse(one)).toEqual(one)
      for (const one of skipped) expect(one.reason).toMatch(/^"?\S[^]*\.$/)
    }),
    { numRuns: 2000 },
  )
})
