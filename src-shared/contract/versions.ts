// Versions: what builds and deployments say of each, and where it runs.
import { z } from 'zod'
import { deploymentStates } from '../event.ts'
import { Filter, Ms, page, Paging, read, sortBy } from './call.ts'

/** `version` goes by the numbers in it, a pre-release before what it leads to. */
export const versionSorts = ['version', 'system', 'first_seen', 'builds'] as const
export type VersionSort = (typeof versionSorts)[number]

const VersionRow = z.object({
  system: z.string(),
  version: z.string(),
  first_seen_ms: Ms,
  /** Commits that were reported of it, whole where anybody said them whole; where none was, those that its tags stand on. */
  commits: z.array(z.string()),
  /** Whether two reports of it name different commits. One that only shortens the other is the same. */
  conflict: z.boolean(),
  builds: z.int(),
  /** Of the newest build; null where none is known. */
  last_build_state: z.enum(deploymentStates).nullable(),
  /** Environments it runs in now. */
  runs_in: z.array(z.string()),
})
export type VersionRow = z.infer<typeof VersionRow>

export const versions = {
  'versions.list': read(
    'Versions that builds and deployments name, newest first, or sorted as asked.',
    z.strictObject({
      systems: Filter.systems,
      ...Paging,
      /** Only those with two different commits. */
      conflicts: z.boolean().default(false),
      sort: sortBy(versionSorts),
    }),
    page(VersionRow),
  ),
}
