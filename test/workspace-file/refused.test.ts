// What is no whole workspace is refused as a whole, with the line; and so is one for a folder that is not empty.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { silent } from '../../src-main/log.ts'
import type { Shiplog } from '../../src-main/shiplog.ts'
import { openWorkspace } from '../helpers/open-workspace.ts'
import { openReadDb } from '../../src-main/store/database.ts'
import { migrations } from '../../src-main/store/migrate.ts'
import { digest } from '../../src-main/workspace-file/lines.ts'
import { temporaryPath } from '../helpers/repos.ts'
import { at, deliveryOf, deployment, incident, temporaryFolder, workspace } from '../helpers/workspace.ts'
import { must } from './carried.ts'

let whole: string
let lines: string[]

beforeAll(async () => {
  const now = at('2026-07-01T00:00:00Z')
  const shiplog = await openWorkspace({ dataDir: temporaryPath('data'), clock: () => now, log: silent })
  for (const event of [
    deployment('1', '2026-06-01T10:00:00Z', { version: '1.0.0' }),
    incident('INC-1', '2026-06-01T11:00:00Z', null),
  ])
    await shiplog.ops.deliver(deliveryOf([event], now), { events: [event], at: ['body'], skipped: [] }, false)
  const to = temporaryPath('workspace.ndjson')
  const { bytes, rows, left_behind } = await must(shiplog, 'exports.workspace', { to })
  await shiplog.close()
  whole = readFileSync(to, 'utf8')
  lines = whole.trimEnd().split('\n')
  expect(bytes).toBe(Buffer.byteLength(whole))
  // The others are the header, a heading and a check for each table that has rows, and the end.
  expect(rows).toBe(lines.filter((line) => line.startsWith('[')).length)
  expect(left_behind[0]).toMatch(/keys/)
})

/** What a restore of this file into an empty workspace says. It stays empty, so that it serves for all. */
let empty: Shiplog
const dataDir = temporaryPath('empty')
beforeAll(async () => void (empty = await openWorkspace({ dataDir, log: silent })))
afterAll(() => empty.close())

async function said(content: string | Uint8Array): Promise<string> {
  const file = path.join(temporaryFolder(), 'workspace.ndjson')
  writeFileSync(file, content)
  const before = readdirSync(dataDir).sort()
  const reply = await empty.dispatch('workspace.restore', { file })
  expect(readdirSync(dataDir).sort()).toEqual(before)
  expect((await must(empty, 'workspace.status', {})).counts).toMatchObject({ deliveries: 0, systems: 0 })
  return reply.ok ? 'restored' : reply.error.message
}

const without = (n: number) => [...lines.slice(0, n - 1), ...lines.slice(n)].join('\n')
const instead = (n: number, line: string) => [...lines.slice(0, n - 1), line, ...lines.slice(n)].join('\n')
const lineOf = (start: string) => lines.findIndex((line) => line.startsWith(start)) + 1

test('one that is cut short, at each line and within one', async () => {
  for (const n of [1, 2, Math.floor(lines.length / 2), lines.length - 1])
    expect(await said(`${lines.slice(0, n).join('\n')}\n`)).toBe(
      `workspace.ndjson is cut short: it ends at line ${n}, and the last line, which closes it, is missing. Nothing was restored.`,
    )
  const half = whole.slice(0, whole.indexOf('"table":"events"'))
  expect(await said(half)).toBe(`Line ${half.split('\n').length} of workspace.ndjson is no JSON. Nothing was restored.`)
  const packed = gzipSync(whole)
  expect(await said(packed.subarray(0, packed.length - 20))).toMatch(/cut short/)
})

