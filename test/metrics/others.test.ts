// Metrics beyond the five, each value by hand: deployments, incidents, issues, builds. June 2026 in UTC, by week.
import { describe, expect, test } from 'vitest'
import { timeInProgress } from '../../src-main/metrics/cycle-time.ts'
import { metrics } from '../../src-main/metrics/index.ts'
import { must } from '../../src-shared/assert.ts'
import type { Input } from '../../src-shared/contract/index.ts'
import type { MetricValue } from '../../src-shared/contract/metrics.ts'
import type { Event } from '../../src-shared/event.ts'
import { createRepo } from '../helpers/repos.ts'
import { shop, to } from '../helpers/shop.ts'
import { at, deployment, incident, type TestWorkspace, workspace } from '../helpers/workspace.ts'

const hour = 3_600_000
const day = 24 * hour
const june: Input<'metrics.overview'> = { from: '2026-06-01', to: '2026-06-28', bucket: 'week', zone: 'UTC' }
const others = metrics.filter((metric) => metric.group !== 'dora').map((metric) => metric.id)

async function ask(from: TestWorkspace, id: string, more: Input<'metrics.overview'> = {}): Promise<MetricValue> {
  const { metrics: values } = await from.call('metrics.overview', { ...june, ...more, metrics: [id] })
  return must(values[0], 'because one metric is asked for')
}

function points(metric: MetricValue): (number | null)[] {
  return metric.points.map((point) => point.value)
}

function issue(
  id: string,
  kind: string,
  created: string,
  more: Partial<Extract<Event, { type: 'issue' }>> = {},
): Event {
  return { type: 'issue', system: 'api', id, kind, status: 'todo', created_at_ms: at(created), ...more }
}

function done(id: string, kind: string, created: string, resolved: string, more: object = {}): Event {
  return issue(id, kind, created, { status: 'done', resolved_at_ms: at(resolved), ...more })
}

function build(
  id: string,
  state: 'succeeded' | 'failed' | 'aborted' | 'started',
  started: string | null,
  finished: string | null,
): Event {
  return {
    type: 'build',
    system: 'api',
    id,
    state,
    started_at_ms: started === null ? null : at(started),
    finished_at_ms: finished === null ? null : at(finished),
  }
}

test.each(others)('%s of nothing is not connected, and says what to do', async (id) => {
  const value = await ask(await workspace(), id)
  expect(value).toMatchObject({ state: 'not-connected', value: null, n: 0, level: null, score: null, notes: [] })
  expect(value.hint).toMatch(/\.$/)
  expect(points(value)).toEqual([null, null, null, null])
})

test('the five come by default, all on request, others by name, in the order asked', async () => {
  const { call, refusal } = await workspace()
  const idsOf = async (more: Input<'metrics.overview'>) =>
    (await call('metrics.overview', more)).metrics.map((metric) => metric.id)
  expect(await idsOf({})).toHaveLength(5)
  expect(await idsOf({ all: true })).toEqual(metrics.map((metric) => metric.id))
  expect(await idsOf({ metrics: ['bug-age', 'deployment-days'] })).toEqual(['bug-age', 'deployment-days'])
  expect(await refusal('metrics.overview', { metrics: ['mood'] })).toMatch(/^There is no metric "mood"; there are dep/)
})

