// Exports: all rows of a list, or the buckets of the metrics, as a file for another program.
import { z } from 'zod'
import { parquetTables } from '../export/parquet-tables.ts'
import { job } from './call.ts'

export const exportLists = [
  'deployments',
  'incidents',
  'changes',
  'builds',
  'issues',
  'versions',
  'environments',
  'findings',
  'journal',
  'decisions',
  'metrics',
  'working',
] as const
export type ExportList = (typeof exportLists)[number]

/** `about` is no rows but what they would be: the list, the question, the definition. */
export const exportFormats = ['csv', 'json', 'ndjson', 'markdown', 'about'] as const
export type ExportFormat = (typeof exportFormats)[number]

export const exports = {
  'exports.list': job(
    'Writes all rows of a list that match to a new file, as they are at one moment.',
    z.strictObject({
      list: z.enum(exportLists),
      format: z.enum(exportFormats),
      /** What the list’s own call takes, without limit and offset: `deployments.list`, `metrics.overview`, … */
      question: z.record(z.string(), z.unknown()).default({}),
      /** The absolute path of the file. Refused where there is one already. */
      to: z.string().min(1),
    }),
    z.object({ rows: z.int(), bytes: z.int() }),
  ),
  'exports.workspace': job(
    'Writes the whole workspace, as it is at one moment, to a new file that `workspace.restore` reads: NDJSON, in gzip where the name ends in .gz. Keys stay behind.',
    z.strictObject({
      /** The absolute path of the file. Refused where there is one already. */
      to: z.string().min(1),
    }),
    z.object({
      rows: z.int(),
      bytes: z.int(),
      /** What is not in it, in words. */
      left_behind: z.array(z.string()),
    }),
  ),
  'exports.parquet': job(
    'Writes facts and links, as they are at one moment, as Parquet files into a new folder: one for each table.',
    z.strictObject({
      /** The absolute path of the folder. Refused where there is one already. */
      to: z.string().min(1),
      /** None for all. */
      tables: z.array(z.enum(parquetTables)).default([]),
    }),
    z.object({
      files: z.array(z.object({ table: z.enum(parquetTables), file: z.string(), rows: z.int(), bytes: z.int() })),
    }),
  ),
}
