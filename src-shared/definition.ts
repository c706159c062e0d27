// The switches behind the numbers: one flat record that says how every metric is calculated. A preset sets them all; a
// metric's sentence, unit and aggregate are read from them, so that what is shown cannot differ from what is calculated.
import { z } from 'zod'

export const levelTables = [
  'dora-2019',
  'dora-2021',
  'dora-2022',
  'dora-2023',
  'dora-2024',
  'quick-check-2025',
  'pulse',
  'devlake-2021',
  'devlake-2023',
] as const

/** Three limits: where Elite, High and Medium end. */
const Limits = (message: string, ordered: (a: number, b: number) => boolean) =>
  z
    .tuple([z.number().min(0), z.number().min(0), z.number().min(0)])
    .refine(([elite, high, medium]) => ordered(elite, high) && ordered(high, medium), message)
    .nullable()
const rising = () => Limits('three numbers, each larger than the one before', (a, b) => a < b)
const falling = () => Limits('three numbers, each smaller than the one before', (a, b) => a > b)

export const Definition = z.strictObject({
  environments: z.enum(['tier', 'any']),
  week_start: z.enum(['workspace', 'monday']),
  frequency: z.enum(['deployments per week', 'deployments per day', 'deployment days per week']),
  frequency_median: z.enum(['median', 'lower median']),
  frequency_time: z.enum(['observed', 'period', 'last 400 days']),
  rollbacks: z.boolean(),
  hotfixes: z.boolean(),
  lead_changes: z.enum(['shipped', 'built from']),
  lead_start: z.enum(['author', 'committer', 'main line']),
  /** Changes of an unknown start: squashed, and the commits of their pull request are not here. */
  lead_squashed: z.enum(['own date', 'left out']),
  lead_of: z.enum(['change', 'deployment']),
  lead_aggregate: z.enum(['median', 'lower median', 'mean', 'highest bucket median']),
  merges: z.boolean(),
  zero: z.boolean(),
  whole_minutes: z.boolean(),
  attribution: z.enum(['best', 'before', 'named', 'commit']),
  /** Whole hours; null for no limit. */
  attribution_hours: z.int().min(1).max(87_600).nullable(),
  remedied: z.boolean(),
  reverts: z.boolean(),
  older_again: z.boolean(),
  fail_numerator: z.enum(['deployments', 'incidents']),
  fail_denominator: z.enum(['successful', 'finished']),
  failed_rollouts: z.boolean(),
  recovery_of: z.enum(['attributed', 'all']),
  recovery_from: z.enum(['incident', 'deployment', 'earlier']),
  recovery_bucket: z.enum(['resolution', 'deployment']),
  recovery_aggregate: z.enum(['median', 'lower median', 'mean', 'highest bucket mean']),
  levels: z.enum([...levelTables, 'own', 'none']),
  /** Deployments per week; hours; percent; hours. Used where levels are `own`. */
  own_frequency: falling(),
  own_lead_time: rising(),
  own_fail_rate: rising(),
  own_recovery: rising(),
})
export type Definition = z.infer<typeof Definition>
export type SwitchName = keyof Definition

/** Some of the switches: what differs from a preset. */
export const Switches = Definition.partial()
export type Switches = z.infer<typeof Switches>

/** A definition with some switches changed; one that is given as undefined is not. */
export function withSwitches(base: Definition, switches: Switches): Definition {
  return { ...base, ...Object.fromEntries(Object.entries(switches).filter(([, value]) => value !== undefined)) }
}

/** The default: what dora.dev describes, as docs/metrics.md has it. */
export const dora: Definition = {
  environments: 'tier',
  week_start: 'workspace',
  frequency: 'deployments per week',
  frequency_median: 'median',
  frequency_time: 'observed',
  rollbacks: true,
  hotfixes: true,
  lead_changes: 'shipped',
  lead_start: 'author',
  lead_squashed: 'own date',
  lead_of: 'change',
  lead_aggregate: 'median',
  merges: false,
  zero: true,
  whole_minutes: false,
  attribution: 'best',
  attribution_hours: null,
  remedied: true,
  reverts: false,
  older_again: false,
  fail_numerator: 'deployments',
  fail_denominator: 'successful',
  failed_rollouts: false,
  recovery_of: 'attributed',
  recovery_from: 'incident',
  recovery_bucket: 'resolution',
  recovery_aggregate: 'median',
  levels: 'dora-2023',
  own_frequency: null,
  own_lead_time: null,
  own_fail_rate: null,
  own_recovery: null,
}
