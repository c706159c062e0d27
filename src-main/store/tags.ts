// Tags by the names that people ask for.
import type { ReadDb } from './database.ts'

/** Where the tags of a name are, as they were scanned last. */
export function tagsCalled(db: ReadDb, name: string): { repo: string; commit: string }[] {
  return db.all(
    `SELECT r.name AS repo, lower(hex(t.oid)) AS "commit" FROM repos r CROSS JOIN tags t ON t.repo = r.id AND t.name = ?
     ORDER BY r.name, r.id`,
    name,
  )
}
