// What commits say of others: told by a scan that read them all, else asked of git, once for each commit.
import type { Said } from '../ingest/found.ts'
import { findMergeRequests } from '../sources/git/merge-requests.ts'
import type { RepoFacts } from '../sources/git/open.ts'
import { readReverts } from '../sources/git/reverts.ts'
import type { Sayings } from '../sources/git/sayings.ts'
import { findPullWork } from '../sources/git/squashes.ts'
import { countNumbers } from '../store/commits.ts'
import { pullsNamed, type SquashGrounds, toldByMore } from '../store/main-line.ts'
import { maybeReverts } from '../store/messages.ts'
import type { RepoRow } from '../store/repos.ts'
import type { JobContext } from './context.ts'
import { pullMirror } from './mirrors.ts'

/** `tips`: where the main line ends. `read`: what all commits say, where they were all read just now. */
export async function sayings(
  repo: RepoRow,
  facts: RepoFacts,
  { tips, read }: { tips: string[]; read: Sayings | null },
  context: JobContext,
): Promise<Said> {
  const { db, signal } = context
  const fetched = pullMirror(repo, context)
  const looked = countNumbers(db, repo.id)
  // A shallow clone may have got older commits, whose numbers were given before.
  const from = facts.shallow || repo.tips === '[]' ? 0 : repo.messages
  const maybe = read !== null || looked === from ? [] : maybeReverts(db, repo.id, from)
  const before = repo.squashed === null ? null : (JSON.parse(repo.squashed) as SquashGrounds)
  const [found, others] = await Promise.all([
    read?.reverts ?? readReverts(facts, maybe, signal),
    read?.requests ?? findMergeRequests(facts, { tips, known: before?.tips ?? [] }, signal),
  ])
  const says = {
    tips,
    named: () => pullsNamed(db, repo.id, tips),
    saying: () => [...new Set([...others, ...toldByMore(db, repo.id)])],
  }
  const squashes = await findPullWork(facts, says, repo.pulls, signal, fetched ?? undefined)
  const grounds = { tips, pulls: squashes === 'seen' ? repo.pulls : (squashes?.digest ?? null) }
  const onMain = JSON.stringify(grounds) === repo.squashed ? 'seen' : { grounds, others }
  return { squashes, onMain, reverts: { found, looked } }
}
