// One data set under every preset, each value by hand; then the switches that no preset tells apart.
//
// System `api`, UTC, 1 to 28 June 2026: four Monday weeks. Commits by author date (committer date where it differs):
//   a0 1 June 08:00 · a1 2 June 10:00 (3 June 10:00) · a2 3 June 10:00 · a3 9 June 10:00:30 · s1 9 June 20:00 beside it ·
//   m4 10 June 08:00, the merge of both · a5 16 June 12:00
// Production, by finish, with the commit each was built from and what it ships:
//   P1 2 June 12:00 of a0, the baseline · P2 4 June 10:00 of a2: a1 and a2 · P3 10 June 10:00 of m4: a3, s1 and m4 ·
//   P4 11 June 10:00 of m4, failed · P5 16 June 12:00 of a5: a5 · P6 17 June 09:00 of m4, a rollback that remedies P5
// Incidents:
//   I1 4 June 12:00 to 14:00 · I2 10 June 12:00 to 11 June 12:00, names P2 · I3 16 June 13:00 to 17:00, names commit a5 ·
//   I4 1 June 09:00 to 09:30, before everything · I5 20 June 10:00, open
import { beforeAll, describe, expect, test } from 'vitest'
import { presets } from '../../src-main/metrics/definitions.ts'
import { openWorkspace } from '../helpers/open-workspace.ts'
import { silent } from '../../src-main/log.ts'
import type { Input } from '../../src-shared/contract/index.ts'
import type { MetricValue, Overview, Working } from '../../src-shared/contract/metrics.ts'
import type { Switches } from '../../src-shared/definition.ts'
import { createRepo, temporaryPath } from '../helpers/repos.ts'
import { at, deliveryOf, deployment, incident } from '../helpers/workspace.ts'

const hour = 3_600_000
const halfMinute = 30_000
const question: Input<'metrics.overview'> = {
  from: '2026-06-01',
  to: '2026-06-28',
  bucket: 'week',
  zone: 'UTC',
  systems: ['api'],
}

let call: (name: string, input: unknown) => Promise<unknown>
let ask: (more: Input<'metrics.overview'>) => Promise<Overview>

beforeAll(async () => {
  const repo = createRepo({ name: 'api' })
  const a0 = repo.commit({ at: '2026-06-01T08:00:00Z' })
  repo.commit({ at: '2026-06-03T10:00:00Z', authored: '2026-06-02T10:00:00Z' })
  const a2 = repo.commit({ at: '2026-06-03T10:00:00Z' })
  const a3 = repo.commit({ at: '2026-06-09T10:00:30Z' })
  const s1 = repo.commit({ at: '2026-06-09T20:00:00Z', parents: [a2], branch: 'side' })
  const m4 = repo.commit({ at: '2026-06-10T08:00:00Z', parents: [a3, s1] })
  const a5 = repo.commit({ at: '2026-06-16T12:00:00Z' })
  const now = at('2026-07-01T00:00:00Z')
  const shiplog = await openWorkspace({ dataDir: temporaryPath('data'), clock: () => now, log: silent })
  const dispatch = async (name: string, input: unknown) => {
    const reply = await shiplog.dispatch(name, input)
    if (!reply.ok) throw new Error(reply.error.message)
    return reply.value
  }
  await dispatch('repos.add', { path: repo.path, system: 'api' })
  const events = [
    deployment('P1', '2026-06-02T12:00:00Z', { commits: [a0] }),
    deployment('P2', '2026-06-04T10:00:00Z', { commits: [a2] }),
    deployment('P3', '2026-06-10T10:00:00Z', { commits: [m4] }),
    deployment('P4', '2026-06-11T10:00:00Z', { commits: [m4], state: 'failed' }),
    deployment('P5', '2026-06-16T12:00:00Z', { commits: [a5] }),
    deployment('P6', '2026-06-17T09:00:00Z', { commits: [m4], kind: 'rollback', remedies: 'P5' }),
    incident('I1', '2026-06-04T12:00:00Z', '2026-06-04T14:00:00Z'),
    incident('I2', '2026-06-10T12:00:00Z', '2026-06-11T12:00:00Z', { deployment: 'P2' }),
    incident('I3', '2026-06-16T13:00:00Z', '2026-06-16T17:00:00Z', { deployment: a5 }),
    incident('I4', '2026-06-01T09:00:00Z', '2026-06-01T09:30:00Z'),
    incident('I5', '2026-06-20T10:00:00Z', null),
    // Another system's staging: "any environment" of api must not mind.
    deployment('S1', '2026-06-20T10:00:00Z', { system: 'web', environment: 'staging' }),
  ]
  const translation = { events, at: events.map((_, i) => `event ${i + 1}`), skipped: [] }
  await shiplog.ops.deliver(deliveryOf(events, now), translation, false)
  call = dispatch
  ask = async (more) => (await dispatch('metrics.overview', { ...question, ...more })) as Overview
  return () => shiplog.close()
})

