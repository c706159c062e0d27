// A repository's strategy in a workspace: what it finds is kept, joined with what was reported, and the same after a
// rebuild; evidence for every strategy before one is chosen.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openReadDb, openWriteDb } from '../../src-main/store/database.ts'
import { migrate, migrations } from '../../src-main/store/migrate.ts'
import type { Strategy } from '../../src-shared/strategy.ts'
import { createHistory, createRepo, type TestRepo } from '../helpers/repos.ts'
import { at, deployment, temporaryFolder, type TestWorkspace, workspace } from '../helpers/workspace.ts'

/** Each as its id and who told of it. */
async function deploymentsOf({ call }: TestWorkspace): Promise<string[]> {
  const { rows } = await call('deployments.list', {})
  return rows.map(({ id, sources }) => `${id} ${sources.join('+')}`).sort()
}

async function rebuilt({ call }: TestWorkspace): Promise<number> {
  return (await call('workspace.rebuild', {})).changed
}

/** Two commits and the merge of a side branch: main has a, b and m. */
function merged() {
  const repo = createRepo()
  const a = repo.commit({ at: '2026-03-01T10:00:00Z', message: 'a' })
  const side = repo.commit({ at: '2026-03-02T10:00:00Z', message: 'side', parents: [a], branch: 'side' })
  const b = repo.commit({ at: '2026-03-03T10:00:00Z', message: 'b' })
  const m = repo.commit({ at: '2026-03-04T10:00:00Z', message: 'm', parents: [b, side] })
  return { repo, a, b, m, side }
}

test('a reported deployment of the same commit or version is the found one, and a rebuild agrees', async () => {
  const { repo, a, b, m } = merged()
  repo.tag('v1.0.0', { of: b })
  const opened = await workspace()
  const { call, send } = opened
  const { deployments } = await call('repos.add', {
    path: repo.path,
    system: 'api',
    strategy: { by: 'commits', branch: 'main' },
  })
  expect(deployments).toBe(3)
  await send(
    deployment('run-1', '2026-03-03T12:00:00Z', { version: '1.0.0' }),
    deployment('run-2', '2026-03-04T12:00:00Z', { commits: [m] }),
  )
  // b carries v1.0.0, which run-1 says; m is the commit of run-2; nobody reported a.
  expect(await deploymentsOf(opened)).toEqual([`${a} git`, 'run-1 git+shiplog', 'run-2 git+shiplog'].sort())
  expect(await rebuilt(opened)).toBe(0)
})

test('merges ship the branch they merge', async () => {
  const { repo, side, m } = merged()
  const second = repo.commit({ at: '2026-03-05T10:00:00Z', message: 's2', parents: [side], branch: 'side' })
  const m2 = repo.commit({ at: '2026-03-05T16:00:00Z', message: 'm2', parents: [m, second] })
  const { call } = await workspace()
  await call('repos.add', { path: repo.path, system: 'api', strategy: { by: 'merges', branch: 'main' } })
  const { rows } = await call('deployments.list', {})
  expect(rows.map((row) => [row.id, row.finished_at_ms])).toEqual([
    [m2, at('2026-03-05T16:00:00Z')],
    [m, at('2026-03-04T10:00:00Z')],
  ])
  // The first is the baseline; s2 was authored six hours before its merge.
  const { metrics } = await call('metrics.overview', { from: '2026-01-01', to: '2026-06-30', zone: 'UTC' })
  expect(metrics.find((one) => one.id === 'change-lead-time')).toMatchObject({ value: 6 * 3_600_000, n: 1 })
})

test('another strategy replaces what was found; one that is not given stays; a rescan follows the branch', async () => {
  const { repo, a, b, m } = merged()
  repo.tag('v1.0.0', { of: b })
  const opened = await workspace()
  const { call } = opened
  await call('repos.add', { path: repo.path, system: 'api' })
  expect(await deploymentsOf(opened)).toEqual(['v1.0.0 git'])
  await call('repos.add', { path: repo.path, strategy: { by: 'merges', branch: 'main' } })
  expect(await deploymentsOf(opened)).toEqual([`${m} git`])
  await call('repos.add', { path: repo.path, system: 'shop' })
  expect((await call('repos.list', {})).rows).toMatchObject([
    { system: 'shop', strategy: { by: 'merges', branch: 'main' }, deployments: 1 },
  ])
  // Forced back to before the merge.
  repo.ref('refs/heads/main', a)
  await call('repos.scan', {})
  expect(await deploymentsOf(opened)).toEqual([])
  repo.ref('refs/heads/main', m)
  await call('repos.scan', {})
  expect(await deploymentsOf(opened)).toEqual([`${m} git`])
  await call('repos.add', { path: repo.path, strategy: { by: 'events' } })
  expect(await deploymentsOf(opened)).toEqual([])
  expect(await rebuilt(opened)).toBe(0)
})

