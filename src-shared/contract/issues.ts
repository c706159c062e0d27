// Issues of a tracker that are no incidents: the list, and one with its history. Incidents have their own list.
import { z } from 'zod'
import { issueStatuses } from '../event.ts'
import { Filter, Ms, page, Paging, read, sortBy } from './call.ts'

/** `priority` goes from the most urgent on, and is the severity where there is none; `duration` is from creation to resolution. */
export const issueSorts = ['created', 'title', 'kind', 'system', 'priority', 'points', 'status', 'duration'] as const
export type IssueSort = (typeof issueSorts)[number]

const IssueRow = z.object({
  id: z.string(),
  number: z.int(),
  title: z.string().nullable(),
  system: z.string(),
  /** In lower case: bug, requirement, or what else the tracker calls it. */
  kind: z.string(),
  status: z.enum(issueStatuses),
  priority: z.string().nullable(),
  severity: z.string().nullable(),
  story_points: z.number().nullable(),
  created_at_ms: Ms,
  resolved_at_ms: Ms.nullable(),
})
export type IssueRow = z.infer<typeof IssueRow>

export const issues = {
  'issues.list': read(
    'Issues by when they were created, newest first, or sorted as asked; rows without a value are last in both directions. Incidents are not among them.',
    z.strictObject({
      systems: Filter.systems,
      from_ms: Filter.from_ms,
      to_ms: Filter.to_ms,
      ...Paging,
      kind: z.string().optional(),
      status: z.enum(issueStatuses).optional(),
      sort: sortBy(issueSorts),
    }),
    page(IssueRow).extend({
      /** Every kind there is, with how many issues of it; no filter changes them. */
      kinds: z.array(z.object({ kind: z.string(), issues: z.int() })),
    }),
  ),
  'issues.get': read(
    'One issue with its changes of status and the deliveries that reported it.',
    z.strictObject({ number: z.int() }),
    IssueRow.extend({
      url: z.string().nullable(),
      history: z.array(z.object({ status: z.enum(issueStatuses), at_ms: Ms })),
      deliveries: z.array(z.int()),
    }),
  ),
}
