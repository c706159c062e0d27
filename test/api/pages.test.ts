// Lists in pages: every page is the slice that the whole list has there, whatever narrows it, also after events that
// arrive once pages have been asked for.
import { expect, test } from 'vitest'
import type { CallName } from '../../src-shared/contract/index.ts'
import type { Event } from '../../src-shared/event.ts'
import { randomFrom } from '../../bench/history.ts'
import { at, build, deployment, incident, issue, workspace } from '../helpers/workspace.ts'

const from = at('2026-01-01T00:00:00Z')
const hour = 3_600_000
/** Times of one hour in four months, so that stretches of 19 hours have none, one, or several that are equal. */
const spots = 120 * 24

function random(seed: number, n: number): Event[] {
  const next = randomFrom(seed)
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T
  const moment = () => new Date(from + Math.floor(next() ** 2 * spots) * hour).toISOString()
  return Array.from({ length: n }, (_, i): Event => {
    const [id, system] = [`${seed}-${i}`, pick(['api', 'web'])]
    const time = moment()
    if (i % 4 === 1) return incident(id, moment(), next() < 0.5 ? null : time, { system })
    if (i % 4 === 2) return build(id, time, { system, state: pick(['succeeded', 'failed']) })
    if (i % 4 === 3) return issue(id, time, { system, kind: pick(['bug', 'requirement']) })
    const changes = Array.from({ length: i % 3 }, (_, k) => `${seed}-${i}-${k}`)
    const state = pick(['succeeded', 'failed', 'started'] as const)
    return deployment(id, time, { system, environment: pick(['production', 'staging']), state, changes })
  })
}

const some = { from_ms: from + 5 * 24 * hour + 1, to_ms: from + 60 * 24 * hour }
const questions: [CallName, object][] = [
  ['deployments.list', {}],
  ['deployments.list', { ...some, systems: ['web'], environment: 'production', states: ['succeeded', 'started'] }],
  ['incidents.list', {}],
  ['incidents.list', { ...some, state: 'open', systems: ['api'] }],
  ['incidents.list', { state: 'resolved' }],
  ['builds.list', {}],
  ['builds.list', { ...some, states: ['failed'] }],
  ['issues.list', {}],
  ['issues.list', { ...some, kind: 'bug', status: 'todo' }],
  ['changes.list', {}],
  ['changes.list', { ...some, systems: ['api'], state: 'deployed' }],
  ['changes.list', { search: '1-1', state: 'left out' }],
  ['journal.list', {}],
  ['journal.list', { outcome: 'accepted', source: 'shiplog' }],
  ['journal.list', { outcome: 'duplicate' }],
]

interface Page {
  total: number
  rows: unknown[]
}

test('every page is the slice of the whole list, before and after events', async () => {
  const { send, call } = await workspace()
  const ask = async (name: CallName, input: object) => (await call(name, input as never)) as unknown as Page
  const check = async () => {
    let seen = 0
    for (const [name, input] of questions) {
      const whole = await ask(name, { ...input, limit: 500 })
      expect([name, whole.total]).toEqual([name, whole.rows.length])
      seen += whole.total
      for (const [limit, offset] of [
        [1, 0],
        [7, 3],
        [20, 40],
        [50, whole.total - 9],
        [10, whole.total],
        [10, 499],
      ] as const)
        expect({ name, ...(await ask(name, { ...input, limit, offset: Math.max(0, offset) })) }).toEqual({
          ...whole,
          name,
          rows: whole.rows.slice(Math.max(0, offset), Math.max(0, offset) + limit),
        })
    }
    return seen
  }
  await send(...random(1, 200))
  const first = await check()
  // Others, the same ones told otherwise, and a second time.
  await send(...random(2, 60))
  await send(
    ...random(1, 200).map((event) => (event.type === 'deployment' ? { ...event, state: 'aborted' as const } : event)),
  )
  await send(...random(2, 60))
  await call('decisions.exclude', { type: 'deployment', number: 3, reason: 'a test' })
  await call('decisions.join', { what: 'system', from: 'web', into: 'api' })
  questions.forEach(([, input]) => 'systems' in input && Object.assign(input, { systems: ['api'] }))
  expect(await check()).toBeGreaterThan(first)
})
