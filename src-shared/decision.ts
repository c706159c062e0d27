// What a person decides about the data, as the journal keeps it: by names, which outlive every row.
import { z } from 'zod'
import { deploymentKinds, Id } from './event.ts'

/** A deployment or an incident. `repo` is the folder of the repository a deployment was inferred from. */
const Subject = z.strictObject({
  system: Id,
  environment: Id.optional(),
  id: z.string(),
  repo: z.string().optional(),
})
export type Subject = z.infer<typeof Subject>

export const Decision = z.discriminatedUnion('do', [
  /** Null: no deployment caused it. */
  z.strictObject({ do: z.literal('attribute'), incident: Subject, deployment: Subject.nullable() }),
  z.strictObject({
    do: z.literal('exclude'),
    type: z.enum(['deployment', 'incident']),
    thing: Subject,
    reason: z.string().min(1).max(1000),
  }),
  z.strictObject({ do: z.literal('kind'), deployment: Subject, kind: z.enum(deploymentKinds) }),
  /** Null: it remedies none, whatever an event says. */
  z.strictObject({ do: z.literal('remedy'), deployment: Subject, remedies: Subject.nullable() }),
  /**
   * Two names mean one system, or one environment. Kept with what was moved, so that it can be moved back: the names that
   * meant `from`, the folders of its repositories, and the parts of repositories that were it.
   */
  z.strictObject({
    do: z.literal('join'),
    what: z.enum(['system', 'environment']),
    from: Id,
    into: Id,
    names: z.array(z.string()),
    repos: z.array(z.string()),
    components: z.array(z.strictObject({ repo: z.string(), paths: z.array(z.string()) })).default([]),
  }),
  /** A finding that is no problem here, or one row of it by its key. */
  z.strictObject({
    do: z.literal('ignore'),
    finding: z.string().min(1).max(100),
    row: z.string().min(1).max(2000).optional(),
  }),
])
export type Decision = z.infer<typeof Decision>
