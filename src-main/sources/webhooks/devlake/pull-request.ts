// Pull requests as DevLake's webhooks take them. A merged one is a change: begun when it was opened, shipped by the
// deployment of its merge commit.
import { z } from 'zod'
import { Id, type Translation } from '../../../../src-shared/event.ts'
import { orBlank, Text, Time, weakObject, WeakNumber, weakText } from './weak.ts'

export const PullRequest = weakObject({
  id: Text,
  displayTitle: Text,
  pullRequestKey: WeakNumber.refine((key) => Number.isInteger(key) && key !== 0, 'a whole number other than 0'),
  createdDate: Time,
  mergedDate: Time.optional(),
  closedDate: Time.optional(),
  status: orBlank(z.enum(['OPEN', 'CLOSED', 'MERGED'])),
  mergeCommitSha: orBlank(weakText(Id)),
})

export function readPullRequest(body: z.infer<typeof PullRequest>, system: string): Translation {
  const { status, mergeCommitSha } = body
  const skipped = (reason: string) => ({ events: [], at: [], skipped: [{ at: 'body', reason }] })
  // GitHub names a merge commit for open ones too: the one it tries the merge with.
  if (status === 'OPEN' || status === 'CLOSED')
    return skipped(`"status" is "${status}": only a merged one is a change.`)
  if (mergeCommitSha === undefined)
    return skipped('"mergeCommitSha" is nothing: no deployment can be known to have shipped it.')
  return {
    events: [{ type: 'change', system, id: mergeCommitSha.toLowerCase(), created_at_ms: body.createdDate }],
    at: ['body'],
    skipped: [],
  }
}
