// When the listener listened: what begins and ends a break, and the finding that tells of it.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { ListenerState } from '../../src-shared/contract/listener.ts'
import { absent } from '../../src-main/listener/half.ts'
import { notListening } from '../../src-main/listener/reach.ts'
import { type ListenerTimes, openTimes } from '../../src-main/listener/times.ts'
import { silent } from '../../src-main/log.ts'
import { openShiplog } from '../../src-main/shiplog.ts'
import { openReadDb } from '../../src-main/store/database.ts'
import { listenerBreaks } from '../../src-main/store/listening.ts'
import { at, temporaryFolder, workspace } from '../helpers/workspace.ts'
import { newFile } from '../helpers/file.ts'

const minute = 60_000
const start = at('2026-06-01T08:00:00Z')

/** Times over a listener whose state and clock a test sets; each run is a process of its own on the same folder. */
async function computer() {
  const { db, dataDir } = await newFile(temporaryFolder())
  const now = { ms: start, state: 'on' as ListenerState['state'] }
  const half = { state: async () => ({ ...notListening, state: now.state }) }
  return {
    dataDir,
    now,
    run: async () => {
      const times = openTimes(db, { dataDir, clock: () => now.ms, log: silent })
      await times.follow(half)
      return times
    },
    /** As minutes go by. */
    pass: async (times: ListenerTimes, minutes: number) => {
      for (let i = 0; i < minutes; i++) {
        now.ms += minute
        await times.look()
      }
    },
    breaks: () =>
      listenerBreaks(db, 0).map(({ from_ms, to_ms, by }) => [
        by,
        (from_ms - start) / minute,
        to_ms === null ? null : (to_ms - start) / minute,
      ]),
  }
}

test('Shiplog is closed from minute 10 to 30; a restart within five minutes is no break', async () => {
  const { now, run, pass, breaks } = await computer()
  const first = await run()
  await pass(first, 10)
  first.close()
  expect(breaks()).toEqual([['closed', 10, null]])
  now.ms = start + 30 * minute
  const second = await run()
  expect(breaks()).toEqual([['closed', 10, 30]])
  await pass(second, 10)
  second.close()
  now.ms += 5 * minute - 1
  const third = await run()
  expect(breaks()).toEqual([['closed', 10, 30]])
  // It went on as if it had not ended, until minute 60.
  await pass(third, 15)
  third.close()
  now.ms = start + 120 * minute
  await run()
  expect(breaks()).toEqual([
    ['closed', 60 - 1 / minute, 120],
    ['closed', 10, 30],
  ])
})

test('the computer sleeps from minute 3, and the process is killed at minute 100 and back at 200', async () => {
  const { now, run, pass, breaks } = await computer()
  const first = await run()
  await pass(first, 3)
  now.ms = start + 90 * minute
  await first.look()
  expect(breaks()).toEqual([['asleep', 3, 90]])
  await pass(first, 10)
  // Killed: nobody calls close.
  now.ms = start + 200 * minute
  await run()
  expect(breaks()).toEqual([
    ['killed', 100, 200],
    ['asleep', 3, 90],
  ])
})

test('a file of its time that is not one is no reason to guess: the break begins with what is known', async () => {
  const { dataDir, now, run, pass, breaks } = await computer()
  await pass(await run(), 10)
  writeFileSync(path.join(dataDir, 'listening'), '?')
  now.ms = start + 60 * minute
  await run()
  expect(breaks()).toEqual([['killed', 0, 60]])
})

test('what a person turns off is no break, now or while Shiplog is closed', async () => {
  const { now, run, pass, breaks } = await computer()
  const times = await run()
  await pass(times, 10)
  now.state = 'off'
  await times.set({ on: false })
  await pass(times, 60)
  expect(breaks()).toEqual([])
  now.state = 'on'
  await times.set({ on: true })
  await pass(times, 10)
  times.close()
  // Closed at minute 80, turned off by a command at 100, on again at 300: only what lies before 100 was missed.
  now.ms = start + 100 * minute
  await times.set({ on: false })
  now.ms = start + 300 * minute
  await run()
  expect(breaks()).toEqual([['closed', 80, 100]])
})

test('an address that cannot be had is a break from when it was last there', async () => {
  const { now, run, pass, breaks } = await computer()
  const times = await run()
  await pass(times, 10)
  now.state = 'failed'
  await pass(times, 20)
  expect(breaks()).toEqual([['failed', 10, null]])
  now.state = 'on'
  await pass(times, 1)
  expect(breaks()).toEqual([['failed', 10, 31]])
})

test('a listener that ends while Shiplog closes was closed', async () => {
  const { run, pass, breaks } = await computer()
  const times = await run()
  await pass(times, 10)
  await times.follow(absent(() => start, { ...notListening, state: 'failed' }))
  times.close()
  expect(breaks()).toEqual([['closed', 10, null]])
})

test('a real listener: the night is a finding, and can be ignored', async () => {
  const dataDir = temporaryFolder()
  const now = { ms: at('2026-06-01T20:10:00Z') }
  const options = {
    dataDir,
    clock: () => now.ms,
    log: silent,
    listen: { host: '127.0.0.1', port: 0, explicit: true },
  }
  const evening = await openShiplog(options)
  await evening.dispatch('settings.set', { zone: 'Europe/Berlin' })
  // Across threads or not, what it says arrives a moment later.
  await expect.poll(() => listensNow(dataDir)).toBe(true)
  await evening.close()
  now.ms = at('2026-06-02T05:45:00Z')
  const morning = await openShiplog(options)
  await expect.poll(() => listensNow(dataDir)).toBe(true)
  const find = async () => {
    const reply = await morning.dispatch('findings.list', {})
    return reply.ok ? (reply.value as { rows: { id: string; ignored_by: number | null }[] }).rows : []
  }
  expect(await find()).toMatchObject([
    {
      id: 'not-listening',
      n: 1,
      rows: [
        {
          key: 'listener 2026-06-01T20:10:00Z',
          kind: 'listener',
          at_ms: at('2026-06-01T20:10:00Z'),
          note: 'for 9 h 35 min, until 2026-06-02 07:45: Shiplog was closed',
        },
      ],
    },
  ])
  expect(await morning.dispatch('listener.status', {})).toMatchObject({
    value: { breaks: [{ from_ms: at('2026-06-01T20:10:00Z'), to_ms: at('2026-06-02T05:45:00Z'), by: 'closed' }] },
  })
  await morning.dispatch('decisions.ignore', { finding: 'not-listening', row: 'listener 2026-06-01T20:10:00Z' })
  expect(await find()).toEqual([])
  await morning.close()
})

function listensNow(dataDir: string): boolean {
  const { db, close } = openReadDb(dataDir)
  const [one] = db.all('SELECT 1 FROM listening WHERE ended_ms IS NULL')
  close()
  return one !== undefined
}

test('a workspace that never had a listener misses nothing', async () => {
  expect((await (await workspace()).call('findings.list', {})).total).toBe(0)
})
