// What a person chose for a file: which export it is, what its columns mean, which rows count, what words stand for.
// Kept with the file in the journal, so that a rebuild reads it in the same way.
import { z } from 'zod'

export const importKinds = ['incidents', 'deployments'] as const
export type ImportKind = (typeof importKinds)[number]

export const importFields = [
  'id',
  'title',
  'started',
  'resolved',
  'finished',
  'duration',
  'over',
  'system',
  'environment',
  'version',
  'commit',
  'severity',
  'status',
  'kind',
  'url',
  'deployment',
  'updated',
] as const
export type ImportField = (typeof importFields)[number]

/** Fields whose words a person may give another meaning. */
export const valueFields = ['status', 'severity', 'system', 'environment'] as const
export type ValueField = (typeof valueFields)[number]

const Word = z.string().max(1000)

/** A column, how it is compared, and with what: `Issue Type=Incident|Outage`. */
export const clausePattern = /^(.+?)(!=|<=|>=|=|~)(.*)$/

export const ImportChoices = z.strictObject({
  /** The export it is, by its id; `none`: what the columns are called decides. */
  preset: z.string().max(64).optional(),
  /** What the rows are, where no preset says it. */
  as: z.enum(importKinds).optional(),
  /** Column to field; an empty text: to none. */
  map: z.record(z.string().max(255), z.enum([...importFields, ''])).optional(),
  /** Rows that count: `Issue Type=Incident`, `Status!=Declined|Merged`, `Title~checkout`, `Priority<=2`. All must hold. */
  where: z.array(Word.min(1)).max(50).optional(),
  /** Other words for what cells say, by field: `{"system": {"checkout-svc": "checkout"}}`. */
  values: z.partialRecord(z.enum(importFields), z.record(z.string().max(255), Word)).optional(),
  /** Cells that a person corrected. */
  edits: z
    .array(z.strictObject({ row: z.int(), column: z.string().max(255), value: Word }))
    .max(10_000)
    .optional(),
  /** Which of two numbers of a date is the day, where the file does not prove it. */
  dates: z.enum(['day first', 'month first']).optional(),
})
export type ImportChoices = z.infer<typeof ImportChoices>