describe('deployments', () => {
  async function four(): Promise<TestWorkspace> {
    const some = await workspace()
    await some.send(
      deployment('a', '2026-06-02T10:00:00Z'),
      deployment('b', '2026-06-02T23:59:59Z', { kind: 'hotfix' }),
      deployment('c', '2026-06-03T00:00:00Z', { state: 'failed' }),
      deployment('d', '2026-06-10T00:00:00Z', { kind: 'rollback' }),
      deployment('e', '2026-06-11T00:00:00Z', { state: 'aborted' }),
      // Says no kind, and no other of its system does.
      deployment('w', '2026-06-12T00:00:00Z', { system: 'web' }),
    )
    return some
  }

  test('deployment days: 2, 10 and 12 June, a day once', async () => {
    const value = await ask(await four(), 'deployment-days')
    expect(value).toMatchObject({ value: 3, n: 4, unit: 'days', of: 'with 4 deployments' })
    expect(points(value)).toEqual([1, 2, 0, 0])
  })

  test('a day is one of the zone: in Auckland the first three lie on three days', async () => {
    // 2 June 10:00 UTC is 22:00 there; 23:59:59 UTC is 3 June 11:59:59; 10 June 12:00; 12 June 12:00.
    expect(await ask(await four(), 'deployment-days', { zone: 'Pacific/Auckland' })).toMatchObject({ value: 4, n: 4 })
  })

  test('failed rollouts: c of a, b, c, d, w; e was cancelled', async () => {
    const value = await ask(await four(), 'failed-rollouts')
    expect(value).toMatchObject({ value: 1 / 5, n: 5, of: '1 of 5 deployments', notes: ['1 deployment cancelled'] })
    expect(points(value)).toEqual([1 / 3, 0, null, null])
  })

  test('hotfix and rollback share: of a, b, d; web never says a kind', async () => {
    const some = await four()
    expect(await ask(some, 'hotfix-share')).toMatchObject({ value: 1 / 3, n: 3, of: '1 of 3 deployments' })
    expect(await ask(some, 'rollback-share')).toMatchObject({
      value: 1 / 3,
      n: 3,
      notes: ['web left out: its deployments never say their kind'],
    })
  })
})

describe('what waits', () => {
  const toNow = { from: '2026-06-01', to: '2026-07-01' }

  test('undeployed age: 3, 4 and 5 June 9:00 to 1 July 0:00, of which the one in the middle is 26 d 15 h', async () => {
    const { opened, repo } = await shop()
    const hint = 'No main line of these systems is known yet. Add a repository, or scan those that were added.'
    expect(await ask(opened, 'undeployed-age', toNow)).toMatchObject({ state: 'not-connected', value: null, hint })
    await opened.call('repos.add', { path: repo.path, system: 'shop' })
    // Production has c2 and the hotfix; of c3, c4 and c5 none is a merge.
    const value = await ask(opened, 'undeployed-age', toNow)
    expect(value).toMatchObject({
      state: 'too-few',
      value: 26 * day + 15 * hour,
      n: 3,
      of: 'median of 3 commits',
      p90: 27 * day + 15 * hour - 0.2 * day,
      notes: ['the oldest for 27 d 15 h', 'on the main line for a median of 26 d 15 h'],
      previous: { state: 'empty', value: null, n: 0 },
    })
    // The last week holds now; before it there is no telling.
    expect(points(value)).toEqual([null, null, null, null, value.value])
    // Staging has c4.
    expect(await ask(opened, 'undeployed-age', { ...toNow, environment: 'staging' })).toMatchObject({
      value: 25 * day + 15 * hour,
      n: 1,
    })
    expect(await ask(opened, 'undeployed-age')).toMatchObject({
      state: 'not-connected',
      hint: 'Only what waits now is known. Choose a period that ends today.',
    })
    // What a person left out ships nothing.
    await opened.call('decisions.exclude', { type: 'deployment', number: 2, reason: 'a test' })
    await opened.call('decisions.exclude', { type: 'deployment', number: 1, reason: 'a test' })
    expect(await ask(opened, 'undeployed-age', toNow)).toMatchObject({
      state: 'not-connected',
      hint: 'No deployment to production is known to be built from a scanned repository, so that nobody knows what waits for one.',
    })
    await opened.call('decisions.undo', { id: (await opened.call('decisions.list', {})).rows[0]?.id ?? 0 })
    expect(await ask(opened, 'undeployed-age', toNow)).toMatchObject({ n: 3 })
    await opened.send(to('production', 'p9', '2026-06-30T10:00:00Z', { commits: [repo.tip()] }))
    expect(await ask(opened, 'undeployed-age', toNow)).toMatchObject({ state: 'empty', n: 0, of: 'nothing waits' })
  })

  test('undeployed age is that of the list, and its working drops what was never deployed', async () => {
    const { opened, repo } = await shop()
    const other = createRepo({ name: 'other' })
    other.commit()
    for (const { path, name } of [
      { path: repo.path, name: 'shop' },
      { path: other.path, name: 'other' },
    ])
      await opened.call('repos.add', { path, system: name })
    const { rows } = await opened.call('changes.undeployed', {})
    const value = await ask(opened, 'undeployed-age', toNow)
    const listed = rows.find((row) => row.ever)
    expect(value.n).toBe(listed?.total)
    expect(value.notes).toContain('1 main line left out: nothing of it was ever deployed to production')
    const asked = { ...june, ...toNow, metric: 'undeployed-age' }
    const { steps, value: same, sum } = await opened.call('metrics.working', asked)
    expect([same, sum]).toEqual([value.value, 'The median of 3 commits.'])
    expect(steps.map((one) => [one.n, one.dropped.map(({ n, reason }) => [n, reason])])).toEqual([
      [4, []],
      [3, [[1, 'nothing of other was ever deployed to production']]],
      [3, []],
    ])
    expect(steps[2]?.rows.map((row) => row.id)).toEqual((listed?.rows ?? []).map((row) => row.id))
  })
})

