// Published levels, year by year: each band, each gap and why a value in it is shown as it is; own limits; the days by
// which Pulse and DevLake grade; the Quick Check's score; and how sure a median is.
import { describe, expect, test } from 'vitest'
import { meanScores, scoreOf } from '../../src-main/metrics/quick-check.ts'
import { grade, levelOf, published } from '../../src-main/metrics/levels.ts'
import { medianInterval } from '../../src-shared/bootstrap.ts'
import type { Unit } from '../../src-shared/contract/metrics.ts'
import { type Definition, dora } from '../../src-shared/definition.ts'
import { must } from '../../src-shared/assert.ts'

const hour = 3_600_000
const day = 24 * hour
const week = 7 * day
const frequency = 'deployment-frequency'
const lead = 'change-lead-time'
const rate = 'change-fail-rate'
const recovery = 'failed-deployment-recovery-time'
const noDays = () => ({ days: [], weeks: [], months: [] })

function levelIn(levels: Definition['levels'], metric: string, value: number) {
  return grade(must(published[levels], 'because it is published'), metric, value)
}

describe('a value in a band', () => {
  test.each([
    ['dora-2019', frequency, 7, 'elite'],
    ['dora-2019', frequency, 1, 'high'],
    ['dora-2019', frequency, 0.5, 'medium'],
    ['dora-2019', frequency, 0.1, 'low'],
    ['dora-2019', lead, 2 * day, 'high'],
    ['dora-2019', rate, 0.15, 'elite'],
    ['dora-2019', rate, 0.5, 'low'],
    ['dora-2019', recovery, 8 * day, 'low'],
    // "Once a week to once a month" holds once a week.
    ['dora-2021', frequency, 1, 'high'],
    ['dora-2021', frequency, 0.03, 'low'],
    ['dora-2021', lead, hour - 1, 'elite'],
    ['dora-2021', lead, 40 * day, 'medium'],
    ['dora-2021', rate, 0.16, 'high'],
    ['dora-2021', recovery, 200 * day, 'low'],
    ['dora-2022', frequency, 7, 'high'],
    ['dora-2022', recovery, 10, 'high'],
    ['dora-2022', rate, 0.2, 'medium'],
    ['dora-2023', recovery, 40 * day, 'low'],
    ['dora-2024', rate, 0.1, 'high'],
    ['dora-2024', rate, 0.2, 'high'],
    ['dora-2024', rate, 0.21, 'low'],
    ['pulse', lead, 2 * hour, 'high'],
    ['pulse', rate, 0.31, 'low'],
    ['pulse', recovery, week, 'low'],
    ['devlake-2021', rate, 0.2, 'high'],
    ['devlake-2021', lead, 179 * day, 'medium'],
    ['devlake-2023', rate, 0.11, 'medium'],
    ['devlake-2023', recovery, day - 1, 'high'],
  ] as const)('%s, %s of %d is %s', (levels, metric, value, level) => {
    const graded = levelIn(levels, metric, value)
    expect(graded.level).toBe(level)
    expect(graded.note).toMatch(/^(Elite|High|Medium|Low) in the .*(report|table)/)
  })
})

describe('a value in a gap is of the worse neighbour, and says so', () => {
  test.each([
    ['dora-2019', rate, 0.3, 'low', 'Elite'],
    ['dora-2019', recovery, 3 * day, 'low', 'High'],
    ['dora-2021', frequency, 3, 'high', 'Elite'],
    ['dora-2021', lead, 2 * hour, 'high', 'Elite'],
    ['dora-2021', lead, 10 * day, 'medium', 'High'],
    ['dora-2021', rate, 0.155, 'high', 'Elite'],
    ['dora-2021', recovery, 30 * day, 'low', 'Medium'],
    ['dora-2022', frequency, 2, 'medium', 'High'],
    ['dora-2022', rate, 0.4, 'low', 'Medium'],
    ['dora-2023', recovery, 10 * day, 'low', 'Medium'],
    ['dora-2024', recovery, 2 * day, 'low', 'High'],
  ] as const)('%s, %s of %d is %s', (levels, metric, value, level, better) => {
    const graded = levelIn(levels, metric, value)
    expect(graded.level).toBe(level)
    expect(graded.note).toContain(`Between ${better} and `)
    expect(graded.note).toContain(`because it does not reach ${better}`)
  })

  test.each([
    ['dora-2019', frequency, 0.01, 'low', 'Worse'],
    ['dora-2019', lead, 200 * day, 'low', 'Worse'],
    ['dora-2019', rate, 0.7, 'low', 'Worse'],
    ['dora-2021', rate, 0.31, 'high', 'Worse'],
    ['dora-2022', lead, hour, 'high', 'Better'],
    ['dora-2023', recovery, 200 * day, 'low', 'Worse'],
  ] as const)('beyond all levels of %s, %s of %d is %s', (levels, metric, value, level, word) => {
    const graded = levelIn(levels, metric, value)
    expect(graded.level).toBe(level)
    expect(graded.note).toMatch(new RegExp(`^${word} than any level of the .* shown as`))
  })
})