test('a branch that is not there: nothing is added; one that went away: what was found stays, and the row says so', async () => {
  const { repo, m } = merged()
  const opened = await workspace()
  const { call, refusal } = opened
  const wrong: Strategy = { by: 'merges', branch: 'master' }
  const sentence = 'There is no branch "master". The branches are main, side.'
  expect(await refusal('repos.add', { path: repo.path, strategy: wrong })).toBe(sentence)
  expect(await call('repos.list', {})).toEqual({ total: 0, rows: [], watching: true })
  repo.git(['branch', 'release', 'main'])
  await call('repos.add', { path: repo.path, strategy: { by: 'merges', branch: 'release' } })
  repo.git(['branch', '-D', 'release'])
  const { failed } = await call('repos.scan', {})
  const gone = 'There is no branch "release". The branches are main, side.'
  expect(failed).toEqual([{ path: repo.path, reason: gone }])
  expect((await call('repos.list', {})).rows).toMatchObject([{ problem: gone, deployments: 1 }])
  expect(await deploymentsOf(opened)).toEqual([`${m} git`])
})

test.each([
  [{ by: 'tags', glob: '' }, 'at least one character'],
  [{ by: 'merges' }, 'strategy.branch'],
  [{ by: 'magic' }, 'strategy.by'],
  [{ by: 'events', glob: 'x' }, 'strategy.glob'],
])('%o is refused with the field', async (strategy, part) => {
  const { refusal } = await workspace()
  expect(await refusal('repos.add', { path: createRepo().path, strategy })).toContain(part)
})

function pointAt(repo: TestRepo, to: string, day: number): void {
  const env = {
    GIT_COMMITTER_NAME: 'C',
    GIT_COMMITTER_EMAIL: 'c@example.org',
    GIT_COMMITTER_DATE: `2026-03-${day}T12:00:00Z`,
  }
  repo.git(['update-ref', '--create-reflog', '-m', 'push', 'refs/heads/production', to], { env })
}

test('where a scan saw a pointer stays when its reflog forgets; another pointer begins anew', async () => {
  const { repo, a, b, m } = merged()
  pointAt(repo, a, 11)
  pointAt(repo, b, 12)
  const opened = await workspace()
  const { call } = opened
  const strategy: Strategy = { by: 'pointer', ref: 'production' }
  await call('repos.add', { path: repo.path, system: 'api', strategy })
  // As git does when entries are old.
  rmSync(join(repo.gitDir, 'logs', 'refs', 'heads', 'production'))
  pointAt(repo, m, 13)
  await call('repos.scan', {})
  expect(await deploymentsOf(opened)).toEqual([
    'production@2026-03-11T12:00:00Z git',
    'production@2026-03-12T12:00:00Z git',
    'production@2026-03-13T12:00:00Z git',
  ])
  expect((await call('repos.list', {})).rows[0]?.note).toContain('begins 13 March 2026')
  expect(await rebuilt(opened)).toBe(0)
  await call('repos.add', { path: repo.path, strategy: { by: 'pointer', ref: 'side' } })
  expect(await deploymentsOf(opened)).toEqual([expect.stringMatching(/^side@/)])
})

test('evidence of every strategy, and which to begin with', async () => {
  const { repo, m } = merged()
  const opened = await workspace('2026-03-18T09:00:00Z')
  const { call } = opened
  const looked = await call('repos.detect', { path: repo.path })
  expect(looked).toMatchObject({ name: 'api', head: 'main', added: null, tags: 0, branches: ['main', 'side'] })
  const evidence = Object.fromEntries(looked.evidence.map((one) => [one.strategy.by, one]))
  expect(evidence['merges']).toEqual({
    strategy: { by: 'merges', branch: 'main' },
    count: 1,
    first_at_ms: at('2026-03-04T10:00:00Z'),
    last_at_ms: at('2026-03-04T10:00:00Z'),
    // 13 days and 23 hours ago: in the last week but one.
    weeks: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
    note: null,
    preview: [{ id: m, commit: m, at_ms: at('2026-03-04T10:00:00Z'), dated: 'commit date' }],
  })
  expect(looked.evidence.map((one) => [one.strategy.by, one.count])).toEqual([
    ['versions', 0],
    ['tags', 0],
    ['releases', 0],
    ['pointer', 0],
    ['merges', 1],
    // a, b and m: 17, 15 and 14 days ago.
    ['commits', 3],
    ['events', 0],
  ])
  // One merge is no habit.
  expect(looked.recommended.strategy).toEqual({ by: 'events' })
  await opened.send(deployment('run-1', '2026-03-10T12:00:00Z', { commits: [m] }))
  const reported = (await call('repos.detect', { path: repo.path })).evidence.at(-1)
  expect(reported).toMatchObject({
    strategy: { by: 'events' },
    count: 1,
    note: null,
    preview: [{ id: 'run-1', commit: m, dated: 'report' }],
  })
  repo.tag('v1.0.0')
  const { recommended } = await call('repos.detect', { path: repo.path })
  expect(recommended).toEqual({ strategy: { by: 'versions' }, reason: 'Releases are tagged with versions here.' })
  // Looking adds nothing.
  expect((await call('repos.list', {})).total).toBe(0)
})

