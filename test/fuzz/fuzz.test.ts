// Tens of thousands of requests that are nearly right, over real HTTP. Whatever comes, the listener answers in the
// dialect's words and keeps exactly what it acknowledged.
import { describe, expect, onTestFinished, test } from 'vitest'
import type { WebhookOutcome } from '../../src-main/sources/source.ts'
import { pulse } from '../../src-main/sources/webhooks/pulse/index.ts'
import { type Dice, diceFrom, effort, seeds } from '../helpers/random.ts'
import { openDoor } from '../listener/door.ts'
import { bombard } from './bombard.ts'
import { mutated } from './mutate.ts'
import { dialects, reportOf } from './reports.ts'
import { most, type Request, requestOf } from './requests.ts'
import { signed } from './signed.ts'
import { start } from './things.ts'

const requests = 3000 * effort
/** A workspace has so many at most, or looking at all of it takes longer than sending. */
const each = 1000

function randomRequests(n: number, key: string, dice: Dice, change = mutated): Request[] {
  return Array.from({ length: n }, () => {
    const dialect = dice.pick(dialects)
    const size = 1 + dice.below(Math.min(4, most[dialect]))
    const reports = Array.from({ length: size }, () => reportOf(dialect, dice, start))
    return change(requestOf(reports, key), dice)
  })
}

/** Time passes with each look at the clock, or the budget of the key would run out. */
function tickingClock(): () => number {
  let now = start
  return () => (now += 5)
}

test.each(seeds)(
  `${requests} mutated requests, from %s (%i)`,
  async (_, seed) => {
    for (let sent = 0; sent < requests; sent += each) {
      const door = await openDoor({ clock: tickingClock() })
      const complaints = await bombard(door, randomRequests(each, door.key, diceFrom(seed + sent)))
      expect(complaints, `SHIPLOG_TEST_SEED=${seed}`).toEqual([])
      await door.close()
    }
  },
  60_000 * effort,
)

test.each(seeds)(
  `${requests / 10} mutated requests that are signed, from %s (%i)`,
  async (_, seed) => {
    const dice = diceFrom(seed)
    for (let sent = 0; sent < requests / 10; sent += each) {
      const door = await openDoor({ clock: tickingClock() })
      const { key: secret } = await door.ask('keys.add', { name: 'signs', signs: true })
      const plain = randomRequests(Math.min(each, requests / 10 - sent), door.key, dice)
      const all = plain.map((request, i) => signed(request, secret, `msg_${sent + i}`, dice))
      expect(await bombard(door, all), `SHIPLOG_TEST_SEED=${seed}`).toEqual([])
      // Or nothing but strangers was tried.
      const { total } = await door.ask('journal.list', { outcome: 'accepted', limit: 1 })
      expect(total).toBeGreaterThan(all.length / 10)
      await door.close()
    }
  },
  60_000 * effort,
)

test('without a mutation every request is accepted', async () => {
  const door = await openDoor({ clock: tickingClock() })
  for (const { path, ...rest } of randomRequests(500, door.key, diceFrom(1), (request) => request)) {
    const answer = await door.send({ path, ...rest })
    expect([answer.status < 300, answer.text], `${path} ${String(rest.body)}`).toEqual([true, expect.any(String)])
  }
})

describe('the test above would notice', () => {
  /** Requests to a listener whose Pulse is broken for as long as the test runs. */
  async function complaintsOf(broken: Partial<typeof pulse>): Promise<string> {
    const sound = { ...pulse }
    onTestFinished(() => void Object.assign(pulse, sound))
    const door = await openDoor({ clock: tickingClock() })
    const all = randomRequests(200, door.key, diceFrom(2)).filter(({ path }) => path.startsWith('/v1/ingestion'))
    expect(await bombard(door, all)).toEqual([])
    Object.assign(pulse, broken)
    return (await bombard(door, all)).join('\n')
  }
  const { reply, translate } = pulse

  test('a source that throws what is no Refusal', async () => {
    const complaints = await complaintsOf({
      translate: (delivery) => {
        JSON.parse(Buffer.from(delivery.body).toString())
        return translate(delivery)
      },
    })
    expect(complaints).toContain('status 503')
  })

  test('a source that refuses in other words', async () => {
    const complaints = await complaintsOf({
      reply: (outcome, delivery) =>
        outcome.state === 'rejected' ? { status: 400, body: { why: outcome.message } } : reply(outcome, delivery),
    })
    expect(complaints).toContain('an error of no known shape')
  })

  test('a source that says yes to what it refused', async () => {
    const complaints = await complaintsOf({
      reply: (outcome, delivery) =>
        outcome.state === 'rejected' ? { status: 200, body: { message: 'accepted' } } : reply(outcome, delivery),
    })
    expect(complaints).toMatch(/\d+ deliveries were acknowledged, \d+ are in the journal/)
  })

  test('a source that says no to what it kept', async () => {
    const complaints = await complaintsOf({
      reply: (outcome, delivery) => reply(outcome.state === 'accepted' ? refusal : outcome, delivery),
    })
    expect(complaints).toContain('refused requests changed the table deliveries')
  })
})

const refusal: WebhookOutcome = { state: 'rejected', cause: 'invalid', message: 'no', fields: [] }
