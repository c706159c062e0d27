// Several systems in one repository: a commit is a system's where it touches the system's paths, whatever else it does;
// what a deployment contains, it contains wholly.
import { expect, test } from 'vitest'
import { openReadDb, openWriteDb } from '../../src-main/store/database.ts'
import { migrate, migrations } from '../../src-main/store/migrate.ts'
import { inferredOf } from '../../src-main/store/repos.ts'
import { createRepo } from '../helpers/repos.ts'
import { linksOf, tree } from '../helpers/components.ts'
import { deployment, temporaryFolder, workspace } from '../helpers/workspace.ts'

const tags = (system: string) => ({ by: 'tags', glob: `${system}@*` }) as const
const api = { system: 'api', paths: ['services/api'], strategy: tags('api') }
const web = { system: 'web', paths: ['services/web', 'libs/*-ui'], strategy: tags('web') }

/** Each commit on main by what it touches; api@1 and web@1 are at the first, api@2 and web@2 at the last. */
function shop() {
  const repo = createRepo({ name: 'shop' })
  const day = (n: number) => `2026-03-0${n}T10:00:00Z`
  const commits = {
    first: tree(repo, ['services/api/main.ts', 'services/web/main.ts'], day(1)),
    toApi: tree(repo, ['services/api/new.ts'], day(2)),
    toWeb: tree(repo, ['libs/form-ui/form.ts'], day(3)),
    both: tree(repo, ['services/api/a.ts', 'services/web/b.ts'], day(4)),
    // Begins like the folder "services/api", and is another.
    none: tree(repo, ['services/api-docs/index.md', 'README.md'], day(5)),
  }
  for (const system of ['api', 'web']) {
    repo.tag(`${system}@1`, { of: commits.first, annotated: true, at: day(1) })
    repo.tag(`${system}@2`, { of: commits.none, annotated: true, at: day(6) })
  }
  return { repo, commits }
}

test('a commit belongs to the systems whose paths it touches: one, two or none', async () => {
  const { repo, commits } = shop()
  const { call, dataDir } = await workspace()
  const { repo: row, deployments } = await call('repos.add', { path: repo.path, components: [api, web] })
  expect(deployments).toBe(4)
  expect(row.components.map(({ system, commits: n, deployments: d }) => [system, n, d])).toEqual([
    ['api', 3, 2],
    ['web', 3, 2],
  ])
  expect(linksOf(dataDir, 'api')).toEqual({ 'api@1': [commits.first], 'api@2': [commits.toApi, commits.both].sort() })
  expect(linksOf(dataDir, 'web')).toEqual({ 'web@1': [commits.first], 'web@2': [commits.toWeb, commits.both].sort() })
  const where = async (change: string) => (await call('changes.where', { change })).rows.map((one) => one.system)
  expect(await where(commits.toApi)).toEqual(['api'])
  expect(await where(commits.both)).toEqual(['api', 'web'])
  expect(await where(commits.none)).toEqual([null])
  expect((await call('workspace.rebuild', {})).changed).toBe(0)
})

test('lead time counts the changes of a system alone, and what waits for it is its own', async () => {
  const { repo, commits } = shop()
  const waits = tree(repo, ['services/web/later.ts'], '2026-03-07T10:00:00Z')
  const { call } = await workspace('2026-03-08T10:00:00Z')
  await call('repos.add', { path: repo.path, components: [api, web] })
  const day = 86_400_000
  const { rows } = await call('changes.list', { state: 'deployed', systems: ['api'] })
  // Deployed on the 6th: toApi was written on the 2nd, both on the 4th.
  expect(rows.map((row) => [row.id, (row.lead_time_ms ?? 0) / day])).toEqual(
    [
      [commits.both, 2],
      [commits.toApi, 4],
    ].sort((a, b) => rows.findIndex((row) => row.id === a[0]) - rows.findIndex((row) => row.id === b[0])),
  )
  const { rows: waiting } = await call('changes.undeployed', {})
  expect(waiting.map(({ system, repo: name, total, rows: found }) => [system, name, total, found[0]?.id])).toEqual([
    ['api', 'shop', 0, undefined],
    ['web', 'shop', 1, waits],
  ])
  const { rows: listed } = await call('changes.list', { state: 'undeployed' })
  expect(listed.map((row) => [row.system, row.id])).toEqual([['web', waits]])
})

