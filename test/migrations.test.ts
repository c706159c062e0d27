// The schema's history: released migrations stay as they are, and a file that cannot be brought up to date stays as it
// is. The list of migrations is the program's own, with one more at its end where a test needs a next version.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { silent } from '../src-main/log.ts'
import { openReadOnly, openShiplog } from '../src-main/shiplog.ts'
import { fileName, openReadDb, openWriteDb, schemaVersion } from '../src-main/store/database.ts'
import { migrate, migrations } from '../src-main/store/migrate.ts'
import { portables, staying } from '../src-main/store/portable.ts'
import { emptyWorkspace } from './helpers/open-workspace.ts'
import { at, temporaryFolder } from './helpers/workspace.ts'

/** SHA-256 of each migration's text. A line is added with its migration and never changed after a release. */
const released = [
  '7d22893dfe385ae4bcc5dfdf686845f2fa63168983db77af3f4709fab6152833',
  '21265ebd5a17f60dc01e763cc455fd37cc3bd8ab4d33e83668f7ae3689be441b',
  '0dc84608139d2c9565c80eadb64dbc886f9c6245d30e2eb3d4f8b7263790fdc0',
  '2be3dd582639140def7f2e7b5d10152bc87ebd7c26ac5ec28b0b0fadda390477',
  '9c3b95b265fff7516bdeb692f2d8aa6f0400a93ad86bb425a7168d6609c7f993',
  '8efcb84d4cb8553050f5a0812f75a4c56668d81c9df7b58f28e261bf68d7e691',
  '2c26018dee86bec529292e2d2b460104a67a752ca34e0d2692d0a0ed1397c341',
  '41fe394608a31cdda285b9e3d87fc4bccf1ebd54c7914dde3c83906df68bd4d7',
  'a0c6f5eb08611475e0bd9a744e7b25359f958e134c4605539fffd155c9efb1a6',
  'e87dd0551a05bcdc43c1e868d9a70838359259339a5b12f74ef6801c86cc788f',
  '76e5360de174ae55c71d42c9b5c936e4ecff0f2d2a3c2848ff2d149d7da990d5',
  'a4c4249b5ec139078f5730b1e385a6c1d90377ed72a2dbd5134be18856929adf',
  'ab6a89f7fe16b96224fb99792249be791b30c26f74c3a416872f90519b0b4810',
  '50559c490970c56998778e1419fc9fdd65423d224b48f7e12118ede2c40501da',
  '4a7d6b453a99471de5fdf25db531bd085eebcaaec4d9d88440c0ba66233c0a67',
  '3374aaa49c246cdbc6a68ef28327f5cf5dce7057aee1be2f409da85cc6a0db30',
  'fd0655db3fbf36106af9f06eecda345f5bbcebabedbe5c588f780516d87881af',
  '29dc4270b8d08747738b09de8647351875ce6f13e9d3fab0a863b5c124f12a50',
  '3a236d0d6270f2cc67035c8a77a6312d53d16b22b9ca201d82544a59a34dc745',
  '0d44b767aa3e2f1b14dc229d002a3f9a0ef42b2c2fef92f0c7f8a0a624f28cc8',
  '241a321349fb8d1eeb297e1c83de078c99eb486f3556773e0db6c5a388db16b4',
  '4f24934b30fd0cb112a17ec430e774a1124163fabe38fe83f34e87645d51bfa4',
  'f15a2e041f9cae0278209abac0027931229733b37c79d3c7df878acd64c73ea3',
  '7c36770511314ed64361bf9635ee47908f9e4702db42688763eef7ec9157d21c',
  '2b47bcc5d7d4ca9da68f984c1ae6137a0e9dd44d0abcb9de6688e63b5adde980',
  '78bb7f01b7c51b9aa5b58ce09daa453cfbe2b284f0864e9e3cc2f9a14271fe95',
  '458f4a39a7d9546ca2cb2e9c46072af67720d2ca0d175998952e50a9f2100634',
  '3244b54ca35d913f48213d48c6efc5a3e98cc47b138d682b002339d4077e6e40',
  '08884a6718b8cddf8418779b942eacdfa92ca108e6a66cb3d8c7517e3ad5ef92',
  '3f2762027b466d55154bf5037c092ec7e4354755b977718e6257db204141fa66',
  '97374bd9db703dbc3a3be8addc202cb2c75bc11f6de5cbff519c1210c3640baf',
]

