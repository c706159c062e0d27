// Where days, weeks, months and quarters begin: half-hour shifts, a day that never was, clocks both ways, leap days, and
// weeks that start on any day.
import { describe, expect, test } from 'vitest'
import { type Bucket, bucketAfter, bucketStarts } from '../../src-shared/time.ts'
import { at, deployment, workspace } from '../helpers/workspace.ts'

const hour = 3_600_000

/** Starts, and the length of each in hours, of the buckets that cover two moments. */
function cover(from: string, to: string, bucket: Bucket, zone: string, weekStart?: number): [string, number][] {
  const starts = bucketStarts(at(from), at(to), bucket, zone, weekStart)
  const ends = [...starts.slice(1), bucketAfter(starts.at(-1) ?? 0, bucket, zone)]
  return starts.map((start, i) => [new Date(start).toISOString(), ((ends[i] ?? 0) - start) / hour])
}

describe('days', () => {
  test('on Lord Howe the clocks move by half an hour: 24.5 and 23.5 hours', () => {
    // UTC+11 until 5 April 2026 02:00, then +10:30 until 4 October.
    expect(cover('2026-04-03T13:00:00Z', '2026-04-06T13:30:00Z', 'day', 'Australia/Lord_Howe')).toEqual([
      ['2026-04-03T13:00:00.000Z', 24],
      ['2026-04-04T13:00:00.000Z', 24.5],
      ['2026-04-05T13:30:00.000Z', 24],
    ])
    expect(cover('2026-10-03T13:30:00Z', '2026-10-04T13:00:00Z', 'day', 'Australia/Lord_Howe')).toEqual([
      ['2026-10-03T13:30:00.000Z', 23.5],
    ])
  })

  test('in Apia 30 December 2011 never was: the 29th is followed by the 31st', () => {
    // UTC−10 until the end of the 29th, UTC+14 from then on.
    expect(cover('2011-12-28T10:00:00Z', '2012-01-01T10:00:00Z', 'day', 'Pacific/Apia')).toEqual([
      ['2011-12-28T10:00:00.000Z', 24],
      ['2011-12-29T10:00:00.000Z', 24],
      ['2011-12-30T10:00:00.000Z', 24],
      ['2011-12-31T10:00:00.000Z', 24],
    ])
    // The last month of that year has 30 days, its last week, from Monday the 26th, six.
    expect(cover('2011-12-05T00:00:00Z', '2011-12-06T00:00:00Z', 'month', 'Pacific/Apia')).toEqual([
      ['2011-12-01T10:00:00.000Z', 30 * 24],
    ])
    expect(cover('2011-12-27T00:00:00Z', '2011-12-28T00:00:00Z', 'week', 'Pacific/Apia')).toEqual([
      ['2011-12-26T10:00:00.000Z', 6 * 24],
    ])
  })

  test('in Berlin the last Sundays of March and October have 23 and 25 hours', () => {
    expect(cover('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 'day', 'Europe/Berlin')).toEqual([
      ['2026-03-28T23:00:00.000Z', 23],
    ])
    expect(cover('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 'day', 'Europe/Berlin')).toEqual([
      ['2026-10-24T22:00:00.000Z', 25],
    ])
  })
})

describe('months and quarters', () => {
  test('a leap February has 29 days, its quarter 91', () => {
    expect(cover('2028-02-29T12:00:00Z', '2028-02-29T13:00:00Z', 'month', 'UTC')).toEqual([
      ['2028-02-01T00:00:00.000Z', 29 * 24],
    ])
    expect(cover('2028-02-29T12:00:00Z', '2028-04-01T00:00:00Z', 'quarter', 'UTC')).toEqual([
      ['2028-01-01T00:00:00.000Z', 91 * 24],
    ])
  })

  test('quarters begin in January, April, July and October, whatever the clocks do', () => {
    expect(cover('2026-02-28T23:00:00Z', '2026-12-31T23:00:00Z', 'quarter', 'Europe/Berlin')).toEqual([
      ['2025-12-31T23:00:00.000Z', 90 * 24 - 1],
      ['2026-03-31T22:00:00.000Z', 91 * 24],
      ['2026-06-30T22:00:00.000Z', 92 * 24],
      ['2026-09-30T22:00:00.000Z', 92 * 24 + 1],
    ])
  })
})

