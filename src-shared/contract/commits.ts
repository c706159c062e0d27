// Commits that one deployment has and another has not.
import { z } from 'zod'
import { Ms } from './call.ts'

export const Commits = z.object({
  total: z.int(),
  /** The newest, at most 200. */
  rows: z.array(z.object({ id: z.string(), title: z.string(), author: z.string(), at_ms: Ms.nullable() })),
})
export type Commits = z.infer<typeof Commits>
