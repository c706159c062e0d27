// Versions as builds and deployments name them, and the findings about versions and runs.
import { expect, test } from 'vitest'
import { createRepo } from '../helpers/repos.ts'
import { at, build, deployment, workspace } from '../helpers/workspace.ts'

const x = 'a'.repeat(40)
const y = 'b'.repeat(40)
const z = 'c'.repeat(40)

test('versions say their commits, builds and where they run', async () => {
  const { call, send } = await workspace()
  await send(
    build('b1', '2026-06-01T10:00:00Z', { version: '1.0.0', commit: x.slice(0, 10), state: 'failed' }),
    build('b2', '2026-06-01T11:00:00Z', { version: '1.0.0', commit: x }),
    deployment('d1', '2026-06-02T10:00:00Z', { version: '1.0.0', commits: [x.slice(0, 7)] }),
    deployment('d2', '2026-06-02T09:00:00Z', { version: '1.0.0', environment: 'staging' }),
    deployment('d3', '2026-06-03T09:00:00Z', { version: '1.1.0', environment: 'staging', state: 'failed' }),
    build('b3', '2026-06-04T10:00:00Z', { version: '1.2.0', state: 'started' }),
    build('b4', '2026-06-05T10:00:00Z'),
    deployment('d1', '2026-06-06T09:00:00Z', { version: '1.0.0', system: 'web' }),
  )
  const { total, rows } = await call('versions.list', {})
  expect(total).toBe(4)
  expect(rows).toEqual([
    {
      system: 'web',
      version: '1.0.0',
      first_seen_ms: at('2026-06-06T09:00:00Z'),
      commits: [],
      conflict: false,
      builds: 0,
      last_build_state: null,
      runs_in: ['production'],
    },
    {
      system: 'api',
      version: '1.2.0',
      first_seen_ms: at('2026-06-04T10:00:00Z'),
      commits: [],
      conflict: false,
      builds: 1,
      last_build_state: 'started',
      runs_in: [],
    },
    {
      system: 'api',
      version: '1.1.0',
      first_seen_ms: at('2026-06-03T09:00:00Z'),
      commits: [],
      conflict: false,
      builds: 0,
      last_build_state: null,
      // Its only deployment failed.
      runs_in: [],
    },
    {
      system: 'api',
      version: '1.0.0',
      first_seen_ms: at('2026-06-01T10:00:00Z'),
      // One commit, said three times, twice shortened.
      commits: [x],
      conflict: false,
      builds: 2,
      last_build_state: 'succeeded',
      runs_in: ['production', 'staging'],
    },
  ])
  expect(await call('versions.list', { systems: ['api'], limit: 1, offset: 2 })).toEqual({
    total: 3,
    rows: [rows[3]],
  })
  expect(await call('versions.list', { conflicts: true })).toEqual({ total: 0, rows: [] })
})

test('versions are in conflict where two reports share no commit, and a finding says so', async () => {
  const { call, send } = await workspace()
  await send(
    // Two builds of one version.
    build('b1', '2026-06-01T10:00:00Z', { version: '1', commit: x }),
    build('b2', '2026-06-01T11:00:00Z', { version: '1', commit: y }),
    // A build and a deployment, one of them shortened.
    build('b3', '2026-06-02T10:00:00Z', { version: '2', commit: x }),
    deployment('d1', '2026-06-02T12:00:00Z', { version: '2', commits: [z.slice(0, 8)] }),
    // One commit for each of two repositories, twice the same, and the build of one of them.
    deployment('d2', '2026-06-03T10:00:00Z', { version: '3', commits: [x, y] }),
    deployment('d3', '2026-06-03T12:00:00Z', { version: '3', commits: [y.slice(0, 12), x] }),
    build('b4', '2026-06-03T09:00:00Z', { version: '3', commit: y }),
    // The same text in two systems.
    build('b5', '2026-06-04T10:00:00Z', { version: '2', commit: y, system: 'web' }),
    // Upper case is the same commit.
    build('b6', '2026-06-05T10:00:00Z', { version: '4', commit: x }),
    build('b7', '2026-06-05T10:00:00Z', { version: '4', commit: x.toUpperCase() }),
  )
  const all = await call('versions.list', {})
  expect(all.rows.map((row) => [row.system, row.version, row.conflict])).toEqual([
    ['api', '4', false],
    ['web', '2', false],
    ['api', '3', false],
    ['api', '2', true],
    ['api', '1', true],
  ])
  const { total, rows } = await call('versions.list', { conflicts: true })
  expect(total).toBe(2)
  expect(rows.map((row) => [row.version, row.commits])).toEqual([
    ['2', [x, z.slice(0, 8)]],
    ['1', [x, y]],
  ])
  expect(await call('versions.list', { conflicts: true, limit: 1, offset: 1 })).toEqual({ total: 2, rows: [rows[1]] })
  expect((await call('versions.list', { conflicts: true, systems: ['web'] })).total).toBe(0)
  const finding = (await call('findings.list', {})).rows.find((one) => one.id === 'version-with-two-commits')
  expect(finding).toMatchObject({
    n: 2,
    rows: [
      { kind: 'version', number: null, id: '2', system: 'api', at_ms: at('2026-06-02T10:00:00Z') },
      { kind: 'version', number: null, id: '1', system: 'api', at_ms: at('2026-06-01T10:00:00Z') },
    ],
  })
})

test('versions of a tag that joined a deployment are that deployment’s', async () => {
  const repo = createRepo()
  const first = repo.commit({ at: '2026-06-01T09:00:00Z' })
  repo.tag('v1.0.0', { annotated: true, at: '2026-06-01T09:30:00Z' })
  const second = repo.commit({ at: '2026-06-02T09:00:00Z' })
  repo.tag('v1.1.0', { annotated: true, at: '2026-06-02T09:30:00Z' })
  const { call, send } = await workspace()
  await call('repos.add', { path: repo.path, system: 'api' })
  await send(deployment('d1', '2026-06-01T10:00:00Z', { version: 'v1.0.0', commits: [first] }))
  const { total, rows } = await call('versions.list', {})
  expect(total).toBe(2)
  // Of 1.1.0 nobody but its tag says the commit.
  expect(rows.map((row) => [row.version, row.runs_in, row.commits])).toEqual([
    ['1.1.0', ['production'], [second]],
    ['v1.0.0', [], [first]],
  ])
})

test('a deployment that runs for more than a day is a finding', async () => {
  const { call, send } = await workspace('2026-07-01T00:00:00Z')
  const running = (id: string, since: string, more = {}) =>
    deployment(id, '', { state: 'started', finished_at_ms: null, started_at_ms: at(since), ...more })
  await send(
    running('1', '2026-06-30T00:01:00Z'),
    running('2', '2026-06-29T23:59:00Z', { environment: 'staging' }),
    running('3', '2026-06-01T00:00:00Z', { state: 'pending' }),
    deployment('4', '2026-06-01T00:00:00Z', { state: 'aborted' }),
  )
  const finding = (await call('findings.list', {})).rows.find((one) => one.id === 'never-finished')
  expect(finding?.n).toBe(2)
  expect(finding?.rows.map((row) => row.id)).toEqual(['2', '3'])
})
