// What a person said of a repository: that its pull requests be fetched, and whether its refs are watched.
import type { ReadDb, WriteDb } from './database.ts'
import { allRepos, type RepoRow } from './repos.ts'
import { watchesRepos } from './settings.ts'

/** Refs of pull requests that were fetched into a repository of Shiplog's own. */
export interface Fetched {
  at_ms: number
  refs: number
  /** The address that was contacted. */
  from: string
}

export function fetchedOf(repo: Pick<RepoRow, 'fetched'>): Fetched | null {
  return repo.fetched === null ? null : (JSON.parse(repo.fetched) as Fetched)
}

export function noteFetched(db: WriteDb, repo: number, fetched: Fetched | null): void {
  db.run('UPDATE repos SET fetched = ? WHERE id = ?', fetched === null ? null : JSON.stringify(fetched), repo)
}

/** Those to watch: one whose first scan was cancelled waits for a person. */
export function watchedRepos(db: ReadDb): RepoRow[] {
  if (!watchesRepos(db)) return []
  return allRepos(db).filter((repo) => repo.watched === 1 && repo.scanned_at_ms !== null)
}

export function setWatched(db: WriteDb, repo: number, on: boolean): void {
  db.run('UPDATE repos SET watched = ? WHERE id = ?', on ? 1 : 0, repo)
}
