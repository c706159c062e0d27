// Definitions as a workspace keeps them: own ones, the chosen one, refusals; levels under them; what cannot be computed.
import { describe, expect, test } from 'vitest'
import { dora, switchesOf } from './switch-values.ts'
import { differing, switches, switchNames, switchWords } from '../../src-shared/switches.ts'
import { presets } from '../../src-main/metrics/definitions.ts'
import { Definition } from '../../src-shared/definition.ts'
import { createRepo } from '../helpers/repos.ts'
import { at, deployment, incident, type TestWorkspace, workspace } from '../helpers/workspace.ts'

const june = { from: '2026-06-01', to: '2026-06-30', zone: 'UTC' }

async function five(): Promise<TestWorkspace> {
  const some = await workspace()
  for (let i = 1; i <= 5; i++)
    await some.send(deployment(`d${i}`, `2026-06-0${i}T10:00:00Z`, { kind: i === 1 ? 'rollback' : 'regular' }))
  await some.send(incident('i', '2026-06-06T00:00:00Z', '2026-06-06T01:00:00Z'))
  return some
}

test('every switch has words for each of its values', () => {
  expect(switchNames).toEqual(Object.keys(Definition.shape))
  for (const name of switchNames) {
    expect(Object.keys(switches[name].words)).toEqual(switchesOf(name))
    for (const text of [switches[name].sentence, switches[name].effect]) expect(text).toMatch(/^[A-Z].*\.$/)
    expect(switchWords(name, dora[name])).not.toBe('')
  }
})

test('two definitions differ in the switches that they set otherwise, and in no other', () => {
  const of = (id: string) => presets.find((one) => one.id === id)?.switches ?? dora
  expect(differing(of('devlake-2023'), of('devlake-2021'))).toEqual([
    { title: 'Recovery of', one: 'Incidents attributed to a deployment', other: 'All incidents' },
    {
      title: 'Start of the recovery',
      one: switchWords('recovery_from', 'deployment'),
      other: switchWords('recovery_from', 'incident'),
    },
    {
      title: switches.recovery_bucket.title,
      one: switchWords('recovery_bucket', 'deployment'),
      other: switchWords('recovery_bucket', 'resolution'),
    },
    { title: 'Levels', one: 'DevLake 2023', other: 'DevLake 2021' },
  ])
  expect(differing(dora, dora)).toEqual([])
  expect(differing(dora, { ...dora, attribution_hours: 24 })).toEqual([
    { title: 'Longest time to an incident', one: 'no limit', other: '24' },
  ])
})

