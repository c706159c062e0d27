// Random workspaces, with and without a repository, asked the same question as naive.ts; and what must hold whatever the
// numbers are.
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { createRepo } from '../helpers/repos.ts'
import { deployment, incident, workspace } from '../helpers/workspace.ts'
import { type Answer, naiveOverview, type Question, type World } from './naive.ts'
import { naivePresets, naiveUnder } from './naive-presets.ts'
import { type Opened, opened, type Plan, plans, systemNames } from './random-workspaces.ts'

const runs = Number(process.env['SHIPLOG_RUNS'] ?? 60)
const hour = 3_600_000

/** What naive.ts answers, of what the application does; values to twelve digits. */
function comparable(answers: Answer[]): unknown {
  const round = (value: number | null) => (value === null ? null : Number(value.toPrecision(12)))
  return answers.map(({ id, state, value, n, points, previous }) => ({
    id,
    state,
    value: round(value),
    n,
    previous: { state: previous.state, value: round(previous.value), n: previous.n },
    points: points.map((point) => ({
      from: new Date(point.from_ms).toISOString(),
      value: round(point.value),
      n: point.n,
    })),
  }))
}

/** Nobody can ask for what nobody ever named. */
function isRefused(answers: Answer[] | string): answers is string {
  if (typeof answers !== 'string') return false
  expect(answers).toMatch(/^There is no (system|environment) "/)
  return true
}

function expectSound(answers: Answer[]): void {
  for (const { value, n, points } of answers)
    for (const one of [{ value, n }, ...points]) {
      expect(Number.isInteger(one.n) && one.n >= 0).toBe(true)
      if (one.value !== null) expect(Number.isFinite(one.value) && one.value >= 0).toBe(true)
    }
  for (const { value, n } of answers) expect(value === null).toBe(n === 0)
  const ratios = answers.filter((one) => one.id.endsWith('rate'))
  for (const { value, points } of ratios)
    for (const one of [{ value }, ...points]) expect(one.value ?? 0).toBeLessThanOrEqual(1)
}

async function expectSame(plan: Plan): Promise<void> {
  await opened(plan, async ({ ask, send }, world) => {
    const answers = await ask(plan.question)
    if (isRefused(answers)) return
    expect(comparable(answers)).toEqual(comparable(naiveOverview(world, plan.question)))
    expectSound(answers)
    await expectSum(ask, plan.question, answers)
    for (const preset of naivePresets) {
      const found = await ask(plan.question, preset)
      if (typeof found === 'string') throw new Error(found)
      const expected = naiveUnder(preset, world, plan.question)
      const ids = expected.map((one) => one.id)
      expect([preset, comparable(found.filter((one) => ids.includes(one.id)))]).toEqual([preset, comparable(expected)])
      for (const { value, n } of found)
        expect(value === null || (Number.isFinite(value) && value >= 0 && n > 0)).toBe(true)
    }
    await send([
      {
        type: 'deployment',
        system: world.events.find((event) => event.type === 'deployment')?.system ?? 'api',
        environment: 'production',
        id: 'a rollout that failed',
        state: 'failed',
        finished_at_ms: world.events.find((event) => event.type === 'deployment')?.finished_at_ms ?? world.now,
      },
    ])
    const after = await ask(plan.question)
    if (typeof after === 'string') throw new Error(after)
    const failRate = (of: Answer[]) => comparable(of.filter((one) => one.id === 'change-fail-rate'))
    expect(failRate(after)).toEqual(failRate(answers))
  })
}

/** What is counted in each system is what is counted in all. */
async function expectSum(ask: Opened['ask'], question: Question, whole: Answer[]): Promise<void> {
  const chosen = question.systems.length === 0 ? systemNames : question.systems
  const counts = [0, 0]
  for (const system of chosen) {
    const answers = await ask({ ...question, systems: [system] })
    if (!isRefused(answers)) for (const i of [0, 1]) counts[i] = (counts[i] ?? 0) + (answers[i]?.n ?? 0)
  }
  expect(counts).toEqual([whole[0]?.n, whole[1]?.n])
}

/** The same plan some whole weeks later, in a zone without clock changes and in buckets that are as long everywhere. */
function later(plan: Plan, weeks: number): Plan {
  const ms = weeks * 7 * 24 * hour
  const world = JSON.parse(JSON.stringify(plan.world), (key, value: unknown) =>
    typeof value === 'number' && (key === 'now' || key.endsWith('_ms')) ? value + ms : value,
  ) as World
  const shifted = (date: string) => Temporal.PlainDate.from(date).add({ weeks }).toString()
  const { from, to } = plan.question
  return { ...plan, world, question: { ...plan.question, from: shifted(from), to: shifted(to) } }
}

async function expectShifted(plan: Plan, weeks: number): Promise<void> {
  const isCalendar = plan.question.bucket === 'month' || plan.question.bucket === 'quarter'
  const bucket = isCalendar ? 'week' : plan.question.bucket
  const here: Plan = { ...plan, question: { ...plan.question, zone: 'UTC', bucket } }
  const there = later(here, weeks)
  const found: unknown[] = []
  for (const one of [here, there])
    await opened(one, async ({ ask }) => {
      const answers = await ask(one.question)
      const from = one === here ? 0 : weeks * 7 * 24 * hour
      const back = (answer: Answer) => ({
        ...answer,
        points: answer.points.map((point) => ({ ...point, from_ms: point.from_ms - from })),
      })
      found.push(isRefused(answers) ? answers : comparable(answers.map(back)))
    })
  expect(found[1]).toEqual(found[0])
}

/** Shrinking ends with the limit, so that a failure is told in time. */
function options(numRuns: number) {
  return { numRuns, interruptAfterTimeLimit: 60_000 + numRuns * 1_000, markInterruptAsFailure: true }
}

describe('random workspaces', () => {
  const quarter = Math.ceil(runs / 4)

  test('of events alone answer what the definitions say', async () => {
    await fc.assert(fc.asyncProperty(plans({ withGraph: false }), expectSame), options(runs))
  }, 36_000_000)

  test('with a repository answer what the definitions say', async () => {
    await fc.assert(fc.asyncProperty(plans({ withGraph: true }), expectSame), options(quarter))
  }, 36_000_000)

  test('some weeks later answer the same, some weeks later', async () => {
    const weeks = fc.integer({ min: -60, max: 60 })
    await fc.assert(fc.asyncProperty(plans({ withGraph: false }), weeks, expectShifted), options(quarter))
  }, 36_000_000)
})

describe('found by random workspaces', () => {
  test('a version that an incident names need not be a version number', async () => {
    const { call, send } = await workspace()
    await send(
      deployment('run-1', '2026-06-01T10:00:00Z', { version: 'build-771' }),
      deployment('run-2', '2026-06-02T10:00:00Z', { version: 'build-772' }),
      incident('I1', '2026-06-03T10:00:00Z', null, { deployment: 'build-771' }),
    )
    expect((await call('incidents.list', {})).rows.map((row) => row.deployment)).toEqual(['run-1'])
  })

  test('a tag joins the earliest of those that share its commit or its version', async () => {
    const repo = createRepo()
    const commit = repo.commit({ at: '2026-06-01T08:00:00Z' })
    repo.tag('v1.0.0')
    const { call, send } = await workspace()
    await call('repos.add', { path: repo.path, system: 'api' })
    await send(
      deployment('run-1', '2026-06-01T10:00:00Z', { version: '1.0.0' }),
      deployment('run-2', '2026-06-02T10:00:00Z', { commits: [commit] }),
    )
    const { rows } = await call('deployments.list', {})
    expect(rows.map((row) => [row.id, row.sources])).toEqual([
      ['run-2', ['shiplog']],
      ['run-1', ['git', 'shiplog']],
    ])
  })
})
