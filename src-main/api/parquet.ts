// Facts and links as Parquet files, all of them at one moment of the workspace.
import { mkdir, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type { Output } from '../../src-shared/contract/index.ts'
import { type ParquetTable, parquetTables } from '../../src-shared/export/parquet-tables.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import { zoneOf } from '../store/settings.ts'
import { version } from '../version.ts'
import type { JobContext } from './context.ts'
import { writeNewFile } from './new-file.ts'

type Written = Output<'exports.parquet'>['files']

export async function exportParquet(
  { to, tables: asked }: { to: string; tables: ParquetTable[] },
  context: JobContext,
): Promise<{ files: Written }> {
  await newFolder(to)
  const release = context.hold()
  const files: Written = []
  try {
    for (const table of parquetTables) {
      if (asked.length > 0 && !asked.includes(table)) continue
      const file = path.join(to, `${table}.parquet`)
      files.push({ table, file, rows: 0, bytes: 0 })
      const written = files.at(-1)
      const told = (rows: number) => Object.assign(written ?? {}, { rows })
      const bytes = await writeNewFile(file, pieces(table, told, context))
      Object.assign(written ?? {}, { bytes })
    }
    return { files }
  } catch (error) {
    for (const { file } of files) await rm(file, { force: true })
    await rmdir(to).catch(() => undefined)
    throw error
  } finally {
    release()
  }
}

/** A folder of its own, so that nothing that is there is written over. */
async function newFolder(to: string): Promise<void> {
  if (!path.isAbsolute(to)) throw new Refusal('invalid', `to: ${shown(to)} is no absolute path.`)
  try {
    await mkdir(to, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new Refusal('conflict', `${to} is there already, and nothing is written over. Give a folder that is not.`)
    throw new Refusal('invalid', `${to} cannot be made: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

async function* pieces(table: ParquetTable, told: (rows: number) => void, context: JobContext) {
  const { db, clock, sample, signal, progress } = context
  // A large library that few need.
  const [{ tables }, { parquetPieces }] = await Promise.all([
    import('../parquet/tables.ts'),
    import('../parquet/write.ts'),
  ])
  const total = db.get<{ n: number }>(`SELECT count(*) AS n FROM ${tables[table].from}`)?.n ?? 0
  const notes = [
    { key: 'shiplog', value: version },
    { key: 'made_at', value: new Date(clock()).toISOString() },
    { key: 'zone', value: zoneOf(db) },
    ...(sample ? [{ key: 'sample', value: 'yes' }] : []),
  ]
  const seen = (rows: number) => {
    told(rows)
    progress(`Exporting ${table.replaceAll('_', ' ')}`, rows, total, 'rows')
  }
  for (const piece of parquetPieces(db, tables[table], notes, seen)) {
    yield piece
    await turn()
    signal.throwIfAborted()
  }
}