function hash(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function fileOf(dataDir: string): string {
  return path.join(dataDir, fileName)
}

/** A workspace with one key in it. */
async function filled(): Promise<string> {
  const dataDir = temporaryFolder()
  const shiplog = await openShiplog({ dataDir, clock: () => 0, log: silent })
  expect(await shiplog.dispatch('keys.add', { name: 'ci' })).toMatchObject({ ok: true })
  await shiplog.close()
  return dataDir
}

/** One more migration than there is, until the test ends. */
function withNext(sql: string): void {
  const list = migrations as string[]
  list.push(sql)
  onTestFinished(() => void list.pop())
}

function keysIn(dataDir: string): number | undefined {
  const { db, close } = openReadDb(dataDir)
  const n = db.get<{ n: number }>('SELECT count(*) AS n FROM keys')?.n
  close()
  return n
}

test('an empty workspace is the same bytes whenever it is made', async () => {
  // test/helpers/open-workspace.ts copies one.
  expect(hash(await emptyWorkspace(0))).toBe(hash(await emptyWorkspace(at('2026-07-01T00:00:00Z'))))
})

test('released migrations are as they were released', () => {
  expect(migrations.map(hash)).toEqual(released)
})

test('the folder is the list: numbered without a gap, in order', () => {
  const folder = fileURLToPath(new URL('../src-main/store/migrations', import.meta.url))
  const numbers = readdirSync(folder)
    .sort()
    .map((name) => /^(\d{4})-[a-z0-9-]+\.ts$/.exec(name)?.[1])
  expect(numbers).toEqual(migrations.map((_, i) => String(i + 1).padStart(4, '0')))
})

test('a new file has every migration, without a backup of nothing', async () => {
  const dataDir = await filled()
  expect(schemaVersion(dataDir)).toBe(migrations.length)
  expect(readdirSync(dataDir).filter((name) => name.startsWith('before-migration'))).toEqual([])
})

test('things get numbers: each event and pushed fact has one, and rows, their ids and what watches them stay', async () => {
  const dataDir = temporaryFolder()
  const opened = openWriteDb(dataDir)
  await migrate(opened, dataDir, 21)
  const { db, driver } = opened
  const rest = `0, 'succeeded', 'regular', 0, 5, '[]', '[]', '[]', '[]'`
  driver.exec(`
    INSERT INTO systems (id, name) VALUES (1, 'api'), (2, 'web');
    INSERT INTO system_names (name, system) VALUES ('api', 1), ('web', 2);
    INSERT INTO environments (id, name, tier) VALUES (3, 'production', 'production'), (4, 'qa', 'test');
    INSERT INTO repos (id, git_dir, path, name, system, object_format, added_at_ms) VALUES (9, 'g', 'p', 'n', 1, 'sha1', 0);
    INSERT INTO deliveries (id, source, method, path, query, headers, meta, body_bytes, digest, received_at_ms, outcome,
      summary, counts, body) VALUES (7, 'pulse', 'POST', '/', '', '{}', '{}', 0, x'', 0, 'accepted', '', '{}', x'');
    INSERT INTO events (id, delivery, place, type, system, environment, thing, at_ms, data) VALUES
      (11, 7, '', 'issue', 2, 0, 'only-closed', NULL, '{}'), (12, 7, '', 'deployment', 1, 3, 'd', 5, '{}'),
      (13, 7, '', 'deployment', 1, 4, 'd', 5, '{}'), (14, 7, '', 'change', 1, 0, 'd', NULL, '{}'),
      (15, 7, '', 'deployment', 1, 3, 'd', 6, '{}'), (16, 7, '', 'issue', 1, 0, 'i', NULL, '{}');
    INSERT INTO changes (id, system, thing, created_at_ms, sources) VALUES (21, 1, 'd', 1, '[]');
    INSERT INTO deployments (id, system, environment, thing, repo, state, kind, kind_said, at_ms, teams, changes, commits, sources)
      VALUES (31, 1, 4, 'd', ${rest}), (33, 1, 3, 'd', ${rest}), (35, 1, 3, 'v1', 9, ${rest.slice(3)});
    INSERT INTO incidents (id, system, thing, started_at_ms, sources) VALUES (41, 1, 'i', 1, '[]');
    INSERT INTO builds (id, system, thing, state, at_ms, sources) VALUES (51, 2, 'no-event', 'succeeded', 1, '[]');`)
  const objects = (type: string) =>
    db
      .all<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = ? ORDER BY name`, type)
      .map(({ name }) => name)
  const before = { triggers: objects('trigger'), indexes: objects('index') }
  await migrate(opened, dataDir, 22)

  expect(objects('trigger')).toEqual(before.triggers)
  const own = (names: string[]) => names.filter((name) => !name.startsWith('sqlite_autoindex'))
  expect(own(objects('index'))).toEqual(
    [...own(before.indexes), 'builds_system', 'changes_system', 'deployments_inferred', 'issues_system'].sort(),
  )
  const numbered = (table: string) =>
    db.all(
      `SELECT f.id, t.type, t.system, t.environment, t.name FROM ${table} f LEFT JOIN things t ON t.id = f.thing_id ORDER BY f.id`,
    )
  const thing = (id: number, type: string, system: number, environment: number, name: string) => {
    return { id, type, system, environment, name }
  }
  expect(numbered('events')).toEqual([
    thing(11, 'issue', 2, 0, 'only-closed'),
    thing(12, 'deployment', 1, 3, 'd'),
    thing(13, 'deployment', 1, 4, 'd'),
    thing(14, 'change', 1, 0, 'd'),
    thing(15, 'deployment', 1, 3, 'd'),
    thing(16, 'issue', 1, 0, 'i'),
  ])
  expect(numbered('changes')).toEqual([thing(21, 'change', 1, 0, 'd')])
  expect(numbered('deployments')).toEqual([
    thing(31, 'deployment', 1, 4, 'd'),
    thing(33, 'deployment', 1, 3, 'd'),
    // Inferred: no event speaks of it.
    { id: 35, type: null, system: null, environment: null, name: null },
  ])
  expect(numbered('incidents')).toEqual([thing(41, 'issue', 1, 0, 'i')])
  expect(numbered('builds')).toEqual([thing(51, 'build', 2, 0, 'no-event')])
  // Each name is found, and nothing is called twice.
  expect(db.get('SELECT count(*) AS n FROM things')).toEqual({ n: 6 })
  expect(
    db.all('SELECT 1 FROM things t LEFT JOIN names n ON n.thing_id = t.id AND n.name = t.name WHERE n.name IS NULL'),
  ).toEqual([])
  // The triggers still see what happens to the tables that were made again.
  db.run('DELETE FROM stretches')
  db.run(`UPDATE deployments SET state = 'failed' WHERE id = 33`)
  expect(db.all('SELECT facts, stretch FROM stretches')).toEqual([{ facts: 'deployments', stretch: 0 }])
  opened.close()
})

test('checks that are said otherwise refuse as before, of rows that were there and in a file that is whole', async () => {
  const dataDir = temporaryFolder()
  const opened = openWriteDb(dataDir)
  await migrate(opened, dataDir, 25)
  const { db, driver } = opened
  const write = (outcome: string) =>
    db.run(
      `INSERT INTO deliveries (source, method, path, query, headers, meta, body_bytes, digest, received_at_ms, outcome,
         summary, counts, body) VALUES ('pulse', 'POST', '/', '', '{}', '{}', 0, x'', 0, ?, '', '{}', x'')`,
      outcome,
    )
  write('rejected')
  await migrate(opened, dataDir, 26)

  // No list is left of which SQLite would make an index for each row.
  const lists = db.all(
    `SELECT name FROM sqlite_schema WHERE name IN ('deliveries', 'stretches') AND sql LIKE '%CHECK (% IN (%'`,
  )
  expect(lists).toEqual([])
  for (const outcome of ['accepted', 'duplicate', 'rejected']) write(outcome)
  for (const facts of ['deployments', 'incidents', 'builds', 'issues'])
    db.run('INSERT INTO stretches VALUES (?, 7, 1)', facts)
  expect(() => write('lost')).toThrow('CHECK constraint failed')
  expect(() => db.run(`UPDATE deliveries SET outcome = '' WHERE id = 1`)).toThrow('CHECK constraint failed')
  expect(() => db.run(`INSERT INTO stretches VALUES ('changes', 7, 1)`)).toThrow('CHECK constraint failed')
  expect(() => driver.exec(`UPDATE sqlite_schema SET sql = sql`)).toThrow('may not be modified')
  opened.close()

  // As another connection reads it.
  const read = openReadDb(dataDir)
  expect(read.db.all('SELECT id, outcome FROM deliveries ORDER BY id')).toEqual([
    { id: 1, outcome: 'rejected' },
    { id: 2, outcome: 'accepted' },
    { id: 3, outcome: 'duplicate' },
    { id: 4, outcome: 'rejected' },
  ])
  expect(read.db.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' })
  read.close()
})

test('every table is strict', async () => {
  const { db, close } = openReadDb(await filled())
  const lax = db.all<{ name: string }>(
    `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite%'`,
  )
  close()
  expect(lax).toEqual([])
})

