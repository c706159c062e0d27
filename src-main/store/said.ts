// What is known of a commit besides its dates: whether it merges, takes back others, or was taken back.
import { oidOf } from './commits.ts'
import type { ReadDb } from './database.ts'

export interface Said {
  kind: 'merge' | 'revert' | null
  /** Whole ids of what it takes back. */
  reverts: string[]
  /** Whole ids of what takes it back. */
  reverted_by: string[]
}

export function saidOf(db: ReadDb, commit: number): Said {
  const row = db.get<{ merge: number; reverts: number }>(
    `SELECT length(parents) > 4 AS merge, subject LIKE 'Revert "%' AS reverts FROM commits WHERE id = ?`,
    commit,
  )
  const ids = (sql: string) => db.all<{ id: number }>(sql, commit).map(({ id }) => oidOf(db, id))
  const reverts = ids('SELECT reverted AS id FROM reverts WHERE id = ? ORDER BY reverted')
  const reverted_by = ids('SELECT id FROM reverts WHERE reverted = ? ORDER BY id')
  const kind = reverts.length > 0 || row?.reverts === 1 ? 'revert' : row?.merge === 1 ? 'merge' : null
  return { kind, reverts, reverted_by }
}
