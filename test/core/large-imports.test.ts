// Large files come in by pieces. Whatever happens between two pieces, the outcome is that of one piece: all of it or
// nothing, and what a rebuild makes of the journal.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { silent } from '../../src-main/log.ts'
import { openShiplog } from '../../src-main/shiplog.ts'
import { openReadDb } from '../../src-main/store/database.ts'
import { at, incident, type TestWorkspace, workspace } from '../helpers/workspace.ts'

/** More than one transaction takes: 450 is neither a multiple of what is staged nor of what is published at once. */
const rows = 450

/** Incident i starts at minute i and is resolved an hour later; every third belongs to another system. */
function csv(folder: string, { resolved = true, count = rows } = {}): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const minute = new Date(at('2026-05-01T00:00:00Z') + i * 60_000).toISOString()
    const end = resolved ? new Date(at('2026-05-01T01:00:00Z') + i * 60_000).toISOString() : ''
    return `INC-${i},${minute},${end},${i % 3 === 0 ? 'web' : 'api'}`
  })
  const file = path.join(folder, 'incidents.csv')
  writeFileSync(file, `id,started,resolved,system\n${lines.join('\n')}\n`)
  return file
}

/** How many rows of each kind the file has, however it is seen. */
function counts(dataDir: string): Record<string, number> {
  const { db, close } = openReadDb(dataDir)
  const tables = ['incidents', 'events', 'deliveries', 'stages', 'staged_events', 'stage_bytes']
  const found = Object.fromEntries(
    tables.map((name) => [name, db.get<{ n: number }>(`SELECT count(*) AS n FROM ${name}`)?.n ?? -1]),
  )
  close()
  return found
}

const nothing = { incidents: 0, events: 0, deliveries: 0, stages: 0, staged_events: 0, stage_bytes: 0 }
/** The file has some 30 kB, which is one part. */
const imported = { incidents: rows, events: rows, deliveries: 1, stages: 0, staged_events: 0, stage_bytes: 1 }

async function shipped(shop: TestWorkspace): Promise<void> {
  const finished = at('2026-04-30T23:59:30Z')
  await shop.send({
    type: 'deployment',
    system: 'api',
    environment: 'production',
    id: 'd1',
    state: 'succeeded',
    finished_at_ms: finished,
  })
}

test('is stored, attributed, taken back and put back exactly', async () => {
  const shop = await workspace()
  await shipped(shop)
  const period = { from_ms: at('2026-04-01T00:00:00Z'), to_ms: at('2026-06-01T00:00:00Z') }
  const numbers = async () => JSON.stringify((await shop.call('incidents.list', { ...period, limit: 1000 })).rows)
  const before = await numbers()
  const done = await shop.call('imports.run', { file: csv(shop.dataDir) })
  expect(done).toMatchObject({ batch: 2, new: rows, updated: 0, unchanged: 0, skipped: 0 })
  expect(counts(shop.dataDir)).toEqual({ ...imported, events: rows + 1, deliveries: 2 })
  expect((await shop.call('imports.list', {})).rows).toMatchObject([{ batch: 2, new: rows }])
  const after = await numbers()
  const { total, rows: listed } = await shop.call('incidents.list', { ...period, limit: 1000 })
  expect(total).toBe(rows)
  // All of api's come after its only deployment; web has none.
  expect(listed.filter((row) => row.deployment !== null).length).toBe(300)
  expect(await shop.call('workspace.rebuild', {})).toMatchObject({ changed: 0, events: rows + 1 })

  expect(await shop.call('imports.undo', { batch: 2 })).toMatchObject({ removed: rows })
  expect(await numbers()).toBe(before)
  expect(await shop.call('imports.redo', { batch: 2 })).toMatchObject({ restored: rows })
  expect(await numbers()).toBe(after)
  expect(await shop.call('workspace.rebuild', {})).toMatchObject({ changed: 0 })
})

test('the same file again brings nothing and stores nothing; a newer one updates', async () => {
  const shop = await workspace()
  const file = csv(shop.dataDir, { resolved: false })
  await shop.call('imports.run', { file })
  const again = await shop.call('imports.run', { file })
  expect(again).toMatchObject({ new: 0, updated: 0, unchanged: rows })
  expect(counts(shop.dataDir)).toEqual({ ...imported, deliveries: 2 })
  expect(await shop.refusal('imports.undo', { batch: 2 })).toContain('brought nothing new')
  csv(shop.dataDir)
  expect(await shop.call('imports.run', { file })).toMatchObject({ new: 0, updated: rows, unchanged: 0 })
  expect(await shop.call('workspace.rebuild', {})).toMatchObject({ changed: 0 })
})

