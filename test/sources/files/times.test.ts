// Times as tables have them: one moment for sure, or a reason.
import { describe, expect, it } from 'vitest'
import { dateOrder, readTime, span } from '../../../src-main/sources/files/times.ts'
import { utc } from './fixture.ts'

const zone = 'America/New_York'

describe('one time', () => {
  it.each([
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00'],
    ['2026-03-01t10:00:00.5z', '2026-03-01T10:00:00.500'],
    ['2026-03-01T10:00Z', '2026-03-01T10:00:00'],
    ['2026-03-01 10:00:00 UTC', '2026-03-01T10:00:00'],
    ['2026-03-01 10:00:00 -0500', '2026-03-01T15:00:00'],
    // PostgreSQL writes whole hours alone.
    ['2026-03-01 10:00:00.25+02', '2026-03-01T08:00:00.250'],
    ['2026-03-01T10:00:00+05:45', '2026-03-01T04:15:00'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00'],
  ])('with an offset: %s', (text, expected) => {
    expect(readTime(text, 'unknown', zone)).toEqual({ ms: utc(expected), local: false })
  })

  it.each([
    // New York is UTC-5 in winter, UTC-4 in summer.
    ['2026-03-01', '2026-03-01T05:00:00'],
    ['2026-07-01 10:00', '2026-07-01T14:00:00'],
    ['2026-07-01T10:00:05.125', '2026-07-01T14:00:05.125'],
    ['2026/7/1 9:05', '2026-07-01T13:05:00'],
  ])('without an offset: %s', (text, expected) => {
    expect(readTime(text, 'unknown', zone)).toEqual({ ms: utc(expected), local: true })
  })

  it.each([
    ['day first', '02.07.2026 10:00', '2026-07-02T14:00:00'],
    ['month first', '7/2/2026 10:00', '2026-07-02T14:00:00'],
    ['day first', '2-7-2026', '2026-07-02T04:00:00'],
  ] as const)('with the %s: %s', (order, text, expected) => {
    expect(readTime(text, order, zone)).toEqual({ ms: utc(expected), local: true })
  })

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-03-01 25:00',
    '2026-03-01T10:00:00+24:00',
    '0000-01-01',
    '2026-03-01 10:00 CET',
    '2026-03-01 10:00Zulu',
    '1 Mar 2026',
    // Dates and numbers that other readers would make a time of.
    '20260301',
    '12345678901234',
    '1e9',
    '12',
    '10:00',
    '-',
  ])('is none: %s', (text) => {
    expect(readTime(text, 'day first', zone)).toEqual({
      reason: `"${text}" is not a date; write it as 2026-02-28T14:30:00Z or 2026-02-28 14:30`,
    })
  })

  it.each(['unknown', 'both'] as const)('is ambiguous where the order is %s', (order) => {
    expect(readTime('31/12/2026', order, zone)).toHaveProperty('reason', expect.stringContaining('is ambiguous'))
  })
})

describe('the order of day and month', () => {
  it.each([
    ['unknown', ['01/02/2026', '12/12/2026', '2026-03-31']],
    ['day first', ['01/02/2026', '13/02/2026']],
    ['month first', ['01/02/2026', '02/13/2026 10:00']],
    ['both', ['13/02/2026', '02/13/2026']],
    // 31 February is no date, but shows which number is the day; 32 and two big numbers show nothing.
    ['day first', ['31.02.2026']],
    ['unknown', ['32/01/2026', '31/31/2026', '13/14/2026']],
  ])('is %s', (order, values) => {
    expect(dateOrder(values)).toBe(order)
  })
})

it.each([
  [5, '5 ms'],
  [45_000, '45 s'],
  [90 * 60_000, '90 min'],
  [2 * 3_600_000, '2 h'],
  [47 * 3_600_000, '47 h'],
  [72 * 3_600_000, '3 days'],
])('%i ms are %s', (ms, text) => {
  expect(span(ms)).toBe(text)
})
