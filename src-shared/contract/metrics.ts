// The numbers: all metrics over a period, and the working of one of them, from all rows down to the value.
import { z } from 'zod'
import { Definition, Switches } from '../definition.ts'
import { buckets } from '../time.ts'
import { Ms, read, ShownRows } from './call.ts'

/** What a metric answers where it has no value, in order of precedence (metrics page, "Nothing is never zero"). */
/** `reading`: its period goes back beyond what is read of a long history so far. */
export const states = ['not-connected', 'reading', 'empty', 'too-few', 'ok'] as const
export type State = (typeof states)[number]

export const levels = ['elite', 'high', 'medium', 'low'] as const
export type Level = (typeof levels)[number]

export const units = [
  'per week',
  'per day',
  'days per week',
  'count',
  'days',
  'ms',
  'ratio',
  'points',
  'per 1k lines',
] as const
export type Unit = (typeof units)[number]

export const groups = ['dora', 'deployments', 'incidents', 'issues', 'builds'] as const
export type Group = (typeof groups)[number]

/**
 * How what counts becomes a number, in a bucket and, unless the unit says more, over the period: `count` of them, `days`
 * that have any, those `open` at the end, the `share` of a part, or a statistic of their durations or sizes.
 */
export const aggregates = [
  'count',
  'days',
  'open',
  'share',
  'median',
  'lower median',
  'mean',
  'highest bucket median',
  'highest bucket mean',
] as const
export type Aggregate = (typeof aggregates)[number]

const Question = {
  /** `YYYY-MM-DD` in the zone; default 89 days before `to`. */
  from: z.string().optional(),
  /** `YYYY-MM-DD` in the zone, included; default today. */
  to: z.string().optional(),
  bucket: z.enum(buckets).optional(),
  systems: z.array(z.string()).optional(),
  environment: z.string().optional(),
  /** A preset of `definitions.list`; default the chosen one. */
  preset: z.string().optional(),
  /** Switches that differ from the preset, for this question only. */
  switches: Switches.optional(),
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
  /** Deployments that failed to roll out, where the metric is the frequency. */
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

const Part = z.object({ median: z.number(), p75: z.number(), p90: z.number() })

/** A lead time in two parts, over the changes of which both are known. */
const Split = z.object({
  n: z.int(),
  /** How many more count in the lead time, of which it is not known when they reached a main line. */
  unknown: z.int(),
  /** From the start to the main line; null, as the next, where n is 0. */
  to_main: Part.nullable(),
  /** From the main line to the finish of the deployment. */
  to_deployed: Part.nullable(),
})
export type Split = z.infer<typeof Split>

const MetricValue = Summary.extend({
  id: z.string(),
  title: z.string(),
  group: z.enum(groups),
  unit: z.enum(units),
  aggregate: z.enum(aggregates),
  better: z.enum(['higher', 'lower', 'neither']),
  /** How it is calculated here, in one sentence. */
  definition: z.string(),
  /** What the value is made of: "median of 198 changes", "8 of 58 deployments". */
  of: z.string(),
  /** What is missing and what to do, where there is no value. */
  hint: z.string().nullable(),
  level: z.enum(levels).nullable(),
  /** The table the level comes from, or why there is none. */
  level_note: z.string().nullable(),
  /** 0 to 10, where the levels are those of the Quick Check. */
  score: z.number().nullable(),
  p75: z.number().nullable().optional(),
  p90: z.number().nullable().optional(),
  p95: z.number().nullable().optional(),
  /** The range that holds the median of 95 % of resamples; where it was asked for and the value is a median. */
  interval: z.object({ from: z.number(), to: z.number() }).nullable().optional(),
  /** Of the lead time: its parts; null where it begins on the main line, or the whole has no value. */
  split: Split.nullable().optional(),
  /** Further counts a reader needs: open incidents, deployment days, failed rollouts, baseline changes left out. */
  notes: z.array(z.string()),
  points: z.array(Point),
  /** The same over the period of equal length just before. */
  previous: Summary,
})
export type MetricValue = z.infer<typeof MetricValue>

/** Metrics under one definition. */
const Defined = z.object({
  preset: z.string(),
  title: z.string(),
  /** The value of every switch: what an export needs to say what its numbers mean. */
  switches: Definition,
  environment: z.string(),
  /** 1 for Monday to 7 for Sunday. */
  week_start: z.int(),
  metrics: z.array(MetricValue),
  /** The Quick Check's means, where the levels are its; null for a mean of metrics that have no score. */
  score: z
    .object({
      overall: z.number().nullable(),
      throughput: z.number().nullable(),
      stability: z.number().nullable(),
      note: z.string(),
    })
    .nullable(),
})
export type Defined = z.infer<typeof Defined>

export const Overview = Defined.extend({
  range: z.object({ from_ms: Ms, to_ms: Ms, zone: z.string() }),
  previous_range: z.object({ from_ms: Ms, to_ms: Ms }),
  bucket: z.enum(buckets),
  systems: z.array(z.string()),
  counts: z.object({ deployments: z.int(), changes: z.int(), incidents: z.int() }),
  /** The same metrics over the same period under the definition they were to be compared with. */
  compare: Defined.nullable(),
  took_ms: z.number(),
})
export type Overview = z.infer<typeof Overview>

/** A row in a working: enough to name it and to open it. */
export const WorkingRow = z.object({
  kind: z.enum(['deployment', 'change', 'incident', 'issue', 'build']),
  /** Number of the thing to open; for a change, of the deployment that shipped it. */
  number: z.int().nullable(),
  id: z.string(),
  system: z.string(),
  at_ms: Ms.nullable(),
  /** The row's own contribution: a lead time in ms, a verdict in words. */
  value: z.number().nullable(),
  note: z.string().nullable(),
  /** Whether the end of an incident, and so how long it took, is an estimate. Absent where it is none. */
  end_estimated: z.boolean().optional(),
})
export type WorkingRow = z.infer<typeof WorkingRow>

const Step = z.object({
  title: z.string(),
  n: z.int(),
  rows: z.array(WorkingRow),
  /** Rows that did not go on to this step, by reason. `rows` holds as many as were asked for; `n` counts all. */
  dropped: z.array(z.object({ reason: z.string(), n: z.int(), rows: z.array(WorkingRow) })),
})
export type Step = z.infer<typeof Step>

const Working = z.object({
  id: z.string(),
  title: z.string(),
  definition: z.string(),
  preset: z.string(),
  switches: Definition,
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
    'Metrics over a period, with buckets, levels and the period before: the five of DORA, or those that are asked for.',
    z.strictObject({
      ...Question,
      /** Ids of metrics; default the five. */
      metrics: z.array(z.string()).optional(),
      /** All metrics there are. */
      all: z.boolean().optional(),
      /** A preset to lay beside it. */
      compare: z.string().optional(),
      /** With the bootstrap interval of each median. */
      interval: z.boolean().optional(),
    }),
    Overview,
  ),
  'metrics.working': read(
    'How one metric got its value: steps from all rows to the number, with the rows dropped at each.',
    z.strictObject({
      ...Question,
      metric: z.string(),
      rows: ShownRows.describe('at most so many of each step and of each reason'),
    }),
    Working,
  ),
}
