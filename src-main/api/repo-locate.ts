// A repository that has moved: whether another folder holds the same one, and that it is looked for there from now on.
import { Refusal } from '../../src-shared/reply.ts'
import { existingCommits } from '../sources/git/git.ts'
import type { RepoFacts } from '../sources/git/open.ts'
import { rootCommits } from '../store/commit-steps.ts'
import type { ReadDb } from '../store/database.ts'
import { findRepo, type RepoRow } from '../store/repos.ts'
import type { JobContext } from './context.ts'
import { copyOf, forgetForeign, mirrorForeign, openRead, sourceOf } from './mirrors.ts'

/** So many ends of branches and tags are looked for; a repository with more is known well enough by these. */
const tipsAsked = 1_000

/** Takes a repository to be the one at this path from now on; one that is a copy, to be a copy of the one there. */
export async function locate(repo: RepoRow, to: string, context: JobContext): Promise<RepoFacts> {
  const { db, ops, signal, dataDir } = context
  const facts = await openMoved(repo, to, context)
  try {
    await refuseAnother(db, repo, facts, signal)
    await ops.moveRepo(repo.id, facts)
  } catch (error) {
    // A copy that was made for this alone.
    if (findRepo(db, facts.gitDir) === undefined) forgetForeign(dataDir, facts.path)
    throw error
  }
  if (facts.path !== repo.path) forgetForeign(dataDir, repo.path)
  return facts
}

async function openMoved(repo: RepoRow, to: string, { dataDir, signal }: JobContext): Promise<RepoFacts> {
  try {
    return await openRead(dataDir, to, signal)
  } catch (error) {
    const isTheirs = error instanceof Refusal && error.code === 'forbidden'
    if (!isTheirs || sourceOf(dataDir, repo.path) === null) throw error
    // That it is read by a copy was said when it was added.
    await mirrorForeign(dataDir, to, signal)
    return openRead(dataDir, copyOf(dataDir, to).gitDir, signal)
  }
}

/**
 * Throws a Refusal unless the folder holds the repository: a commit that its history begins with, and one of those where
 * its branches and tags ended. A fork has the former, a stale copy has not the latter.
 */
async function refuseAnother(db: ReadDb, repo: RepoRow, to: RepoFacts, signal: AbortSignal): Promise<void> {
  const other = findRepo(db, to.gitDir)
  if (other !== undefined && other.id !== repo.id)
    throw new Refusal('conflict', `${to.path} is added already, as ${other.name}. Remove one of the two.`)
  const roots = rootCommits(db, repo.id)
  const tips = (JSON.parse(repo.tips) as string[]).slice(0, tipsAsked)
  if (roots.length + tips.length === 0)
    throw new Refusal('invalid', `No commit of ${repo.name} was read yet to know it by. Remove it, and add ${to.path}.`)
  if (to.objectFormat !== repo.object_format) throw another(repo, to)
  // A shallow clone has no beginning.
  if (roots.length > 0 && (await existingCommits(to.gitDir, roots, signal)).length === 0) throw another(repo, to)
  if (tips.length === 0 || (await existingCommits(to.gitDir, tips, signal)).length > 0) return
  throw new Refusal(
    'invalid',
    `${to.path} has the beginning of ${repo.name}, but none of the commits where its branches and tags ended when it was last scanned. Is it an older copy, or a fork? Fetch there first.`,
  )
}

function another(repo: RepoRow, to: RepoFacts): Refusal {
  return new Refusal(
    'invalid',
    `${to.path} is another repository: it has none of the commits that the history of ${repo.name} begins with.`,
  )
}
