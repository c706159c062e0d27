// The repositories that were added, by the paths that people and programs give.
import { openRepo } from '../sources/git/open.ts'
import type { ReadDb } from '../store/database.ts'
import { findRepo, findRepoAt, type RepoRow } from '../store/repos.ts'
import { notAdded } from './repo-scan.ts'

/** The added repository at exactly this path, whether there still is anything. */
export function findAdded(db: ReadDb, path: string): RepoRow {
  const repo = findRepoAt(db, path) ?? findRepoAt(db, path.replace(/[\\/]+$/, ''))
  if (repo === undefined) throw notAdded(path)
  return repo
}

/** The added repository at a path, or at the root of the repository that holds it. */
export async function known(db: ReadDb, path: string, signal: AbortSignal): Promise<RepoRow> {
  const repo = findRepoAt(db, path) ?? findRepo(db, (await openRepo(path, signal)).gitDir)
  if (repo === undefined) throw notAdded(path)
  return repo
}