interface Expected {
  value: number | null
  n: number
  unit?: MetricValue['unit']
  /** By week. */
  points?: (number | null)[]
  level?: MetricValue['level']
}

const frequency = 'deployment-frequency'
const lead = 'change-lead-time'
const failRate = 'change-fail-rate'
const recovery = 'failed-deployment-recovery-time'
// P6 of P1, P2, P3, P5, P6, under every preset.
const rework = { 'deployment-rework-rate': { value: 1 / 5, n: 5 } }

const expected: Record<string, Record<string, Expected>> = {
  dora: {
    // P4 failed. From 2 June 12:00 to the end of 28 June are 26.5 days, 636 h.
    [frequency]: { value: (5 / 636) * 168, n: 5, unit: 'per week', points: [2, 1, 2, 0], level: 'high' },
    // a1 48 h, a2 24 h, a3 23:59:30 h, s1 14 h, a5 0 h; m4 is a merge, a0 the baseline, P6 ships nothing new.
    // Sorted: 0, 14, 23:59:30, 24, 48. By week: of 48 and 24; of 23:59:30 and 14; of 0.
    [lead]: {
      value: 24 * hour - halfMinute,
      n: 5,
      points: [36 * hour, 19 * hour - halfMinute / 2, 0, null],
      level: 'elite',
    },
    // I1 and I2 blame P2, I3 blames P5, I5 blames P6.
    [failRate]: { value: 3 / 5, n: 5, points: [1 / 2, 0, 1, null], level: 'low' },
    // I1 2 h, I2 24 h, I3 4 h.
    [recovery]: { value: 4 * hour, n: 3, points: [2 * hour, 24 * hour, 4 * hour, null] },
    ...rework,
  },
  pulse: {
    [frequency]: { value: 5 / 28, n: 5, unit: 'per day', points: [2, 1, 2, 0], level: 'high' },
    // P2 median 36 h, P3 median of 23:59:30 and 14 h, P5 0 h; the highest week is the first.
    [lead]: { value: 36 * hour, n: 3, points: [36 * hour, 19 * hour - halfMinute / 2, 0, null] },
    // The last before: I1 P2, I2 P3, I3 P5, I5 P6.
    [failRate]: { value: 4 / 5, n: 5, points: [1 / 2, 1, 1, null], level: 'low' },
    // Means of the weeks they were resolved in: I4 and I1 (0.5 and 2 h), I2, I3.
    [recovery]: { value: 24 * hour, n: 4, points: [1.25 * hour, 24 * hour, 4 * hour, null] },
    ...rework,
  },
  'devlake-2023': {
    // Deployment days by week: 2 and 4 June; 10 June; 16 and 17 June; none. Sorted 0, 1, 2, 2: the lower median is 1.
    [frequency]: { value: 1, n: 5, unit: 'days per week', points: [2, 1, 2, 0], level: 'high' },
    // In whole minutes, rounded up: 0, 14, 24, 24, 48 h.
    [lead]: { value: 24 * hour, n: 5, points: [24 * hour, 14 * hour, 0, null], level: 'high' },
    [failRate]: { value: 4 / 5, n: 5, points: [1 / 2, 1, 1, null], level: 'low' },
    // From the deployment's finish, in its week: I1 since P2 4 h; I2 since P3 26 h; I3 since P5 5 h. I4 has none.
    [recovery]: { value: 5 * hour, n: 3, points: [4 * hour, 26 * hour, 5 * hour, null] },
    ...rework,
  },
  'devlake-2021': {
    // One deployment day a week is below Elite; four days in the one month touched are at least one.
    [frequency]: { value: 1, n: 5, unit: 'days per week', points: [2, 1, 2, 0], level: 'high' },
    [lead]: { value: 24 * hour, n: 5, level: 'high' },
    [failRate]: { value: 4 / 5, n: 5, level: 'low' },
    // All: 0.5, 2, 4, 24 h; the lower median is 2.
    [recovery]: { value: 2 * hour, n: 4, points: [hour / 2, 24 * hour, 4 * hour, null] },
    ...rework,
  },
  gitlab: {
    [frequency]: { value: 5 / 28, n: 5, unit: 'per day', level: null },
    // From when each reached main: a1 and a2 3 June 10:00, a3 9 June 10:00:30, s1 with its merge 10 June 08:00, a5 16 June
    // 12:00. To P2 24 h and 24 h, to P3 23:59:30 h and 2 h, to P5 0 h. Sorted: 0, 2, 23:59:30, 24, 24.
    [lead]: {
      value: 24 * hour - halfMinute,
      n: 5,
      points: [24 * hour, 13 * hour - halfMinute / 2, 0, null],
      level: null,
    },
    // Five incidents for five deployments; by week 2 for 2, 1 for 1, 2 for 2, and none without a deployment.
    [failRate]: { value: 5 / 5, n: 5, points: [1, 1, 1, null], level: null },
    // 0.5, 2, 4, 24 h.
    [recovery]: { value: 3 * hour, n: 4 },
    ...rework,
  },
  fourkeys: {
    // 0, 1, 2, 2 days by week.
    [frequency]: { value: 1.5, n: 5, unit: 'days per week' },
    // m4 counts with 2 h, a5 with 0 h does not: 2, 14, 23:59:30, 24, 48.
    [lead]: { value: 24 * hour - halfMinute, n: 5, points: [36 * hour, 14 * hour, null, null] },
    // Only I3 names a commit: P5.
    [failRate]: { value: 1 / 5, n: 5, points: [0, 0, 1 / 2, null], level: 'low' },
    // I4 0.5 h, I1 2 h, I2 24 h from their start, for they name no commit; I3 from the finish of P5, 5 h.
    [recovery]: { value: 3.5 * hour, n: 4 },
    ...rework,
  },
  devgrid: {
    [frequency]: { value: (5 / 636) * 168, n: 5, unit: 'per week', level: null },
    // From the committer date of what was built: P1 28 h, P2 24 h, P3 2 h, P5 0 h, P6 169 h.
    [lead]: { value: 24 * hour, n: 5, points: [26 * hour, 2 * hour, 84.5 * hour, null] },
    // I2 names P2, I3 names P5; of six finished ones, P4 among them.
    [failRate]: { value: 2 / 6, n: 6, points: [1 / 2, 0, 1 / 2, null], level: null },
    // I2 24 h, I3 4 h.
    [recovery]: { value: 14 * hour, n: 2 },
    ...rework,
  },
}

