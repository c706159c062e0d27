// How long something took, as people write it.
import { expect, it } from 'vitest'
import { readDuration, unitOfHeader } from '../../../src-main/sources/files/durations.ts'

const minute = 60_000
const hour = 60 * minute

it.each([
  ['1h 20m', 80 * minute],
  ['1:20', 80 * minute],
  ['80 min', 80 * minute],
  ['1,5 h', 90 * minute],
  ['PT1H20M', 80 * minute],
  ['P1DT2H', 26 * hour],
  // More hours than a day has.
  ['131:04:22', 131 * hour + 4 * minute + 22_000],
  ['3 Days 12 Hours', 84 * hour],
  ['2 days, 03:04:05', 51 * hour + 4 * minute + 5_000],
  ['90 s', 90_000],
])('%s', (text, ms) => {
  expect(readDuration(text, null)).toBe(ms)
})

it.each(['80', 'long', '1:75', '', 'P', '5 parsecs'])('is none: %j', (text) => {
  expect(readDuration(text, null)).toBeNull()
})

it.each([
  ['Resolution time (in hrs)', '1.5', 90 * minute],
  ['seconds_to_resolve', '90', 90_000],
  ['duration_ms', '90', 90],
  ['Minutes', '90', 90 * minute],
])('a bare number under %j', (header, text, ms) => {
  expect(readDuration(text, unitOfHeader(header))).toBe(ms)
})

it('a bare number under a header without a unit says nothing', () => {
  expect(unitOfHeader('Duration')).toBeNull()
})