test('two environments of a system are apart by its own commits', async () => {
  const { repo, commits } = shop()
  const { call, send } = await workspace()
  await call('repos.add', { path: repo.path, components: [api, web] })
  for (const system of ['api', 'web'])
    for (const [environment, commit] of [
      ['staging', commits.none],
      ['qa', commits.first],
    ] as const)
      await send(
        deployment(`${system}-${environment}`, '2026-03-07T10:00:00Z', { system, environment, commits: [commit] }),
      )
  const apart = async (system: string) =>
    (await call('environments.compare', { system, from: 'staging', to: 'qa' })).only_from?.rows
      .map((row) => row.id)
      .sort()
  expect(await apart('api')).toEqual([commits.toApi, commits.both].sort())
  expect(await apart('web')).toEqual([commits.toWeb, commits.both].sort())
})

test('commits that come later are sorted in, and other paths sort all of them again', async () => {
  const { repo, commits } = shop()
  const { call, dataDir } = await workspace()
  await call('repos.add', { path: repo.path, components: [api, web] })
  const later = tree(repo, ['services/api/later.ts'], '2026-03-07T10:00:00Z')
  repo.tag('api@3', { of: later, annotated: true, at: '2026-03-08T10:00:00Z' })
  const scanned = (await call('repos.scan', { path: repo.path })).scans[0]
  expect(scanned?.repo.components.map((one) => one.commits)).toEqual([4, 3])
  expect(linksOf(dataDir, 'api')['api@3']).toEqual([later])
  // The same system with the folder that it did not have.
  const wider = { ...api, paths: ['services/api', 'services/api-docs/'] }
  await call('repos.add', { path: repo.path, components: [wider, web] })
  expect(linksOf(dataDir, 'api')['api@2']).toEqual([commits.toApi, commits.both, commits.none].sort())
  expect(linksOf(dataDir, 'web')['web@2']).toEqual([commits.toWeb, commits.both].sort())
  // One system again: it is called as before, and has every commit.
  const whole = await call('repos.add', { path: repo.path, components: [], strategy: tags('web') })
  expect(whole.repo).toMatchObject({ system: 'shop', components: [], deployments: 2 })
  expect(linksOf(dataDir, 'shop')['web@2']).toHaveLength(4)
  expect(linksOf(dataDir, 'api')).toEqual({})
  // And back: what was there before is there again.
  await call('repos.add', { path: repo.path, components: [api, web] })
  expect(linksOf(dataDir, 'api')['api@2']).toEqual([commits.toApi, commits.both].sort())
  expect((await call('workspace.rebuild', {})).changed).toBe(0)
})

test('a merge touches what it brings to its branch', async () => {
  const { repo, commits } = shop()
  const side = tree(repo, ['services/api/side.ts'], '2026-03-06T11:00:00Z', { parents: [commits.none], branch: 'side' })
  const merge = tree(repo, ['services/api/side.ts'], '2026-03-06T12:00:00Z', { parents: [commits.none, side] })
  repo.tag('api@3', { of: merge, annotated: true, at: '2026-03-07T10:00:00Z' })
  repo.tag('web@3', { of: merge, annotated: true, at: '2026-03-07T10:00:00Z' })
  const { call, dataDir } = await workspace()
  await call('repos.add', { path: repo.path, components: [api, web] })
  expect(linksOf(dataDir, 'api', 'merge')['api@3']).toEqual([merge])
  expect(linksOf(dataDir, 'api', null)['api@3']).toEqual([side])
  expect(linksOf(dataDir, 'web')['web@3']).toEqual([])
})

