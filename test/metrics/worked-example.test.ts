// The worked example of docs/metrics.md: one system, four weeks of June 2026, every number by hand.
import { beforeAll, describe, expect, test } from 'vitest'
import { openWorkspace } from '../helpers/open-workspace.ts'
import { silent } from '../../src-main/log.ts'
import type { Overview } from '../../src-shared/contract/metrics.ts'
import { createRepo } from '../helpers/repos.ts'
import { at, deliveryOf, deployment, incident } from '../helpers/workspace.ts'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const hour = 3_600_000
const question = { from: '2026-06-01', to: '2026-06-28', bucket: 'week', zone: 'UTC', systems: ['api'] }

let overview: Overview
let dispatch: (name: string, input: unknown) => Promise<unknown>

beforeAll(async () => {
  const repo = createRepo({ name: 'api' })
  // c1 1 June 10:00 in D1 · c2 3 June 10:00 and c3 3 June 22:00 in D2 · c4 8 June 10:00 in D3 · c5 9 June 15:00 first in
  // the failed D4, then shipped by D5 · c6 18 June 09:00 in D5.
  const c1 = repo.commit({ at: '2026-06-01T10:00:00Z' })
  repo.commit({ at: '2026-06-03T10:00:00Z' })
  const c3 = repo.commit({ at: '2026-06-03T22:00:00Z' })
  const c4 = repo.commit({ at: '2026-06-08T10:00:00Z' })
  const c5 = repo.commit({ at: '2026-06-09T15:00:00Z' })
  const c6 = repo.commit({ at: '2026-06-18T09:00:00Z' })
  const dataDir = mkdtempSync(path.join(tmpdir(), 'shiplog-worked-'))
  const shiplog = await openWorkspace({ dataDir, clock: () => at('2026-07-01T00:00:00Z'), log: silent })
  dispatch = async (name, input) => {
    const reply = await shiplog.dispatch(name, input)
    if (!reply.ok) throw new Error(reply.error.message)
    return reply.value
  }
  await dispatch('repos.add', { path: repo.path, system: 'api' })
  const events = [
    deployment('D1', '2026-06-02T10:00:00Z', { commits: [c1] }),
    deployment('D2', '2026-06-04T10:00:00Z', { commits: [c3] }),
    deployment('D3', '2026-06-09T10:00:00Z', { commits: [c4] }),
    deployment('D4', '2026-06-09T16:00:00Z', { commits: [c5], state: 'failed' }),
    deployment('D5', '2026-06-18T10:00:00Z', { commits: [c6], kind: 'hotfix' }),
    incident('I1', '2026-06-04T12:00:00Z', '2026-06-04T14:00:00Z'),
    incident('I2', '2026-06-04T20:00:00Z', '2026-06-05T00:00:00Z'),
    incident('I3', '2026-06-18T11:00:00Z', null),
    incident('I4', '2026-06-01T09:00:00Z', '2026-06-01T09:30:00Z'),
  ]
  await shiplog.ops.deliver(
    deliveryOf(events, at('2026-07-01T00:00:00Z')),
    { events, at: events.map(() => 'body'), skipped: [] },
    false,
  )
  overview = (await dispatch('metrics.overview', question)) as Overview
  return () => shiplog.close()
})

function metric(id: string) {
  const found = overview.metrics.find((one) => one.id === id)
  if (found === undefined) throw new Error(`no ${id}`)
  return found
}