describe('incidents', () => {
  async function three(): Promise<TestWorkspace> {
    const some = await workspace('2026-06-25T00:00:00Z')
    await some.send(
      // 2 h, 6 h; open since 20 June, five days before now; and one from May, closed on 8 June 00:00.
      incident('a', '2026-06-02T10:00:00Z', '2026-06-02T12:00:00Z'),
      incident('b', '2026-06-03T10:00:00Z', '2026-06-03T16:00:00Z'),
      incident('c', '2026-06-20T00:00:00Z', null),
      incident('d', '2026-05-31T00:00:00Z', '2026-06-08T00:00:00Z'),
    )
    return some
  }

  test('recovery of all: 2 h, 6 h and 192 h', async () => {
    const value = await ask(await three(), 'incident-recovery-time')
    expect(value).toMatchObject({ value: 6 * hour, n: 3, notes: ['1 incident still open'] })
    expect(points(value)).toEqual([4 * hour, 192 * hour, null, null])
  })

  test('incident age: the same median, the mean and what is open beside it', async () => {
    expect(await ask(await three(), 'incident-age')).toMatchObject({
      value: 6 * hour,
      // 200 h ÷ 3.
      notes: ['mean 2 d 18 h', '1 still open, for a median of 5 d'],
    })
  })

  test('open incidents at the end of each week, and now', async () => {
    const value = await ask(await three(), 'open-incidents')
    // d is resolved at the very end of the first week: not before it, so it is open then. c since the third.
    expect(points(value)).toEqual([1, 0, 1, 1])
    expect(value).toMatchObject({
      value: 1,
      n: 4,
      of: '1 of 4 incidents of the period',
      notes: ['open for a median of 5 d, the longest for 5 d'],
      // On 3 May to 31 May: d, open since the 31st, not yet resolved.
      previous: { value: 1, n: 1 },
    })
  })

  test('none open is 0, where there were some', async () => {
    const value = await ask(await three(), 'open-incidents', { from: '2026-06-01', to: '2026-06-14' })
    expect(value).toMatchObject({ value: 0, n: 3 })
  })

  test('per 1000 lines has no value without a repository, and says why', async () => {
    expect(await ask(await three(), 'incident-count-per-1k-lines')).toMatchObject({
      state: 'not-connected',
      hint: 'How many lines changed is read from git. Add the repository of the chosen systems.',
    })
  })
})

