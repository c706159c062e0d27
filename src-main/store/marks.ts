// The mark of what the last scan of a repository was made from (RepoRow). Whoever writes what a scan finds, and is not the end
// of that scan, has it forgotten, so that the next one looks at everything.
import type { ReadDb, WriteDb } from './database.ts'

/** It was looked at, and all is as the last scan found it. */
export function noteUnchanged(db: WriteDb, repo: number, at_ms: number): void {
  db.run('UPDATE repos SET scanned_at_ms = ? WHERE id = ?', at_ms, repo)
}

export function forgetMark(db: WriteDb, repo: number): void {
  db.run('UPDATE repos SET mark = NULL WHERE id = ?', repo)
}

/** Its commits come from a shallow clone now: some may be kept without the parents that they have. */
export function noteCut(db: WriteDb, repo: number): void {
  db.run('UPDATE repos SET cut = 1 WHERE id = ?', repo)
}

/** Whether the last scan came to its end, and nothing came since. */
export function hasMark(db: ReadDb, repo: number): boolean {
  return db.get('SELECT 1 FROM repos WHERE id = ? AND mark IS NOT NULL', repo) !== undefined
}

/** The names of the files that a repository's objects were in when it was last scanned; null where they are not known. */
export function objectsOf(db: ReadDb, repo: number): string | null {
  return db.get<{ names: string }>('SELECT names FROM repo_objects WHERE repo = ?', repo)?.names ?? null
}

export function keepObjects(db: WriteDb, repo: number, names: string | null): void {
  if (names === objectsOf(db, repo)) return
  if (names === null) db.run('DELETE FROM repo_objects WHERE repo = ?', repo)
  else db.run('INSERT OR REPLACE INTO repo_objects (repo, names) VALUES (?, ?)', repo, names)
}
