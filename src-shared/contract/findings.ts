// Findings: what in the data is odd, how it affects the numbers, and what a person can decide about it.
import { z } from 'zod'
import { Ms, read, ShownRows } from './call.ts'

/** The decision that would settle a row. */
const Fix = z.discriminatedUnion('kind', [
  /** Another name of the same thing; `into` is the likely one, null where a person must choose. */
  z.object({
    kind: z.literal('join'),
    what: z.enum(['system', 'environment']),
    from: z.string(),
    into: z.string().nullable(),
  }),
  z.object({ kind: z.literal('exclude'), reason: z.string() }),
  z.object({ kind: z.literal('attribute'), deployment: z.int().nullable() }),
  /** The earlier deployment that it was made to fix. */
  z.object({ kind: z.literal('remedy'), remedies: z.int(), id: z.string() }),
  /** Taking back the decision it is about. */
  z.object({ kind: z.literal('undo'), decision: z.int() }),
])
export type Fix = z.infer<typeof Fix>

export const FindingRow = z.object({
  /** What it is called for good, to ignore it by. */
  key: z.string(),
  kind: z.enum([
    'deployment',
    'incident',
    'change',
    'repo',
    'version',
    'environment',
    'system',
    'delivery',
    'listener',
  ]),
  number: z.int().nullable(),
  id: z.string(),
  system: z.string().nullable(),
  at_ms: Ms.nullable(),
  /** What is odd about this one, in a few words. */
  note: z.string().nullable(),
  fix: Fix.nullable(),
})
export type FindingRow = z.infer<typeof FindingRow>

const Finding = z.object({
  id: z.string(),
  title: z.string(),
  /** Which numbers it touches and how: "Lead time uses 44 of 58 deployments". */
  effect: z.string(),
  n: z.int(),
  /** The metrics it touches, and how many of their rows. */
  touches: z.array(z.object({ metric: z.string(), rows: z.int() })),
  /** The decision that it is no problem here; null where there is none. */
  ignored_by: z.int().nullable(),
  rows: z.array(FindingRow),
})
export type Finding = z.infer<typeof Finding>

export const findings = {
  'findings.list': read(
    'What in the data is odd, ordered by its effect on the numbers. Each counts all its rows.',
    z.strictObject({ rows: ShownRows.describe('at most so many of each') }),
    z.object({ total: z.int(), rows: z.array(Finding) }),
  ),
}