describe('issues', () => {
  async function some(): Promise<TestWorkspace> {
    const made = await workspace('2026-06-25T00:00:00Z')
    await made.send(
      // Bugs: 1 day, 3 days, and one open since 15 June, ten days.
      done('b1', 'bug', '2026-06-01T00:00:00Z', '2026-06-02T00:00:00Z'),
      done('b2', 'bug', '2026-06-05T00:00:00Z', '2026-06-08T00:00:00Z'),
      issue('b3', 'bug', '2026-06-15T00:00:00Z'),
      // Requirements: two of three done, with 3 and 8 points and one without.
      done('r1', 'requirement', '2026-06-02T00:00:00Z', '2026-06-12T00:00:00Z', { story_points: 3 }),
      done('r2', 'requirement', '2026-06-09T00:00:00Z', '2026-06-11T00:00:00Z', { story_points: 8 }),
      issue('r3', 'requirement', '2026-06-10T00:00:00Z'),
      // Resolved before it was created.
      done('t1', 'task', '2026-06-20T00:00:00Z', '2026-06-19T00:00:00Z'),
    )
    return made
  }

  test('bug age: median of 1 and 3 days', async () => {
    const value = await ask(await some(), 'bug-age')
    expect(value).toMatchObject({ value: 2 * day, n: 2, notes: ['mean 2 d', '1 still open, for a median of 10 d'] })
    expect(points(value)).toEqual([day, 3 * day, null, null])
  })

  test('issue lead time: 1, 2, 3 and 10 days; the task ends before it begins', async () => {
    const value = await ask(await some(), 'issue-lead-time')
    expect(value).toMatchObject({ value: 2.5 * day, n: 4 })
    expect(points(value)).toEqual([day, 3 * day, null, null])
  })

  test('requirement delivery rate: 2 of the 3 created', async () => {
    const value = await ask(await some(), 'requirement-delivery-rate')
    expect(value).toMatchObject({ value: 2 / 3, n: 3, of: '2 of 3 requirements', better: 'higher' })
    expect(points(value)).toEqual([1, 1 / 2, null, null])
  })

  test('requirement granularity: mean of 3 and 8; the third has no points, which is not 0', async () => {
    const value = await ask(await some(), 'requirement-granularity')
    expect(value).toMatchObject({
      value: 5.5,
      n: 2,
      unit: 'points',
      notes: ['1 requirement left out: without story points'],
    })
    expect(points(value)).toEqual([3, 8, null, null])
  })

  test('cycle time: what was told of being in progress, summed', async () => {
    const made = await workspace()
    const base = {
      type: 'issue',
      system: 'api',
      id: 'i',
      kind: 'task',
      created_at_ms: at('2026-06-01T00:00:00Z'),
    } as const
    const told = (status: 'todo' | 'in_progress' | 'done', updated: string, more: object = {}): Event => ({
      ...base,
      status,
      at_ms: at(updated),
      updated_at_ms: at(updated),
      ...more,
    })
    await made.send(
      told('todo', '2026-06-01T00:00:00Z'),
      told('in_progress', '2026-06-02T00:00:00Z'),
      told('todo', '2026-06-02T06:00:00Z'),
      told('in_progress', '2026-06-03T00:00:00Z'),
      told('done', '2026-06-04T00:00:00Z', { resolved_at_ms: at('2026-06-04T00:00:00Z') }),
      done('never', 'task', '2026-06-01T00:00:00Z', '2026-06-04T00:00:00Z'),
    )
    // 6 h on the 2nd and 24 h from the 3rd on.
    expect(await ask(made, 'cycle-time')).toMatchObject({
      value: 30 * hour,
      n: 1,
      notes: ['1 issue left out: never said to be in progress before it was done'],
    })
  })

  test.each([
    ['[]', null],
    ['[{"status":"done","at_ms":9}]', null],
    ['[{"status":"in_progress","at_ms":1}]', null],
    ['[{"status":"done","at_ms":9},{"status":"in_progress","at_ms":4}]', 5],
    ['[{"status":"in_progress","at_ms":4},{"status":"done","at_ms":4}]', 0],
  ])('time in progress of %s is %s', (history, ms) => {
    expect(timeInProgress(history)).toBe(ms)
  })

  test('bugs per 1000 lines have no value without a repository', async () => {
    expect(await ask(await some(), 'bug-count-per-1k-lines')).toMatchObject({ state: 'not-connected', value: null })
  })
})

describe('builds', () => {
  async function five(): Promise<TestWorkspace> {
    const some = await workspace()
    await some.send(
      build('a', 'succeeded', '2026-06-02T10:00:00Z', '2026-06-02T10:10:00Z'),
      build('b', 'failed', '2026-06-03T10:00:00Z', '2026-06-03T10:20:00Z'),
      build('c', 'succeeded', null, '2026-06-09T10:00:00Z'),
      build('d', 'aborted', '2026-06-10T10:00:00Z', '2026-06-10T10:30:00Z'),
      build('e', 'started', '2026-06-11T10:00:00Z', null),
    )
    return some
  }

  test('success rate: a and c of a, b, c', async () => {
    const value = await ask(await five(), 'build-success-rate')
    expect(value).toMatchObject({ value: 2 / 3, n: 3, of: '2 of 3 builds', notes: ['1 build cancelled'] })
    expect(points(value)).toEqual([1 / 2, 1, null, null])
  })

  test('duration: a 10 min, b 20 min, d 30 min; c has no start, e no end', async () => {
    const value = await ask(await five(), 'build-duration')
    expect(value).toMatchObject({
      value: 20 * 60_000,
      n: 3,
      notes: ['1 build left out: without a start, or ended before it'],
    })
    expect(points(value)).toEqual([15 * 60_000, 30 * 60_000, null, null])
  })
})
