// Parquet files, read back by another reader: the facts and links as they are, with real nulls, times and numbers.
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { tables } from '../../src-main/parquet/tables.ts'
import { openReadDb, openWriteDb } from '../../src-main/store/database.ts'
import { parquetTables, type ParquetTable } from '../../src-shared/export/parquet-tables.ts'
import { tree } from '../helpers/components.ts'
import { createRepo } from '../helpers/repos.ts'
import {
  build,
  deployment,
  incident,
  issue,
  temporaryFolder,
  workspace,
  type TestWorkspace,
} from '../helpers/workspace.ts'

type Row = Record<string, unknown>

async function readBack({ call }: Pick<TestWorkspace, 'call'>): Promise<Record<ParquetTable, Row[]>> {
  const to = path.join(temporaryFolder(), 'parquet')
  const { files } = await call('exports.parquet', { to })
  expect(files.map(({ table }) => table)).toEqual([...parquetTables])
  const read = await Promise.all(
    files.map(async ({ table, file, rows, bytes }) => {
      const buffer = await asyncBufferFromFile(file)
      expect(buffer.byteLength).toBe(bytes)
      const objects = await parquetReadObjects({ file: buffer })
      expect([table, objects.length]).toEqual([table, rows])
      return [table, objects] as const
    }),
  )
  return Object.fromEntries(read) as Record<ParquetTable, Row[]>
}

test('every fact and link, value by value', async () => {
  const repo = createRepo({ name: 'shop' })
  const first = tree(repo, ['a'], '2026-03-01T10:00:00Z')
  const second = tree(repo, ['b'], '2026-03-02T10:00:00Z')
  const third = tree(repo, ['c'], '2026-03-08T10:00:00Z')
  repo.tag('v1.0.0', { of: first, annotated: true, at: '2026-03-01T12:00:00Z' })
  repo.tag('v1.1.0', { of: second, annotated: true, at: '2026-03-03T10:00:00Z' })
  const shiplog = await workspace()
  const { call, send, dataDir } = shiplog
  await call('repos.add', { path: repo.path, system: 'api' })
  await call('repos.lines', {})
  await send(
    deployment('run-1', '2026-03-04T10:00:00.123Z', { environment: 'staging', kind: 'rollback', title: 'Ünïcode "x"' }),
    { type: 'deployment', system: 'web', environment: 'production', id: 'w-1', state: 'started', teams: ['a', 'b'] },
    { type: 'change', system: 'web', id: 'c-1', created_at_ms: 0 },
    incident('INC-1', '2026-03-03T11:00:00Z', null, { severity: 'SEV-1' }),
    incident('INC-2', '2026-03-03T12:00:00Z', '2026-03-03T13:00:00Z'),
    build('b-1', '2026-03-02T09:00:00Z', { state: 'failed' }),
    issue('R-1', '2026-03-01T00:00:00Z', { kind: 'requirement', story_points: 2.5 }),
  )
  await call('decisions.exclude', { type: 'incident', number: 2, reason: 'a drill' })
  const read = await readBack(shiplog)

  const at = (text: string) => new Date(text)
  expect(read.deployments.map((row) => [row['number'], row['system'], row['environment'], row['id']])).toEqual([
    [1n, 'api', 'production', 'v1.0.0'],
    [2n, 'api', 'production', 'v1.1.0'],
    [3n, 'api', 'staging', 'run-1'],
    [4n, 'web', 'production', 'w-1'],
  ])
  expect(read.deployments[1]).toMatchObject({
    repository: 'shop',
    kind_said: false,
    version: '1.1.0',
    commits: [second],
  })
  expect(read.deployments[2]).toEqual({
    number: 3n,
    system: 'api',
    id: 'run-1',
    environment: 'staging',
    tier: 'staging',
    state: 'succeeded',
    kind: 'rollback',
    kind_said: true,
    version: null,
    title: 'Ünïcode "x"',
    url: null,
    started_at: null,
    finished_at: at('2026-03-04T10:00:00.123Z'),
    at: at('2026-03-04T10:00:00.123Z'),
    repository: null,
    same_as: null,
    remedies: null,
    remedied_by: null,
    left_out: null,
    teams: [],
    changes: [],
    commits: [],
    sources: ['shiplog'],
  })
  expect(read.deployments[3]).toMatchObject({ state: 'started', finished_at: null, teams: ['a', 'b'] })
  expect(read.incidents).toEqual([
    expect.objectContaining({
      number: 1n,
      severity: 'SEV-1',
      started_at: at('2026-03-03T11:00:00Z'),
      resolved_at: null,
      left_out: null,
    }),
    expect.objectContaining({ number: 2n, resolved_at: at('2026-03-03T13:00:00Z'), left_out: 'a drill' }),
  ])
  expect(read.changes[0]).toMatchObject({ id: 'c-1', system: 'web', created_at: new Date(0) })
  expect(read.builds[0]).toMatchObject({ id: 'b-1', state: 'failed', started_at: null, commit: null })
  expect(read.issues[0]).toMatchObject({ id: 'R-1', kind: 'requirement', story_points: 2.5, resolved_at: null })
  expect(read.repositories[0]).toMatchObject({ number: 1n, name: 'shop', systems: ['api'] })
  expect(Object.fromEntries(read.commits.map((row) => [row['id'], row['parents']]))).toEqual({
    [first]: [],
    [second]: [first],
    [third]: [second],
  })
  expect(read.commits.find((row) => row['id'] === second)).toMatchObject({
    repository_number: 1n,
    repository: 'shop',
    author: 'Jane Doe',
    authored_at: at('2026-03-02T10:00:00Z'),
    lines_added: 1n,
    lines_deleted: 0n,
    begun_at: null,
  })
  // The commit of 2 March was tagged on 3 March at the same hour: a day.
  expect(read.deployment_changes.find((row) => row['commit'] === second)).toMatchObject({
    deployment: 2n,
    tier: 'production',
    environment: null,
    named: false,
    lead_ms: 86_400_000n,
    left_out: null,
    change: null,
  })
  expect(read.incident_deployments).toEqual([
    expect.objectContaining({ incident: 1n, deployment: 2n, confidence: expect.any(Number) as number }),
  ])
  expect(read.waiting_changes.map((row) => [row['tier'], row['system'], row['commit']])).toEqual([
    ['production', 'api', third],
  ])

  const { db, close } = openReadDb(dataDir)
  for (const name of parquetTables)
    expect([name, read[name].length]).toEqual([
      name,
      db.get<{ n: number }>(`SELECT count(*) AS n FROM ${tables[name].from}`)?.n,
    ])
  // Each group of rows is found by an index: nothing is sorted.
  for (const { from, key } of Object.values(tables)) {
    const plan = db.all<{ detail: string }>(`EXPLAIN QUERY PLAN SELECT * FROM ${from} ORDER BY ${key.join()}`)
    expect(plan.map(({ detail }) => detail).join()).not.toMatch(/TEMP B-TREE/)
  }
  close()
})

