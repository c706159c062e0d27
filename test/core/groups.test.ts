// What arrives together is kept in one transaction, and its rows many a statement: it leaves the file as it would be had
// each come by itself, to the row and its number.
import { expect, test } from 'vitest'
import type { Arrival } from '../../src-main/ingest/arrival.ts'
import { Fresh } from '../../src-main/ingest/fresh.ts'
import { tryTranslate } from '../../src-main/ingest/translate.ts'
import { silent } from '../../src-main/log.ts'
import { openReadDb } from '../../src-main/store/database.ts'
import { noCounts } from '../../src-main/store/deliveries.ts'
import type { Thing } from '../../src-main/store/things.ts'
import { openWriter } from '../../src-main/writer.ts'
import { must } from '../../src-shared/assert.ts'
import { temporaryPath } from '../helpers/repos.ts'
import { newFile } from '../helpers/file.ts'

const now = Date.parse('2026-07-01T10:00:00Z')

function arrival(source: string, path: string, body: object, systems?: string[]): Arrival {
  const bytes = new TextEncoder().encode(JSON.stringify(body))
  const query = source === 'pulse' ? 'system=api' : ''
  const delivery = { source, method: 'POST', path, query, headers: {}, meta: {}, body: bytes, received_at_ms: now }
  const translation = tryTranslate(delivery)
  return { delivery, keyId: null, status: 200, translation, ...(systems === undefined ? {} : { systems }) }
}

const time_created = '2026-06-01T10:00:00Z'
const pulse = (body: object, systems?: string[]) =>
  arrival('pulse', '/v1/ingestion/cli', { source: 'cli', ...body }, systems)
const change = (change_id: string, at = time_created) =>
  pulse({ $type: 'change', change_id, time_created: at, event_type: 'commit' })
const deployment = (deploy_id: string, changes: string[] | null) =>
  pulse({ $type: 'deployment', deploy_id, time_created, changes, teams: [] })
const run = (status: string) =>
  arrival('versioner', '/deployment-events/', {
    product_name: 'shop',
    version: '1.2.0',
    environment_name: 'prod',
    status,
  })

/** More new ones than go in a statement, and after each kind of other something new again. */
const list = [
  ...Array.from({ length: 37 }, (_, i) => change(`c${i}`)),
  deployment('d1', ['c1', 'c2']),
  change('c1'),
  change('c2', '2026-05-30T10:00:00Z'),
  pulse({ $type: 'change', change_id: 'c38' }),
  run('started'),
  change('c39'),
  run('success'),
  run('success'),
  deployment('d2', null),
  deployment('d2', ['c39']),
  deployment('d3', ['c0']),
  pulse({ $type: 'incident', incident_id: 'i1', time_created: '2026-06-02T10:00:00Z' }),
  change('c40'),
]

const tables = ['deliveries', 'events', 'things', 'names', 'changes', 'deployments', 'deployment_changes', 'incidents']

async function keptOf(arrivals: readonly Arrival[], together: boolean): Promise<{ outcomes: unknown[]; rows: object }> {
  const dataDir = temporaryPath('data')
  const options = { dataDir, clock: () => now, log: silent, sample: false }
  const writer = await openWriter(options, () => undefined)
  const outcomes: unknown[] = []
  if (together) outcomes.push(...(await Promise.all(arrivals.map((one) => writer.intake.deliver(one)))))
  else for (const one of arrivals) outcomes.push(await writer.intake.deliver(one))
  const { db, close } = openReadDb(dataDir)
  const rows = Object.fromEntries(
    tables.map((table) => [
      table,
      db
        .all<object>(`SELECT * FROM ${table}`)
        .map((row) => JSON.stringify(row))
        .sort(),
    ]),
  )
  close()
  const rebuilt = await writer.dispatch('workspace.rebuild', {})
  expect(rebuilt).toMatchObject({ ok: true, value: { changed: 0 } })
  await writer.close()
  return { outcomes, rows }
}

test('what comes together leaves the same rows as one after the other', async () => {
  const apart = await keptOf(list, false)
  const { outcomes } = apart
  expect(await keptOf(list, true)).toEqual(apart)
  const states = (outcomes as { state: string }[]).map(({ state }) => state)
  // The first that is sent again, the one without a time, and the end that is told twice.
  expect([states[38], states[40], states[44]]).toEqual(['duplicate', 'rejected', 'duplicate'])
  expect(states.filter((state) => state === 'accepted')).toHaveLength(list.length - 3)
})

test('one that the workspace refuses is refused alone', async () => {
  const refused = pulse({ $type: 'change', change_id: 'x', time_created, event_type: 'commit' }, ['web'])
  const mixed = [...list.slice(0, 20), refused, ...list.slice(20)]
  const apart = await keptOf(mixed, false)
  expect(await keptOf(mixed, true)).toEqual(apart)
  expect(must(apart.outcomes[20], 'because it is there')).toMatchObject({ state: 'rejected', cause: 'out of scope' })
})

test('only what nothing was said of waits for its rows to be written, and it is found at once', async () => {
  const opened = await newFile()
  const { db } = opened
  db.run(`INSERT INTO systems (id, name) VALUES (1, 'api')`)
  const fresh = new Fresh(db)
  // Objects made afresh, because a number is remembered with the object that was asked for.
  const thing = (id: string): Thing => ({ type: 'change', system: 1, environment: 0, id })
  const event = { type: 'change' as const, system: 'api', id: 'a', created_at_ms: now }
  const row = { keyId: null, status: 200, outcome: 'accepted', reason: null, duplicateOf: null, summary: '' } as const
  const { delivery } = change('a')
  expect(fresh.isOf(thing('a'), event)).toBe(true)
  const ids = ['a', 'b'].map((id) =>
    fresh.add({ ...row, delivery, counts: noCounts }, '', thing(id), { ...event, id }, false),
  )
  expect([fresh.isOf(thing('a'), event), fresh.isOf(thing('c'), event)]).toEqual([false, true])
  expect(
    fresh.isOf({ ...thing('x'), type: 'build' }, { type: 'build', system: 'api', id: 'x', state: 'started' }),
  ).toBe(false)
  fresh.write()
  expect(fresh.isOf(thing('a'), event)).toBe(false)
  expect(db.all('SELECT delivery, thing FROM events JOIN changes USING (thing_id) ORDER BY events.id')).toEqual([
    { delivery: ids[0], thing: 'a' },
    { delivery: ids[1], thing: 'b' },
  ])
  opened.close()
})
