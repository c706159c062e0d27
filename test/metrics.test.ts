// What all metrics promise: the list is the folder, and nothing is never zero. The numbers of the definitions themselves
// are in metrics/worked-example.test.ts.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { dora2023 } from '../src-main/metrics/benchmarks.ts'
import { presets } from '../src-main/metrics/definitions.ts'
import { metrics } from '../src-main/metrics/index.ts'
import { grade, published } from '../src-main/metrics/levels.ts'
import { must } from '../src-shared/assert.ts'
import type { Input } from '../src-shared/contract/index.ts'
import { aggregates, levels, units, type MetricValue } from '../src-shared/contract/metrics.ts'
import { at, deployment, incident, type TestWorkspace, workspace } from './helpers/workspace.ts'

const hour = 3_600_000
const day = 24 * hour

/** Neighbours in metrics/ that are no metric themselves. */
const shared = [
  'aggregate',
  'benchmarks',
  'builds',
  'changes',
  'definitions',
  'incidents',
  'index',
  'issues',
  'kinds',
  'leads',
  'leads-in-order',
  'levels',
  'metric',
  'ordered',
  'per-1k-lines',
  'points',
  'query',
  'question',
  'quick-check',
  'recovery',
  'remedy-rules',
  'run',
  'split',
  'statistics',
  'tallies',
  'working',
]
const five = metrics.filter((metric) => metric.group === 'dora')

test('the folder is the list', () => {
  const files = readdirSync(fileURLToPath(new URL('../src-main/metrics', import.meta.url))).filter((name) =>
    name.endsWith('.ts'),
  )
  expect([...metrics.map((metric) => metric.id), ...shared].map((name) => `${name}.ts`).sort()).toEqual(files.sort())
})

describe.each(metrics.map((metric) => [metric.id, metric] as const))('%s', (_, metric) => {
  test.each(presets.map((preset) => [preset.id, preset.switches] as const))('says what it is: %s', (__, switches) => {
    const { title, sentence, unit, aggregate } = metric.meaning(switches)
    expect(title).toMatch(/^[A-Z]/)
    expect(sentence).toMatch(/^[A-Z].*\.$/)
    expect(sentence).not.toMatch(/undefined|null|  |\.\.|, ,/)
    expect(units).toContain(unit)
    expect(aggregates).toContain(aggregate)
    expect(['higher', 'lower', 'neither']).toContain(metric.better)
  })
})

test('every table has bands from best to worst that do not overlap', () => {
  for (const [id, table] of Object.entries(published))
    for (const [metric, bands] of Object.entries(table.bands)) {
      const names = bands.map((band) => band.level)
      expect(names, `${id} ${metric}`).toEqual(levels.filter((level) => names.includes(level)))
      for (const band of bands) expect(band.from).toBeLessThan(band.to)
      const rising = bands.toSorted((a, b) => a.from - b.from)
      for (const [i, band] of rising.slice(1).entries())
        expect(rising[i]?.to ?? 0, `${id} ${metric}`).toBeLessThanOrEqual(band.from)
    }
})

async function ask(
  from: TestWorkspace,
  id: string,
  question: Input<'metrics.overview'> = { from: '2026-06-01', to: '2026-06-30', zone: 'UTC' },
): Promise<MetricValue> {
  const { metrics: values } = await from.call('metrics.overview', question)
  return must(
    values.find((one) => one.id === id),
    'because every metric is answered',
  )
}

/** n deployments in June, one a day from the 2nd, each saying what kind it is and listing a change of an hour before. */
async function deploy(to: TestWorkspace, n: number, more: Parameters<typeof deployment>[2] = {}): Promise<void> {
  for (let i = 0; i < n; i++) {
    const finished = at('2026-06-02T10:00:00Z') + i * day
    const system = more?.system ?? 'api'
    await to.send(
      { type: 'change', system, id: `c${i}`, created_at_ms: finished - hour },
      deployment(`d${i}`, new Date(finished).toISOString(), { kind: 'regular', changes: [`c${i}`], ...more }),
    )
  }
}

/** n incidents resolved after two hours, each just after the deployment of its day. */
async function fail(to: TestWorkspace, n: number): Promise<void> {
  for (let i = 0; i < n; i++) {
    const started = at('2026-06-02T11:00:00Z') + i * day
    await to.send(incident(`i${i}`, new Date(started).toISOString(), new Date(started + 2 * hour).toISOString()))
  }
}

