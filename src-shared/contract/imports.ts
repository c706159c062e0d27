// Files: look at what an import would do, do it, undo it.
import { z } from 'zod'
import { job, Ms, Nothing, page, read, write } from './call.ts'

export const RowError = z.object({
  row: z.int(),
  column: z.string().nullable(),
  value: z.string().nullable(),
  reason: z.string(),
})
export type RowError = z.infer<typeof RowError>

const File = {
  /** A path on this computer; an upload from a browser answers with one. */
  file: z.string().min(1).max(4096),
  /** The name to show and to tell the format by, where `file` is an upload. */
  name: z.string().max(255).optional(),
  /** The system of rows that name none. */
  system: z.string().min(1).max(255).optional(),
  /** The zone of times that carry no offset; default the workspace's. */
  zone: z.string().max(64).optional(),
}

export const verdicts = ['new', 'updated', 'unchanged'] as const

const Plan = z.object({
  name: z.string(),
  format: z.string(),
  rows: z.int(),
  /** Which column was read as what. */
  columns: z.array(z.object({ field: z.string(), column: z.string() })),
  unused: z.array(z.string()),
  zone: z.string(),
  /** Whether any time in the file lacked an offset, so that the zone mattered. */
  zone_used: z.boolean(),
  new: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  skipped: z.int(),
  errors: z.array(RowError),
  /** The first rows as they would be stored, at most 50. */
  preview: z.array(
    z.object({
      row: z.int(),
      verdict: z.enum(verdicts),
      id: z.string(),
      title: z.string().nullable(),
      system: z.string(),
      severity: z.string().nullable(),
      started_at_ms: Ms,
      resolved_at_ms: Ms.nullable(),
    }),
  ),
})
export type Plan = z.infer<typeof Plan>

const Done = z.object({
  /** The batch's number, to undo it by; null where nothing was stored (a dry run). */
  batch: z.int().nullable(),
  new: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  skipped: z.int(),
  errors: z.array(RowError),
})
export type Done = z.infer<typeof Done>

const BatchRow = z.object({
  batch: z.int(),
  name: z.string(),
  at_ms: Ms,
  bytes: z.int(),
  new: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  skipped: z.int(),
  undone: z.boolean(),
})

export const imports = {
  'imports.preview': job(
    'What importing a file would do: each row new, updated, unchanged or rejected with its reason. Stores nothing.',
    z.strictObject(File),
    Plan,
  ),
  'imports.run': job(
    'Imports a file of incidents. Good rows are stored together; bad ones are listed. `strict` takes all or nothing.',
    z.strictObject({ ...File, strict: z.boolean().default(false), dryRun: z.boolean().default(false) }),
    Done,
  ),
  'imports.list': read('All imports, newest first.', Nothing, page(BatchRow)),
  'imports.undo': write(
    'Takes an import back. The file stays in the journal, so it can be redone.',
    z.strictObject({ batch: z.int() }),
    z.object({ batch: z.int(), removed: z.int() }),
  ),
  'imports.redo': write(
    'Puts an undone import back.',
    z.strictObject({ batch: z.int() }),
    z.object({ batch: z.int(), restored: z.int() }),
  ),
}