test('opening a file of this version changes nothing in it', async () => {
  const dataDir = await filled()
  const before = hash(readFileSync(fileOf(dataDir)))
  const shiplog = await openShiplog({ dataDir, clock: () => 0, log: silent })
  await shiplog.close()
  expect(hash(readFileSync(fileOf(dataDir)))).toBe(before)
})

test('a file of a newer Shiplog is refused and not touched', async () => {
  const dataDir = await filled()
  const opened = openWriteDb(dataDir)
  opened.driver.pragma(`user_version = ${migrations.length + 1}`)
  opened.close()
  const before = hash(readFileSync(fileOf(dataDir)))
  const changedAt = statSync(fileOf(dataDir)).mtimeMs

  await expect(openShiplog({ dataDir, log: silent })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('written by a newer version of Shiplog'),
  })
  await expect(openReadOnly(dataDir)).rejects.toMatchObject({ code: 'conflict' })
  expect(hash(readFileSync(fileOf(dataDir)))).toBe(before)
  expect(statSync(fileOf(dataDir)).mtimeMs).toBe(changedAt)
})

test('a migration that fails leaves the file as it was and names its backup', async () => {
  const dataDir = await filled()
  const version = migrations.length
  // The first statements would work alone: they must not stay either.
  withNext('CREATE TABLE half (x INTEGER) STRICT; DELETE FROM keys; SELECT nonsense;')

  const backup = path.join(dataDir, `before-migration-${version}.db`)
  await expect(openShiplog({ dataDir, log: silent })).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringMatching(
      new RegExp(`step ${version + 1}: .*nonsense.*Nothing was changed\\. A backup from before is at `),
    ),
  })
  expect(schemaVersion(dataDir)).toBe(version)
  expect(keysIn(dataDir)).toBe(1)
  const { db, close } = openReadDb(dataDir)
  expect(db.get(`SELECT 1 FROM sqlite_schema WHERE name = 'half'`)).toBeUndefined()
  close()
  expect(existsSync(backup)).toBe(true)
})

