// From a value to its level: by a published table, by a workspace's own limits, or by the days and months in which there
// were deployments, as Pulse and DevLake grade frequency. A value in a gap is of the worse neighbour, and the note says so.
import type { Level, Unit } from '../../src-shared/contract/metrics.ts'
import type { Definition } from '../../src-shared/definition.ts'
import { ascending, lowerMedian } from '../../src-shared/series.ts'
import { hour } from '../../src-shared/time.ts'
import * as tables from './benchmarks.ts'
import type { Table } from './benchmarks.ts'

export interface Graded {
  level: Level | null
  note: string
}

/** Days with a deployment, in each day, week and month of the period. */
export interface DeploymentDays {
  days: number[]
  weeks: number[]
  months: number[]
}

export const published: Partial<Record<Definition['levels'], Table>> = {
  'dora-2019': tables.dora2019,
  'dora-2021': tables.dora2021,
  'dora-2022': tables.dora2022,
  'dora-2023': tables.dora2023,
  'dora-2024': tables.dora2024,
  pulse: tables.pulse,
  'devlake-2021': tables.devlake2021,
  'devlake-2023': tables.devlake2023,
}

const words: Record<Level, string> = { elite: 'Elite', high: 'High', medium: 'Medium', low: 'Low' }
const rates = ['change-fail-rate']

/** The level of a value with the table it comes from, or why there is none. Null where levels are hidden. */
export function levelOf(
  definition: Definition,
  metric: { id: string; unit: Unit },
  value: number,
  daysWithDeployment: () => DeploymentDays,
): Graded | null {
  const { levels } = definition
  if (levels === 'none' || levels === 'quick-check-2025') return null
  const table = levels === 'own' ? ownTable(definition) : published[levels]
  if (table === undefined) return null
  if (metric.id === 'deployment-frequency') {
    const byDays =
      levels === 'pulse' ? gradePulse : levels === 'devlake-2021' || levels === 'devlake-2023' ? gradeDevLake : null
    if (byDays !== null) return byDays(daysWithDeployment(), levels)
  }
  return grade(table, metric.id, metric.unit === 'per day' ? value * 7 : value)
}

/** The level of a value in a table's own units. */
export function grade(table: Table, metric: string, value: number): Graded {
  const bands = table.bands[metric]
  if (bands === undefined) return { level: null, note: `The ${table.source} has no levels for it` }
  const note = table.notes[metric] === undefined ? '' : `. ${table.notes[metric]}`
  // Rates are published as "up to": 5 % is still Elite. Other bands end before the next begins, or with a gap.
  const upTo = rates.includes(metric)
  const risesToBetter = (bands[0]?.from ?? 0) > (bands[1]?.from ?? Infinity)
  // "Between once a week and once a month" holds both; "less than a week" does not hold the week.
  const closed = upTo || risesToBetter
  const found =
    bands.find((band) =>
      upTo ? value <= band.to && (value > band.from || band.from === 0) : value >= band.from && value < band.to,
    ) ?? bands.find((band) => closed && (value === band.to || value === band.from))
  if (found !== undefined) return { level: found.level, note: `${words[found.level]} in the ${table.source}${note}` }
  const better = bands.filter((band) => (risesToBetter ? band.from > value : band.to <= value)).at(-1)
  const worse = bands.find((band) => (risesToBetter ? band.to < value : band.from > value))
  if (better !== undefined && worse !== undefined)
    return {
      level: worse.level,
      note: `Between ${words[better.level]} and ${words[worse.level]} in the ${table.source}, which names no level for it; shown as ${words[worse.level]}, because it does not reach ${words[better.level]}${note}`,
    }
  const beyond = better ?? worse
  if (beyond === undefined) return { level: null, note: `The ${table.source} has no levels for it` }
  return {
    level: beyond.level,
    note: `${better === undefined ? 'Better' : 'Worse'} than any level of the ${table.source}; shown as ${words[beyond.level]}, the nearest${note}`,
  }
}