describe('by days', () => {
  const graded = (levels: Definition['levels'], days: number[], weeks: number[], months: number[]) =>
    levelOf({ ...dora, levels }, { id: frequency, unit: 'days per week' }, 0, () => ({ days, weeks, months }))?.level

  test('Pulse: more than half of the days, months, half years', () => {
    expect(graded('pulse', [1, 1, 0], [2], [2])).toBe('elite')
    expect(graded('pulse', [1, 0], [1], [1])).toBe('high')
    // Half of the months; the one half year has some.
    expect(graded('pulse', [0, 1], [1], [0, 1])).toBe('medium')
    // Half years backwards: of the newest six months none, of the older one some.
    expect(graded('pulse', [0], [0], [1, 0, 0, 0, 0, 0, 0])).toBe('low')
  })

  test('DevLake 2023: lower medians per week, then per month', () => {
    expect(graded('devlake-2023', [], [5, 5, 6], [20])).toBe('elite')
    expect(graded('devlake-2023', [], [1, 4, 6, 7], [20])).toBe('high')
    expect(graded('devlake-2023', [], [0, 0, 1, 1], [2])).toBe('medium')
    expect(graded('devlake-2023', [], [0], [0, 0, 3])).toBe('low')
  })

  test('DevLake 2021: months, then half years, of which one is too few', () => {
    expect(graded('devlake-2021', [], [4], [1])).toBe('high')
    expect(graded('devlake-2021', [], [0], [0, 0, 0, 1, 0, 0])).toBe(null)
    // Newest six months: 1; the six before: 0. The upper one is 1.
    expect(graded('devlake-2021', [], [0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])).toBe('medium')
    // Both 1: no percent rank reaches one half.
    expect(graded('devlake-2021', [], [0], [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1])).toBe(null)
    // 0, 0 and 2, sorted: ranks 0, 0 and 1.
    expect(graded('devlake-2021', [], [0], [...Array<number>(17).fill(0), 2])).toBe('medium')
  })
})

describe('own limits', () => {
  const own: Definition = {
    ...dora,
    levels: 'own',
    own_frequency: [10, 5, 1],
    own_lead_time: [1, 8, 24],
    own_fail_rate: [5, 10, 20],
  }
  const of = (id: string, unit: Unit, value: number) => levelOf(own, { id, unit }, value, noDays)?.level

  test('a frequency from, a duration under, a rate up to', () => {
    expect([10, 9.9, 5, 1, 0.9].map((value) => of(frequency, 'per week', value))).toEqual([
      'elite',
      'high',
      'high',
      'medium',
      'low',
    ])
    expect([hour - 1, hour, 8 * hour, 24 * hour].map((value) => of(lead, 'ms', value))).toEqual([
      'elite',
      'high',
      'medium',
      'low',
    ])
    expect([0, 0.05, 0.051, 0.2, 0.21].map((value) => of(rate, 'ratio', value))).toEqual([
      'elite',
      'elite',
      'high',
      'medium',
      'low',
    ])
  })

  test('per day is seven times per week', () => {
    expect([10 / 7, 1.4, 5 / 7].map((value) => of(frequency, 'per day', value))).toEqual(['elite', 'high', 'high'])
  })

  test('without limits there is no level', () => {
    expect(levelOf(own, { id: recovery, unit: 'ms' }, 0, noDays)).toEqual({
      level: null,
      note: 'The limits of your own has no levels for it',
    })
  })
})