test('a strategy that is being typed takes the place of its kind; a wrong name is said, not refused', async () => {
  const { repo } = merged()
  repo.tag('build-7')
  repo.tag('build-8')
  const { call } = await workspace()
  const globOf = async (strategy?: Strategy) => {
    const { evidence } = await call('repos.detect', {
      path: repo.path,
      ...(strategy === undefined ? {} : { strategy }),
    })
    return evidence.find((one) => one.strategy.by === (strategy?.by ?? 'tags'))
  }
  expect(await globOf()).toMatchObject({ strategy: { by: 'tags', glob: 'build-*' }, count: 1 })
  expect(await globOf({ by: 'tags', glob: 'build-[0-7]' })).toMatchObject({ count: 1, preview: [{ id: 'build-7' }] })
  expect(await globOf({ by: 'merges', branch: 'mai' })).toMatchObject({
    count: 0,
    note: 'There is no branch "mai". The branches are main, side.',
  })
  await call('repos.add', { path: repo.path, system: 'shop', strategy: { by: 'tags', glob: 'build-8' } })
  // Of an added one, its own.
  expect(await globOf()).toMatchObject({ strategy: { by: 'tags', glob: 'build-8' }, count: 1 })
  expect((await call('repos.detect', { path: repo.path })).added).toEqual({
    system: 'shop',
    strategy: { by: 'tags', glob: 'build-8' },
    components: [],
  })
})

test('all of it for 40,000 commits and 400 tags', async () => {
  const repo = createHistory(40_000)
  const { call } = await workspace()
  const { evidence } = await call('repos.detect', { path: repo.path })
  // Every tenth but the first is a merge, every hundredth has a version.
  expect(evidence.map((one) => [one.strategy.by, one.count])).toContainEqual(['merges', 3_999])
  expect(evidence.map((one) => [one.strategy.by, one.count])).toContainEqual(['versions', 400])
  expect(evidence.map((one) => [one.strategy.by, one.count])).toContainEqual(['commits', 40_000])
})

test('a workspace of the version before keeps its patterns and what they found', async () => {
  const { repo, b } = merged()
  repo.tag('release-1', { of: b, annotated: true, at: '2026-03-03T12:00:00Z' })
  repo.tag('release-2')
  const opened = await workspace()
  await opened.call('repos.add', { path: repo.path, system: 'api', strategy: { by: 'tags', glob: 'release-*' } })
  await opened.shiplog.close()
  // The same file as the version before would have written it.
  const file = openWriteDb(opened.dataDir)
  file.driver.exec(`DROP TABLE inferred;
    ALTER TABLE repos ADD COLUMN tag_glob TEXT; UPDATE repos SET tag_glob = strategy ->> 'glob';
    ALTER TABLE repos DROP COLUMN strategy; ALTER TABLE repos DROP COLUMN note; PRAGMA user_version = 3;`)
  const own = migrations as string[]
  const later = own.splice(4)
  await migrate(file, temporaryFolder())
  own.push(...later)
  file.close()
  const { db, close } = openReadDb(opened.dataDir)
  expect(db.all('SELECT strategy FROM repos')).toEqual([{ strategy: '{"by":"tags","glob":"release-*"}' }])
  expect(db.all('SELECT thing, hex(oid) AS oid, at_ms, note FROM inferred')).toEqual([
    { thing: 'release-1', oid: b.toUpperCase(), at_ms: at('2026-03-03T12:00:00Z'), note: 'tag date' },
    { thing: 'release-2', oid: repo.tip().toUpperCase(), at_ms: at('2026-03-04T10:00:00Z'), note: 'commit date' },
  ])
  close()
})

test('scans of one repository that are asked for at once follow each other, and a new way to find stays', async () => {
  const repo = createRepo()
  for (const version of ['v1.0.0', 'v1.1.0', 'v1.2.0']) repo.tag(version, { of: repo.commit() })
  const { call } = await workspace()
  await call('repos.add', { path: repo.path })
  repo.commit()
  // None may go on with the way that was chosen before the first ended.
  const glob = { by: 'tags' as const, glob: 'v1.1*' }
  await Promise.all([
    call('repos.scan', {}),
    call('repos.add', { path: repo.path, strategy: glob }),
    ...Array.from({ length: 5 }, () => call('repos.scan', { path: repo.path })),
  ])
  const { rows } = await call('repos.list', {})
  expect(rows).toMatchObject([{ commits: 4, deployments: 1, strategy: glob }])
  expect((await call('repos.scan', {})).scans).toMatchObject([{ commits_new: 0, deployments: 1 }])
})