test('a reported deployment of a part takes the place of the found one, with both sources', async () => {
  const { repo, commits } = shop()
  const { call, send, dataDir } = await workspace()
  await call('repos.add', { path: repo.path, components: [api, web] })
  await send({
    type: 'deployment',
    system: 'api',
    environment: 'production',
    id: 'run-7',
    state: 'succeeded',
    finished_at_ms: Date.parse('2026-03-06T12:00:00Z'),
    commits: [commits.none],
  })
  const { rows } = await call('deployments.list', { systems: ['api'] })
  expect(rows.map(({ id, sources }) => [id, sources])).toEqual([
    ['run-7', ['git', 'shiplog']],
    ['api@1', ['git']],
  ])
  expect(linksOf(dataDir, 'api')['run-7']).toEqual([commits.toApi, commits.both].sort())
})

test('two systems joined are both their paths, and apart again after an undo', async () => {
  const { repo, commits } = shop()
  const { call, dataDir } = await workspace()
  await call('repos.add', { path: repo.path, components: [api, web] })
  const { id } = await call('decisions.join', { what: 'system', from: 'web', into: 'api' })
  expect(linksOf(dataDir, 'api')['api@2']).toEqual([commits.toApi, commits.toWeb, commits.both].sort())
  await call('decisions.undo', { id })
  expect(linksOf(dataDir, 'api')['api@2']).toEqual([commits.toApi, commits.both].sort())
  expect(linksOf(dataDir, 'web')['web@2']).toEqual([commits.toWeb, commits.both].sort())
})

test('what is no part of a repository is refused before anything is kept', async () => {
  const { repo } = shop()
  const { call, refusal } = await workspace()
  const path = repo.path
  expect(await refusal('repos.add', { path, components: [{ ...api, paths: ['../other'] }] })).toBe(
    '"../other" is no path in the repository. Give a folder from its root such as "services/api", or a pattern such as "packages/*-api".',
  )
  expect(await refusal('repos.add', { path, components: [api, { ...web, system: 'api' }] })).toBe(
    'The system "api" is there twice. Give all its paths in one place.',
  )
  expect(
    await refusal('repos.add', { path, components: [{ ...api, strategy: { by: 'merges', branch: 'trunk' } }] }),
  ).toBe('There is no branch "trunk". The only branch is main.')
  expect((await call('repos.list', {})).total).toBe(0)
})

test('a change that is cancelled while commits are sorted leaves everything as it was', async () => {
  const { repo } = shop()
  const { call, shiplog } = await workspace()
  await call('repos.add', { path: repo.path, components: [api, web] })
  const before = (await call('repos.list', {})).rows
  const stopped: Promise<unknown>[] = []
  shiplog.subscribe((push) => {
    if (push.type !== 'progress' || !push.title.startsWith('Sorting') || stopped.length > 0) return
    stopped.push(shiplog.dispatch('jobs.cancel', { job: 'change' }))
  })
  const components = [{ ...api, paths: ['*'] }]
  const reply = await shiplog.dispatch('repos.add', { path: repo.path, components }, { job: 'change' })
  expect(await Promise.all(stopped)).toEqual([{ ok: true, value: { cancelled: true } }])
  expect(reply).toMatchObject({ ok: false, error: { message: 'Cancelled.' } })
  expect((await call('repos.list', {})).rows).toEqual(before)
})

test('a workspace from before has what was found in whole repositories', async () => {
  const dataDir = temporaryFolder()
  const file = openWriteDb(dataDir)
  for (const sql of migrations.slice(0, 4)) file.driver.exec(sql)
  file.driver.exec(`PRAGMA user_version = 4;
    INSERT INTO systems (id, name) VALUES (7, 'shop');
    INSERT INTO repos (id, git_dir, path, name, system, object_format, added_at_ms) VALUES (3, 'g', 'p', 'shop', 7, 'sha1', 0);
    INSERT INTO inferred (repo, thing, oid, at_ms, version, note) VALUES (3, 'v1', x'0a', 5, '1', 'tag date');`)
  await migrate(file, dataDir)
  file.close()
  const { db, close } = openReadDb(dataDir)
  expect(inferredOf(db, 3)).toEqual([
    { thing: 'v1', oid: Buffer.from([10]), at_ms: 5, version: '1', note: 'tag date', system: 7 },
  ])
  expect(db.all('SELECT repo, system FROM repo_systems')).toEqual([{ repo: 3, system: 7 }])
  close()
})