describe('own definitions', () => {
  test('differ from a preset in some switches, and are asked for by name', async () => {
    const some = await five()
    const saved = await some.call('definitions.save', {
      name: 'Ours',
      based_on: 'pulse',
      switches: { rollbacks: false },
    })
    expect(saved).toMatchObject({ id: 'Ours', own: true, based_on: 'pulse' })
    expect(saved.switches).toMatchObject({ rollbacks: false, frequency: 'deployments per day' })
    const { metrics, switches: used, title } = await some.call('metrics.overview', { ...june, preset: 'Ours' })
    expect(metrics[0]).toMatchObject({ n: 4, value: 4 / 30, unit: 'per day' })
    expect([used.rollbacks, title]).toEqual([false, 'Ours'])
    const working = await some.call('metrics.working', { ...june, preset: 'Ours', metric: 'deployment-frequency' })
    expect(working.switches).toEqual(used)
    expect(working.command).toContain('--preset Ours')
  })

  test('may build on one another, and are changed by their name', async () => {
    const some = await five()
    await some.call('definitions.save', { name: 'a', switches: { rollbacks: false } })
    const b = await some.call('definitions.save', { name: 'b', based_on: 'a', switches: { merges: true } })
    expect(b).toMatchObject({ based_on: 'dora', switches: { rollbacks: false, merges: true } })
    await some.call('definitions.save', { name: 'a', switches: { hotfixes: false } })
    const { rows } = await some.call('definitions.list', {})
    expect(rows.filter((row) => row.own).map((row) => [row.id, row.switches.rollbacks, row.switches.hotfixes])).toEqual(
      [
        ['b', false, true],
        ['a', true, false],
      ],
    )
  })

  test('can be chosen for all numbers, and removed, which chooses the default again', async () => {
    const some = await five()
    await some.call('definitions.save', { name: 'Ours', switches: { rollbacks: false } })
    expect((await some.call('definitions.list', {})).chosen).toBe('dora')
    expect((await some.call('definitions.choose', { preset: 'Ours' })).chosen).toBe('Ours')
    expect(await some.call('metrics.overview', june)).toMatchObject({
      preset: 'Ours',
      metrics: [{ n: 4 }, {}, {}, {}, {}],
    })
    expect((await some.call('definitions.remove', { name: 'Ours' })).chosen).toBe('dora')
    expect(await some.call('metrics.overview', june)).toMatchObject({
      preset: 'dora',
      metrics: [{ n: 5 }, {}, {}, {}, {}],
    })
  })

  test('are refused with what would do', async () => {
    const some = await five()
    expect(await some.refusal('definitions.save', { name: 'dora' })).toBe('"dora" is built in. Choose another name.')
    expect(await some.refusal('definitions.save', { name: '' })).toBe('"name" is "", expected at least one character.')
    expect(await some.refusal('definitions.save', { name: 'x', based_on: 'y' })).toMatch(
      /^There is no preset "y"; available: dora, /,
    )
    expect(await some.refusal('definitions.save', { name: 'x', switches: { merges: 'some' } })).toBe(
      '"switches.merges" is "some", expected a boolean.',
    )
    expect(await some.refusal('definitions.save', { name: 'x', switches: { own_lead_time: [3, 2, 1] } })).toBe(
      '"switches.own_lead_time" is [3,2,1], expected three numbers, each larger than the one before.',
    )
    expect(await some.refusal('definitions.save', { name: 'x', switches: { attribution_hours: 0 } })).toBe(
      '"switches.attribution_hours" is 0, expected at least 1.',
    )
    expect(await some.refusal('definitions.save', { name: 'x', switches: { colour: 'red' } })).toMatch(/colour/)
    expect(await some.refusal('definitions.remove', { name: 'dora' })).toBe(
      'There is no definition of your own called "dora".',
    )
    expect(await some.refusal('metrics.overview', { preset: 'mine' })).toMatch(
      /^There is no preset "mine"; available: dora, pulse/,
    )
    expect(await some.refusal('metrics.overview', { compare: 'mine' })).toMatch(/^There is no preset "mine"/)
    expect(await some.refusal('definitions.choose', { preset: 'mine' })).toMatch(/^There is no preset "mine"/)
  })
})

describe('levels', () => {
  test('can be hidden', async () => {
    const { metrics } = await (await five()).call('metrics.overview', { ...june, switches: { levels: 'none' } })
    expect(metrics.map((metric) => [metric.level, metric.level_note])).toEqual(metrics.map(() => [null, null]))
  })

  test('of 2025 are scores', async () => {
    const some = await five()
    const answer = await some.call('metrics.overview', { ...june, switches: { levels: 'quick-check-2025' } })
    // 5 in 29.58 days are 1.18 a week: 6. One of five failed: 8; a rollback of five: 8. One incident is too few.
    expect(answer.metrics.map((metric) => metric.score)).toEqual([6, null, 8, null, 8])
    expect(answer.metrics.map((metric) => metric.level)).toEqual([null, null, null, null, null])
    expect(answer.metrics[0]?.level_note).toBe('6 of 10 in the Quick Check 2025; the mean of all answers is 4.8')
    expect(answer.score).toMatchObject({ overall: null, throughput: null, stability: 8 })
    expect((await some.call('metrics.overview', june)).score).toBe(null)
  })

  test('an interval comes where it is asked for', async () => {
    const some = await five()
    const { metrics } = await some.call('metrics.overview', { ...june, interval: true })
    expect(metrics.map((metric) => metric.interval)).toEqual([undefined, null, undefined, null, undefined])
    const { metrics: without } = await some.call('metrics.overview', june)
    expect(without.every((metric) => metric.interval === undefined)).toBe(true)
  })
})

