// Facts do not depend on the order deliveries arrive in, on repetition, or on how events are split into deliveries; a
// rebuild makes the same. Real workspaces, random events.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Event } from '../../src-shared/event.ts'
import { openWorkspace } from '../helpers/open-workspace.ts'
import { silent } from '../../src-main/log.ts'
import { at, deliveryOf, deployment, incident, workspace } from '../helpers/workspace.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const start = at('2026-05-01T00:00:00Z')
const hour = 3_600_000

/** Different things, or lifecycle events with times of their own: then order of arrival must not matter. */
const events = fc
  .uniqueArray(
    fc.oneof(
      fc.record({
        type: fc.constant('change' as const),
        system: fc.constantFrom('api', 'web'),
        id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'abcdef0'),
        created_at_ms: fc.integer({ min: 0, max: 400 }).map((n) => start + n * hour),
      }),
      fc.record({
        type: fc.constant('deployment' as const),
        system: fc.constantFrom('api', 'web'),
        environment: fc.constantFrom('production', 'prod-eu', 'staging'),
        id: fc.constantFrom('1.0.0', '1.1.0', '1.2.0', '2.0.0'),
        state: fc.constantFrom('succeeded' as const, 'succeeded' as const, 'failed' as const),
        finished_at_ms: fc.integer({ min: 0, max: 500 }).map((n) => start + n * hour),
        changes: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 4 }),
        // Of no repository; some of them are reported as changes.
        commits: fc.uniqueArray(fc.constantFrom('abcdef0', 'abcdef1'), { maxLength: 2 }),
      }),
      fc.record({
        type: fc.constant('issue' as const),
        system: fc.constantFrom('api', 'web'),
        id: fc.constantFrom('B1', 'B2', 'B3'),
        kind: fc.constantFrom('bug', 'incident', 'requirement'),
        status: fc.constantFrom('todo' as const, 'in_progress' as const),
        created_at_ms: fc.integer({ min: 0, max: 500 }).map((n) => start + n * hour),
      }),
      fc.record({
        type: fc.constant('build' as const),
        system: fc.constantFrom('api', 'web'),
        id: fc.constantFrom('build 1', 'build 2'),
        state: fc.constantFrom('succeeded' as const, 'failed' as const),
        finished_at_ms: fc.integer({ min: 0, max: 500 }).map((n) => start + n * hour),
      }),
      fc.record({
        type: fc.constant('incident' as const),
        system: fc.constantFrom('api', 'web'),
        id: fc.constantFrom('I1', 'I2', 'I3', 'I4'),
        started_at_ms: fc.integer({ min: 0, max: 500 }).map((n) => start + n * hour),
        resolved_at_ms: fc.option(fc.integer({ min: 500, max: 600 }).map((n) => start + n * hour)),
      }),
    ),
    {
      maxLength: 25,
      selector: (event) =>
        JSON.stringify([event.type, event.system, event.type === 'deployment' ? event.environment : '', event.id]),
    },
  )
  .map((list) => list as Event[])

/** Everything that is shown, by what it says. */
async function stateAfter(deliveries: Event[][]): Promise<unknown> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'shiplog-facts-'))
  const shiplog = await openWorkspace({ dataDir, clock: () => at('2026-07-01T00:00:00Z'), log: silent })
  try {
    for (const [i, list] of deliveries.entries())
      await shiplog.ops.deliver(
        { ...deliveryOf(list, at('2026-07-01T00:00:00Z')), query: '' },
        { events: list, at: list.map(() => `${i}`), skipped: [] },
        false,
      )
    const rebuilt = await value(shiplog, 'workspace.rebuild', {})
    expect(rebuilt).toMatchObject({ changed: 0 })
    const metrics = []
    for (const environment of ['production', 'prod-eu', 'staging']) {
      const reply = await shiplog.dispatch('metrics.overview', {
        from: '2026-04-01',
        to: '2026-06-30',
        zone: 'UTC',
        environment,
      })
      // Before any deployment there, an environment is unknown.
      metrics.push(reply.ok ? withoutTime(reply.value) : null)
    }
    return {
      metrics,
      deployments: sorted(await value(shiplog, 'deployments.list', {})),
      incidents: sorted(await value(shiplog, 'incidents.list', {})),
    }
  } finally {
    await shiplog.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

type Shiplog = Awaited<ReturnType<typeof openWorkspace>>

async function value(shiplog: Shiplog, name: string, input: unknown): Promise<unknown> {
  const reply = await shiplog.dispatch(name, input)
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.value
}

function withoutTime(overview: unknown): unknown {
  return { ...(overview as object), took_ms: 0 }
}

function sorted(page: unknown): string[] {
  const { rows } = page as { rows: Record<string, unknown>[] }
  return rows.map((row) => JSON.stringify({ ...row, number: 0, deployment_number: 0 })).sort()
}

describe('facts', () => {
  test('do not depend on order, repetition or batching', async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.infiniteStream(fc.nat()), async (list, stream) => {
        const random = () => stream.next().value ?? 0
        const together = await stateAfter([list])
        const shuffled = [...list, ...list.filter(() => random() % 3 === 0)].toSorted(() =>
          random() % 2 === 0 ? -1 : 1,
        )
        const apart = await stateAfter(shuffled.map((event) => [event]))
        expect(apart).toEqual(together)
      }),
      { numRuns: Number(process.env['SHIPLOG_RUNS'] ?? 25) },
    )
  }, 120_000)

  test('a thing reported with another body takes the later one, and an older body again is news', async () => {
    const { call, send } = await workspace()
    const a = deployment('1.0.0', '2026-06-01T10:00:00Z')
    const b = deployment('1.0.0', '2026-06-01T11:00:00Z')
    const finished = async () => (await call('deployments.list', {})).rows.map((row) => row.finished_at_ms)
    await send(a)
    await send(b)
    expect(await finished()).toEqual([at('2026-06-01T11:00:00Z')])
    await send(a)
    expect(await finished()).toEqual([at('2026-06-01T10:00:00Z')])
    expect((await call('journal.list', {})).rows.map((row) => row.outcome)).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ])
    await send(a)
    expect((await call('journal.list', {})).rows.map((row) => row.outcome)).toEqual([
      'duplicate',
      'accepted',
      'accepted',
      'accepted',
    ])
    expect(await call('workspace.rebuild', {})).toMatchObject({ changed: 0, deliveries: 3 })
  })

  test('a field an event does not mention stays; null clears it', async () => {
    const { call, send } = await workspace()
    await send(incident('I1', '2026-06-01T10:00:00Z', '2026-06-01T11:00:00Z', { title: 'Down', severity: 'P1' }))
    await send({ type: 'incident', system: 'api', id: 'I1', started_at_ms: at('2026-06-01T10:00:00Z'), severity: null })
    const [row] = (await call('incidents.list', {})).rows
    expect(row).toMatchObject({ title: 'Down', severity: null, resolved_at_ms: at('2026-06-01T11:00:00Z') })
  })

  test('lifecycle events fold by their own time, whatever order they come in', async () => {
    const { call, send } = await workspace()
    const base = { type: 'deployment' as const, system: 'api', environment: 'production', id: 'run-7' }
    const begun = at('2026-06-01T10:00:00Z')
    const done = at('2026-06-01T10:05:00Z')
    await send({ ...base, state: 'succeeded', at_ms: done, finished_at_ms: done })
    await send({ ...base, state: 'started', at_ms: begun, started_at_ms: begun })
    const [row] = (await call('deployments.list', {})).rows
    expect(row).toMatchObject({ state: 'succeeded', started_at_ms: begun, finished_at_ms: done })
  })
})
