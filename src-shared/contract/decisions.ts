// What a person decides about the data: each is kept in the journal and can be undone.
import { z } from 'zod'
import { deploymentKinds } from '../event.ts'
import { Ms, page, Paging, read, write } from './call.ts'

const Made = z.object({ id: z.int().describe('to undo it by') })

const DecisionRow = z.object({
  id: z.int(),
  at_ms: Ms,
  /** What was decided, in a few words. */
  summary: z.string(),
  undone: z.boolean(),
})
export type DecisionRow = z.infer<typeof DecisionRow>

const Candidate = z.object({
  number: z.int(),
  id: z.string(),
  version: z.string().nullable(),
  environment: z.string(),
  finished_at_ms: Ms,
  /** How long before the incident it finished. */
  before_ms: z.int(),
  /** Why it may be the cause, in words. */
  reason: z.string(),
  /** Whether the incident is attributed to it now. */
  chosen: z.boolean(),
})
export type Candidate = z.infer<typeof Candidate>

export const decisions = {
  'decisions.attribute': write(
    'Says which deployment caused an incident; null: none did. Kept across every recomputation.',
    z.strictObject({ incident: z.int(), deployment: z.int().nullable() }),
    Made,
  ),
  'decisions.exclude': write(
    'Leaves a deployment or an incident out of all numbers, with a reason.',
    z.strictObject({
      type: z.enum(['deployment', 'incident']),
      number: z.int(),
      reason: z.string().trim().min(1).max(1000),
    }),
    Made,
  ),
  'decisions.kind': write(
    'Says what kind a deployment is.',
    z.strictObject({ deployment: z.int(), kind: z.enum(deploymentKinds) }),
    Made,
  ),
  'decisions.remedy': write(
    'Says which earlier deployment a deployment was made to fix: that one failed, and this one is rework. Null: none.',
    z.strictObject({ deployment: z.int(), remedies: z.int().nullable() }),
    Made,
  ),
  'decisions.join': write(
    'Says that two names mean one system or one environment: what was reported for the one is counted for the other.',
    z.strictObject({
      what: z.enum(['system', 'environment']),
      from: z.string().min(1).max(255),
      into: z.string().min(1).max(255),
    }),
    Made,
  ),
  'decisions.ignore': write(
    'Says that a finding, or one row of it, is no problem in this workspace.',
    z.strictObject({ finding: z.string().min(1).max(100), row: z.string().min(1).max(2000).optional() }),
    Made,
  ),
  'decisions.list': read('All decisions, newest first; undone ones too.', z.strictObject(Paging), page(DecisionRow)),
  'decisions.undo': write(
    'Takes a decision back; what was decided before it stands again.',
    z.strictObject({ id: z.int() }),
    Made,
  ),
  'decisions.redo': write('Makes an undone decision again.', z.strictObject({ id: z.int() }), Made),
  'incidents.candidates': read(
    'Deployments that may have caused an incident, the likeliest first.',
    z.strictObject({ incident: z.int() }),
    page(Candidate),
  ),
}