describe('any environment', () => {
  const ask = { ...june, preset: 'fourkeys', metrics: ['deployment-frequency', 'change-lead-time'] }

  test('counts a named change once, at its first deployment anywhere', async () => {
    const some = await workspace()
    await some.send(
      { type: 'change', system: 'api', id: 'c1', created_at_ms: at('2026-06-01T00:00:00Z') },
      { type: 'change', system: 'api', id: 'c2', created_at_ms: at('2026-06-02T12:00:00Z') },
      deployment('s1', '2026-06-02T00:00:00Z', { environment: 'staging', changes: ['c1'] }),
      deployment('p1', '2026-06-03T00:00:00Z', { changes: ['c1', 'c2'] }),
      deployment('s2', '2026-06-04T00:00:00Z', { environment: 'staging', changes: ['c2'] }),
    )
    const answer = await some.call('metrics.overview', ask)
    expect(answer.environment).toBe('any environment')
    // c1 24 h in s1, c2 12 h in p1.
    expect(answer.metrics).toMatchObject([{ n: 3 }, { n: 2, value: 18 * 3_600_000 }])
    // c1 was shipped before the third: only c2 is left.
    const later = await some.call('metrics.overview', { ...ask, from: '2026-06-03' })
    expect(later.metrics[1]).toMatchObject({ n: 1, value: 12 * 3_600_000 })
    const production = await some.call('metrics.overview', { ...ask, environment: 'production' })
    expect(production).toMatchObject({
      environment: 'production',
      metrics: [{ n: 1 }, { n: 2, value: 30 * 3_600_000 }],
    })
  })

  test('has no lead time where a commit graph reaches several tiers, and says so', async () => {
    const repo = createRepo()
    const a = repo.commit({ at: '2026-06-01T00:00:00Z' })
    const b = repo.commit({ at: '2026-06-02T00:00:00Z' })
    const some = await workspace()
    await some.call('repos.add', { path: repo.path, system: 'api' })
    await some.send(deployment('p1', '2026-06-03T00:00:00Z', { commits: [a] }))
    await some.send(deployment('p2', '2026-06-04T00:00:00Z', { commits: [b] }))
    expect((await some.call('metrics.overview', ask)).metrics[1]).toMatchObject({
      state: 'too-few',
      value: 48 * 3_600_000,
    })
    await some.send(deployment('s1', '2026-06-03T12:00:00Z', { commits: [b], environment: 'staging' }))
    const { metrics } = await some.call('metrics.overview', ask)
    expect(metrics[0]).toMatchObject({ n: 3 })
    expect(metrics[1]).toMatchObject({ state: 'not-connected', value: null, n: 0 })
    expect(metrics[1]?.hint).toMatch(/^api deploys commits to several tiers/)
  })
})

test('what a person left out counts nowhere, and stands in the working with the reason', async () => {
  const some = await five()
  const { rows } = await some.call('deployments.list', {})
  const number = rows.find((row) => row.id === 'd5')?.number ?? 0
  await some.call('decisions.exclude', { type: 'deployment', number, reason: 'a drill' })
  const { metrics } = await some.call('metrics.overview', { ...june, all: true })
  const n = (id: string) => metrics.find((metric) => metric.id === id)?.n
  expect([n('deployment-frequency'), n('change-fail-rate'), n('deployment-days'), n('failed-rollouts')]).toEqual([
    4, 4, 4, 4,
  ])
  const { steps } = await some.call('metrics.working', { ...june, metric: 'deployment-frequency' })
  expect(steps.map((step) => [step.n, step.dropped.map((one) => `${one.n} ${one.reason}`)])).toEqual([
    [5, []],
    [4, ['1 left out by a person: a drill']],
    [4, []],
  ])
})

