// Series: any sequence of events comes to what a naive reading of the rules comes to, and a rebuild agrees; a series of
// any length is searched by its index.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openReadDb, type ReadDb } from '../../src-main/store/database.ts'
import { eventsNear, insertEvent, thingBegunAt } from '../../src-main/store/events.ts'
import type { Thing } from '../../src-main/store/things.ts'
import { minute, minutesPast, noon, openVersionerDoor } from '../listener/versioner-door.ts'
import { newFile } from '../helpers/file.ts'

const day = 24 * 60

// The rules, read naively: all times in minutes.

interface Said {
  state: string
  at: number
}

/** [state, started, finished] */
type Read = [string, number | null, number | null]

const ends = ['succeeded', 'failed', 'aborted']
const endOf = (run: Said[]) => run.filter((one) => ends.includes(one.state)).sort((a, b) => a.at - b.at)[0]
const heard = (run: Said[]) => Math.min(...run.map((one) => one.at))

/** Each run with everything that is said of it. */
function runsOf(said: readonly Said[]): Said[][] {
  const runs: Said[][] = []
  for (const event of said) {
    const { at, state } = event
    const closest = (list: Said[][], time: (run: Said[]) => number) =>
      list.toSorted((a, b) => Math.abs(time(a) - at) - Math.abs(time(b) - at))[0]
    const end = (run: Said[]) => endOf(run)?.at ?? Infinity
    const open = runs.filter((run) => endOf(run) === undefined && Math.abs(heard(run) - at) <= 7 * day)
    const begun = open.filter((run) => heard(run) <= at)
    const alike = runs.filter((run) => endOf(run)?.state === state && Math.abs(end(run) - at) <= 10)
    const soon = open.filter((run) => heard(run) > at && heard(run) <= at + 10)
    const later = runs.filter((run) => endOf(run) !== undefined && end(run) > at && end(run) <= at + 7 * day)
    const run = ends.includes(state)
      ? (closest(begun, heard) ?? closest(alike, end) ?? closest(soon, heard))
      : (closest(open, heard) ?? closest(later, end))
    if (run === undefined) runs.push([event])
    else run.push(event)
  }
  return runs
}

function read(run: Said[]): Read {
  const starts = run.filter((one) => one.state === 'started')
  const end = endOf(run)
  const started = starts.length === 0 ? null : heard(starts)
  if (end === undefined) return [started === null ? 'pending' : 'started', started, null]
  return [end.state, started !== null && started <= end.at ? started : null, end.at]
}

// What is sent: the clock goes on by some minutes, then one event, perhaps with the time of its end, perhaps repeatedly.

const sent = fc.record({
  after: fc.constantFrom(0, 1, 4, 9, 10, 11, 60, 2 * day, 7 * day, 8 * day),
  state: fc.constantFrom('pending', 'started', 'succeeded', 'succeeded', 'failed', 'aborted'),
  ended: fc.option(fc.constantFrom(-9 * day, -2 * day, -30, -11, -10, -3, 0, 2)),
  times: fc.constantFrom(1, 1, 2, 3),
})

test('any sequence of events is as many deployments as the rules say, whatever is repeated, also after a rebuild', async () => {
  const { deploy, door } = await openVersionerDoor()
  const word: Record<string, string> = { succeeded: 'success' }
  let clock = 0
  let cases = 0
  const expected = new Map<string, Read[]>()
  const inOrder = (list: Read[]) => list.map((one) => JSON.stringify(one)).sort()
  const shown = async (product: string) => {
    const { rows } = await door.ask('deployments.list', { systems: [product], limit: 1000 })
    const past = (ms: number | null) => (ms === null ? null : (ms - noon) / minute)
    return inOrder(rows.map((row) => [row.state, past(row.started_at_ms), past(row.finished_at_ms)]))
  }
  await fc.assert(
    fc.asyncProperty(fc.array(sent, { minLength: 1, maxLength: 12 }), async (sequence) => {
      const product = `case ${++cases}`
      const said: Said[] = []
      for (const { after, state, ended, times } of sequence) {
        clock += after
        const isEnd = ends.includes(state)
        const completed = ended === null ? {} : { completed_at: minutesPast(clock + ended) }
        for (let i = 0; i < times; i++) {
          const answer = await deploy(clock, word[state] ?? state, { product_name: product, ...completed })
          expect(answer.status).toBe(200)
        }
        // Said once, however often it was sent; only an end has a time of its own.
        said.push({ state, at: clock + (isEnd ? (ended ?? 0) : 0) })
      }
      expected.set(product, runsOf(said).map(read))
      expect(await shown(product)).toEqual(inOrder(expected.get(product) ?? []))
    }),
    { numRuns: 60 },
  )
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
  for (const [product, reads] of expected) expect(await shown(product)).toEqual(inOrder(reads))
}, 120_000)