test('more rows than a group has come in groups, and none is lost between them', async () => {
  const shiplog = await workspace()
  const day = Date.parse('2026-01-01T00:00:00Z')
  // A group has 10 000 rows: 10 001 of them are two.
  const { db, close } = openWriteDb(shiplog.dataDir)
  db.transaction(() => {
    db.run(`INSERT INTO systems (id, name) VALUES (1, 'api')`)
    db.run(
      `INSERT INTO changes (system, thing, created_at_ms, sources)
       WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 10001)
       SELECT 1, 'c-' || n, ? + n, '[]' FROM n`,
      day,
    )
  })
  close()
  const to = path.join(temporaryFolder(), 'parquet')
  const cancelled = shiplog.shiplog.dispatch('exports.parquet', { to }, { job: 'one' })
  await shiplog.call('jobs.cancel', { job: 'one' })
  expect(await cancelled).toMatchObject({ ok: false, error: { message: 'Cancelled.' } })
  expect(existsSync(to)).toBe(false)
  const { files } = await shiplog.call('exports.parquet', { to, tables: ['changes'] })
  expect(files).toMatchObject([{ table: 'changes', rows: 10_001 }])
  const file = await asyncBufferFromFile(files[0]?.file ?? '')
  expect((await parquetMetadataAsync(file)).row_groups.map(({ num_rows }) => num_rows)).toEqual([10_000n, 1n])
  const read = await parquetReadObjects({ file, columns: ['id', 'created_at'] })
  expect(read.map(({ id }) => id as string)).toEqual(Array.from({ length: 10_001 }, (_, i) => `c-${i + 1}`))
  expect(read.at(-1)?.['created_at']).toEqual(new Date(day + 10_001))
})

test('an empty workspace has its tables too; a folder that is there is left alone', async () => {
  const shiplog = await workspace()
  const read = await readBack(shiplog)
  expect(Object.values(read).flat()).toEqual([])
  const to = path.join(temporaryFolder(), 'there')
  mkdirSync(to)
  expect(await shiplog.refusal('exports.parquet', { to })).toMatch(/is there already/)
  expect(await shiplog.refusal('exports.parquet', { to: path.join(to, 'a', 'b') })).toMatch(/cannot be made/)
  expect(existsSync(to)).toBe(true)
})

test('docs/parquet.md has every table and column, and nothing else', () => {
  const page = readFileSync(new URL('../../docs/parquet.md', import.meta.url), 'utf8')
  const words = { integer: 'BIGINT', number: 'DOUBLE', boolean: 'BOOLEAN', text: 'VARCHAR', moment: 'TIMESTAMPTZ' }
  const typeOf = (kind: keyof typeof words | 'texts' | 'commits') =>
    kind === 'texts' || kind === 'commits' ? 'VARCHAR[]' : words[kind]
  const documented = page
    .split('\n## ')
    .slice(1)
    .flatMap((section) => {
      const name = /^`(\w+)`/.exec(section)?.[1]
      if (name === undefined) return []
      const columns = [...section.matchAll(/^\| `(\w+)` +\| ([\w[\]]+) /gm)].map(
        ([, column, type]) => `${column} ${type}`,
      )
      return [[name, columns]]
    })
  expect(documented).toEqual(
    parquetTables.map((name) => [name, tables[name].columns.map(([column, kind]) => `${column} ${typeOf(kind)}`)]),
  )
})
