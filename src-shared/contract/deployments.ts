// Deployments: the list, and one with the rows behind it.
import { z } from 'zod'
import { tiers } from '../environment.ts'
import { deploymentKinds, deploymentStates } from '../event.ts'
import { Filter, Ms, page, Paging, read, sortBy } from './call.ts'
import { Commits } from './commits.ts'

/** `time` is when it finished, else started, else was first heard of; `state` goes from what waits to what failed. */
export const deploymentSorts = ['time', 'system', 'environment', 'state', 'changes', 'lead_time', 'incidents'] as const
export type DeploymentSort = (typeof deploymentSorts)[number]

export const DeploymentRow = z.object({
  id: z.string(),
  /** The row's number, for `deployments.get`. */
  number: z.int(),
  system: z.string(),
  environment: z.string(),
  tier: z.enum(tiers),
  state: z.enum(deploymentStates),
  kind: z.enum(deploymentKinds),
  version: z.string().nullable(),
  started_at_ms: Ms.nullable(),
  finished_at_ms: Ms.nullable(),
  /** Commits of scanned repositories that first reached its tier with it, merges included. */
  commits: z.int().nullable(),
  /**
   * Changes that first reached its tier with it: those commits without merges, and changes it names. Both are null where
   * the history they are in is still to be read.
   */
  changes: z.int().nullable(),
  /** Incidents attributed to it. */
  incidents: z.int(),
  /** Median lead time of its changes, ms; null where none counts. */
  lead_time_ms: z.number().nullable(),
  /** Who reported it: `pulse`, `git`, … */
  sources: z.array(z.string()),
  /** Why a person left it out of all numbers; null for what counts. */
  excluded: z.string().nullable(),
})
export type DeploymentRow = z.infer<typeof DeploymentRow>

const ChangeRow = z.object({
  id: z.string(),
  title: z.string().nullable(),
  author: z.string().nullable(),
  start_at_ms: Ms.nullable(),
  lead_time_ms: z.number().nullable(),
  /** Why lead time leaves it out, in words; null when it counts. */
  left_out: z.string().nullable(),
  /** named: listed in the event; commit: found in the commit graph. */
  how: z.enum(['named', 'commit']),
})

const Deployment = DeploymentRow.extend({
  title: z.string().nullable(),
  /** Where it can be looked at, as its sender says. */
  url: z.string().nullable(),
  teams: z.array(z.string()),
  commit_ids: z.array(z.string()),
  /** The first changes, newest first, at most 500; `changes_total` counts all, counted or left out. */
  changes_total: z.int(),
  changes_rows: z.array(ChangeRow),
  incidents_rows: z.array(
    z.object({ id: z.string(), number: z.int(), title: z.string().nullable(), started_at_ms: Ms, reason: z.string() }),
  ),
  /** What ran until then, where this is older code, and the commits of it that are not in this. */
  takes_back: z
    .object({ number: z.int(), id: z.string(), version: z.string().nullable(), commits: Commits })
    .nullable(),
  /** Deliveries that reported it; the repository and tag for inferred ones. */
  deliveries: z.array(z.int()),
  tags: z.array(z.object({ repo: z.string(), tag: z.string(), at_ms: Ms, annotated: z.boolean() })),
})
export type Deployment = z.infer<typeof Deployment>

export const deployments = {
  'deployments.list': read(
    'Deployments, newest first, or sorted as asked; rows without a value are last in both directions.',
    z.strictObject({
      ...Filter,
      ...Paging,
      states: z.array(z.enum(deploymentStates)).optional(),
      sort: sortBy(deploymentSorts),
    }),
    page(DeploymentRow),
  ),
  'deployments.get': read(
    'One deployment with its changes, incidents and the deliveries that reported it.',
    z.strictObject({ number: z.int() }),
    Deployment,
  ),
}
