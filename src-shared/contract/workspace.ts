// The workspace as a whole: what is in it, and the sample workspace.
import { z } from 'zod'
import { job, Ms, Nothing, read, write } from './call.ts'

const Status = z.object({
  version: z.string(),
  sample: z.boolean(),
  data_dir: z.string(),
  zone: z.string(),
  now_ms: Ms,
  counts: z.object({
    systems: z.int(),
    repos: z.int(),
    deployments: z.int(),
    changes: z.int(),
    incidents: z.int(),
    deliveries: z.int(),
    keys: z.int(),
  }),
  last_delivery_at_ms: Ms.nullable(),
})

/** What the first line of a Shiplog workspace says. */
export const WorkspaceFile = z.object({
  shiplog: z.string(),
  made_at: z.string(),
  zone: z.string(),
  sample: z.boolean(),
  counts: z.object({
    deliveries: z.int(),
    deployments: z.int(),
    incidents: z.int(),
    repos: z.int(),
    commits: z.int(),
    decisions: z.int(),
  }),
  left_behind: z.array(z.string()),
})
export type WorkspaceFile = z.infer<typeof WorkspaceFile>

export const workspace = {
  'workspace.choose': read(
    'Opens the system dialog to choose a folder or a file. Only the desktop window has one; elsewhere: unavailable.',
    z.strictObject({ what: z.enum(['folder', 'file']) }),
    z.object({ paths: z.array(z.string()) }),
  ),
  'workspace.status': read('What is in the workspace, and where it lives.', Nothing, Status),
  'workspace.recognise': read(
    'Whether a file is a Shiplog workspace, as `exports.workspace` writes it, and what it says it holds.',
    z.strictObject({ file: z.string().min(1) }),
    z.object({
      workspace: WorkspaceFile.nullable(),
      /** What is in this workspace already, so that it cannot be restored here; null where nothing is. */
      in_the_way: z.string().nullable(),
    }),
  ),
  'workspace.restore': job(
    'Restores a Shiplog workspace into this one, which must be empty: all of it or nothing. Repositories need not be there.',
    z.strictObject({ file: z.string().min(1), name: z.string().optional() }),
    WorkspaceFile,
  ),
  'workspace.rebuild': write(
    'Makes facts and links again from the journal and the repositories. Changes nothing when all is well; with `check` it only says what it would change.',
    z.strictObject({ check: z.boolean().default(false) }),
    z.object({
      deliveries: z.int(),
      events: z.int(),
      refused: z.int(),
      facts: z.int(),
      links: z.int(),
      /** Rows there only before or only after: one with another value counts twice. */
      changed: z.int(),
      /** What differs, in words: at most 100. */
      differences: z.array(z.string()),
    }),
  ),
}