test('is seen whole or not at all, whenever somebody looks', async () => {
  const shop = await workspace()
  const state = { done: false }
  const run = shop.call('imports.run', { file: csv(shop.dataDir) }).then(() => (state.done = true))
  const seen = new Set<number>()
  let inFile = 0
  while (!state.done) {
    seen.add((await shop.call('incidents.list', {})).total)
    inFile = Math.max(inFile, ...[counts(shop.dataDir)['incidents'] ?? 0].filter((n) => n < rows))
    await turn()
  }
  await run
  expect([...seen].filter((total) => total !== 0 && total !== rows)).toEqual([])
  // Nothing would have been proved had it come in at once.
  expect(inFile).toBeGreaterThan(0)
  expect((await shop.call('incidents.list', {})).total).toBe(rows)
})

/** And at moments nobody chose; the name says which. */
const anywhere = Array.from({ length: 3 }, () => Math.floor(Math.random() * 100))

test.each([0, 1, 2, 3, 4, 5, 6, 8, 10, 13, ...anywhere])(
  'cancelled after %i turns it is there whole or not at all',
  async (turns) => {
    const shop = await workspace()
    const run = shop.shiplog.dispatch('imports.run', { file: csv(shop.dataDir) }, { job: 'import' })
    for (let i = 0; i < turns; i++) await turn()
    await shop.shiplog.dispatch('jobs.cancel', { job: 'import' })
    const reply = await run
    expect(counts(shop.dataDir)).toEqual(reply.ok ? imported : nothing)
    if (!reply.ok) expect(reply.error.message).toBe('Cancelled.')
    expect((await shop.call('incidents.list', {})).total).toBe(reply.ok ? rows : 0)
  },
)

/** Publishes as much as asked, by hand, and ends as a crash would: with nothing said. */
async function cutShort(slices: number): Promise<string> {
  const shop = await workspace()
  await shop.send(incident('INC-0', '2026-05-01T00:00:00Z', null, { system: 'web' }))
  const { ops } = shop.shiplog
  const stage = await ops.openStage()
  await ops.stageBytes(stage, 0, new Uint8Array(3))
  const events = Array.from({ length: rows }, (_, i) =>
    incident(`INC-${i}`, '2026-05-01T00:00:00Z', '2026-05-01T02:00:00Z', { system: i % 3 === 0 ? 'web' : 'api' }),
  )
  await ops.stageEvents(
    stage,
    events.map((event, position) => ({ position, place: `row ${position + 2}`, data: JSON.stringify(event) })),
  )
  if (slices > 0)
    await ops.beginPublishing(stage, {
      delivery: {
        source: 'csv',
        method: 'FILE',
        path: 'x.csv',
        query: '',
        headers: {},
        meta: { name: 'x.csv' },
        body: new Uint8Array(0),
        received_at_ms: at('2026-07-01T00:00:00Z'),
      },
      digest: new Uint8Array(32),
      bytes: 3,
      summary: 'incidents',
      counts: { new: rows, updated: 0, unchanged: 0, skipped: 0 },
    })
  for (let i = 1; i < slices; i++) expect(await ops.publishSome(stage)).toBeGreaterThan(0)
  const before = counts(shop.dataDir)
  expect(before).toMatchObject({ stages: 1, stage_bytes: 1, staged_events: rows })
  if (slices > 1) expect(before['events']).toBeGreaterThan(1)
  await shop.shiplog.close()
  return shop.dataDir
}

test.each([0, 1, 2, 4])('cut short after %i steps, nothing of it is there when it is opened again', async (slices) => {
  const dataDir = await cutShort(slices)
  const shiplog = await openShiplog({ dataDir, log: silent })
  onTestFinished(() => shiplog.close())
  // The one incident that was there before, open as it was.
  expect(counts(dataDir)).toEqual({ ...nothing, incidents: 1, events: 1, deliveries: 1 })
  const list = await shiplog.dispatch('incidents.list', {})
  expect(list).toMatchObject({ ok: true, value: { total: 1, rows: [{ id: 'INC-0', resolved_at_ms: null }] } })
  expect(await shiplog.dispatch('workspace.rebuild', {})).toMatchObject({ ok: true, value: { changed: 0 } })
})

test('what is told and rebuilt meanwhile has its place in the order', async () => {
  const shop = await workspace()
  const run = shop.call('imports.run', { file: csv(shop.dataDir) })
  let during = 0
  let sent = 0
  for (let done = false; !done; await turn()) {
    const { stages = 0, incidents = 0 } = counts(shop.dataDir)
    done = stages === 0 && incidents >= rows
    if (stages === 0 || incidents === 0) continue
    during++
    // Of one that came in already and of one that did not: both are told later than the file.
    for (const i of [1, rows - 1])
      await shop.send(incident(`INC-${i}`, '2026-05-02T00:00:00Z', null, { title: `told ${sent++}` }))
    await shop.call('workspace.rebuild', {})
  }
  expect(await run).toMatchObject({ new: expect.any(Number) })
  expect(during).toBeGreaterThan(0)
  expect(counts(shop.dataDir)['events']).toBe(rows + sent)
  expect(await shop.call('workspace.rebuild', {})).toMatchObject({ changed: 0 })
  const { rows: listed } = await shop.call('incidents.list', { limit: 1000 })
  expect(listed.filter((row) => row.title?.startsWith('told')).map((row) => row.resolved_at_ms)).toEqual([null, null])
})
