// Published performance levels as dated tables. Bands are kept as published; a value between two bands has no level, and
// the note says which it lies between. Nothing is guessed.
import type { Level } from '../../src-shared/contract/metrics.ts'
import { day, hour } from '../../src-shared/time.ts'

/** Values from `from` (included) to `to` (excluded) are of this level. */
interface Band {
  level: Level
  from: number
  to: number
}

export interface Table {
  id: string
  source: string
  bands: Record<string, Band[]>
}

const week = 7 * day
const month = 30 * day

/** Accelerate State of DevOps 2023. */
export const dora2023: Table = {
  id: 'dora-2023',
  source: 'DORA 2023 report',
  bands: {
    // Per week. "On demand" is read as once a day or more. Low is published with Medium's band (once a week to once a
    // month); what is slower than that is read as Low.
    'deployment-frequency': [
      { level: 'elite', from: 7, to: Infinity },
      { level: 'high', from: 1, to: 7 },
      { level: 'medium', from: 7 / 30, to: 1 },
      { level: 'low', from: 0, to: 7 / 30 },
    ],
    // Low is published with Medium's band here too; what is slower is read as Low.
    'change-lead-time': [
      { level: 'elite', from: 0, to: day },
      { level: 'high', from: day, to: week },
      { level: 'medium', from: week, to: month },
      { level: 'low', from: month, to: Infinity },
    ],
    // Published as one figure a level (5, 10, 15 and 64 %), read as upper bounds.
    'change-fail-rate': [
      { level: 'elite', from: 0, to: 0.05 },
      { level: 'high', from: 0.05, to: 0.1 },
      { level: 'medium', from: 0.1, to: 0.15 },
      { level: 'low', from: 0.15, to: Infinity },
    ],
    // "Between one month and six months" for Low: between a week and a month the report says nothing.
    'failed-deployment-recovery-time': [
      { level: 'elite', from: 0, to: hour },
      { level: 'high', from: hour, to: day },
      { level: 'medium', from: day, to: week },
      { level: 'low', from: month, to: Infinity },
    ],
  },
}

export interface Graded {
  level: Level | null
  note: string
}

const words: Record<Level, string> = { elite: 'Elite', high: 'High', medium: 'Medium', low: 'Low' }

/** The level of a value, with the table it comes from or why there is none. */
export function grade(table: Table, metric: string, value: number): Graded {
  const bands = table.bands[metric]
  if (bands === undefined) return { level: null, note: `The ${table.source} has no levels for it` }
  // Rates are published as "up to": 5 % is still Elite.
  const upTo = metric === 'change-fail-rate'
  const found = bands.find((band) =>
    upTo ? value <= band.to && (value > band.from || band.from === 0) : value >= band.from && value < band.to,
  )
  if (found !== undefined) return { level: found.level, note: `${words[found.level]} in the ${table.source}` }
  const better = bands.filter((band) => band.to <= value).at(-1)
  const worse = bands.find((band) => band.from > value)
  const between = [better, worse].flatMap((band) => (band === undefined ? [] : [words[band.level]])).join(' and ')
  return { level: null, note: `Between ${between} in the ${table.source}, which names no level for it` }
}