test('one that was changed, anywhere', async () => {
  const events = lineOf('{"table":"events"')
  // A row that says something else, and one that is gone: the check below vouches for neither.
  const other = lines[events]?.replace('1.0.0', '1.0.1') ?? ''
  expect(await said(instead(events + 1, other))).toBe(
    `workspace.ndjson was changed or damaged: what stands between its lines ${events} and ${events + 3} (events) is not what Shiplog wrote. Nothing was restored.`,
  )
  expect(await said(without(events + 1))).toMatch(/between its lines/)
  expect(await said(instead(events + 1, '[1,2]'))).toMatch(
    `Line ${events + 1} of workspace.ndjson has 2 cells, and a row of events has 6`,
  )
  expect(await said(instead(events + 1, '{"a":1}'))).toMatch(/is no line of a Shiplog workspace/)
  expect(await said(instead(events, '{"table":"keys","columns":["id"]}'))).toMatch(/names a table "keys" that no/)
  expect(await said(instead(events, '{"table":"events","columns":["id; DROP TABLE x"]}'))).toMatch(/names columns/)
  // A whole table: its own check is gone with it.
  const next = lines.findIndex((line, i) => i > events && line.startsWith('{"table"')) + 1
  expect(await said([...lines.slice(0, events - 1), ...lines.slice(next - 1)].join('\n'))).toMatch(
    /says 2 rows of events, and there are 0/,
  )
  // The header: the last line vouches for it.
  expect(await said(instead(1, lines[0]?.replace(/"zone":"[^"]*"/, '"zone":"Asia/Tokyo"') ?? ''))).toMatch(
    /does not vouch for the lines before it/,
  )
  expect(await said(`${whole}[1]\n`)).toMatch(/comes after the last line/)
})

/** With checks and an end that vouch for whatever the lines say now: a stranger can make these too. */
function vouched(changed: readonly string[]): string {
  const [header = '', ...rest] = changed
  const whole = digest().update(JSON.stringify({ ...(JSON.parse(header) as object), made_at: undefined }))
  let since: string[] = []
  const checked = rest.slice(0, -1).map((line) => {
    if (!line.startsWith('{"check"')) {
      since.push(line)
      return line
    }
    const rows = since.filter((one) => one.startsWith('[')).length
    const check = JSON.stringify({
      check: rows,
      sha256: digest()
        .update(`${since.join('\n')}\n`)
        .digest('hex'),
    })
    since = []
    whole.update(`${check}\n`)
    return check
  })
  const rows = rest.filter((line) => line.startsWith('[')).length
  return [header, ...checked, JSON.stringify({ end: 'Shiplog workspace', rows, sha256: whole.digest('hex') })].join(
    '\n',
  )
}

test('one that vouches for itself and fits no schema, or refers to nothing', async () => {
  const events = lineOf('{"table":"events"')
  const forged = (line: string) => vouched([...lines.slice(0, events), line, ...lines.slice(events + 1)])
  const row = lines[events] ?? ''
  expect(await said(forged(row.replace(/^\[1,1,/, '[1,99,')))).toMatch(
    /^Row 1 of events refers to deliveries that are not there/,
  )
  expect(await said(forged(row.replace(/^\[1,1,/, '[1,"x",')))).toMatch(
    `Line ${events + 1} of workspace.ndjson is no row of events (cannot store TEXT value in INTEGER column`,
  )
  expect(await said(forged(row.replace(/^\[1,/, '[true,')))).toMatch(
    /has a cell id that is not written as it should be/,
  )
})

test('one of an older Shiplog is read as it was then, and brought up to date', async () => {
  // Schema 10 had no stretches, and no count beside what a set of changes hashes to.
  const rows: [table: string, columns: string[], row: unknown[]][] = [
    ['systems', ['id', 'name'], [7, 'api']],
    ['system_names', ['name', 'system'], ['api', 7]],
    ['environments', ['id', 'name', 'tier'], [3, 'production', 'production']],
    ['environment_names', ['name', 'environment'], ['production', 3]],
    [
      'deployments',
      [
        'id',
        'system',
        'environment',
        'thing',
        'state',
        'kind',
        'kind_said',
        'finished_at_ms',
        'at_ms',
        'teams',
        'changes',
        'commits',
        'sources',
      ],
      [
        5,
        7,
        3,
        '1',
        'succeeded',
        'regular',
        0,
        1_780_000_000_000,
        1_780_000_000_000,
        '[]',
        '["c-1"]',
        '[]',
        '["shiplog"]',
      ],
    ],
    ['deployment_changes', ['deployment', 'scope', 'position', 'change', 'named', 'lead_ms'], [5, -1, 0, 'c-1', 1, 9]],
    ['deployment_change_sets', ['deployment', 'scope', 'digest'], [5, -1, 12]],
  ]
  const header = {
    ...(JSON.parse(lines[0] ?? '') as object),
    schema: 10,
    rows: Object.fromEntries(rows.map(([table]) => [table, 1])),
  }
  const older = vouched([
    JSON.stringify(header),
    ...rows.flatMap(([table, columns, row]) => [
      JSON.stringify({ table, columns }),
      JSON.stringify(row),
      '{"check":1}',
    ]),
    'the end',
  ])
  const { call, dataDir: folder } = await workspace()
  const file = path.join(temporaryFolder(), 'workspace.ndjson')
  writeFileSync(file, older)
  await call('workspace.restore', { file })
  expect((await call('workspace.status', {})).counts).toMatchObject({ deployments: 1, systems: 1 })
  const { db, close } = openReadDb(folder)
  expect(db.get('SELECT counted FROM deployment_change_sets')).toEqual({ counted: 1 })
  // 1 780 000 000 000 is in the stretch of 26 524 times 2^26 ms.
  expect(db.all('SELECT facts, stretch FROM stretches')).toEqual([{ facts: 'deployments', stretch: 26_524 }])
  close()
})

test('what is none, of a newer version, or of a zone there is not', async () => {
  expect(await said('id,started\n1,2\n')).toMatch(/is no Shiplog workspace/)
  const header = JSON.parse(lines[0] ?? '') as object
  const with_ = (more: object) => said(`${JSON.stringify({ ...header, ...more })}\n`)
  expect(await with_({ schema: migrations.length + 1 })).toMatch(/written by a newer Shiplog \("0.1.0"\)/)
  expect(await with_({ format_version: 2 })).toMatch(/written by a newer Shiplog/)
  expect(await with_({ rows: 3 })).toMatch(/The first line of workspace.ndjson is damaged/)
  expect(await with_({ zone: 'Mars/Olympus' })).toMatch(/"Mars\/Olympus", which is no time zone/)
})

test('anything into a workspace that is not empty; settings are none', async () => {
  const file = path.join(temporaryFolder(), 'workspace.ndjson.gz')
  writeFileSync(file, gzipSync(whole))
  const full = await workspace()
  await full.send(deployment('2', '2026-06-01T10:00:00Z'))
  expect(await full.refusal('workspace.restore', { file })).toMatch(
    /^This workspace is not empty \(1 row of systems\).*give another with --data\.$/,
  )
  const { call } = await workspace()
  await call('settings.set', { zone: 'Asia/Tokyo', week_start: 7 })
  await call('keys.add', { name: 'ci' })
  expect(await call('workspace.recognise', { file })).toMatchObject({
    workspace: { counts: { deployments: 1, incidents: 1 } },
    in_the_way: null,
  })
  await call('workspace.restore', { file })
  // The weeks are the other workspace's again; keys are of this one.
  expect((await call('settings.get', {})).week_start).toBe(1)
  expect((await call('keys.list', {})).rows).toHaveLength(1)
  expect((await call('workspace.status', {})).counts).toMatchObject({ deliveries: 2, deployments: 1, incidents: 1 })
})

test('cancelled, both leave nothing; what comes while one is written is not in it', async () => {
  const { call, shiplog, send, dataDir: folder } = await workspace()
  for (let i = 0; i < 4; i++)
    await send(
      ...Array.from({ length: 400 }, (_, n) =>
        deployment(`${i}-${n}`, '2026-06-01T10:00:00Z', { title: 'x'.repeat(900) }),
      ),
    )
  const to = path.join(temporaryFolder(), 'workspace.ndjson')
  const cancelled = shiplog.dispatch('exports.workspace', { to }, { job: 'one' })
  await call('jobs.cancel', { job: 'one' })
  expect(await cancelled).toMatchObject({ ok: false, error: { message: 'Cancelled.' } })
  expect(existsSync(to)).toBe(false)

  const writing = call('exports.workspace', { to })
  await send(deployment('late', '2026-06-01T10:00:00Z'))
  await writing
  const { db, close } = openReadDb(folder)
  expect(db.get(`SELECT thing FROM deployments WHERE thing = 'late'`)).toBeDefined()
  close()

  const restoring = empty.dispatch('workspace.restore', { file: to }, { job: 'two' })
  await must(empty, 'jobs.cancel', { job: 'two' })
  expect(await restoring).toMatchObject({ ok: false, error: { message: 'Cancelled.' } })
  expect(readdirSync(dataDir).filter((name) => name.startsWith('restoring'))).toEqual([])
  const other = await workspace()
  await other.call('workspace.restore', { file: to })
  expect((await other.call('deployments.list', {})).total).toBe(1600)
})

test('what an end of the process left of a restore is removed', async () => {
  const left = temporaryPath('data')
  mkdirSync(path.join(left, 'restoring-x'), { recursive: true })
  const shiplog = await openWorkspace({ dataDir: left, log: silent })
  expect(existsSync(path.join(left, 'restoring-x'))).toBe(false)
  await shiplog.close()
})

test('an export is new, for the person alone, and in gzip where its name says so', async () => {
  const { call, refusal } = await workspace()
  const to = path.join(temporaryFolder(), 'empty.ndjson.gz')
  await call('exports.workspace', { to })
  // A header, the zone in it, and the end.
  expect(gunzipSync(readFileSync(to)).toString().trimEnd().split('\n')).toHaveLength(2)
  expect(await refusal('exports.workspace', { to })).toMatch(/is there already/)
  mkdirSync(`${to}.folder`)
  expect(await refusal('workspace.restore', { file: `${to}.folder` })).toMatch(/is no Shiplog workspace/)
})