describe.each(presets.map((preset) => preset.id))('%s', (preset) => {
  test.each(Object.entries(expected[preset] ?? {}))('%s', async (id, { points, ...wanted }) => {
    const { metrics } = await ask({ preset })
    const found = metrics.find((one) => one.id === id)
    if (found === undefined) throw new Error(`no ${id}`)
    const { value, n, unit, level } = found
    const shown = { value, n, unit, level }
    expect(shown).toEqual({
      ...shown,
      ...wanted,
      value: wanted.value === null ? null : (expect.closeTo(wanted.value, 6) as number),
    })
    if (points !== undefined)
      expect(found.points.map((point) => point.value)).toEqual(
        points.map((point) => (point === null ? null : (expect.closeTo(point, 6) as number))),
      )
  })

  test('says the value of every switch, and every working ends at its number', async () => {
    const { metrics, switches } = await ask({ preset })
    expect(switches).toEqual(presets.find((one) => one.id === preset)?.switches)
    expect(metrics.map((metric) => metric.id)).toEqual(Object.keys(expected[preset] ?? {}))
    for (const metric of (await ask({ preset, all: true })).metrics) {
      const working = (await call('metrics.working', { ...question, preset, metric: metric.id })) as Working
      expect([metric.id, working.value, working.switches]).toEqual([metric.id, metric.value, switches])
    }
  })
})