describe('the Quick Check', () => {
  const score = (id: string, value: number, unit: Unit = 'ms') => scoreOf({ id, unit }, value)

  test('answers 1 to 6 are 0 to 10', () => {
    const times = [hour - 1, hour, day, week, 30 * day, 180 * day]
    expect(times.map((value) => score(lead, value))).toEqual([10, 8, 6, 4, 2, 0])
    expect(times.map((value) => score(recovery, value))).toEqual([10, 8, 6, 4, 2, 0])
    const perWeek = [169, 168, 7, 6.9, 1, 0.9, 7 / 30, 0.2, 7 / 180, 0.03]
    expect(perWeek.map((value) => score(frequency, value, 'per week'))).toEqual([10, 8, 8, 6, 6, 4, 4, 2, 2, 0])
    expect(score(frequency, 1, 'per day')).toBe(8)
  })

  test('percentages are 10 minus a tenth of them, and never negative', () => {
    expect([0, 0.19, 1, 1.5].map((value) => score(rate, value, 'ratio'))).toEqual([10, 8.1, 0, 0])
    expect(score('deployment-rework-rate', 0.22, 'ratio')).toBeCloseTo(7.8, 12)
    expect(score('deployment-days', 3, 'days')).toBe(null)
  })

  test('means are of all that belong to them, or nothing', () => {
    const scores = { [frequency]: 6, [lead]: 8, [rate]: 9, [recovery]: 10, 'deployment-rework-rate': 7 }
    const values = Object.entries(scores).map(([id, value]) => ({ id, score: value }))
    expect(meanScores(values)).toMatchObject({ overall: 8, throughput: 8, stability: 8 })
    expect(meanScores(values.filter((one) => one.id !== rate))).toMatchObject({
      overall: null,
      throughput: 8,
      stability: null,
    })
  })
})

describe('the interval of a median', () => {
  /** A plain bootstrap: draw n of n, take the middle, many times. */
  function plain(values: number[], times: number): [number, number] {
    let state = 12345
    const random = () => {
      state = (state * 1103515245 + 12345) % 2147483648
      return state / 2147483648
    }
    const medians = Array.from({ length: times }, () => {
      const drawn = values.map(() => values[Math.floor(random() * values.length)] ?? 0).toSorted((a, b) => a - b)
      const half = (drawn.length - 1) / 2
      return ((drawn[Math.floor(half)] ?? 0) + (drawn[Math.ceil(half)] ?? 0)) / 2
    }).toSorted((a, b) => a - b)
    return [medians[Math.floor(times * 0.025)] ?? 0, medians[Math.floor(times * 0.975)] ?? 0]
  }

  test.each([7, 8, 51, 200])('of %d values is what drawing them gives', (n) => {
    // Squares: skewed, as durations are.
    const values = Array.from({ length: n }, (_, i) => (i + 1) ** 2)
    const found = must(medianInterval(values), 'because there are several')
    const [from, to] = plain(values, 4000)
    // In ranks, since the values are the ranks squared: the same within a few percent of them.
    const near = Math.max(1, n * 0.03)
    expect(Math.abs(Math.sqrt(found.from) - Math.sqrt(from))).toBeLessThanOrEqual(near)
    expect(Math.abs(Math.sqrt(found.to) - Math.sqrt(to))).toBeLessThanOrEqual(near)
  })

  test('is always the same, lies within the values and around the median', () => {
    const values = [5, 1, 4, 2, 3, 9, 7]
    const found = must(medianInterval(values), 'because there are several')
    expect(medianInterval(values)).toEqual(found)
    expect(found.from).toBeGreaterThanOrEqual(1)
    expect(found.to).toBeLessThanOrEqual(9)
    expect(found.from).toBeLessThanOrEqual(4)
    expect(found.to).toBeGreaterThanOrEqual(4)
  })

  test('of nothing or one is none; of equals is that', () => {
    expect([medianInterval([]), medianInterval([3])]).toEqual([null, null])
    expect(medianInterval([3, 3, 3, 3])).toEqual({ from: 3, to: 3 })
  })
})
