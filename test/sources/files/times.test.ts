// Times as tables have them: one moment for sure, or a reason.
import { describe, expect, it } from 'vitest'
import { dateOrder, isNoTime, readTime, span } from '../../../src-main/sources/files/times.ts'
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
    expect(readTime(text, { order: 'unknown', zone })).toEqual({ ms: utc(expected), local: false })
  })

  it.each([
    // New York is UTC-5 in winter, UTC-4 in summer.
    ['2026-03-01', '2026-03-01T05:00:00'],
    ['2026-07-01 10:00', '2026-07-01T14:00:00'],
    ['2026-07-01T10:00:05.125', '2026-07-01T14:00:05.125'],
    ['2026/7/1 9:05', '2026-07-01T13:05:00'],
  ])('without an offset: %s', (text, expected) => {
    expect(readTime(text, { order: 'unknown', zone })).toEqual({ ms: utc(expected), local: true })
  })

  it.each([
    ['day first', '02.07.2026 10:00', '2026-07-02T14:00:00'],
    ['month first', '7/2/2026 10:00', '2026-07-02T14:00:00'],
    ['day first', '2-7-2026', '2026-07-02T04:00:00'],
  ] as const)('with the %s: %s', (order, text, expected) => {
    expect(readTime(text, { order: order, zone })).toEqual({ ms: utc(expected), local: true })
  })

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-03-01 25:00',
    '2026-03-01T10:00:00+24:00',
    '0000-01-01',
    '2026-03-01 10:00Zulu',
    // Dates and numbers that other readers would make a time of.
    '20260301',
    '12345678901234',
    '1e9',
    '12',
    '10:00',
    '-',
  ])('is none: %s', (text) => {
    expect(readTime(text, { order: 'day first', zone })).toEqual({
      reason: `"${text}" is not a date; write it as 2026-02-28T14:30:00Z or 2026-02-28 14:30`,
    })
  })

  it('is none where its zone is an abbreviation, which several zones share', () => {
    expect(readTime('2026-03-01 10:00 CET', { order: 'day first', zone })).toEqual({
      reason:
        '"2026-03-01 10:00 CET" names a zone by letters, which are not one for sure; ' +
        'write it as 2026-02-28T14:30:00Z or 2026-02-28 14:30',
    })
  })

  it.each([
    // As trackers write them; New York is UTC-5 in February, March 1 and December, UTC-4 in July.
    ['25/Feb/26 10:17 PM', '2026-02-26T03:17:00'],
    ['30/Jul/18 23:33', '2018-07-31T03:33:00'],
    ['12/mars/25', '2025-03-12T04:00:00'],
    ['03/Dez/24', '2024-12-03T05:00:00'],
    ['1 Mar 2026', '2026-03-01T05:00:00'],
    ['Mar 4, 2026 09:12', '2026-03-04T14:12:00'],
    ['2026.01.02', '2026-01-02T05:00:00'],
    ['2026-02-25 10:17:05 PM', '2026-02-26T03:17:05'],
    ['2026-02-25 12:00 am', '2026-02-25T05:00:00'],
    ['2026年3月1日 10:00', '2026-03-01T15:00:00'],
  ])('in the words of a tracker: %s', (text, expected) => {
    expect(readTime(text, { order: 'unknown', zone, year: 2026 })).toEqual({ ms: utc(expected), local: true })
  })

  it.each([
    ['6/21/2025 16:14', 'month first', '2025-06-21T20:14:00'],
    ['21.06.25 4:14 PM', 'day first', '2025-06-21T20:14:00'],
    // Two digits end with the year after this one: 27 is to come, 28 was.
    ['01/06/27', 'day first', '2027-06-01T04:00:00'],
    ['01/06/28', 'day first', '1928-06-01T04:00:00'],
  ] as const)('with two numbers before the year: %s, %s', (text, order, expected) => {
    expect(readTime(text, { order, zone, year: 2026 })).toEqual({ ms: utc(expected), local: true })
  })

  it.each([
    ['1772359200', '2026-03-01T10:00:00'],
    ['1772359200.5', '2026-03-01T10:00:00.500'],
    ['1772359200000', '2026-03-01T10:00:00'],
    ['1772359200000000', '2026-03-01T10:00:00'],
    ['1772359200000000000', '2026-03-01T10:00:00'],
  ])('counted since 1970: %s', (text, expected) => {
    expect(readTime(text, { order: 'unknown', zone })).toEqual({ ms: utc(expected), local: false })
  })

  it('counted in days by a spreadsheet, where the whole column is', () => {
    // Day 45992 is 1 December 2025; half a day is noon, in New York UTC-5.
    const column = { order: 'unknown', zone, serial: true } as const
    expect(readTime('45992.5', column)).toEqual({ ms: utc('2025-12-01T17:00:00'), local: true })
    expect(readTime('45992.5', { ...column, serial: false })).toHaveProperty('reason')
  })

  it.each(['', '-', 'n/a', '#N/A', 'ongoing', '0001-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '9999-12-31'])(
    'is none, and nothing is wrong: %j',
    (text) => {
      expect(isNoTime(text)).toBe(true)
    },
  )

  it.each(['unknown', 'both'] as const)('is ambiguous where the order is %s', (order) => {
    expect(readTime('31/12/2026', { order, zone })).toHaveProperty('reason', expect.stringContaining('is ambiguous'))
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
