// Files: look at what an import would do, do it, undo it.
import { z } from 'zod'
import { ImportChoices, importFields, importKinds } from '../import-choices.ts'
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
  /** What its columns mean, which rows count, what words stand for; what is not said here is told from the file. */
  choices: ImportChoices.optional(),
}

export const verdicts = ['new', 'updated', 'unchanged'] as const

const Left = {
  /** Rows that become nothing: those with an error, and those left out. */
  skipped: z.int(),
  errors: z.array(RowError),
  /** Rows that a rule or a choice leaves out, by reason; not wrong. */
  left_out: z.array(z.object({ reason: z.string(), n: z.int() })),
  /** What a person should know of the rows that were read. */
  warnings: z.array(z.string()),
}

const Plan = z.object({
  name: z.string(),
  format: z.string(),
  rows: z.int(),
  what: z.enum([...importKinds, 'events']),
  /** The export it was taken for, `sure` from 0 to 1; null where columns were told by their names. */
  preset: z.object({ id: z.string(), title: z.string(), sure: z.number() }).nullable(),
  /** Which column was read as what. */
  columns: z.array(z.object({ field: z.string(), column: z.string() })),
  unused: z.array(z.string()),
  /** Fields a column may be read as. */
  fields: z.array(z.enum(importFields)),
  /** Columns with their first values. */
  samples: z.array(z.object({ column: z.string(), values: z.array(z.string()) })),
  /** The zone of times that carry no offset: the one chosen, else the one such an export has, else the workspace's. */
  zone: z.string(),
  /** Whether any time in the file lacked an offset, so that the zone mattered. */
  zone_used: z.boolean(),
  new: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  ...Left,
  /** The first rows as they would be stored, at most 50. */
  preview: z.array(
    z.object({
      row: z.int(),
      verdict: z.enum(verdicts),
      id: z.string(),
      title: z.string().nullable(),
      system: z.string(),
      severity: z.string().nullable(),
      /** Of deployments. */
      environment: z.string().nullable(),
      version: z.string().nullable(),
      state: z.string().nullable(),
      started_at_ms: Ms.nullable(),
      /** When it was resolved or finished. */
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
  ...Left,
  /** What would be done, of a dry run; null otherwise. */
  plan: Plan.nullable(),
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

const PresetRow = z.object({ id: z.string(), title: z.string(), what: z.enum(importKinds), from: z.string() })

export const imports = {
  'imports.presets': read('The exports that are known.', Nothing, page(PresetRow)),
  'imports.preview': job(
    'What importing a file would do: each row new, updated, unchanged or rejected with its reason. Stores nothing.',
    z.strictObject(File),
    Plan,
  ),
  'imports.run': job(
    'Imports a file of incidents or deployments. Good rows are stored together; bad ones are listed. `strict` takes all or nothing.',
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
