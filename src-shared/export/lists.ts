// What each list that can be exported is: the call that answers it, the shape of a row, and how its answer becomes rows.
import { z } from 'zod'
import { Ms } from '../contract/call.ts'
import type { ExportList } from '../contract/exports.ts'
import { contract, type CallName, type Output } from '../contract/index.ts'
import { WorkingRow } from '../contract/metrics.ts'
import { FindingRow } from '../contract/findings.ts'
import { tiers } from '../environment.ts'
import { deploymentStates } from '../event.ts'

export interface Listing {
  call: CallName
  row: z.ZodObject
  /** Rows in one answer, for a call that answers a part at a time by limit and offset; null for one that answers all. */
  page: number | null
  /** What to ask so that the answer is whole. */
  all: object
  rows(answer: unknown): object[]
  /** What the numbers mean, where the question does not say all of it. */
  meaning(answer: unknown): object
}

const metricRow = z.object({
  metric: z.string(),
  title: z.string(),
  unit: z.string(),
  /** Of the period, else of one of its buckets. */
  period: z.boolean(),
  from_ms: Ms,
  to_ms: Ms,
  state: z.string().nullable(),
  value: z.number().nullable(),
  n: z.int(),
  p25: z.number().nullable(),
  p75: z.number().nullable(),
  failed: z.int().nullable(),
  level: z.string().nullable(),
  partial: z.boolean(),
})

const cellRow = z.object({
  system: z.string(),
  environment: z.string(),
  tier: z.enum(tiers),
  deployment: z.int().nullable(),
  id: z.string().nullable(),
  version: z.string().nullable(),
  commit: z.string().nullable(),
  since_ms: Ms.nullable(),
  failed: z.int().nullable(),
  running: z.int().nullable(),
  state: z.enum(deploymentStates).nullable(),
  behind_environment: z.string().nullable(),
  behind_commits: z.int().nullable(),
})

const allRows = { rows: 10_000_000 }

export const listings: Record<ExportList, Listing> = {
  deployments: paged('deployments.list'),
  incidents: paged('incidents.list'),
  // Git is asked once for each part.
  changes: paged('changes.list', 20_000),
  builds: paged('builds.list'),
  issues: paged('issues.list'),
  versions: paged('versions.list'),
  journal: paged('journal.list'),
  decisions: paged('decisions.list'),
  environments: whole('environments.matrix', cellRow, cells, ({ as_of_ms }) => ({ as_of: moment(as_of_ms) })),
  findings: whole(
    'findings.list',
    z.object({ finding: z.string(), title: z.string(), effect: z.string(), ignored: z.boolean(), ...FindingRow.shape }),
    ({ rows }) =>
      rows.flatMap(({ id, title, effect, ignored_by, rows: odd }) =>
        odd.map((row) => ({ finding: id, title, effect, ignored: ignored_by !== null, ...row })),
      ),
    () => ({}),
    allRows,
  ),
  metrics: whole(
    'metrics.overview',
    metricRow,
    points,
    ({ range, bucket, systems, environment, preset, switches, week_start, metrics }) => ({
      from: moment(range.from_ms),
      to: moment(range.to_ms),
      zone: range.zone,
      bucket,
      systems,
      environment,
      preset,
      switches,
      week_start,
      definitions: Object.fromEntries(metrics.map((one) => [one.id, one.definition])),
    }),
  ),
  working: whole(
    'metrics.working',
    z.object({ step: z.int(), step_title: z.string(), dropped: z.string().nullable(), ...WorkingRow.shape }),
    ({ steps }) =>
      steps.flatMap(({ title, rows, dropped }, i) => {
        const of = { step: i + 1, step_title: title }
        return [
          ...rows.map((row) => ({ ...of, dropped: null, ...row })),
          ...dropped.flatMap(({ reason, rows: out }) => out.map((row) => ({ ...of, dropped: reason, ...row }))),
        ]
      }),
    ({ id, title, definition, preset, switches, value, unit, sum }) => ({
      metric: id,
      title,
      definition,
      preset,
      switches,
      value,
      unit,
      sum,
    }),
    allRows,
  ),
}

function paged(call: CallName, page = 1000): Listing {
  const { rows } = (contract[call].output as z.ZodObject).shape as unknown as { rows: z.ZodArray<z.ZodObject> }
  return {
    call,
    row: rows.element,
    page,
    all: {},
    rows: (answer) => (answer as { rows: object[] }).rows,
    meaning: () => ({}),
  }
}

function whole<N extends CallName>(
  call: N,
  row: z.ZodObject,
  rows: (answer: Output<N>) => object[],
  meaning: (answer: Output<N>) => object = () => ({}),
  all: object = {},
): Listing {
  return {
    call,
    row,
    page: null,
    all,
    rows: (answer) => rows(answer as Output<N>),
    meaning: (answer) => meaning(answer as Output<N>),
  }
}

function cells({ environments, rows }: Output<'environments.matrix'>): z.infer<typeof cellRow>[] {
  return rows.flatMap(({ system, cells: across }) =>
    across.flatMap((cell, i) => {
      const environment = environments[i]
      if (cell === null || environment === undefined) return []
      const { current, failed, running, behind } = cell
      return [
        {
          system,
          environment: environment.name,
          tier: environment.tier,
          deployment: current?.number ?? null,
          id: current?.id ?? null,
          version: current?.version ?? null,
          commit: current?.commit ?? null,
          since_ms: current?.at_ms ?? null,
          failed: failed?.number ?? null,
          running: running?.number ?? null,
          state: current?.state ?? null,
          behind_environment: behind?.environment ?? null,
          behind_commits: behind?.commits ?? null,
        },
      ]
    }),
  )
}

function points({ metrics, range }: Output<'metrics.overview'>): z.infer<typeof metricRow>[] {
  return metrics.flatMap(({ id, title, unit, state, value, n, level, p75, points: buckets }) => {
    const of = { metric: id, title, unit }
    return [
      {
        ...of,
        period: true,
        from_ms: range.from_ms,
        to_ms: range.to_ms,
        state,
        value,
        n,
        p25: null,
        p75: p75 ?? null,
        failed: null,
        level,
        partial: false,
      },
      ...buckets.map((point) => ({
        ...of,
        period: false,
        from_ms: point.from_ms,
        to_ms: point.to_ms,
        state: null,
        value: point.value,
        n: point.n,
        p25: point.p25 ?? null,
        p75: point.p75 ?? null,
        failed: point.failed ?? null,
        level: null,
        partial: point.partial,
      })),
    ]
  })
}

function moment(ms: number): string {
  return new Date(ms).toISOString()
}
