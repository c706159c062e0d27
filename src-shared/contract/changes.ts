// Changes: where one of them is, what is not deployed yet, and the list of both.
import { z } from 'zod'
import { tiers } from '../environment.ts'
import { Filter, job, Ms, page, Paging, read, sortBy } from './call.ts'

export const changeStates = ['deployed', 'undeployed', 'left out'] as const
export type ChangeState = (typeof changeStates)[number]

/**
 * `start` is when it began, `reached` when it reached the main line. What waits has no `deployed` and no `lead_time`. One
 * without a title is sorted by its id; `state` goes from what waits over what counts to what is left out, by why.
 */
export const changeSorts = ['title', 'start', 'reached', 'deployed', 'lead_time', 'state', 'system'] as const
export type ChangeSort = (typeof changeSorts)[number]

/** Of what waits in a system of a repository: `age` is that of the oldest. */
export const undeployedSorts = ['system', 'commits', 'age'] as const
export type UndeployedSort = (typeof undeployedSorts)[number]

/** The deployment that first contained a change. */
const First = z.object({
  /** For `deployments.get`. */
  number: z.int(),
  id: z.string(),
  version: z.string().nullable(),
  finished_at_ms: Ms,
})

const Place = z.object({
  environment: z.string(),
  tier: z.enum(tiers),
  /** The first successful deployment that contained it; null for none. */
  first: First.nullable(),
  /** From its start until then, or until now; below 0 where clocks disagree. Null where its start is unknown. */
  waited_ms: z.number().nullable(),
  /** Of a change that reached the main line in between: until then, and from there to the deployment. */
  parts: z.object({ to_main_ms: z.number(), to_deployed_ms: z.number() }).nullable(),
  /** Successful deployments since its start and before that, of which nobody knows what they contained. */
  unclear: z.int(),
  /** Whether what runs there now contains it; null where that is unknown or nothing runs. */
  now: z.boolean().nullable(),
})
export type Place = z.infer<typeof Place>

const StartUnknown = z
  .boolean()
  .describe('whether the start is the date of a squash whose pull request is not here: when the work began is unknown')

export const commitKinds = ['merge', 'revert', 'cherry-pick'] as const

/** What a commit says of itself and of others. */
const CommitSays = z.object({
  /** Null for a change like any other. */
  kind: z.enum(commitKinds).nullable(),
  /** Ids of what it takes back or was picked from; whole where that commit is known. */
  of: z.array(z.string()),
  /** Ids of what takes it back. */
  reverted_by: z.array(z.string()),
  /** Names of those who wrote along, as it says. */
  co_authors: z.array(z.string()),
})
export type CommitSays = z.infer<typeof CommitSays>

const Found = z.object({
  /** Null for a commit that touches the paths of none of its repository's systems. */
  system: z.string().nullable(),
  /** The repository that has the commit; null for a change that is only known by its id. */
  repo: z.string().nullable(),
  /** The whole id. */
  id: z.string(),
  title: z.string().nullable(),
  author: z.string().nullable(),
  authored_at_ms: Ms.nullable(),
  committed_at_ms: Ms.nullable(),
  /** What waiting is counted from: the author date, or what an event that names it says. */
  start_at_ms: Ms.nullable(),
  start_unknown: StartUnknown,
  /** When it reached the main line; null where it did not, or nobody knows. */
  reached_at_ms: Ms.nullable(),
  /** No branch and no tag of its repository leads to it any more, as last scanned: it waits for nothing. */
  abandoned: z.boolean(),
  parents: z.array(z.string()),
  ...CommitSays.shape,
  /** Every environment the system was deployed to, from development to production. */
  environments: z.array(Place),
})
export type Found = z.infer<typeof Found>

const CommitRow = z.object({
  id: z.string(),
  title: z.string(),
  author: z.string(),
  /** The author date; null where git holds garbage. */
  start_at_ms: Ms.nullable(),
  start_unknown: StartUnknown,
})

const Undeployed = z.object({
  system: z.string(),
  repo: z.string(),
  /** The branch; null in a repository without a commit. */
  main_line: z.string().nullable(),
  /** When the repository was last read; null before the first time. */
  scanned_at_ms: Ms.nullable(),
  /** Why it cannot be told, in a sentence; then there is no number. */
  problem: z.string().nullable(),
  /** Whether any production deployment is known to be built from this repository. */
  ever: z.boolean(),
  total: z.int().nullable(),
  /** The earliest author date among them, and its age. */
  oldest_at_ms: Ms.nullable(),
  age_ms: z.number().nullable(),
  /** The asked part, oldest first. */
  rows: z.array(CommitRow),
})
export type Undeployed = z.infer<typeof Undeployed>

const ChangeRow = z.object({
  system: z.string(),
  id: z.string(),
  title: z.string().nullable(),
  author: z.string().nullable(),
  start_at_ms: Ms.nullable(),
  /** When it reached the main line; null where it did not, or nobody knows. */
  reached_at_ms: Ms.nullable(),
  start_unknown: StartUnknown,
  ...CommitSays.shape,
  /** The first production deployment that contained it. */
  deployment: First.extend({ environment: z.string() }).nullable(),
  lead_time_ms: z.number().nullable(),
  state: z.enum(changeStates),
  /** Why lead time leaves it out, in words. */
  reason: z.string().nullable(),
})
export type ChangeRow = z.infer<typeof ChangeRow>

export const changes = {
  'changes.where': read(
    'Where a change is: the first deployment to each environment that contained it, and how long it waited.',
    z.strictObject({
      /** A commit id, whole or its first 7 characters or more, or the id of a change that an event named. */
      change: z.string().trim().min(1).max(255),
    }),
    z.object({
      /** One for each system it belongs to. Empty where the id is ambiguous. */
      rows: z.array(Found),
      /** All commits that begin so, where there is more than one. */
      candidates: z.array(CommitRow.extend({ repo: z.string() })),
    }),
  ),
  'changes.undeployed': read(
    'What stands on the main line of each repository, as last scanned, and in no successful production deployment, without merges; by system, or sorted as asked.',
    z.strictObject({ systems: Filter.systems, sort: sortBy(undeployedSorts), ...Paging }),
    page(Undeployed),
  ),
  'changes.list': job(
    'Changes: those not deployed yet by their start, then those deployed to production by when that was, newest first. Or sorted as asked; rows without a value are last in both directions.',
    z.strictObject({
      systems: Filter.systems,
      from_ms: Filter.from_ms,
      to_ms: Filter.to_ms,
      state: z.enum(changeStates).optional(),
      /** Part of a title or of an author's name, or the beginning of an id. */
      search: z.string().trim().max(255).optional(),
      sort: sortBy(changeSorts),
      ...Paging,
    }),
    page(ChangeRow),
  ),
}
