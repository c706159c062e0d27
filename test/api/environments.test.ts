// What runs where, by an example worked out by hand on a real repository: the matrix now and at other times.
import { expect, test } from 'vitest'
import type { Cell } from '../../src-shared/contract/environments.ts'
import { createHistory } from '../helpers/repos.ts'
import { shop, to } from '../helpers/shop.ts'
import { at, deployment, type TestWorkspace, workspace } from '../helpers/workspace.ts'

/** A row as words: what runs, what failed after it, what is under way, and how far it is behind. */
function words(cell: Cell | null | undefined): string {
  if (cell === null || cell === undefined) return 'never seen'
  const parts = [
    cell.current === null ? 'nothing' : cell.current.label,
    cell.failed && `${cell.failed.label} ${cell.failed.state}`,
    cell.running && `${cell.running.label} ${cell.running.state}`,
    cell.behind && `${cell.behind.commits ?? 'unknown'} behind ${cell.behind.environment}`,
  ]
  return parts.filter((part) => part !== null).join(', ')
}

async function matrix({ call }: TestWorkspace, asOf?: string): Promise<Record<string, Record<string, string>>> {
  const { environments, rows } = await call('environments.matrix', asOf === undefined ? {} : { as_of_ms: at(asOf) })
  return Object.fromEntries(
    rows.map((row) => [row.system, Object.fromEntries(environments.map(({ name }, i) => [name, words(row.cells[i])]))]),
  )
}

test('the matrix says what runs, what failed after it, what is under way, and commits behind the environment before', async () => {
  const { opened, repo, c5 } = await shop()
  expect(await matrix(opened)).toEqual({
    shop: {
      development: c5.slice(0, 8),
      staging: '1.2.0, unknown behind development',
      production: '1.1.1, 1.2.0 failed, 1.2.0 started, unknown behind staging',
    },
  })
  await opened.call('repos.add', { path: repo.path, system: 'shop' })
  expect(await matrix(opened)).toEqual({
    shop: {
      development: c5.slice(0, 8),
      // c5
      staging: '1.2.0, 1 behind development',
      // c3 and c4: production runs h1, which has c2 and c1.
      production: '1.1.1, 1.2.0 failed, 1.2.0 started, 2 behind staging',
    },
  })
})

test('the matrix as of another time is made from history', async () => {
  const { opened, repo } = await shop()
  await opened.call('repos.add', { path: repo.path, system: 'shop' })
  const never = 'never seen'
  const rowOf = async (asOf: string) => (await matrix(opened, asOf))['shop']
  expect(await rowOf('2026-06-10T09:59:59Z')).toEqual({ development: never, staging: never, production: never })
  expect(await rowOf('2026-06-10T10:00:00Z')).toEqual({ development: never, staging: never, production: '1.1.0' })
  expect(await rowOf('2026-06-15T12:00:00Z')).toEqual({ development: never, staging: never, production: '1.1.1' })
  expect(await rowOf('2026-06-19T09:55:00Z')).toEqual({
    development: never,
    staging: '1.2.0',
    production: '1.1.1, 1.2.0 started, 2 behind staging',
  })
  expect(await rowOf('2026-06-19T10:00:00Z')).toEqual({
    development: never,
    staging: '1.2.0',
    production: '1.1.1, 1.2.0 failed, 2 behind staging',
  })
})

test('the matrix follows what is scanned and deployed later', async () => {
  const { opened, repo, c5 } = await shop()
  await opened.call('repos.add', { path: repo.path, system: 'shop' })
  await matrix(opened)
  const merge = repo.commit({ at: '2026-06-21T09:00:00Z', parents: [c5, repo.tip('hotfix')] })
  await opened.call('repos.scan', {})
  await opened.send(to('dev', 'd2', '2026-06-21T10:00:00Z', { commits: [merge] }))
  // The merge, c5 and h1.
  expect((await matrix(opened))['shop']?.['staging']).toBe('1.2.0, 3 behind development')
  await opened.send(to('staging', 's2', '2026-06-22T10:00:00Z', { commits: [merge] }))
  expect((await matrix(opened))['shop']?.['staging']).toBe(`${merge.slice(0, 8)}, 0 behind development`)
  // The merge, c5, c4 and c3.
  expect((await matrix(opened))['shop']?.['production']).toMatch(/4 behind staging$/)
})

test('the matrix counts as git counts, merges included', async () => {
  const repo = createHistory(400)
  const ids = repo.git(['rev-list', '--reverse', 'main']).trim().split('\n')
  const [old = '', recent = ''] = [ids[41], ids[333]]
  const opened = await workspace('2026-07-01T00:00:00Z')
  await opened.call('repos.add', { path: repo.path, system: 'shop' })
  await opened.send(
    to('staging', 's1', '2026-06-18T10:00:00Z', { commits: [recent] }),
    to('production', 'p1', '2026-06-18T10:00:00Z', { commits: [old] }),
  )
  const { rows } = await opened.call('environments.matrix', {})
  const behind = Number(repo.git(['rev-list', '--count', `${old}..${recent}`]))
  expect(behind).toBeGreaterThan(250)
  expect(rows[0]?.cells[1]?.behind).toEqual({ environment: 'staging', commits: behind })
})

