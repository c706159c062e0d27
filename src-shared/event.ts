// The events of the journal after translation: one statement about one thing. Pure data; sources make them, fold.ts reads them.
//
// An absent field says nothing; null says "there is none". `at_ms` is the event's own time where the source has
// lifecycle events (started, then finished); it is absent where each event describes the whole thing, and then
// the one received later wins.
import { z } from 'zod'
import type { FieldError } from './reply.ts'

/** Ids are free text; 255 characters is what all four systems accept. */
export const idLength = 255
export const unknownSystem = '_unknown_'

export const deploymentStates = ['pending', 'started', 'succeeded', 'failed', 'aborted'] as const
export type DeploymentState = (typeof deploymentStates)[number]
export const finalStates: readonly DeploymentState[] = ['succeeded', 'failed', 'aborted']
export const deploymentKinds = ['regular', 'hotfix', 'rollback'] as const
export type DeploymentKind = (typeof deploymentKinds)[number]
export const issueStatuses = ['todo', 'in_progress', 'done'] as const
export type IssueStatus = (typeof issueStatuses)[number]

const isPlain = (text: string) => !/\p{Cc}|\p{Cs}/u.test(text)
const plain = 'text without control characters'

/** An id, to the letter: well-formed text without control characters, which databases and terminals cut or obey. */
export const Id = z.string().min(1).max(idLength).refine(isPlain, plain)
/** What people call something. Spaces around it are not meant: scripts leave them there, and nobody would see them. */
export const Name = z.string().trim().min(1).max(idLength).refine(isPlain, plain)
const Ms = z.int()
const Text = z.string().nullable().optional()

/**
 * The id names a series of like things: a version that may be deployed or built again. Which of them the event is about
 * is told by its state and `at_ms`, which it must have; see ingest/occurrence.ts. Folding sets its start and its finish
 * from at_ms; only a final event may say when it started.
 */
const series = z.literal(true).optional()
/** Of a series: the job that says it. An end said again by the same job is a retry; by that job run anew it is another. */
const job = z.strictObject({ name: z.string(), id: z.string() }).optional()

export const ChangeEvent = z.strictObject({
  type: z.literal('change'),
  system: Name,
  id: Id,
  at_ms: Ms.optional(),
  /** When the change began: a commit's author date, or what the sender says. Milliseconds UTC. */
  created_at_ms: Ms,
})

export const DeploymentEvent = z.strictObject({
  type: z.literal('deployment'),
  system: Name,
  environment: Name,
  id: Id,
  at_ms: Ms.optional(),
  series,
  job,
  state: z.enum(deploymentStates),
  kind: z.enum(deploymentKinds).optional(),
  /** The deployment it rolls back or fixes, by its id, version, commit or another of its names. */
  remedies: Text,
  version: Text,
  started_at_ms: Ms.nullable().optional(),
  finished_at_ms: Ms.nullable().optional(),
  /** The source does not say when it ended: that is when it was first heard of, with these commits if it names any. */
  end_heard: z.literal(true).optional(),
  /** Ids of the changes it names. Absent: it names none. */
  changes: z.array(Id).optional(),
  /** Commit ids it was built from, one per repository: whole, or at least seven characters where that is all there is. */
  commits: z.array(z.string()).optional(),
  /** What else an incident may call it by: the number of its change request. */
  names: z.array(Id).optional(),
  teams: z.array(z.string()).optional(),
  title: Text,
  /** Where it can be looked at: a run of CI. */
  url: Text,
})

export const IncidentEvent = z.strictObject({
  type: z.literal('incident'),
  system: Name,
  id: Id,
  at_ms: Ms.optional(),
  title: Text,
  severity: Text,
  started_at_ms: Ms,
  resolved_at_ms: Ms.nullable().optional(),
  /** The source says that it is over but not since when: `resolved_at_ms` is when it last changed. */
  end_estimated: z.literal(true).optional(),
  /** The deployment the sender blames, by its id, version, commit or another of its names. */
  deployment: Text,
  /** The deployment that resolved it, named alike. */
  resolved_by: Text,
  url: Text,
})

/**
 * An issue of a tracker, or what became of one. An issue of kind `incident` is an incident: both speak of one thing. A
 * close names neither kind nor created_at_ms, and waits for the issue where that is not known yet.
 */
export const IssueEvent = z.strictObject({
  type: z.literal('issue'),
  system: Name,
  id: Id,
  at_ms: Ms.optional(),
  /** In lower case: incident, bug, requirement, or what else the tracker calls it. */
  kind: z.string().min(1).optional(),
  status: z.enum(issueStatuses).optional(),
  created_at_ms: Ms.optional(),
  /** A state older than the one known changes nothing. */
  updated_at_ms: Ms.nullable().optional(),
  /** Null or absent with status `done`: when it was updated, else when we heard of it. */
  resolved_at_ms: Ms.nullable().optional(),
  title: Text,
  severity: Text,
  priority: Text,
  story_points: z.number().nullable().optional(),
  deployment: Text,
  resolved_by: Text,
  url: Text,
})

export const BuildEvent = z.strictObject({
  type: z.literal('build'),
  system: Name,
  id: Id,
  at_ms: Ms.optional(),
  series,
  job,
  state: z.enum(deploymentStates),
  version: Text,
  /** The commit it was built from, whole or shortened. */
  commit: Text,
  branch: Text,
  started_at_ms: Ms.nullable().optional(),
  finished_at_ms: Ms.nullable().optional(),
  url: Text,
})

export const Event = z.discriminatedUnion('type', [ChangeEvent, DeploymentEvent, IncidentEvent, IssueEvent, BuildEvent])
export type ChangeEvent = z.infer<typeof ChangeEvent>
export type DeploymentEvent = z.infer<typeof DeploymentEvent>
export type IncidentEvent = z.infer<typeof IncidentEvent>
export type IssueEvent = z.infer<typeof IssueEvent>
export type BuildEvent = z.infer<typeof BuildEvent>
export type Event = z.infer<typeof Event>
export type EventType = Event['type']

/** Something in a delivery that did not become an event: where it stood and why. `column` and `value` name the cell. */
export interface Skip {
  at: string
  row?: number
  column?: string
  value?: string
  reason: string
  /** Not wrong, but left out by a rule or by choice. */
  left?: true
  /** Field by field, where it was an object. */
  fields?: FieldError[]
}

/** What a source makes of one delivery. `at[i]` says where event i stood in it ("body", "row 37"). */
export interface Translation {
  events: Event[]
  at: string[]
  skipped: Skip[]
  /** What was accepted although something is odd about it, for the sender to read. */
  warnings?: string[]
  /** Refuse the delivery where it gives a version another commit than the one known. */
  versionsFixed?: true
}
