import { expect, test } from 'vitest'
import { Instants } from '../../src-main/store/instants.ts'

test('times come back as they were set, wherever they lie', () => {
  const year1 = -62_135_596_800_000
  const year9999 = 253_402_300_799_000
  // 2^32 s after 1970 is 2106-02-07T06:28:16Z: the last two seconds before it stand for something else.
  const around2106 = [-3, -2, -1, 0, 1].map((s) => (2 ** 32 + s) * 1000)
  const times = [0, 1000, -1000, 1_500, Number.NaN, year1, year9999, ...around2106, 1_700_000_000_000]
  const instants = new Instants()
  instants.makeRoom(3_000)
  times.forEach((at_ms, i) => instants.set(i, at_ms))
  instants.set(2_999, 5_000)
  const all = instants.take(3_000, 0)
  expect([...all.subarray(0, times.length)]).toEqual(times)
  expect([all[times.length], all[2_999]]).toEqual([0, 5_000])
})

test('of those before a place nothing is told', () => {
  const instants = new Instants()
  for (const i of [0, 1, 2]) instants.set(i, 7_000)
  expect([...instants.take(3, 2)]).toEqual([0, 0, 7_000])
})
