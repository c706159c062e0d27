// Files: look at what an import would do, do it, undo it.
import { z } from 'zod'
import { ImportChoices, importFields, importKinds, valueFields } from '../import-choices.ts'
import { ImportProfile, WatchedFile } from '../import-profile.ts'
import { job, Ms, Nothing, page, read, write } from './call.ts'
import { units } from './metrics.ts'

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
  /** Which file it is, where `file` is a zip that holds several. */
  inside: z.string().min(1).max(1000).optional(),
  /** The system of rows that name none. */
  system: z.string().min(1).max(255).optional(),
  /** The zone of times that carry no offset; default the workspace's. */
  zone: z.string().max(64).optional(),
  /** What its columns mean, which rows count, what words stand for; what is not said here is told from the file. */
  choices: ImportChoices.optional(),
  /** The profile to read it by, or `none`; without it and without choices, the one for its columns, where there is one. */
  profile: z.string().max(100).optional(),
}

export const verdicts = ['new', 'updated', 'unchanged'] as const

const Left = {
  /** Rows that become nothing: those with an error, and those left out. */
  skipped: z.int(),
  /** Those with an error. */
  rejected: z.int(),
  /** Each of them, but of more than 10,000 only the first. */
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
  /** All columns of the file: what a profile knows it by. */
  header: z.array(z.string()),
  /** The profile it was read by. */
  profile: z.string().nullable(),
  /** The import that brought the same file already, read in the same way. */
  same_as: z.int().nullable(),
  /** Fields a column may be read as. */
  fields: z.array(z.enum(importFields)),
  /** Columns with their first values. */
  samples: z.array(z.object({ column: z.string(), values: z.array(z.string()) })),
  /** The zone of times that carry no offset: the one chosen, else the one such an export has, else the workspace's. */
  zone: z.string(),
  /** The system of rows that name none; null: it is not known. */
  system: z.string().nullable(),
  /** Whether any time in the file lacked an offset, so that the zone mattered. */
  zone_used: z.boolean(),
  /** What was chosen, by the profile too. */
  choices: ImportChoices,
  /** Where words count: what each says, how often, what it is understood as (null: nobody knows), and what was chosen. */
  words: z.array(
    z.object({
      field: z.enum(valueFields),
      column: z.string(),
      values: z.array(
        z.object({ word: z.string(), n: z.int(), means: z.string().nullable(), chosen: z.string().nullable() }),
      ),
      /** Rows with other words than those. */
      more: z.int(),
    }),
  ),
  /** Columns that rows may be chosen by, and whether rows that say so count. */
  choosing: z.array(
    z.object({
      column: z.string(),
      values: z.array(z.object({ word: z.string(), n: z.int(), counts: z.boolean() })),
      more: z.int(),
    }),
  ),
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
      /** Whether the end is an estimate: the last change of what is over. */
      estimated: z.boolean(),
      /** What is odd about it. */
      note: z.string().nullable(),
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

const Side = z.object({ value: z.number().nullable(), of: z.string() })

const Effect = z.object({
  /** The last 90 days; where nothing comes out different in them and the file is older, the time since it begins. */
  from_ms: Ms,
  to_ms: Ms,
  /** The metrics that come out different over that period, now and after the import. */
  metrics: z.array(z.object({ id: z.string(), title: z.string(), unit: z.enum(units), before: Side, after: Side })),
})
export type Effect = z.infer<typeof Effect>

const BatchRow = z.object({
  batch: z.int(),
  name: z.string(),
  at_ms: Ms,
  bytes: z.int(),
  /** SHA-256 of the file. */
  hash: z.string().nullable(),
  /** The profile it was read by. */
  profile: z.string().nullable(),
  new: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  skipped: z.int(),
  undone: z.boolean(),
})

const WatchedRow = z.object({
  file: z.string(),
  /** What it is imported with: `imports.watch` takes it back. */
  input: WatchedFile,
  profile: z.string().nullable(),
  /** When it last had changed, and what came of it; null while it has not. */
  at_ms: Ms.nullable(),
  batch: z.int().nullable(),
  note: z.string().nullable(),
  failed: z.boolean(),
})

const PresetRow = z.object({ id: z.string(), title: z.string(), what: z.enum(importKinds), from: z.string() })

export const imports = {
  'imports.presets': read('The exports that are known.', Nothing, page(PresetRow)),
  'imports.inside': job(
    'The files in a zip archive; of anything else none. Each can be imported by its name.',
    z.strictObject({ file: File.file, name: File.name }),
    page(z.string()),
  ),
  'imports.preview': job(
    'What importing a file would do: each row new, updated, unchanged or rejected with its reason. Stores nothing.',
    z.strictObject(File),
    Plan,
  ),
  'imports.run': job(
    'Imports a file of incidents or deployments. Good rows are stored together; bad ones are listed. `strict` takes all or nothing.',
    z.strictObject({
      ...File,
      strict: z.boolean().default(false),
      dryRun: z.boolean().default(false),
      /** A name to keep what was chosen under, for files with the same columns. */
      save_profile: z.string().min(1).max(100).optional(),
      /** Import it again whenever it changes. */
      watch: z.boolean().default(false),
    }),
    Done,
  ),
  'imports.effect': job(
    'What an import would do to the five metrics, tried on a copy of the workspace. Stores nothing.',
    z.strictObject(File),
    Effect,
  ),
  'imports.rejected': job(
    'The rows of a file that are rejected, as CSV with a first column that says why: to be corrected and imported.',
    z.strictObject(File),
    z.object({ name: z.string(), rows: z.int(), csv: z.string() }),
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
  'imports.profiles': read('What is kept about files with certain columns.', Nothing, page(ImportProfile)),
  'imports.saveProfile': write(
    'Keeps how files with certain columns are read. One of the same name is replaced.',
    ImportProfile,
    ImportProfile,
  ),
  'imports.removeProfile': write(
    'Forgets a profile. What was imported by it stays.',
    z.strictObject({ name: z.string() }),
    z.object({ name: z.string() }),
  ),
  'imports.renameProfile': write(
    'Gives a profile another name. Watched files that are read by it still are.',
    z.strictObject({ name: z.string(), to: z.string().trim().min(1).max(100) }),
    z.object({ name: z.string() }),
  ),
  'imports.watched': read('Files that are imported again whenever they change.', Nothing, page(WatchedRow)),
  'imports.watch': write(
    'Imports a file again whenever it changes, while Shiplog runs.',
    WatchedFile,
    z.object({ file: z.string() }),
  ),
  'imports.unwatch': write(
    'Leaves a file alone from now on. What was imported of it stays.',
    z.strictObject({ file: z.string() }),
    z.object({ file: z.string() }),
  ),
}
