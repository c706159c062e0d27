// A workspace that was carried here: put together in a file of its own, beside the one that is in use, and taken over by it
// in one transaction, so that there is all of it or nothing. Only an empty one takes over: ids are kept as they were.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { Refusal } from '../../src-shared/reply.ts'
import { fileName, openWriteDb, type Param, type ReadDb, type WriteDb } from './database.ts'
import { migrate } from './migrate.ts'
import { columnsOf, portables, selection } from './portable.ts'
import { writeSetting } from './settings.ts'

/** Settings that a workspace which is empty otherwise may have: they are replaced. */
const replaced = ['preset', 'week_start', 'unreadable']

/** What there is already, in a few words; null where nothing is. */
export function whatIsThere(db: ReadDb): string | null {
  for (const { table, where } of portables) {
    if (table === 'sqlite_sequence') continue
    const more = table === 'settings' ? ` AND name NOT IN (${replaced.map((name) => `'${name}'`).join(', ')})` : ''
    const { n } = db.get<{ n: number }>(
      `SELECT count(*) AS n FROM (SELECT 1 FROM ${table} WHERE ${where ?? 'TRUE'}${more} LIMIT 1000)`,
    ) ?? { n: 0 }
    const of = table.replaceAll('_', ' ')
    if (n > 0) return n === 1 ? `1 row of ${of}` : `${n === 1000 ? 'many' : n} rows of ${of}`
  }
  return db.get('SELECT 1 FROM stages') === undefined ? null : 'an import under way'
}

export function refuseUnlessEmpty(db: ReadDb): void {
  const there = whatIsThere(db)
  if (there !== null)
    throw new Refusal(
      'conflict',
      `This workspace is not empty (${there}), and two workspaces cannot be put together exactly. A Shiplog workspace is restored into an empty data folder: give another with --data.`,
    )
}

const beside = 'restoring-'

export interface Beside {
  folder: string
  db: WriteDb
  /** Closes the file when all rows are in it, as a file of this version. Throws where rows refer to what is not there. */
  finish(zone: string): Promise<void>
  /** Removes it all; may be called whatever happened. */
  drop(): void
}

/** A file beside the workspace's own, without rows, for rows of an earlier schema or of this one. */
export async function openBeside(dataDir: string, schema: number): Promise<Beside> {
  const folder = mkdtempSync(path.join(dataDir, beside))
  const opened = openWriteDb(folder)
  const { db, driver } = opened
  await migrate(opened, folder, schema)
  // It is thrown away where anything goes wrong, and rows come before those they refer to.
  driver.pragma('synchronous = OFF')
  driver.pragma('foreign_keys = OFF')
  return {
    folder,
    db,
    finish: async (zone) => {
      refuseBrokenReferences(db)
      writeSetting(db, 'zone', zone)
      await migrate(opened, folder)
      opened.close()
    },
    drop: () => {
      opened.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Removes what an end of the process left of a restore; for the one who has the data folder, before it begins. */
export function dropBeside(dataDir: string): void {
  for (const name of readdirSync(dataDir))
    if (name.startsWith(beside)) rmSync(path.join(dataDir, name), { recursive: true, force: true })
}

/** Takes all of it over from the file in `folder`, which has this version's schema. Throws where anything is here already. */
export function takeOver(db: WriteDb, folder: string): void {
  db.run('ATTACH ? AS restored', path.join(folder, fileName))
  try {
    db.transaction(() => {
      refuseUnlessEmpty(db)
      for (const one of portables) {
        if (one.table === 'settings' || one.table === 'sqlite_sequence')
          db.run(`DELETE FROM main.${one.table} WHERE ${one.where ?? 'TRUE'}`)
        const columns = columnsOf(db, one.table)
        db.run(
          `INSERT INTO main.${one.table} (${columns.join(', ')}) ${selection(one, columns, 'restored')} ORDER BY ${one.key.join(', ')}`,
        )
      }
      // What waits came along, as it was derived.
      db.run('DELETE FROM main.unsettled')
      db.run(
        `INSERT INTO main.settings SELECT name, value FROM restored.settings WHERE name = 'zone'
         ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      )
    })
  } finally {
    db.exec('DETACH restored')
  }
}

/** Writes rows of one table into the file that is put together. */
export function inserter(db: WriteDb, table: string, columns: readonly string[]): (row: Param[]) => void {
  const sql = `INSERT INTO main.${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
  return (row) => void db.run(sql, ...row)
}

function refuseBrokenReferences(db: ReadDb): void {
  const first = db.get<{ table: string; rowid: number | null; parent: string }>('PRAGMA foreign_key_check')
  if (first !== undefined)
    throw new Refusal(
      'invalid',
      `Row ${first.rowid ?? ''} of ${first.table} refers to ${first.parent} that are not there. Nothing was restored.`,
    )
}