describe('the four states, in their order', () => {
  test.each(five.map((metric) => metric.id))('%s with nothing at all is not connected, and null', async (id) => {
    const empty = await workspace()
    const value = await ask(empty, id)
    expect(value).toMatchObject({ state: 'not-connected', value: null, n: 0, level: null, level_note: null, notes: [] })
    expect(value.hint).toMatch(/\.$/)
    expect(value.previous).toEqual({ state: 'not-connected', value: null, n: 0 })
    expect(value.points.map((point) => [point.value, point.n])).toEqual(value.points.map(() => [null, 0]))
  })

  test.each(five.map((metric) => metric.id))('%s with nothing in the period is empty, and null', async (id) => {
    const filled = await workspace()
    await deploy(filled, 6)
    await fail(filled, 6)
    const value = await ask(filled, id, { from: '2026-05-01', to: '2026-05-28', zone: 'UTC' })
    expect(value).toMatchObject({ state: 'empty', value: null, n: 0, level: null, hint: null })
    // Before the first known deployment there was nothing to count: a gap, not 0.
    expect(value.points.every((point) => point.value === null)).toBe(true)
  })

  test.each(five.map((metric) => metric.id))('%s of four is shown without a level', async (id) => {
    const few = await workspace()
    await deploy(few, 4)
    await fail(few, 4)
    const value = await ask(few, id)
    expect(value).toMatchObject({
      state: 'too-few',
      n: 4,
      level: null,
      level_note: 'Too few to grade (n = 4, at least 5)',
    })
    expect(value.value).not.toBeNull()
  })

  test('five are enough, each with the level of its band', async () => {
    const enough = await workspace()
    await deploy(enough, 5)
    await fail(enough, 5)
    const { metrics: values } = await enough.call('metrics.overview', {
      from: '2026-06-01',
      to: '2026-06-30',
      zone: 'UTC',
    })
    expect(values.map((value) => [value.id, value.state, value.n, value.value, value.level])).toEqual([
      // From 2 June 10:00 to the end of June are 28 days and 14 hours, 686 h: 5 ÷ 686 × 168.
      ['deployment-frequency', 'ok', 5, (5 / 686) * 168, 'high'],
      ['change-lead-time', 'ok', 5, hour, 'elite'],
      ['change-fail-rate', 'ok', 5, 1, 'low'],
      // Two hours: more than an hour, less than a day.
      ['failed-deployment-recovery-time', 'ok', 5, 2 * hour, 'high'],
      // All five say "regular", so none is rework; no report has levels for it.
      ['deployment-rework-rate', 'ok', 5, 0, null],
    ])
  })

  test('with incidents known somewhere, none here is a real 0; with none anywhere it is not connected', async () => {
    const calm = await workspace()
    await deploy(calm, 5)
    expect(await ask(calm, 'change-fail-rate')).toMatchObject({ state: 'not-connected', value: null })
    await calm.send(incident('elsewhere', '2026-06-10T00:00:00Z', null, { system: 'web' }))
    expect(await ask(calm, 'change-fail-rate')).toMatchObject({ state: 'ok', value: 0, n: 5, of: '0 of 5 deployments' })
  })

  test('rework is unknown until somebody says a kind', async () => {
    const silent = await workspace()
    await silent.send(deployment('d', '2026-06-02T10:00:00Z'))
    const value = await ask(silent, 'deployment-rework-rate')
    expect(value).toMatchObject({ state: 'not-connected', value: null })
    expect(value.hint).toContain('hotfix')
    await silent.send(deployment('e', '2026-06-03T10:00:00Z', { kind: 'regular' }))
    expect(await ask(silent, 'deployment-rework-rate')).toMatchObject({ state: 'too-few', value: 0, n: 2 })
  })
})

test('the period before is as long, and ends where this one begins', async () => {
  const some = await workspace()
  await some.send(
    // The last moment and the first of 28 days before 1 June, and one outside.
    deployment('last', '2026-05-31T23:59:59Z'),
    deployment('first', '2026-05-04T00:00:00Z'),
    deployment('outside', '2026-05-03T23:59:59Z'),
  )
  const question = { from: '2026-06-01', to: '2026-06-28', zone: 'UTC' }
  const { previous_range } = await some.call('metrics.overview', question)
  expect(previous_range).toEqual({ from_ms: at('2026-05-04T00:00:00Z'), to_ms: at('2026-06-01T00:00:00Z') })
  expect((await ask(some, 'deployment-frequency', question)).previous).toMatchObject({ state: 'too-few', n: 2 })
})

