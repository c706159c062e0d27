// Commits whose first lines an earlier version cut, and those lines as they are now, once they were read again.
import { rangeOf } from './commits.ts'
import type { ReadDb, WriteDb } from './database.ts'

export interface FirstLine {
  /** The commit's whole id. */
  oid: string
  subject: string
}

/** Ids of those of a repository that are to be read again. */
export function cutSubjects(db: ReadDb, repo: number): string[] {
  return db
    .all<{ hex: string }>(
      `SELECT lower(hex(c.oid)) AS hex FROM cut_subjects s CROSS JOIN commits c ON c.id = s.id WHERE s.id >= ? AND s.id < ?`,
      ...rangeOf(repo),
    )
    .map((row) => row.hex)
}

/** Nothing is left to be read again. Squashes are to be looked for anew, though neither refs nor the main line moved. */
export function mendSubjects(db: WriteDb, repo: number, lines: readonly FirstLine[]): void {
  const range = rangeOf(repo)
  for (const { oid, subject } of lines)
    db.run(
      'UPDATE commits SET subject = ? WHERE id = (SELECT id FROM commit_oids WHERE oid = ? AND id >= ? AND id < ?)',
      subject,
      Buffer.from(oid, 'hex'),
      ...range,
    )
  db.run('DELETE FROM cut_subjects WHERE id >= ? AND id < ?', ...range)
  db.run('UPDATE repos SET pulls = NULL, squashed = NULL WHERE id = ?', repo)
}
