// The events of the journal after translation: one statement about one thing. Pure data; sources make them, fold.ts reads them.
//
// An absent field says nothing; null says "there is none". `at_ms` is the event's own time where the source has
// lifecycle events (started, then finished); it is absent where each event describes the whole thing, and then
// the one received later wins.
import { z } from 'zod'

/** Ids are free text; 255 characters is what all four systems accept. */
export const idLength = 255
export const unknownSystem = '_unknown_'

export const deploymentStates = ['pending', 'started', 'succeeded', 'failed', 'aborted'] as const
export type DeploymentState = (typeof deploymentStates)[number]
export const deploymentKinds = ['regular', 'hotfix', 'rollback'] as const
export type DeploymentKind = (typeof deploymentKinds)[number]

/** An id or a name: well-formed text without control characters, which databases and terminals cut or obey. */
export const Id = z
  .string()
  .min(1)
  .max(idLength)
  .refine((text) => !/\p{Cc}|\p{Cs}/u.test(text), 'text without control characters')
const Ms = z.int()

export const ChangeEvent = z.strictObject({
  type: z.literal('change'),
  system: Id,
  id: Id,
  at_ms: Ms.optional(),
  /** When the change began: a commit's author date, or what the sender says. Milliseconds UTC. */
  created_at_ms: Ms,
})

export const DeploymentEvent = z.strictObject({
  type: z.literal('deployment'),
  system: Id,
  environment: Id,
  id: Id,
  at_ms: Ms.optional(),
  state: z.enum(deploymentStates),
  kind: z.enum(deploymentKinds).optional(),
  version: z.string().nullable().optional(),
  started_at_ms: Ms.nullable().optional(),
  finished_at_ms: Ms.nullable().optional(),
  /** Ids of the changes it names. Absent: it names none. */
  changes: z.array(Id).optional(),
  /** Full commit ids it was built from, one per repository. */
  commits: z.array(z.string()).optional(),
  teams: z.array(z.string()).optional(),
})

export const IncidentEvent = z.strictObject({
  type: z.literal('incident'),
  system: Id,
  id: Id,
  at_ms: Ms.optional(),
  title: z.string().nullable().optional(),
  severity: z.string().nullable().optional(),
  started_at_ms: Ms,
  resolved_at_ms: Ms.nullable().optional(),
  /** Id of the deployment the sender blames, if it names one. */
  deployment: z.string().nullable().optional(),
  url: z.string().nullable().optional(),
})

export const Event = z.discriminatedUnion('type', [ChangeEvent, DeploymentEvent, IncidentEvent])
export type ChangeEvent = z.infer<typeof ChangeEvent>
export type DeploymentEvent = z.infer<typeof DeploymentEvent>
export type IncidentEvent = z.infer<typeof IncidentEvent>
export type Event = z.infer<typeof Event>
export type EventType = Event['type']

/** Something in a delivery that did not become an event: where it stood and why. `column` and `value` name the cell. */
export interface Skip {
  at: string
  row?: number
  column?: string
  value?: string
  reason: string
}

/** What a source makes of one delivery. `at[i]` says where event i stood in it ("body", "row 37"). */
export interface Translation {
  events: Event[]
  at: string[]
  skipped: Skip[]
}
