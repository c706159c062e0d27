// Rows written many a statement: to run a statement costs as much as several of the rows that it writes.
import type { Param, WriteDb } from './database.ts'

/** How many rows the statements have, the most first. */
const sizes = [16, 4, 1]

/**
 * Writes rows, all their values behind each other. `row` is one in the statement's words, with a `?` for each value.
 * Made once for a table, because a statement is found by its text.
 */
export function rowsInto(
  table: string,
  row: string,
  conflict = '',
): (db: WriteDb, values: readonly Param[]) => { id: number } {
  const width = row.split('?').length - 1
  const statements = sizes.map((n) => ({
    values: n * width,
    sql: `INSERT INTO ${table} VALUES ${Array.from({ length: n }, () => row).join(', ')} ${conflict}`,
  }))
  return (db, values) => {
    let at = 0
    let id = 0
    for (const { sql, values: many } of statements)
      for (; at + many <= values.length; at += many) ({ id } = db.run(sql, ...values.slice(at, at + many)))
    return { id }
  }
}