test('a clock that stands still: sixty deployments at one moment are sixty', async () => {
  const { deploy, door, deployments } = await openVersionerDoor()
  for (let i = 0; i < 60; i++) {
    await deploy(0, 'started')
    await deploy(0, 'success')
  }
  expect(await deployments()).toEqual(Array.from({ length: 60 }, () => ['succeeded', 0, 0]))
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
})

test('several events of a series in one delivery', async () => {
  const { door, deployments } = await openVersionerDoor()
  const events = [-60, -55, -30, -29].map((minutes) => ({
    type: 'event-deploy',
    entityId: 'shop-api',
    timestamp: minutesPast(minutes),
    attributes: { env: 'production', status: 'success', build_id: 'b1' },
  }))
  const headers = { 'x-api-key': door.key }
  expect((await door.send({ path: '/events', headers, body: JSON.stringify({ events }) })).status).toBe(201)
  expect((await deployments()).map(([, , finished]) => finished)).toEqual([-60, -30])
  expect(await door.ask('workspace.rebuild', {})).toMatchObject({ changed: 0 })
})

const thing: Thing = { type: 'deployment', system: 1, environment: 1, id: 'main' }

/** A file with a series of 10,000 deployments, one an hour, and neighbours by name. */
async function longSeries(): Promise<ReadDb> {
  const opened = await newFile()
  const { db, dataDir } = opened
  db.transaction(() => {
    db.run(`INSERT INTO systems (id, name) VALUES (1, 'shop-api')`)
    db.run(
      `INSERT INTO deliveries (id, source, method, path, query, headers, meta, body_bytes, digest, received_at_ms, outcome,
         summary, counts, body) VALUES (1, 'versioner', 'POST', '/', '', '{}', '{}', 0, x'', 0, 'accepted', '', '{}', x'')`,
    )
    const insert = (id: string, at_ms: number) =>
      insertEvent(
        db,
        1,
        '',
        { ...thing, id },
        {
          type: 'deployment',
          system: 'shop-api',
          environment: 'production',
          id,
          state: 'succeeded',
          at_ms,
        },
      )
    insert('main', noon)
    for (let i = 1; i < 10_000; i++) insert(thingBegunAt('main', noon + i * 60 * minute), noon + i * 60 * minute)
    for (const name of ['mai', 'main ', 'main2', 'main (7)', thingBegunAt('main2', noon)]) insert(name, noon)
  })
  opened.close()
  return openReadDb(dataDir).db
}

test('of a series of 10,000 the first and forty neighbours are looked at, found by the index', async () => {
  const db = await longSeries()
  const middle = noon + 5000 * 60 * minute
  const near = eventsNear(db, thing, middle)
  const around = Array.from({ length: 40 }, (_, i) => thingBegunAt('main', middle + (i - 19) * 60 * minute))
  expect(near.map((one) => one.thing).sort()).toEqual(['main', ...around])
  // At both ends there are neighbours on one side only.
  expect(eventsNear(db, thing, noon - minute).length).toBe(21)
  expect(eventsNear(db, thing, noon + 20_000 * 60 * minute).length).toBe(21)

  const plans: string[] = []
  const watched: ReadDb = {
    ...db,
    all: (sql, ...params) => {
      plans.push(...db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...params).map((row) => row.detail))
      return db.all(sql, ...params)
    },
  }
  eventsNear(watched, thing, middle)
  const reads = plans.filter((step) => /\bevents\b/.test(step))
  expect(reads.length).toBe(4)
  for (const step of reads) expect(step).toMatch(/INDEX events_thing \(thing_id=\?/)
  const names = plans.filter((step) => /\b(new|old)_names\b/.test(step))
  expect(names.length).toBe(6)
  for (const step of names) expect(step).toMatch(/PRIMARY KEY \(type=\? AND system=\? AND environment=\? AND name/)
  expect(plans.filter((step) => /TEMP B-TREE/.test(step))).toEqual([])
})
