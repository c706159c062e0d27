// Lead time in two parts, at the main line, by hand. Commits by committer date (author date where it differs):
//   c1 1 June 10:00 · f1 2 June 08:00 and f2 3 June 08:00 beside main · m 4 June 12:00, their merge ·
//   c5 5 June 10:00 (09:00) · h1 6 June 09:00 on c5, on a branch that is never merged
// Production: D1 2 June 00:00 of c1, the baseline · D2 6 June 12:00 of c5: f1, f2, m and c5 · D3 7 June 09:00 of h1
import { expect, test } from 'vitest'
import { must } from '../../src-shared/assert.ts'
import type { Input } from '../../src-shared/contract/index.ts'
import type { MetricValue } from '../../src-shared/contract/metrics.ts'
import { createRepo } from '../helpers/repos.ts'
import { at, deployment, type TestWorkspace, workspace } from '../helpers/workspace.ts'

const hour = 3_600_000
const june: Input<'metrics.overview'> = { from: '2026-06-01', to: '2026-06-28', bucket: 'week', zone: 'UTC' }

async function lead({ call }: TestWorkspace, more: Input<'metrics.overview'> = {}): Promise<MetricValue> {
  const { metrics } = await call('metrics.overview', { ...june, ...more, metrics: ['change-lead-time'] })
  return must(metrics[0], 'because one metric is asked for')
}

async function filled(): Promise<TestWorkspace & { h1: string; repoPath: string }> {
  const repo = createRepo({ name: 'api' })
  const c1 = repo.commit({ at: '2026-06-01T10:00:00Z', message: 'c1' })
  repo.commit({ at: '2026-06-02T08:00:00Z', parents: [c1], branch: 'side', message: 'f1' })
  const f2 = repo.commit({ at: '2026-06-03T08:00:00Z', branch: 'side', message: 'f2' })
  repo.commit({ at: '2026-06-04T12:00:00Z', parents: [c1, f2], message: 'm' })
  const c5 = repo.commit({ at: '2026-06-05T10:00:00Z', authored: '2026-06-05T09:00:00Z', message: 'c5' })
  const h1 = repo.commit({ at: '2026-06-06T09:00:00Z', parents: [c5], branch: 'hotfix', message: 'h1' })
  const opened = await workspace()
  await opened.call('repos.add', { path: repo.path, system: 'api' })
  await opened.send(
    deployment('D1', '2026-06-02T00:00:00Z', { commits: [c1] }),
    deployment('D2', '2026-06-06T12:00:00Z', { commits: [c5] }),
    deployment('D3', '2026-06-07T09:00:00Z', { commits: [h1] }),
  )
  return { ...opened, h1, repoPath: repo.path }
}

// f1 52 h to main and 48 h from there, f2 28 h and 48 h, c5 1 h and 26 h; h1 was never on main.
const split = {
  n: 3,
  unknown: 1,
  to_main: { median: 28 * hour, p75: 40 * hour, p90: 28 * hour + 0.8 * 24 * hour },
  to_deployed: { median: 48 * hour, p75: 48 * hour, p90: 48 * hour },
}

test('a lead time is parted where its change reached the main line: f1 and f2 by their merge', async () => {
  const opened = await filled()
  // 100, 76, 27 and 24 h.
  expect(await lead(opened)).toMatchObject({ value: 51.5 * hour, n: 4, split })
  // The same changes, whatever becomes of their lead times.
  expect((await lead(opened, { preset: 'pulse' })).split).toEqual(split)
  expect((await lead(opened, { systems: ['api'] })).split).toEqual(split)
  // c5 begins an hour later by its committer date.
  expect((await lead(opened, { switches: { lead_start: 'committer' } })).split?.to_main?.p90).toBe(split.to_main.p90)
  const before = { from: '2026-05-01', to: '2026-05-31' }
  expect(await lead(opened, before)).toMatchObject({ state: 'empty', split: { n: 0, unknown: 0, to_main: null } })
  const { rows } = await opened.call('changes.list', { state: 'deployed' })
  expect(rows.map((row) => [row.title, row.reached_at_ms])).toEqual([
    ['h1', null],
    ['c5', at('2026-06-05T10:00:00Z')],
    ['f2', at('2026-06-04T12:00:00Z')],
    ['f1', at('2026-06-04T12:00:00Z')],
  ])
  // A commit by itself says the same: f1 by hand as above, and its merge reached the line by itself.
  const placed = await Promise.all(
    rows.map(async ({ id }) => (await opened.call('changes.where', { change: id })).rows[0]),
  )
  expect(placed.map((row) => [row?.title, row?.reached_at_ms])).toEqual(
    rows.map((row) => [row.title, row.reached_at_ms]),
  )
  const production = placed.map((row) => row?.environments.find((place) => place.environment === 'production')?.parts)
  expect(production).toEqual([
    null,
    { to_main_ms: 1 * hour, to_deployed_ms: 26 * hour },
    { to_main_ms: 28 * hour, to_deployed_ms: 48 * hour },
    { to_main_ms: 52 * hour, to_deployed_ms: 48 * hour },
  ])
})

