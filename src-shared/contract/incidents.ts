// Incidents: the list, and one with the deployment it is attributed to and why.
import { z } from 'zod'
import { Filter, Ms, page, Paging, read, sortBy } from './call.ts'

/** `severity` goes from the gravest to the least, words that nobody ranks after those by name; `duration` is from start to end: an open incident has none. */
export const incidentSorts = ['started', 'title', 'severity', 'system', 'duration'] as const
export type IncidentSort = (typeof incidentSorts)[number]

const IncidentRow = z.object({
  id: z.string(),
  number: z.int(),
  title: z.string().nullable(),
  system: z.string(),
  severity: z.string().nullable(),
  state: z.enum(['open', 'resolved']),
  started_at_ms: Ms,
  resolved_at_ms: Ms.nullable(),
  /** Whether the end is an estimate: the source says that it is over, and not since when. */
  end_estimated: z.boolean(),
  /** The deployment it is attributed to; null where none is. */
  deployment: z.string().nullable(),
  deployment_number: z.int().nullable(),
  /** Why it is, in a few words: "last successful production deployment of api before it". */
  reason: z.string().nullable(),
  /** Whether a person decided that, or that no deployment caused it. */
  decided: z.boolean(),
  /** Why a person left it out of all numbers; null for what counts. */
  excluded: z.string().nullable(),
})
export type IncidentRow = z.infer<typeof IncidentRow>

export const incidents = {
  'incidents.list': read(
    'Incidents, newest first, or sorted as asked; rows without a value are last in both directions. The environment does not filter them.',
    z.strictObject({
      systems: Filter.systems,
      from_ms: Filter.from_ms,
      to_ms: Filter.to_ms,
      ...Paging,
      state: z.enum(['open', 'resolved']).optional(),
      sort: sortBy(incidentSorts),
    }),
    page(IncidentRow),
  ),
  'incidents.get': read(
    'One incident and the deliveries that reported it.',
    z.strictObject({ number: z.int() }),
    IncidentRow.extend({ url: z.string().nullable(), deliveries: z.array(z.int()) }),
  ),
}
