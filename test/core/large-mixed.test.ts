// A large file writes what is said of new things many rows a statement. It leaves what its events leave one by one.
import { expect, test } from 'vitest'
import type { Event } from '../../src-shared/event.ts'
import { openReadDb } from '../../src-main/store/database.ts'
import { thingBegunAt } from '../../src-main/store/events.ts'
import { at, incident, workspace } from '../helpers/workspace.ts'

const start = at('2026-05-01T00:00:00Z')
/** More than one transaction takes. */
const rounds = 24

/** Of each kind many that nothing was said of before, and between them what is told again, series, and kinds that change. */
function told(i: number): Event[] {
  const system = i % 3 === 0 ? 'web' : 'api'
  const ms = start + i * 3_600_000
  const text = new Date(ms).toISOString()
  const run = { type: 'deployment', system, environment: 'production', state: 'succeeded' } as const
  return [
    incident(`INC-${i}`, text, null, { system }),
    { type: 'change', system, id: `c${i}`, created_at_ms: ms },
    { ...run, id: `d${i}`, finished_at_ms: ms + 1, changes: [`c${i}`, `c${i + 1}`] },
    { type: 'issue', system, id: `T-${i}`, kind: 'bug', created_at_ms: ms, priority: 'P2' },
    // Only its close is known, until the next event.
    { type: 'issue', system, id: `L-${i}`, status: 'done', resolved_at_ms: ms + 9 },
    { type: 'issue', system, id: `L-${i}`, kind: 'incident', created_at_ms: ms },
    // An issue that turns out to be an incident, and the other way round.
    { type: 'issue', system, id: `T-${i}`, kind: 'incident', created_at_ms: ms },
    { type: 'issue', system, id: `INC-${i}`, kind: 'bug', created_at_ms: ms, status: 'done', resolved_at_ms: ms + 5 },
    { ...run, id: '1.2.0', series: true, at_ms: ms },
    { type: 'build', system, id: `b${i}`, state: 'succeeded', finished_at_ms: ms },
    // One that is called as the next of the series would be, and that next one.
    { ...run, id: thingBegunAt('1.2.0', ms + 1_800_000) },
    { ...run, id: '1.2.0', series: true, at_ms: ms + 1_800_000 },
    incident(`J-${i}`, text, new Date(ms + 60_000).toISOString(), { system, deployment: `d${i}` }),
  ]
}

const events = Array.from({ length: rounds }, (_, i) => told(i)).flat()

/** All that does not tell by which delivery or in which file it came. */
function left(dataDir: string): object {
  const { db, close } = openReadDb(dataDir)
  const all = (sql: string) => db.all<object>(sql).map((row) => JSON.stringify(row))
  const rows = {
    things: all('SELECT * FROM things ORDER BY id'),
    names: all('SELECT * FROM names ORDER BY thing_id'),
    events: all('SELECT thing_id, at_ms, data FROM events ORDER BY id'),
    changes: all(`SELECT thing_id, system, thing, created_at_ms FROM changes ORDER BY 1`),
    incidents: all(
      'SELECT thing_id, system, thing, title, started_at_ms, resolved_at_ms, deployment FROM incidents ORDER BY 1',
    ),
    issues: all(
      'SELECT thing_id, system, thing, kind, status, priority, created_at_ms, resolved_at_ms FROM issues ORDER BY 1',
    ),
    deployments: all('SELECT thing_id, system, thing, state, at_ms, changes FROM deployments ORDER BY 1'),
    builds: all('SELECT thing_id, system, thing, state, at_ms FROM builds ORDER BY 1'),
    blamed: all(
      `SELECT i.thing, d.thing AS deployment, l.rule, l.reason FROM incident_deployments l
       JOIN incidents i ON i.id = l.incident JOIN deployments d ON d.id = l.deployment ORDER BY 1, 2`,
    ),
  }
  close()
  return rows
}

async function inOneFile(): Promise<object> {
  const shop = await workspace()
  const { ops } = shop.shiplog
  const stage = await ops.openStage()
  await ops.stageEvents(
    stage,
    events.map((event, position) => ({ position, place: `row ${position}`, data: JSON.stringify(event) })),
  )
  await ops.beginPublishing(stage, {
    delivery: {
      source: 'events',
      method: 'FILE',
      path: 'x.ndjson',
      query: '',
      headers: {},
      meta: {},
      body: new Uint8Array(0),
      received_at_ms: at('2026-07-01T00:00:00Z'),
    },
    digest: new Uint8Array(32),
    bytes: 3,
    summary: 'events',
    counts: { new: events.length, updated: 0, unchanged: 0, skipped: 0 },
  })
  while ((await ops.publishSome(stage)) > 0);
  while (await ops.deriveSome(stage));
  // Of thirteen events a round, three speak of a thing that an earlier one of the round made.
  expect(await ops.finishPublishing(stage)).toMatchObject({ counts: { new: rounds * 10, updated: rounds * 3 } })
  return left(shop.dataDir)
}

async function oneByOne(): Promise<object> {
  const shop = await workspace()
  for (const event of events) await shop.send(event)
  return left(shop.dataDir)
}

test('things of every kind, told once and again, are as if each had come alone', async () => {
  const whole = await inOneFile()
  expect(Object.values(whole).map((rows: unknown[]) => rows.length > rounds / 2)).not.toContain(false)
  expect(whole).toEqual(await oneByOne())
})
