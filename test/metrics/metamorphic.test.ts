// What must not change a number: how the same events were told, what they are called, and what else happened.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Event } from '../../src-shared/event.ts'
import type { Answer, World } from './naive.ts'
import { type Opened, opened, type Plan, plans } from './random-workspaces.ts'

const runs = Math.ceil(Number(process.env['SHIPLOG_RUNS'] ?? 60) / 10)
const options = { numRuns: runs, interruptAfterTimeLimit: 60_000 + runs * 2_000, markInterruptAsFailure: true }

/** The answers without what the machine's clock had a part in. */
async function answersOf(plan: Plan, meanwhile: (opened: Opened, world: World) => Promise<void> = async () => {}) {
  let found: Answer[] | string = []
  await opened(plan, async (workspace, world) => {
    await meanwhile(workspace, world)
    found = await workspace.ask(plan.question)
  })
  return found
}

async function expectUnchanged(plan: Plan, other: Plan, meanwhile?: Parameters<typeof answersOf>[1]): Promise<void> {
  expect(await answersOf(other, meanwhile)).toEqual(await answersOf(plan))
}

function property(check: (plan: Plan) => Promise<void>, withGraph = false): Promise<void> {
  return fc.assert(fc.asyncProperty(plans({ withGraph }), check), options)
}

test('the order of arrival, and how events are put together', async () => {
  await property(
    (plan) => expectUnchanged(plan, { ...plan, order: plan.order.toReversed(), batch: 1, scanAfter: 0 }),
    true,
  )
}, 600_000)

test('events that come twice', async () => {
  await property((plan) => expectUnchanged(plan, plan, (workspace, world) => workspace.send(world.events)))
}, 600_000)

test('what is called otherwise, as long as it keeps its place in the alphabet', async () => {
  // A version stays one, and what may be a commit's id stays as it is.
  const renamed = (id: string) => (/^[0-9a-f]{40}$/.test(id) ? id : `${id}-renamed`)
  const otherwise = (_: string, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const given = value as Partial<Record<'id' | 'version' | 'deployment' | 'changes', string | string[] | null>>
    const entries = Object.entries(given).map(([key, old]) => {
      if (!['id', 'version', 'deployment', 'changes'].includes(key)) return [key, old]
      return [key, Array.isArray(old) ? old.map(renamed) : typeof old === 'string' ? renamed(old) : old]
    })
    return Array.isArray(value) ? value : Object.fromEntries(entries)
  }
  await property((plan) => {
    const events = JSON.parse(JSON.stringify(plan.world.events), otherwise) as Event[]
    const world = { ...plan.world, events }
    return expectUnchanged(plan, { ...plan, world })
  })
}, 600_000)

test('what happens in another system, in builds and in issues', async () => {
  await property(async (plan) => {
    // All systems include the other one; a system that is asked for does not.
    fc.pre(plan.world.events.some((event) => event.system === 'api'))
    const asked = { ...plan, question: { ...plan.question, systems: ['api'], environment: 'production' } }
    await expectUnchanged(asked, asked, async ({ send }, { now, events }) => {
      const at = events.find((event) => event.type === 'deployment')?.finished_at_ms ?? now
      await send([
        {
          type: 'deployment',
          system: 'elsewhere',
          environment: 'production',
          id: 'x',
          state: 'succeeded',
          finished_at_ms: at,
          kind: 'hotfix',
        },
        { type: 'change', system: 'elsewhere', id: 'y', created_at_ms: at - 1 },
        { type: 'build', system: 'api', id: 'b', state: 'failed', finished_at_ms: at },
        { type: 'issue', system: 'api', id: 'q', created_at_ms: at },
      ])
    })
  })
}, 600_000)