test('the period before keeps its midnights across a clock change', async () => {
  const some = await workspace()
  // Clocks in Berlin went forward on 29 March 2026: the week before 30 March begins on the 23rd at 00:00, 167 hours ago.
  const { range, previous_range } = await some.call('metrics.overview', {
    from: '2026-03-30',
    to: '2026-04-05',
    zone: 'Europe/Berlin',
  })
  expect(range.from_ms).toBe(at('2026-03-29T22:00:00Z'))
  expect(previous_range).toEqual({ from_ms: at('2026-03-22T23:00:00Z'), to_ms: range.from_ms })
})

test('only the chosen systems count', async () => {
  const two = await workspace()
  await deploy(two, 3)
  await deploy(two, 5, { system: 'web' })
  const n = async (systems: string[]) =>
    (await ask(two, 'deployment-frequency', { from: '2026-06-01', to: '2026-06-30', zone: 'UTC', systems })).n
  expect([await n(['api']), await n(['web']), await n(['api', 'web']), await n([])]).toEqual([3, 5, 8, 8])
  expect(await two.refusal('metrics.overview', { systems: ['shop'] })).toBe(
    'There is no system "shop"; known: api, web.',
  )
})

test('production is asked unless another environment is; a tier holds all its environments', async () => {
  const many = await workspace()
  await deploy(many, 1)
  await deploy(many, 2, { environment: 'prod-eu' })
  await deploy(many, 3, { environment: 'Staging' })
  const n = async (environment?: string) =>
    (
      await ask(many, 'deployment-frequency', {
        from: '2026-06-01',
        to: '2026-06-30',
        zone: 'UTC',
        ...(environment === undefined ? {} : { environment }),
      })
    ).n
  expect(await n()).toBe(3)
  expect(await n('production')).toBe(3)
  expect(await n('PROD')).toBe(3)
  expect(await n('prod-eu')).toBe(2)
  expect(await n('staging')).toBe(3)
  expect(await n('testing')).toBe(0)
  expect(await many.refusal('metrics.overview', { environment: 'moon' })).toContain('There is no environment "moon"')
})

describe('buckets', () => {
  test('a month of Berlin with a clock change is one month', async () => {
    const some = await workspace()
    await some.send(
      // 1 March 00:00 in Berlin is 28 February 23:00 UTC; 1 April 00:00, after the change, 31 March 22:00 UTC.
      deployment('february', '2026-02-28T22:59:59Z'),
      deployment('march first', '2026-02-28T23:00:00Z'),
      deployment('march last', '2026-03-31T21:59:59Z'),
      deployment('april', '2026-03-31T22:00:00Z'),
    )
    const { points } = await ask(some, 'deployment-frequency', {
      from: '2026-02-01',
      to: '2026-04-30',
      bucket: 'month',
      zone: 'Europe/Berlin',
    })
    expect(points.map((point) => [point.from_ms, point.value])).toEqual([
      [at('2026-01-31T23:00:00Z'), 1],
      [at('2026-02-28T23:00:00Z'), 2],
      [at('2026-03-31T22:00:00Z'), 1],
    ])
    expect(points.map((point) => (point.to_ms - point.from_ms) / hour)).toEqual([28 * 24, 31 * 24 - 1, 30 * 24])
  })

  test('Sunday 23:30 in Auckland belongs to the week that ends', async () => {
    const some = await workspace()
    // Auckland is 12 hours ahead in June: Sunday 7 June 23:30 is 11:30 UTC, Monday 8 June 00:30 is 12:30 UTC.
    await some.send(deployment('sunday', '2026-06-07T11:30:00Z'), deployment('monday', '2026-06-07T12:30:00Z'))
    const { points } = await ask(some, 'deployment-frequency', {
      from: '2026-06-01',
      to: '2026-06-14',
      bucket: 'week',
      zone: 'Pacific/Auckland',
    })
    expect(points.map((point) => [point.from_ms, point.value])).toEqual([
      [at('2026-05-31T12:00:00Z'), 1],
      [at('2026-06-07T12:00:00Z'), 1],
    ])
  })

  test('an empty bucket is 0 for a count from the first known deployment on, and a gap for everything else', async () => {
    const some = await workspace()
    await deploy(some, 5)
    await fail(some, 5)
    const question: Input<'metrics.overview'> = { from: '2026-05-25', to: '2026-07-12', bucket: 'week', zone: 'UTC' }
    const { metrics: values } = await some.call('metrics.overview', question)
    for (const value of values) {
      const found = value.points.map((point) => point.value)
      // 25 May: before the first. 1 June: all five. Then three weeks of nothing. 6 July: after now (1 July).
      const expected =
        value.id === 'deployment-frequency' ? [null, 5, 0, 0, 0, 0, null] : [null, null, null, null, null, null]
      if (value.id === 'deployment-frequency') expect(found).toEqual(expected)
      else expect([found[0], ...found.slice(2)]).toEqual(expected)
      expect(value.points.map((point) => point.n)).toEqual([0, 5, 0, 0, 0, 0, 0])
    }
  })

  test('a bucket that is cut by the period, or reaches past now, says so', async () => {
    const some = await workspace()
    await deploy(some, 1)
    const { points } = await ask(some, 'deployment-frequency', {
      from: '2026-06-03',
      to: '2026-07-05',
      bucket: 'week',
      zone: 'UTC',
    })
    // Weeks of 1, 8, 15, 22 and 29 June: the first begins before the 3rd, the last holds now, 1 July 00:00.
    expect(points.map((point) => point.partial)).toEqual([true, false, false, false, true])
  })
})