test('a preset beside another answers what each answers alone', async () => {
  const both = await ask({ preset: 'dora', compare: 'devlake-2023' })
  const alone = await ask({ preset: 'devlake-2023' })
  expect(both.compare).toMatchObject({ preset: 'devlake-2023', title: 'DevLake 2023', week_start: 1 })
  expect(both.compare?.metrics).toEqual(alone.metrics)
  expect(both.metrics).toEqual((await ask({ preset: 'dora' })).metrics)
})

describe('one switch other than the default', () => {
  test.each<[string, Switches, string, number, number]>([
    // Without P6.
    ['rollbacks do not count', { rollbacks: false }, frequency, (4 / 636) * 168, 4],
    ['nor do hotfixes, of which there are none', { hotfixes: false }, frequency, (5 / 636) * 168, 5],
    ['over the whole period', { frequency_time: 'period' }, frequency, (5 / 28) * 7, 5],
    ['per day of the time observed', { frequency: 'deployments per day' }, frequency, 5 / 26.5, 5],
    // a1 24 h instead of 48; a2 24, a3 23:59:30, s1 14, a5 0.
    ['mean by author date', { lead_aggregate: 'mean' }, lead, (110 * hour - halfMinute) / 5, 5],
    [
      'mean by committer date',
      { lead_aggregate: 'mean', lead_start: 'committer' },
      lead,
      (86 * hour - halfMinute) / 5,
      5,
    ],
    // 14, 23:59:30, 24, 48.
    ['without changes that take no time', { zero: false }, lead, 24 * hour - halfMinute / 2, 4],
    // 0, 2, 14, 23:59:30, 24, 48.
    ['with merges', { merges: true }, lead, 19 * hour - halfMinute / 2, 6],
    ['with merges, the lower median', { merges: true, lead_aggregate: 'lower median' }, lead, 14 * hour, 6],
    // P2 36, P3 18:59:45, P5 0.
    ['by deployment', { lead_of: 'deployment' }, lead, 19 * hour - halfMinute / 2, 3],
    ['the highest week', { lead_aggregate: 'highest bucket median' }, lead, 36 * hour, 5],
    // By author date: P1 28, P2 24, P3 2 (a merge, left out), P5 0, P6 169 (too).
    ['built from, without merges', { lead_changes: 'built from' }, lead, 24 * hour, 3],
    // I5 started 73 h after P6; I1 started 2 h after P2; I2 and I3 name theirs.
    ['within a day', { attribution_hours: 24 }, failRate, 2 / 5, 5],
    ['within 73 hours, which is not more than 73', { attribution_hours: 73 }, failRate, 3 / 5, 5],
    ['failed rollouts fail', { failed_rollouts: true }, failRate, 4 / 6, 6],
    ['out of all finished', { fail_denominator: 'finished' }, failRate, 3 / 6, 6],
    // P2 by I2; P5 by I3; remedied or not.
    ['named ones only', { attribution: 'named' }, failRate, 2 / 5, 5],
    // None names a commit of P2, but P5 is remedied by P6 as well as named by I3.
    ['by commit', { attribution: 'commit' }, failRate, 1 / 5, 5],
    // I1 2 h, I2 26 h from P3 … blamed on P2: from 4 June 10:00 to 11 June 12:00, 170 h; I3 5 h; I1 4 h.
    ['recovery since the deployment', { recovery_from: 'deployment' }, recovery, 5 * hour, 3],
    [
      'mean recovery since the earlier',
      { recovery_from: 'earlier', recovery_aggregate: 'mean' },
      recovery,
      (179 / 3) * hour,
      3,
    ],
    ['recovery of all', { recovery_of: 'all' }, recovery, 3 * hour, 4],
  ])('%s', async (_, switches, id, value, n) => {
    const answer = await ask({ switches })
    expect(answer.switches).toMatchObject(switches)
    const found = answer.metrics.find((metric) => metric.id === id)
    expect(found?.value).toBeCloseTo(value, 6)
    expect(found?.n).toBe(n)
  })
})
