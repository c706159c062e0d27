// Published performance levels as dated tables, as they were published: bands that two levels share are given to the
// better one, and gaps stay gaps. What is done with a value in a gap is levels.ts's.
import type { Level } from '../../src-shared/contract/metrics.ts'
import { day, hour } from '../../src-shared/time.ts'

/** Values from `from` (included) to `to` (excluded) are of this level; of a rate, those above `from` and up to `to`. */
export interface Band {
  level: Level
  from: number
  to: number
}

export interface Table {
  source: string
  bands: Record<string, Band[]>
  /** How a metric's bands were read, where that is not plain. */
  notes: Record<string, string>
}

const week = 7 * day
const month = 30 * day
const half = 180 * day
const onDemand = '“On demand” is read as once a day or more.'

const frequency = 'deployment-frequency'
const lead = 'change-lead-time'
const rate = 'change-fail-rate'
const recovery = 'failed-deployment-recovery-time'

/** Best first. Frequencies are per week. */
function bands(...list: [Level, number, number][]): Band[] {
  return list.map(([level, from, to]) => ({ level, from, to }))
}

const monthly = 7 / 30
const halfYearly = 7 / 180

/** Accelerate State of DevOps 2019. */
export const dora2019: Table = {
  source: 'DORA 2019 report',
  bands: {
    [frequency]: bands(['elite', 7, Infinity], ['high', 1, 7], ['medium', monthly, 1], ['low', halfYearly, monthly]),
    [lead]: bands(['elite', 0, day], ['high', day, week], ['medium', week, month], ['low', month, half]),
    [rate]: bands(['elite', 0, 0.15], ['low', 0.46, 0.6]),
    [recovery]: bands(['elite', 0, hour], ['high', hour, day], ['low', week, month]),
  },
  notes: {
    [frequency]: onDemand,
    [rate]: 'Elite, High and Medium share the band up to 15 %.',
    [recovery]: 'High and Medium share the band up to a day.',
  },
}

/** Accelerate State of DevOps 2021. */
export const dora2021: Table = {
  source: 'DORA 2021 report',
  bands: {
    [frequency]: bands(
      ['elite', 7, Infinity],
      ['high', monthly, 1],
      ['medium', halfYearly, monthly],
      ['low', 0, halfYearly],
    ),
    [lead]: bands(['elite', 0, hour], ['high', day, week], ['medium', month, half], ['low', half, Infinity]),
    [rate]: bands(['elite', 0, 0.15], ['high', 0.16, 0.3]),
    [recovery]: bands(['elite', 0, hour], ['high', hour, day], ['medium', day, week], ['low', half, Infinity]),
  },
  notes: { [frequency]: onDemand, [rate]: 'High, Medium and Low share the band from 16 to 30 %.' },
}

/** Accelerate State of DevOps 2022, which has no Elite; by way of a sponsor's summary. */
export const dora2022: Table = {
  source: 'DORA 2022 report',
  bands: {
    [frequency]: bands(['high', 7, Infinity], ['medium', monthly, 1], ['low', halfYearly, monthly]),
    [lead]: bands(['high', day, week], ['medium', week, month], ['low', month, half]),
    [rate]: bands(['high', 0, 0.15], ['medium', 0.16, 0.3], ['low', 0.46, 0.6]),
    [recovery]: bands(['high', 0, day], ['medium', day, week], ['low', week, month]),
  },
  notes: { [frequency]: `${onDemand} That year has no Elite.` },
}

/** Accelerate State of DevOps 2023, by way of a sponsor's summary. */
export const dora2023: Table = {
  source: 'DORA 2023 report',
  bands: {
    // Low is published with Medium's band (once a week to once a month; a week to a month): slower than that is Low.
    [frequency]: bands(['elite', 7, Infinity], ['high', 1, 7], ['medium', monthly, 1], ['low', 0, monthly]),
    [lead]: bands(['elite', 0, day], ['high', day, week], ['medium', week, month], ['low', month, Infinity]),
    // Published as one figure a level (5, 10, 15 and 64 %).
    [rate]: bands(['elite', 0, 0.05], ['high', 0.05, 0.1], ['medium', 0.1, 0.15], ['low', 0.15, Infinity]),
    // "Between one month and six months" for Low: between a week and a month the report says nothing.
    [recovery]: bands(['elite', 0, hour], ['high', hour, day], ['medium', day, week], ['low', month, half]),
  },
  notes: {},
}

/** Accelerate State of DevOps 2024, by way of a sponsor's summary. */
export const dora2024: Table = {
  source: 'DORA 2024 report',
  bands: {
    [frequency]: bands(['elite', 7, Infinity], ['high', 1, 7], ['medium', monthly, 1], ['low', halfYearly, monthly]),
    [lead]: bands(['elite', 0, day], ['high', day, week], ['medium', week, month], ['low', month, half]),
    [rate]: bands(['elite', 0, 0.05], ['high', 0.05, 0.2], ['low', 0.2, Infinity]),
    [recovery]: bands(['elite', 0, hour], ['high', hour, day], ['low', week, month]),
  },
  notes: {
    [frequency]: onDemand,
    [rate]:
      'The report gives Medium 10 %, less than High with 20 %: up to 20 % is read as High, so that nothing is Medium.',
    [recovery]: 'High and Medium share the band up to a day.',
  },
}

/** What Pulse's documentation says, which follows 2021 with changes. Its frequency is graded by days and months. */
export const pulse: Table = {
  source: 'table of Pulse',
  bands: {
    [lead]: bands(['elite', 0, hour], ['high', hour, week], ['medium', week, half], ['low', half, Infinity]),
    [rate]: bands(['elite', 0, 0.15], ['high', 0.15, 0.3], ['low', 0.3, Infinity]),
    [recovery]: bands(['elite', 0, hour], ['high', hour, day], ['medium', day, week], ['low', week, Infinity]),
  },
  notes: { [rate]: 'Pulse names no Medium for it.' },
}

/** DevLake's dashboard "2021". Its frequency is graded by deployment days. */
export const devlake2021: Table = {
  source: '2021 table of DevLake',
  bands: {
    [lead]: bands(['elite', 0, hour], ['high', hour, week], ['medium', week, half], ['low', half, Infinity]),
    [rate]: bands(['elite', 0, 0.15], ['high', 0.15, 0.2], ['medium', 0.2, 0.3], ['low', 0.3, Infinity]),
    [recovery]: bands(['elite', 0, hour], ['high', hour, day], ['medium', day, week], ['low', week, Infinity]),
  },
  notes: {},
}

/** DevLake's dashboard "2023". Its frequency is graded by deployment days. */
export const devlake2023: Table = {
  source: '2023 table of DevLake',
  bands: {
    [lead]: bands(['elite', 0, day], ['high', day, week], ['medium', week, month], ['low', month, Infinity]),
    [rate]: bands(['elite', 0, 0.05], ['high', 0.05, 0.1], ['medium', 0.1, 0.15], ['low', 0.15, Infinity]),
    [recovery]: bands(['elite', 0, hour], ['high', hour, day], ['medium', day, week], ['low', week, Infinity]),
  },
  notes: {},
}