describe('the time observed', () => {
  const question = { from: '2026-06-01', to: '2026-06-30', zone: 'UTC' }

  test('begins with the first known deployment where that lies in the period', async () => {
    const some = await workspace()
    // 20 June 00:00 to the end of June: 11 days; two deployments.
    await some.send(deployment('a', '2026-06-20T00:00:00Z'), deployment('b', '2026-06-25T00:00:00Z'))
    expect((await ask(some, 'deployment-frequency', question)).value).toBeCloseTo((2 / 11) * 7, 12)
  })

  test('begins with the period where one was known before', async () => {
    const some = await workspace()
    await some.send(deployment('a', '2026-01-01T00:00:00Z'), deployment('b', '2026-06-25T00:00:00Z'))
    expect((await ask(some, 'deployment-frequency', question)).value).toBeCloseTo((1 / 30) * 7, 12)
  })

  test('is begun by a failed deployment, too', async () => {
    const some = await workspace()
    await some.send(
      deployment('a', '2026-06-10T00:00:00Z', { state: 'failed' }),
      deployment('b', '2026-06-25T00:00:00Z'),
    )
    expect((await ask(some, 'deployment-frequency', question)).value).toBeCloseTo((1 / 21) * 7, 12)
  })

  test('is never less than a week', async () => {
    const some = await workspace()
    await some.send(deployment('a', '2026-06-29T00:00:00Z'), deployment('b', '2026-06-30T00:00:00Z'))
    expect((await ask(some, 'deployment-frequency', question)).value).toBe(2)
  })

  test('ends now where the period does not', async () => {
    const some = await workspace('2026-06-15T00:00:00Z')
    await some.send(deployment('a', '2026-06-01T00:00:00Z'), deployment('b', '2026-06-02T00:00:00Z'))
    expect((await ask(some, 'deployment-frequency', question)).value).toBeCloseTo(2 / 2, 12)
  })
})

describe('levels', () => {
  test.each([
    ['deployment-frequency', 7, 'elite'],
    ['deployment-frequency', 6.99, 'high'],
    ['deployment-frequency', 1, 'high'],
    ['deployment-frequency', 0.99, 'medium'],
    ['deployment-frequency', 0.2, 'low'],
    ['change-lead-time', day - 1, 'elite'],
    ['change-lead-time', day, 'high'],
    ['change-lead-time', 7 * day, 'medium'],
    ['change-lead-time', 30 * day, 'low'],
    ['change-fail-rate', 0, 'elite'],
    ['change-fail-rate', 0.05, 'elite'],
    ['change-fail-rate', 0.051, 'high'],
    ['change-fail-rate', 0.15, 'medium'],
    ['change-fail-rate', 0.16, 'low'],
    ['failed-deployment-recovery-time', hour - 1, 'elite'],
    ['failed-deployment-recovery-time', day, 'medium'],
    ['failed-deployment-recovery-time', 30 * day, 'low'],
  ] as const)('%s of %d is %s', (metric, value, level) => {
    expect(grade(dora2023, metric, value).level).toBe(level)
  })

  test('between a week and a month the report names no level for recovery: shown as the worse one, and why', () => {
    expect(grade(dora2023, 'failed-deployment-recovery-time', 7 * day)).toEqual({
      level: 'low',
      note: 'Between Medium and Low in the DORA 2023 report, which names no level for it; shown as Low, because it does not reach Medium',
    })
  })
})