test('one by one, where first deployments are looked for in any environment, the parts are the same', async () => {
  const opened = await filled()
  await opened.send(deployment('S1', '2026-06-08T10:00:00Z', { system: 'web', environment: 'staging', changes: ['x'] }))
  expect(await lead(opened, { switches: { environments: 'any' } })).toMatchObject({ n: 4, split })
})

test('the working says the parts of each change, and of all', async () => {
  const { call } = await filled()
  const { steps, sum } = await call('metrics.working', { ...june, metric: 'change-lead-time' })
  expect(sum).toBe(
    'The median of 4 lead times. Start to main line: median 1 d 4 h; main line to deployed: median 2 d (n = 3, of 1 more it is not known).',
  )
  const counting = must(
    steps.find((one) => one.title === 'Changes that count'),
    'because it is one of the steps',
  )
  expect(counting.rows.map((row) => row.note)).toEqual([
    null,
    ...['2 d 4 h', '1 d 4 h'].map((main) => `${main} to the main line, 2 d from there to the deployment`),
    '1 h to the main line, 1 d 2 h from there to the deployment',
  ])
})

test('from the main line on: f1 and f2 48 h, c5 26 h, and h1 is left out', async () => {
  const opened = await filled()
  const value = await lead(opened, { preset: 'gitlab' })
  expect(value).toMatchObject({ value: 48 * hour, n: 3, split: null })
  expect(value.notes).toContain('1 change left out: not known to have reached a main line')
  const { steps } = await opened.call('metrics.working', { ...june, metric: 'change-lead-time', preset: 'gitlab' })
  const left = steps.flatMap((one) => one.dropped).find((one) => one.reason.includes('main line'))
  expect(left?.rows.map((row) => row.id)).toEqual([opened.h1])
  const built = await lead(opened, { preset: 'gitlab', switches: { lead_changes: 'built from' } })
  expect(built.hint).toContain('not of what it was built from')
})

test('events alone have no split and no start on a main line, which is not 0', async () => {
  const opened = await workspace()
  await opened.send(
    { type: 'change', system: 'api', id: 'c1', created_at_ms: at('2026-06-01T10:00:00Z') },
    deployment('D1', '2026-06-02T10:00:00Z', { changes: ['c1'] }),
  )
  expect(await lead(opened)).toMatchObject({
    value: 24 * hour,
    split: { n: 0, unknown: 1, to_main: null, to_deployed: null },
  })
  expect(await lead(opened, { preset: 'gitlab' })).toMatchObject({
    state: 'not-connected',
    value: null,
    n: 0,
    hint: expect.stringContaining('No main line is known yet'),
  })
  const { sum } = await opened.call('metrics.working', { ...june, metric: 'change-lead-time' })
  expect(sum).toBe(
    'The median of 1 lead time. Of none of these changes it is known when it reached a main line, so there is no split.',
  )
})

test('a branch that is merged later reaches the main line then, and what was deployed before has no parts', async () => {
  const opened = await filled()
  const repo = createRepo({ name: 'other' })
  expect(repo.path).not.toBe(opened.repoPath)
  const root = repo.commit({ at: '2026-06-01T10:00:00Z' })
  const fix = repo.commit({ at: '2026-06-02T10:00:00Z', parents: [root], branch: 'fix' })
  await opened.call('repos.add', { path: repo.path, system: 'other' })
  await opened.send(
    deployment('O1', '2026-06-01T12:00:00Z', { system: 'other', commits: [root] }),
    deployment('O2', '2026-06-03T10:00:00Z', { system: 'other', commits: [fix] }),
  )
  const other = { systems: ['other'] }
  expect(await lead(opened, other)).toMatchObject({ value: 24 * hour, split: { n: 0, unknown: 1 } })
  repo.commit({ at: '2026-06-04T10:00:00Z', parents: [root, fix] })
  await opened.call('repos.scan', {})
  expect(await lead(opened, other)).toMatchObject({ value: 24 * hour, split: { n: 0, unknown: 1 } })
  // It reached main a day after it was deployed.
  const gitlab = await lead(opened, { ...other, preset: 'gitlab' })
  expect(gitlab).toMatchObject({ n: 0, notes: expect.arrayContaining([expect.stringContaining('starts after')]) })
})