/** A workspace's own limits as a table; a metric without limits has no bands. */
function ownTable({ own_frequency, own_lead_time, own_fail_rate, own_recovery }: Definition): Table {
  const rising = (limits: readonly number[], unit: number): tables.Band[] => {
    const [elite = 0, high = 0, medium = 0] = limits.map((limit) => limit * unit)
    return [
      { level: 'elite', from: 0, to: elite },
      { level: 'high', from: elite, to: high },
      { level: 'medium', from: high, to: medium },
      { level: 'low', from: medium, to: Infinity },
    ]
  }
  const falling = ([elite, high, medium]: readonly [number, number, number]): tables.Band[] => [
    { level: 'elite', from: elite, to: Infinity },
    { level: 'high', from: high, to: elite },
    { level: 'medium', from: medium, to: high },
    { level: 'low', from: 0, to: medium },
  ]
  return {
    source: 'limits of your own',
    bands: {
      ...(own_frequency === null ? {} : { 'deployment-frequency': falling(own_frequency) }),
      ...(own_lead_time === null ? {} : { 'change-lead-time': rising(own_lead_time, hour) }),
      ...(own_fail_rate === null ? {} : { 'change-fail-rate': rising(own_fail_rate, 0.01) }),
      ...(own_recovery === null ? {} : { 'failed-deployment-recovery-time': rising(own_recovery, hour) }),
    },
    notes: {},
  }
}

/** More than half of the days, months or half years with a deployment. */
function gradePulse({ days, months }: DeploymentDays): Graded {
  const most = (counts: readonly number[]) => counts.filter((n) => n > 0).length > counts.length / 2
  const [level, why]: [Level, string] = most(days)
    ? ['elite', 'more than half of the days have a deployment']
    : most(months)
      ? ['high', 'more than half of the months have a deployment']
      : most(halfYears(months))
        ? ['medium', 'more than half of the half years have a deployment']
        : ['low', 'at most half of the half years have a deployment']
  return { level, note: `${words[level]} in the table of Pulse: ${why}` }
}

/** Sums of six months, backwards from the newest; the oldest may hold fewer. Newest first. */
function halfYears(months: readonly number[]): number[] {
  const sums: number[] = []
  for (let end = months.length; end > 0; end -= 6)
    sums.push(months.slice(Math.max(0, end - 6), end).reduce((sum, n) => sum + n, 0))
  return sums
}

/** By the lower medians of deployment days per week and month and, in 2021, the upper one of half years. */
function gradeDevLake({ weeks, months }: DeploymentDays, levels: Definition['levels']): Graded {
  const table = levels === 'devlake-2021' ? '2021 table of DevLake' : '2023 table of DevLake'
  const W = lowerMedian(ascending(weeks)) ?? 0
  const M = lowerMedian(ascending(months)) ?? 0
  const as = (level: Level, why: string): Graded => ({ level, note: `${words[level]} in the ${table}: ${why}` })
  const perWeek = `lower median of ${W} deployment days per week`
  const perMonth = `lower median of ${M} deployment days per month`
  if (W >= 5) return as('elite', perWeek)
  if (levels === 'devlake-2023') return W >= 1 ? as('high', perWeek) : as(M >= 1 ? 'medium' : 'low', perMonth)
  if (M >= 1) return as('high', perMonth)
  const S = upperMedian(halfYears(months))
  if (S === null)
    return {
      level: null,
      note: `No level in the ${table}: below High it compares half years, and with fewer than two different ones DevLake answers N/A`,
    }
  return as(S >= 1 ? 'medium' : 'low', `${S} deployment days per half year`)
}

/** The smallest value whose percent rank is at least 0.5, as the dashboard's SQL takes it; null where none is. */
function upperMedian(values: readonly number[]): number | null {
  const sorted = ascending(values)
  const n = sorted.length
  const found = sorted.find((value) => n > 1 && sorted.indexOf(value) / (n - 1) >= 0.5)
  return found ?? null
}
