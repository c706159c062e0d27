// How reports travel changes no fact: in which order those about different things come, whether a client that got no
// answer sends one again, whether several go in one request. For every dialect, with real HTTP and real files.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diceFrom, effort, seeds } from '../helpers/random.ts'
import { type Door, openDoor } from '../listener/door.ts'
import { factsOf } from './facts.ts'
import { type DialectId, dialects, type Report, reportOf } from './reports.ts'
import { most, requestOf } from './requests.ts'
import { start, step } from './things.ts'

const runs = 6 * effort
/** A client that waits in vain sends again after about this long. */
const retryMs = 30_000

/** What one sender knows at one time. */
interface Burst {
  now: number
  reports: Report[]
}

/** How it is told. */
interface Way {
  /** Where each report stands among all; those about one thing keep their order. */
  order: number[]
  repeated: boolean[]
}

const Bursts = (dialect: DialectId) =>
  fc
    .array(
      // At once, within the ten minutes of a retry, after them, and after a week.
      fc.record({
        steps: fc.constantFrom(0, 1, 2, 3, 10, 2880),
        seeds: fc.array(fc.nat(), { minLength: 1, maxLength: Math.min(3, most[dialect]) }),
      }),
      { minLength: 1, maxLength: 10 },
    )
    .map((all): Burst[] => {
      let now = start
      return all.map(({ steps, seeds: drawn }) => {
        now += steps * step
        return { now, reports: drawn.map((seed) => reportOf(dialect, diceFrom(seed), now)) }
      })
    })

const Way: fc.Arbitrary<Way> = fc.record({
  order: fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
  repeated: fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
})

/** Each report by itself, in another order. */
function apart(bursts: readonly Burst[], order: readonly number[]): Burst[] {
  const all = bursts.flatMap(({ now, reports }) => reports.map((report) => ({ now, reports: [report] })))
  const places = all.map((_, i) => i).sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0))
  const thingOf = ({ reports }: Burst) => reports[0]?.thing
  // The things take each other's places, and what is about one of them follows as it did.
  const left = [...all]
  return places.map((place) => {
    const next = left.findIndex((one) => thingOf(one) === thingOf(all[place] as Burst))
    return left.splice(next, 1)[0] as Burst
  })
}

async function told(bursts: readonly Burst[], repeated: readonly boolean[] = []): Promise<unknown> {
  let now = start
  const door = await openDoor({ clock: () => now })
  const send = async (reports: readonly Report[], at: number) => {
    now = at
    const answer = await door.send(requestOf(reports, door.key))
    expect([answer.status < 300, answer.text]).toEqual([true, expect.any(String)])
  }
  for (const [i, burst] of bursts.entries()) {
    await send(burst.reports, burst.now)
    if (repeated[i] === true) await send(burst.reports, burst.now + retryMs)
  }
  return finish(door)
}

async function finish(door: Door): Promise<unknown> {
  const facts = await factsOf(door)
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
  expect(await factsOf(door)).toEqual(facts)
  await door.close()
  return facts
}

test('the tests below would notice: two reports about one thing, told in another order', async () => {
  const report = (changes: string[]): Report => ({
    dialect: 'pulse',
    path: '/v1/ingestion/cli?system=shop',
    body: { $type: 'deployment', deploy_id: '1', time_created: '2026-03-02T12:00:00Z', changes },
    thing: 'each is another',
  })
  const bursts = [['a'], ['b']].map((changes) => ({ now: start, reports: [report(changes)] }))
  await expect(told(bursts.toReversed())).resolves.not.toEqual(await told(bursts))
  await expect(told(bursts, [true, true])).resolves.toEqual(await told(bursts))
})

describe.each(seeds)('from %s (%i)', (_, seed) => {
  test.each(dialects)(
    '%s',
    async (dialect) => {
      const property = fc.asyncProperty(Bursts(dialect), Way, async (bursts, { order, repeated }) => {
        // Together and some of them twice, or one by one and in another order.
        expect(await told(apart(bursts, order))).toEqual(await told(bursts, repeated))
      })
      await fc.assert(property, { numRuns: runs, seed, interruptAfterTimeLimit: 30_000 * effort })
    },
    60_000 * effort,
  )
})
