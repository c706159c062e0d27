// Findings: what in the data is odd and how it affects the numbers.
import { z } from 'zod'
import { Ms, Nothing, read } from './call.ts'

const Finding = z.object({
  id: z.string(),
  title: z.string(),
  /** Which numbers it touches and how: "Lead time uses 44 of 58 deployments". */
  effect: z.string(),
  n: z.int(),
  rows: z.array(
    z.object({
      kind: z.enum(['deployment', 'incident', 'change', 'repo']),
      number: z.int().nullable(),
      id: z.string(),
      system: z.string(),
      at_ms: Ms.nullable(),
    }),
  ),
})
export type Finding = z.infer<typeof Finding>

export const findings = {
  'findings.list': read(
    'What in the data is odd, ordered by its effect on the numbers. Rows: at most 100 each.',
    Nothing,
    z.object({ total: z.int(), rows: z.array(Finding) }),
  ),
}