test('a remedied deployment fails without an incident; what a person says of an incident holds under each preset', async () => {
  const some = await workspace()
  await some.send(
    deployment('a', '2026-06-01T00:00:00Z'),
    deployment('b', '2026-06-02T00:00:00Z'),
    deployment('c', '2026-06-03T00:00:00Z', { kind: 'rollback', remedies: 'b' }),
    incident('i', '2026-06-04T00:00:00Z', null),
  )
  const failed = async (more: object) => {
    const { metrics } = await some.call('metrics.overview', { ...june, ...more, metrics: ['change-fail-rate'] })
    return metrics[0]?.of
  }
  expect(await failed({})).toBe('2 of 3 deployments')
  expect(await failed({ switches: { remedied: false } })).toBe('1 of 3 deployments')
  const [row] = (await some.call('incidents.list', {})).rows
  const [a] = (await some.call('deployments.list', {})).rows.filter((one) => one.id === 'a')
  await some.call('decisions.attribute', { incident: row?.number ?? 0, deployment: a?.number ?? 0 })
  for (const preset of ['pulse', 'devlake-2023', 'devgrid', 'fourkeys']) {
    const { steps } = await some.call('metrics.working', { ...june, preset, metric: 'change-fail-rate' })
    expect([preset, steps.at(-1)?.rows.map((one) => one.id)]).toEqual([preset, ['a']])
  }
  await some.call('decisions.attribute', { incident: row?.number ?? 0, deployment: null })
  expect(await failed({ preset: 'pulse' })).toBe('0 of 3 deployments')
})

test('with reverts as a rule, what a later deployment takes back failed, and that is rework', async () => {
  const repo = createRepo({ name: 'api' })
  const root = repo.commit({ at: '2026-06-01T08:00:00Z', message: 'Begin' })
  const bad = repo.commit({ at: '2026-06-02T08:00:00Z', message: 'Add carts' })
  const back = repo.commit({ at: '2026-06-04T08:00:00Z', message: `Revert "Add carts"\n\nThis reverts commit ${bad}.` })
  const some = await workspace()
  await some.call('repos.add', { path: repo.path, system: 'api' })
  await some.send(
    deployment('a', '2026-06-01T10:00:00Z', { commits: [root] }),
    deployment('b', '2026-06-03T10:00:00Z', { commits: [bad] }),
    deployment('c', '2026-06-05T10:00:00Z', { commits: [back] }),
    // Before every deployment, so that it blames none; and elsewhere, where nothing says a kind.
    incident('i', '2026-05-01T00:00:00Z', null),
    deployment('w', '2026-06-05T10:00:00Z', { system: 'web' }),
  )
  const shares = async (more: object) => {
    const { metrics } = await some.call('metrics.overview', { ...june, ...more })
    return ['change-fail-rate', 'deployment-rework-rate'].map((id) => {
      const one = metrics.find((metric) => metric.id === id)
      return one?.state === 'not-connected' ? one.state : one?.of
    })
  }
  expect(await shares({})).toEqual(['0 of 4 deployments', 'not-connected'])
  const rule = { switches: { reverts: true } }
  expect(await shares(rule)).toEqual(['1 of 4 deployments', '1 of 3 deployments'])
  const rows = async (metric: string) => {
    const { steps, definition } = await some.call('metrics.working', { ...june, ...rule, metric })
    return [...(steps.at(-1)?.rows.map((one) => `${one.id}: ${one.note}`) ?? []), definition.includes('take')]
  }
  expect(await rows('change-fail-rate')).toEqual(['b: a later deployment takes back what it shipped', true])
  expect(await rows('deployment-rework-rate')).toEqual(['c: ships a revert', false])
  // Hotfixes and rollbacks are what says so.
  expect((await some.call('metrics.overview', { ...june, ...rule, metrics: ['rollback-share'] })).metrics[0]?.of).toBe(
    '0 of 3 deployments',
  )
})