describe('weeks', () => {
  // 1 June 2026 is a Monday.
  test.each([
    [1, '2026-06-01'],
    [2, '2026-05-26'],
    [3, '2026-05-27'],
    [4, '2026-05-28'],
    [5, '2026-05-29'],
    [6, '2026-05-30'],
    [7, '2026-05-31'],
  ])('that start on day %d', (weekStart, first) => {
    const [[start, hours] = []] = cover('2026-06-01T00:00:00Z', '2026-06-02T00:00:00Z', 'week', 'UTC', weekStart)
    expect([start, hours]).toEqual([`${first}T00:00:00.000Z`, 168])
  })

  test('start on the day of the settings; DevLake’s always on Monday', async () => {
    const some = await workspace()
    // Saturday, Sunday, Monday.
    for (const date of ['06', '07', '08']) await some.send(deployment(date, `2026-06-${date}T10:00:00Z`))
    const question = { from: '2026-06-01', to: '2026-06-14', bucket: 'week', zone: 'UTC' } as const
    const weeks = async (preset: string) => {
      const { metrics, week_start } = await some.call('metrics.overview', { ...question, preset })
      const points = metrics[0]?.points ?? []
      return [week_start, ...points.map((point) => [new Date(point.from_ms).toISOString().slice(5, 10), point.value])]
    }
    expect(await weeks('dora')).toEqual([1, ['06-01', 2], ['06-08', 1]])
    expect(await some.call('settings.set', { week_start: 7 })).toMatchObject({ week_start: 7 })
    expect(await weeks('dora')).toEqual([7, ['05-31', 1], ['06-07', 2], ['06-14', 0]])
    expect(await weeks('devlake-2023')).toEqual([1, ['06-01', 2], ['06-08', 1]])
    expect(await some.refusal('settings.set', { week_start: 8 })).toBe('"week_start" is 8, expected at most 7.')
  })
})

test('by quarter, the period before has as many days', async () => {
  const some = await workspace('2026-07-15T00:00:00Z')
  await some.send(deployment('a', '2026-03-31T23:59:59Z'), deployment('b', '2026-04-01T00:00:00Z'))
  const { metrics, previous_range } = await some.call('metrics.overview', {
    from: '2026-01-01',
    to: '2026-06-30',
    bucket: 'quarter',
    zone: 'UTC',
  })
  expect(metrics[0]?.points.map((point) => [new Date(point.from_ms).toISOString().slice(0, 10), point.value])).toEqual([
    ['2026-01-01', 1],
    ['2026-04-01', 1],
  ])
  // 181 days before 1 January.
  expect(previous_range).toEqual({ from_ms: at('2025-07-04T00:00:00Z'), to_ms: at('2026-01-01T00:00:00Z') })
})

test('before 31 December 2011 in Apia came the 29th', async () => {
  const { send, call } = await workspace('2012-02-01T00:00:00Z')
  // Noon of the 29th there, at UTC-10.
  await send(deployment('d', '2011-12-29T22:00:00Z'))
  const day = { from: '2011-12-31', to: '2011-12-31', zone: 'Pacific/Apia' }
  const { previous_range, metrics } = await call('metrics.overview', day)
  // Both midnights are 10:00 UTC: that of the 29th at UTC-10, that of the 31st at UTC+14.
  expect(previous_range).toMatchObject({ from_ms: at('2011-12-29T10:00:00Z'), to_ms: at('2011-12-30T10:00:00Z') })
  expect(metrics[0]?.previous.n).toBe(1)
})
