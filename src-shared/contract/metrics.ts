// The numbers: all metrics over a period, and the working of one of them, from all rows down to the value.
import { z } from 'zod'
import { buckets } from '../time.ts'
import { Ms, read } from './call.ts'

/** What a metric answers where it has no value, in order of precedence (metrics page, "Nothing is never zero"). */
export const states = ['not-connected', 'empty', 'too-few', 'ok'] as const
export type State = (typeof states)[number]

export const levels = ['elite', 'high', 'medium', 'low'] as const
export type Level = (typeof levels)[number]

export const units = ['per week', 'ms', 'ratio'] as const
export type Unit = (typeof units)[number]

const Question = {
  /** `YYYY-MM-DD` in the zone; default 89 days before `to`. */
  from: z.string().optional(),
  /** `YYYY-MM-DD` in the zone, included; default today. */
  to: z.string().optional(),
  bucket: z.enum(buckets).optional(),
  systems: z.array(z.string()).optional(),
  environment: z.string().optional(),
  preset: z.string().optional(),
  zone: z.string().optional(),
}

const Point = z.object({
  from_ms: Ms,
  to_ms: Ms,
  /** Null is a gap: no value, which is not 0. */
  value: z.number().nullable(),
  n: z.int(),
  /** The middle half of a duration's bucket. */
  p25: z.number().nullable().optional(),
  p75: z.number().nullable().optional(),
  /** Deployments that failed to roll out, where the metric counts deployments. */
  failed: z.int().optional(),
  /** Whether the bucket reaches past now, or is cut by the period. */
  partial: z.boolean(),
})
export type Point = z.infer<typeof Point>

const Summary = z.object({
  state: z.enum(states),
  value: z.number().nullable(),
  n: z.int(),
})

const MetricValue = Summary.extend({
  id: z.string(),
  title: z.string(),
  unit: z.enum(units),
  better: z.enum(['higher', 'lower']),
  /** How it is calculated here, in one sentence. */
  definition: z.string(),
  /** What the value is made of: "median of 198 changes", "8 of 58 deployments". */
  of: z.string(),
  /** What is missing and what to do, where there is no value. */
  hint: z.string().nullable(),
  level: z.enum(levels).nullable(),
  /** The table the level comes from, or why there is none. */
  level_note: z.string().nullable(),
  p75: z.number().nullable().optional(),
  p90: z.number().nullable().optional(),
  p95: z.number().nullable().optional(),
  /** Further counts a reader needs: open incidents, deployment days, failed rollouts, baseline changes left out. */
  notes: z.array(z.string()),
  points: z.array(Point),
  /** The same over the period of equal length just before. */
  previous: Summary,
})
export type MetricValue = z.infer<typeof MetricValue>

export const Overview = z.object({
  preset: z.string(),
  range: z.object({ from_ms: Ms, to_ms: Ms, zone: z.string() }),
  previous_range: z.object({ from_ms: Ms, to_ms: Ms }),
  bucket: z.enum(buckets),
  systems: z.array(z.string()),
  environment: z.string(),
  counts: z.object({ deployments: z.int(), changes: z.int(), incidents: z.int() }),
  metrics: z.array(MetricValue),
  took_ms: z.number(),
})
export type Overview = z.infer<typeof Overview>

/** A row in a working: enough to name it and to open it. */
const WorkingRow = z.object({
  kind: z.enum(['deployment', 'change', 'incident']),
  /** Number of the deployment or incident to open; for a change, of the deployment that shipped it. */
  number: z.int().nullable(),
  id: z.string(),
  system: z.string(),
  at_ms: Ms.nullable(),
  /** The row's own contribution: a lead time in ms, a verdict in words. */
  value: z.number().nullable(),
  note: z.string().nullable(),
})
export type WorkingRow = z.infer<typeof WorkingRow>

const Step = z.object({
  title: z.string(),
  n: z.int(),
  rows: z.array(WorkingRow),
  /** Rows that did not go on to this step, by reason. `rows` holds at most 100; `n` counts all. */
  dropped: z.array(z.object({ reason: z.string(), n: z.int(), rows: z.array(WorkingRow) })),
})
export type Step = z.infer<typeof Step>

const Working = z.object({
  id: z.string(),
  title: z.string(),
  definition: z.string(),
  value: z.number().nullable(),
  unit: z.enum(units),
  steps: z.array(Step),
  /** The arithmetic of the last step in words: "4 deployments in 26.58 days = 1.05 per week". */
  sum: z.string(),
  /** The command that prints the same number. */
  command: z.string(),
})
export type Working = z.infer<typeof Working>

export const metrics = {
  'metrics.overview': read(
    'All metrics over a period, with buckets, levels and the period before.',
    z.strictObject(Question),
    Overview,
  ),
  'metrics.working': read(
    'How one metric got its value: steps from all rows to the number, with the rows dropped at each.',
    z.strictObject({ ...Question, metric: z.string() }),
    Working,
  ),
}