describe('the worked example', () => {
  test('the window is four Monday weeks', () => {
    expect(overview.range).toEqual({
      from_ms: at('2026-06-01T00:00:00Z'),
      to_ms: at('2026-06-29T00:00:00Z'),
      zone: 'UTC',
    })
    expect(metric('deployment-frequency').points.map((point) => point.from_ms)).toEqual([
      at('2026-06-01T00:00:00Z'),
      at('2026-06-08T00:00:00Z'),
      at('2026-06-15T00:00:00Z'),
      at('2026-06-22T00:00:00Z'),
    ])
  })

  test('deployments per week are 2, 1, 1, 0: the failed D4 does not count, the last week is a real 0', () => {
    const { points } = metric('deployment-frequency')
    expect(points.map((point) => point.value)).toEqual([2, 1, 1, 0])
    expect(points.map((point) => point.failed)).toEqual([0, 1, 0, 0])
  })

  test('frequency is 4 in 26.58 days', () => {
    // From 2 June 10:00 to the end of 28 June are 26 days and 14 hours; 4 ÷ 638 h × 168 h.
    const { value, n, state } = metric('deployment-frequency')
    expect(value).toBeCloseTo((4 / 638) * 168, 12)
    expect({ n, state }).toEqual({ n: 4, state: 'too-few' })
  })

  test('lead times are 1, 12, 24, 24 and 211 hours: c1 is the baseline, c5 ships with D5', () => {
    const { value, n, p75, p90, state, level } = metric('change-lead-time')
    expect({ value, n, state }).toEqual({ value: 24 * hour, n: 5, state: 'ok' })
    // Type 7 over 1, 12, 24, 24, 211: position 3 is 24; position 3.6 is 24 + 0.6 × 187 = 136.2.
    expect(p75).toBe(24 * hour)
    expect(p90).toBeCloseTo(136.2 * hour, 3)
    // Exactly a day is no longer "less than one day".
    expect(level).toBe('high')
    expect(metric('change-lead-time').notes).toEqual([
      '1 change left out: part of the first known deployment, which carries all history before it',
    ])
  })

  test('lead time per week: D2 has 12 and 24, D3 has 24, D5 has 1 and 211, the last week is a gap', () => {
    const { points } = metric('change-lead-time')
    expect(points.map((point) => [point.value, point.n])).toEqual([
      [18 * hour, 2],
      [24 * hour, 1],
      [106 * hour, 2],
      [null, 0],
    ])
  })

  test('change fail rate is 2 of 4: I1 and I2 both blame D2, I3 blames D5, I4 precedes every deployment', () => {
    const { value, n, of, points } = metric('change-fail-rate')
    expect({ value, n, of }).toEqual({ value: 0.5, n: 4, of: '2 of 4 deployments' })
    expect(points.map((point) => point.value)).toEqual([0.5, 0, 1, null])
  })

  test('recovery is the median of 2 and 4 hours; I3 is open, I4 not attributed', () => {
    const { value, n, notes } = metric('failed-deployment-recovery-time')
    expect({ value, n }).toEqual({ value: 3 * hour, n: 2 })
    expect(notes).toEqual(['1 incident still open', '1 incident not attributed to a deployment'])
  })

  test('rework is 1 of 4: the hotfix D5', () => {
    expect(metric('deployment-rework-rate')).toMatchObject({ value: 0.25, n: 4, of: '1 of 4 deployments' })
  })

  test('incident recovery over all is the median of 0.5, 2 and 4 hours', async () => {
    const working = (await dispatch('metrics.working', { ...question, metric: 'failed-deployment-recovery-time' })) as {
      sum: string
    }
    expect(working.sum).toBe('The median of 2 incidents. Over all 3 resolved incidents, attributed or not, it is 2 h.')
  })

  test('each incident says which deployment it blames and why', async () => {
    const { rows } = (await dispatch('incidents.list', {})) as {
      rows: { id: string; deployment: string | null; state: string }[]
    }
    expect(rows.map((row) => [row.id, row.deployment, row.state])).toEqual([
      ['I3', 'D5', 'open'],
      ['I2', 'D2', 'resolved'],
      ['I1', 'D2', 'resolved'],
      ['I4', null, 'resolved'],
    ])
  })

  test('the working of lead time goes from five deployments to the middle change', async () => {
    const working = (await dispatch('metrics.working', { ...question, metric: 'change-lead-time' })) as {
      value: number
      steps: { title: string; n: number; dropped: { reason: string; n: number }[] }[]
    }
    expect(working.value).toBe(24 * hour)
    expect(
      working.steps.map((step) => [step.title, step.n, step.dropped.map((one) => `${one.n} ${one.reason}`)]),
    ).toEqual([
      ['All deployments in the period', 5, []],
      ['In production', 5, []],
      ['Succeeded', 4, ['1 failed to roll out']],
      ['Which bring changes', 4, []],
      ['Changes they bring', 6, []],
      ['Changes that count', 5, ['1 part of the first known deployment, which carries all history before it']],
      ['In the middle, by lead time', 1, []],
    ])
  })

  test('every working ends at the number on the card', async () => {
    for (const one of overview.metrics) {
      const working = (await dispatch('metrics.working', { ...question, metric: one.id })) as { value: number | null }
      expect(working.value).toBe(one.value)
    }
  })

  test('a rebuild changes nothing', async () => {
    expect(await dispatch('workspace.rebuild', {})).toMatchObject({ changed: 0 })
    expect(await dispatch('metrics.overview', question)).toMatchObject({ metrics: overview.metrics })
  })
})
