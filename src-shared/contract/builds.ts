// Builds: the list, and one with the deliveries that reported it.
import { z } from 'zod'
import { deploymentStates } from '../event.ts'
import { Filter, Ms, page, Paging, read, sortBy } from './call.ts'

/** `state` goes from what waits to what failed; `duration` is from start to finish. */
export const buildSorts = ['time', 'system', 'state', 'branch', 'duration'] as const
export type BuildSort = (typeof buildSorts)[number]

const BuildRow = z.object({
  id: z.string(),
  number: z.int(),
  system: z.string(),
  state: z.enum(deploymentStates),
  version: z.string().nullable(),
  /** As it was reported: whole, or shortened. */
  commit: z.string().nullable(),
  branch: z.string().nullable(),
  started_at_ms: Ms.nullable(),
  finished_at_ms: Ms.nullable(),
  /** Finished, else started, else first heard of. */
  at_ms: Ms,
  sources: z.array(z.string()),
})
export type BuildRow = z.infer<typeof BuildRow>

export const builds = {
  'builds.list': read(
    'Builds, newest first, or sorted as asked; rows without a value are last in both directions.',
    z.strictObject({
      systems: Filter.systems,
      from_ms: Filter.from_ms,
      to_ms: Filter.to_ms,
      ...Paging,
      states: z.array(z.enum(deploymentStates)).optional(),
      sort: sortBy(buildSorts),
    }),
    page(BuildRow),
  ),
  'builds.get': read(
    'One build and the deliveries that reported it.',
    z.strictObject({ number: z.int() }),
    BuildRow.extend({ url: z.string().nullable(), deliveries: z.array(z.int()) }),
  ),
}
