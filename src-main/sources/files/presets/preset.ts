// What is known of one export: how it is told, which of its columns mean what, and which of its rows count. Pure data; the
// names are headers of a table, or places in the objects of a JSON file (paths.ts).
import type { ImportField, ImportKind } from '../../../../src-shared/import-choices.ts'
import type { Built } from './jenkins-commit.ts'

export interface Preset {
  id: string
  title: string
  what: ImportKind
  from: 'table' | 'json'
  /** Any of these sets of names tells the export: all of one are there. */
  told: string[][]
  /** Names of each field, in the order in which they are looked at; the first that says something in a row wins. */
  fields: Partial<Record<ImportField, string[]>>
  /** Rows that count where nobody says which do: those where one of these columns says one of these words. */
  only?: { columns: string[]; words: string[]; otherwise: string }
  /** The column that tells which rows are meant, where the export itself has no rule: to be chosen by. */
  choose?: string
  /** Rows that count only where a person names the column: where it says one of the words. */
  unasked?: { column: string; words: string[]; reason: string }[]
  /** Rows that never count: where a column says one of the words, or anything at all. */
  never?: { column: string; words?: string[]; reason: string }[]
  /** The zone of times without an offset, where the export has a rule. */
  zone?: 'UTC'
  /** Words of the export that mean something else than elsewhere; "" is a blank cell. */
  values?: Partial<Record<ImportField, Record<string, string>>>
  /** What a person should know about all of it. */
  note?: string
  /** Where the commit is not simply in one place: from the object of a row. */
  commitOf?: (item: Record<string, unknown>) => Built
  /** So many rows exactly are a page that was cut. */
  cutAt?: number
}