test('the matrix has environments by tier, then by name, and systems by name', async () => {
  const { call, send } = await workspace()
  for (const name of ['prod-us', 'canary', 'Production', 'qa', 'staging-eu', 'dev', 'uat'])
    await send(deployment('1', '2026-06-01T10:00:00Z', { environment: name, system: name === 'qa' ? 'b' : 'a' }))
  await send(deployment('1', '2026-06-01T10:00:00Z', { environment: 'edge', system: 'c' }))
  const all = await call('environments.matrix', {})
  expect(all.environments.map((one) => `${one.name}/${one.tier}`)).toEqual([
    'development/development',
    'testing/testing',
    'staging/staging',
    'staging-eu/staging',
    'prod-us/production',
    'production/production',
    'canary/other',
    'edge/other',
  ])
  expect(all.rows.map((row) => row.system)).toEqual(['a', 'b', 'c'])
  // Only where the chosen ones were ever seen.
  const some = await call('environments.matrix', { systems: ['b', 'c'] })
  expect(some.environments.map((one) => one.name)).toEqual(['testing', 'edge'])
  expect(some.rows.map((row) => row.cells.map(words))).toEqual([
    ['1', 'never seen'],
    ['never seen', '1'],
  ])
})

test('the matrix compares a tier with what was deployed last in the nearest one before it', async () => {
  const opened = await workspace()
  await opened.send(
    to('dev', 'x', '2026-06-01T10:00:00Z', { version: '1.4.0' }),
    to('staging-eu', 'x', '2026-06-02T10:00:00Z', { version: '1.3.0' }),
    to('staging-us', 'x', '2026-06-03T10:00:00Z', { version: 'v1.2.0' }),
    to('prod', 'x', '2026-06-04T10:00:00Z', { version: '1.2.0' }),
    to('edge', 'x', '2026-06-04T10:00:00Z', { version: '1.0.0' }),
  )
  expect((await matrix(opened))['shop']).toEqual({
    development: '1.4.0',
    'staging-eu': '1.3.0, unknown behind development',
    'staging-us': 'v1.2.0, unknown behind development',
    // The same version, however prefixed, lacks nothing although no repository is known.
    production: '1.2.0, 0 behind staging-us',
    edge: '1.0.0',
  })
  const { rows } = await opened.call('environments.matrix', {})
  expect(rows[0]?.cells.map((cell) => cell?.same)).toEqual([0, 1, 2, 2, 4])
})

test('the matrix knows the same by version, by commit, or by id where there is neither', async () => {
  const { call, send } = await workspace()
  const id = 'a'.repeat(40)
  await send(
    to('dev', '1', '2026-06-01T10:00:00Z', { commits: [id] }),
    to('qa', '2', '2026-06-01T10:00:00Z', { commits: [id.slice(0, 7)], version: '2.0.0' }),
    to('staging', '3', '2026-06-01T10:00:00Z', { version: '2.0.0' }),
    to('prod', '3', '2026-06-01T10:00:00Z'),
    to('edge', '3', '2026-06-01T10:00:00Z'),
  )
  const { rows } = await call('environments.matrix', {})
  expect(rows[0]?.cells.map((cell) => [cell?.current?.label, cell?.same])).toEqual([
    ['aaaaaaaa', 0],
    ['2.0.0', 0],
    ['2.0.0', 1],
    ['3', 3],
    ['3', 3],
  ])
})

test('the matrix tells a place where nothing finished from one that was never seen', async () => {
  const opened = await workspace('2026-07-01T00:00:00Z')
  const started = (environment: string, text: string, state: 'started' | 'pending' = 'started') =>
    to(environment, environment, '', { state, started_at_ms: at(text), finished_at_ms: null })
  await opened.send(
    started('dev', '2026-06-29T23:59:00Z'),
    started('qa', '2026-06-30T00:11:00Z', 'pending'),
    to('staging', '1', '2026-06-30T00:00:00Z', { state: 'aborted' }),
    deployment('1', '2026-06-01T00:00:00Z', { system: 'other' }),
  )
  expect((await matrix(opened))['shop']).toEqual({
    // It began more than a day ago and was not heard of since.
    development: 'nothing',
    testing: 'nothing, qa pending',
    staging: 'nothing, 1 aborted',
    production: 'never seen',
  })
})

test('the matrix shows what a clock a little ahead has reported, and nothing of tomorrow', async () => {
  const opened = await workspace('2026-06-30T12:00:00Z')
  await opened.send(
    to('prod', '1', '2026-06-30T11:00:00Z'),
    to('prod', '2', '2026-06-30T12:00:30Z'),
    to('prod', '3', '2026-07-01T12:00:00Z'),
  )
  expect((await matrix(opened))['shop']).toEqual({ production: '2' })
  expect((await matrix(opened, '2026-06-30T12:00:00Z'))['shop']).toEqual({ production: '1' })
  opened.setNow(at('2026-07-01T13:00:00Z'))
  expect((await matrix(opened))['shop']).toEqual({ production: '3' })
})

test('the matrix of an empty workspace is empty', async () => {
  const { call, refusal } = await workspace('2026-07-01T00:00:00Z')
  expect(await call('environments.matrix', {})).toEqual({
    as_of_ms: at('2026-07-01T00:00:00Z'),
    environments: [],
    rows: [],
  })
  expect(await refusal('environments.matrix', { systems: ['nobody'] })).toBe('There is no system "nobody".')
  expect(await refusal('environments.matrix', { as_of_ms: 'now' })).toContain('"as_of_ms" is "now", expected')
})
