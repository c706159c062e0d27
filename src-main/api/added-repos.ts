// The repositories that were added, by the paths that people and programs give.
import { Refusal } from '../../src-shared/reply.ts'
import { openRepo } from '../sources/git/open.ts'
import { findRepo, findRepoAt, type RepoRow } from '../store/repos.ts'
import type { JobContext } from './context.ts'
import { copyOf } from './mirrors.ts'

type Added = Pick<JobContext, 'db' | 'dataDir'>

/** The added repository at exactly this path, whether there still is anything; or the copy of the one there. */
export function findAdded({ db, dataDir }: Added, path: string): RepoRow {
  const bare = path.replace(/[\\/]+$/, '')
  const repo = findRepoAt(db, path) ?? findRepoAt(db, bare) ?? findRepo(db, copyOf(dataDir, bare).gitDir)
  if (repo === undefined) throw notAdded(path)
  return repo
}

/** The added repository at a path, or at the root of the repository that holds it. */
export async function known({ db, dataDir, signal }: Added & Pick<JobContext, 'signal'>, path: string) {
  const repo =
    findRepoAt(db, path) ??
    findRepo(db, copyOf(dataDir, path).gitDir) ??
    findRepo(db, (await openRepo(path, signal)).gitDir)
  if (repo === undefined) throw notAdded(path)
  return repo
}

export function notAdded(path: string): Refusal {
  return new Refusal('not_found', `${path} is not among the added repositories. "shiplog repo list" names them.`)
}
