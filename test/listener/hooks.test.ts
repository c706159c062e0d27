// Providers' webhooks with every field of every fixture replaced by what nobody expects: read, or refused in a sentence.
import { describe, expect, test } from 'vitest'
import { sources } from '../../src-main/sources/index.ts'
import { must } from '../../src-shared/assert.ts'
import { Event } from '../../src-shared/event.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { fixturesOf } from './replay.ts'

const odd = [
  null,
  '',
  0,
  -1,
  1e300,
  true,
  [],
  {},
  [null],
  'x'.repeat(300),
  '\u0000',
  '__proto__',
  '9999-99-99T00:00:00Z',
]

/** The value with one part at a time replaced, or gone. */
function* changed(value: unknown): Iterable<unknown> {
  if (typeof value === 'object' && value !== null)
    for (const [name, part] of Object.entries(value)) {
      const put = (next: unknown) =>
        Array.isArray(value) ? value.with(Number(name), next) : { ...value, [name]: next }
      for (const other of changed(part)) yield put(other)
      if (!Array.isArray(value)) yield Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))
    }
  yield* odd
}

describe.each(['github', 'gitlab'])('%s', (id) => {
  const source = must(sources.get(id), 'because it is in the list')

  test.each(fixturesOf(id))('%s', (_, { request }) => {
    if (!('routes' in source)) throw new Error(`${id} is no webhook`)
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, text]) => [name.toLowerCase(), text]),
    )
    let read = 0
    let refused = 0
    for (const body of changed(request.body ?? {})) {
      const bytes = Buffer.from(JSON.stringify(body))
      const delivery = {
        source: id,
        method: 'POST',
        path: request.path,
        query: '',
        headers,
        meta: {},
        received_at_ms: 0,
      }
      try {
        const { events, skipped } = source.translate({ ...delivery, body: bytes })
        for (const event of events) expect(Event.safeParse(event).error).toBeUndefined()
        expect(events.length + skipped.length).toBeGreaterThan(0)
        read++
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal)
        refused++
      }
    }
    expect(read + refused).toBeGreaterThan(odd.length - 1)
    expect(refused).toBeGreaterThan(0)
  })
})