test('with an older version as a rule, what ran before it came back failed, and that is rework; as an own definition too', async () => {
  const some = await workspace()
  await some.send(
    deployment('a', '2026-06-01T10:00:00Z', { version: '1.0.0' }),
    deployment('b', '2026-06-02T10:00:00Z', { version: '1.1.0' }),
    // The same again is no step back; of two of one version the latter ran until then.
    deployment('c', '2026-06-03T10:00:00Z', { version: '1.1.0' }),
    deployment('d', '2026-06-04T10:00:00Z', { version: '1.0.0' }),
    // A newer one, in the other environment: in no number of production.
    deployment('s', '2026-06-05T10:00:00Z', { version: '1.2.0', environment: 'staging' }),
    deployment('t', '2026-06-06T10:00:00Z', { version: '1.1.0', environment: 'staging' }),
    deployment('u', '2026-06-07T10:00:00Z', { version: '1.2.0', environment: 'staging' }),
    incident('i', '2026-05-01T00:00:00Z', null),
    deployment('w', '2026-06-05T10:00:00Z', { system: 'web' }),
  )
  const shares = async (more: object) => {
    const { metrics } = await some.call('metrics.overview', { ...june, ...more })
    return ['change-fail-rate', 'deployment-rework-rate'].map((id) => {
      const one = metrics.find((metric) => metric.id === id)
      return one?.state === 'not-connected' ? one.state : one?.of
    })
  }
  expect(await shares({})).toEqual(['0 of 5 deployments', 'not-connected'])
  expect(await shares({ switches: { reverts: true } })).toEqual(['0 of 5 deployments', 'not-connected'])
  // By hand: c of a, b, c, d and w failed; d of the four of api is rework.
  await some.call('definitions.save', { name: 'Ours', based_on: 'dora', switches: { older_again: true } })
  expect(await shares({ preset: 'Ours' })).toEqual(['1 of 5 deployments', '1 of 4 deployments'])
  // In staging u brings back what t had replaced.
  const staging = { preset: 'Ours', environment: 'staging' }
  expect(await shares(staging)).toEqual(['1 of 3 deployments', '1 of 3 deployments'])
  const rows = async (metric: string, more: object) => {
    const { steps, definition } = await some.call('metrics.working', { ...june, ...more, metric })
    return [...(steps.at(-1)?.rows.map((one) => `${one.id}: ${one.note}`) ?? []), definition]
  }
  const why = 'a later deployment brings back'
  expect(await rows('change-fail-rate', { preset: 'Ours' })).toEqual([
    `c: ${why} 1.0.0`,
    expect.stringContaining('after which older code or an older version is brought back'),
  ])
  expect((await rows('change-fail-rate', staging))[0]).toBe(`t: ${why} 1.2.0`)
  expect(await rows('deployment-rework-rate', { preset: 'Ours' })).toEqual([
    'd: brings back 1.0.0',
    expect.stringContaining('brings back older code, or a version that another had replaced'),
  ])
  // A new fact undoes it at once: what came back was left out.
  const found = (await some.call('deployments.list', {})).rows.find((one) => one.id === 'd')
  const { id } = await some.call('decisions.exclude', {
    type: 'deployment',
    number: found?.number ?? 0,
    reason: 'a trial',
  })
  expect(await shares({ preset: 'Ours' })).toEqual(['0 of 4 deployments', 'not-connected'])
  await some.call('decisions.undo', { id })
  expect(await shares({ preset: 'Ours' })).toEqual(['1 of 5 deployments', '1 of 4 deployments'])
  // What a person says goes before the rule: that the row is no problem, or that it fixed nothing.
  const [row] = (await some.call('findings.list', {})).rows.find((one) => one.id === 'older-version-again')?.rows ?? []
  const says = [
    () => some.call('decisions.ignore', { finding: 'older-version-again', row: row?.key ?? '' }),
    () => some.call('decisions.remedy', { deployment: row?.number ?? 0, remedies: null }),
  ]
  for (const say of says) {
    const { id: said } = await say()
    expect((await shares({ preset: 'Ours' }))[0]).toBe('0 of 5 deployments')
    await some.call('decisions.undo', { id: said })
  }
  expect(await shares({ preset: 'Ours' })).toEqual(['1 of 5 deployments', '1 of 4 deployments'])
})
