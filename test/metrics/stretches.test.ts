// What is kept in memory between questions: after anything that changes facts or links, a connection that has answered
// before answers as one that was opened just now and has nothing kept.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReadContext } from '../../src-main/api/context.ts'
import { handlers } from '../../src-main/api/index.ts'
import { RepoGraphs } from '../../src-main/derive/commits-apart.ts'
import { presets } from '../../src-main/metrics/definitions.ts'
import { overview } from '../../src-main/metrics/run.ts'
import { openReadDb } from '../../src-main/store/database.ts'
import { type CallName, contract, type Output } from '../../src-shared/contract/index.ts'
import type { Event } from '../../src-shared/event.ts'
import { wrongSets } from '../helpers/change-sets.ts'
import type { World } from './naive.ts'
import { type Opened, opened, type Plan, plans } from './random-workspaces.ts'

const runs = Math.ceil(Number(process.env['SHIPLOG_RUNS'] ?? 60) / 10)
/** Those that read changes or incidents each in a way of its own. */
const asked = ['dora', 'pulse', 'devlake-2023', 'gitlab', 'fourkeys']
const hour = 3_600_000

type Change = (workspace: Opened, world: World, n: number) => Promise<unknown>

const calling =
  (name: CallName, input: (n: number) => object): Change =>
  ({ shiplog }, _, n) =>
    shiplog.dispatch(name, input(n))
const sending =
  (events: (world: World, n: number) => Event[]): Change =>
  ({ send }, world, n) =>
    send(events(world, n))

/** Takes the import back, or puts it back, that every workspace begins with. */
function takingImport(name: 'imports.undo' | 'imports.redo', undone: boolean): Change {
  return async ({ shiplog }) => {
    const list = await shiplog.dispatch('imports.list', {})
    const rows = list.ok ? (list.value as Output<'imports.list'>).rows : []
    const batch = rows.find((row) => row.undone === undone)?.batch
    return batch === undefined ? undefined : shiplog.dispatch(name, { batch })
  }
}

/** What came last comes by a file. */
const importing: Change = async ({ shiplog, dataDir }, { events }) => {
  const file = path.join(dataDir, 'events.ndjson')
  const last = events.slice(-6).map((event) => ({ ...event, id: `${event.id} imported` }))
  writeFileSync(file, last.map((event) => JSON.stringify(event)).join('\n'))
  const reply = await shiplog.dispatch('imports.run', { file })
  if (last.length > 0 && !reply.ok) throw new Error(reply.error.message)
}

/** Some are refused, as there is no such thing: that changes nothing. */
const changes: Change[] = [
  calling('decisions.exclude', (n) => ({ type: 'deployment', number: n, reason: 'a test' })),
  calling('decisions.exclude', (n) => ({ type: 'incident', number: n, reason: 'a test' })),
  calling('decisions.attribute', (n) => ({ incident: n, deployment: null })),
  calling('decisions.attribute', (n) => ({ incident: n, deployment: n })),
  calling('decisions.kind', (n) => ({ deployment: n, kind: 'rollback' })),
  calling('decisions.join', () => ({ what: 'system', from: 'web', into: 'api' })),
  calling('decisions.join', () => ({ what: 'environment', from: 'prod-eu', into: 'production' })),
  calling('decisions.undo', (n) => ({ id: n })),
  calling('decisions.redo', (n) => ({ id: n })),
  calling('workspace.rebuild', () => ({ check: true })),
  calling('workspace.rebuild', () => ({})),
  takingImport('imports.undo', false),
  takingImport('imports.redo', true),
  async ({ shiplog }) => {
    const repos = await shiplog.dispatch('repos.list', {})
    const [repo] = repos.ok ? (repos.value as Output<'repos.list'>).rows : []
    return repo && shiplog.dispatch('repos.remove', { path: repo.path })
  },
  // The same things, told otherwise.
  sending(({ events }, n) => events.slice(0, n).map((event) => later(event, n * 7 * hour))),
  sending(({ events }, n) => events.slice(n).map((event) => later(event, -n * hour))),
  sending(({ events }, n) => events.filter((one) => one.type === 'change').map((one) => later(one, -n * hour))),
  sending(({ events }, n) => events.filter((one) => one.type === 'incident').map((one) => later(one, n * 5 * hour))),
  sending(({ events }, n) =>
    events
      .slice(0, n)
      .flatMap((event) => (event.type === 'deployment' ? [{ ...event, state: 'failed' as const }] : [])),
  ),
]

/** The same event with its times moved. */
function later<E extends Event>(event: E, ms: number): E {
  return JSON.parse(JSON.stringify(event), (key, value: unknown) =>
    typeof value === 'number' && key.endsWith('_ms') ? value + ms : value,
  ) as E
}

/** Lists that count by stretches, and what a set of changes says of itself. */
async function expectCounted({ shiplog, dataDir }: Opened): Promise<void> {
  const fresh = openReadDb(dataDir)
  try {
    const context = { db: fresh.db, clock: () => 0, graphs: new RepoGraphs() } as unknown as ReadContext
    for (const [name, input] of lists) {
      const handler = handlers[name] as (input: unknown, context: ReadContext) => unknown
      const reply = await shiplog.dispatch(name, input)
      expect([name, reply]).toEqual([
        name,
        { ok: true, value: await handler(contract[name].input.parse(input), context) },
      ])
    }
    expect(wrongSets(fresh.db)).toEqual([])
  } finally {
    fresh.close()
  }
}

const lists: [CallName, object][] = [
  ['systems.list', {}],
  ['changes.list', { state: 'deployed', limit: 3, offset: 2 }],
  ['changes.list', { state: 'left out', limit: 3 }],
  ['deployments.list', { states: ['succeeded'], limit: 3, offset: 1 }],
  ['incidents.list', { limit: 3, offset: 1 }],
]

/** As this connection answers, and as a fresh one does. */
async function expectAlike(workspace: Opened, world: World, plan: Plan): Promise<void> {
  await expectCounted(workspace)
  for (const preset of asked) {
    const input = { ...plan.question, preset, all: true, compare: 'devgrid' }
    const reply = await workspace.shiplog.dispatch('metrics.overview', input)
    if (!reply.ok) continue
    const { took_ms: _, ...answer } = reply.value as Output<'metrics.overview'>
    const fresh = openReadDb(workspace.dataDir)
    try {
      expect(answer).toEqual(overview(fresh.db, contract['metrics.overview'].input.parse(input), world.now))
    } finally {
      fresh.close()
    }
  }
}

async function expectExact(plan: Plan, steps: { which: number; n: number }[]): Promise<void> {
  await opened(plan, async (workspace, world) => {
    await importing(workspace, world, 0)
    await expectAlike(workspace, world, plan)
    for (const { which, n } of steps) {
      await changes[which]?.(workspace, world, n)
      await expectAlike(workspace, world, plan)
    }
  })
}

const steps = fc.array(fc.record({ which: fc.nat(changes.length - 1), n: fc.integer({ min: 1, max: 12 }) }), {
  minLength: 1,
  maxLength: 5,
})

test('presets that are asked for exist', () => {
  expect(presets.map((preset) => preset.id)).toEqual(expect.arrayContaining(asked))
})

test.each([false, true])(
  'what is kept is what is stored, with a repository: %s',
  async (withGraph) => {
    await fc.assert(fc.asyncProperty(plans({ withGraph }), steps, expectExact), {
      numRuns: runs,
      interruptAfterTimeLimit: 60_000 + runs * 5_000,
      markInterruptAsFailure: true,
    })
  },
  36_000_000,
)