test('after a failure the version that made the file opens it again', async () => {
  const dataDir = await filled()
  const list = migrations as string[]
  list.push('SELECT nonsense')
  await expect(openShiplog({ dataDir, log: silent })).rejects.toMatchObject({ code: 'internal' })
  list.pop()
  const shiplog = await openShiplog({ dataDir, clock: () => 0, log: silent })
  expect(await shiplog.dispatch('keys.list', {})).toMatchObject({ ok: true, value: { total: 1 } })
  await shiplog.close()
})

test('a file of an older version is backed up and brought up to date; a reader alone leaves that to a writer', async () => {
  const dataDir = await filled()
  const version = migrations.length
  withNext('ALTER TABLE keys ADD COLUMN note TEXT')

  expect(await openReadOnly(dataDir)).toBeNull()
  expect(schemaVersion(dataDir)).toBe(version)

  const shiplog = await openShiplog({ dataDir, clock: () => 0, log: silent })
  expect(await shiplog.dispatch('keys.list', {})).toMatchObject({ ok: true, value: { total: 1 } })
  await shiplog.close()
  expect(schemaVersion(dataDir)).toBe(version + 1)
  // The copy is of before, whole and readable.
  const copied = openWriteDb(temporaryFolder())
  copied.driver.exec(`ATTACH '${path.join(dataDir, `before-migration-${version}.db`).replaceAll("'", "''")}' AS old`)
  expect(copied.db.get('SELECT count(*) AS n FROM old.keys')).toEqual({ n: 1 })
  expect(copied.db.get(`SELECT 1 FROM pragma_table_info('keys', 'old') WHERE name = 'note'`)).toBeUndefined()
  copied.close()
})

test('every table is carried along with a workspace or stays behind, with its key and its columns of bytes', async () => {
  const dataDir = await filled()
  const { db, close } = openReadDb(dataDir)
  const tables = db.all<{ name: string }>(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%'`,
  )
  const named = [...portables.map(({ table }) => table), ...staying]
  expect(named.toSorted(), 'src-main/store/portable.ts names every table').toEqual(
    tables.map(({ name }) => name).sort(),
  )
  for (const one of portables) {
    const columns = db.all<{ name: string; type: string }>(
      'SELECT name, type FROM pragma_table_info(?) ORDER BY cid',
      one.table,
    )
    const bytes = columns.filter(({ type }) => type === 'BLOB').map(({ name }) => name)
    expect([one.table, Object.keys(one.bytes ?? {}).sort()]).toEqual([one.table, bytes.sort()])
    // Read in the order of an index: nothing is sorted, however many rows there are.
    const plan = db.all<{ detail: string }>(`EXPLAIN QUERY PLAN SELECT * FROM ${one.table} ORDER BY ${one.key.join()}`)
    if (one.table !== 'sqlite_sequence') expect(plan.map(({ detail }) => detail).join()).not.toMatch(/TEMP B-TREE/)
  }
  close()
})
