// What commits say of others: told by a scan that read them all, else asked of git, once for each commit.
import type { Said } from '../ingest/found.ts'
import { findMergeRequests } from '../sources/git/merge-requests.ts'
import type { RepoFacts } from '../sources/git/open.ts'
import { readReverts } from '../sources/git/reverts.ts'
import type { ScanResult } from '../sources/git/scan.ts'
import { findPullWork } from '../sources/git/squashes.ts'
import { countNumbers } from '../store/commits.ts'
import { mainLineGrew, pullsNamed, type SquashGrounds, toldByMore } from '../store/main-line.ts'
import { maybeReverts } from '../store/messages.ts'
import type { RepoRow } from '../store/repos.ts'
import type { JobContext } from './context.ts'
import { pullMirror } from './mirrors.ts'

export interface Read {
  /** Where the main line ends. */
  tips: string[]
  /** What the commits say that were read just now. */
  read: ScanResult['says']
  /** Whether the repository may have refs of pull requests. */
  pulls: boolean
}

export async function sayings(
  repo: RepoRow,
  facts: RepoFacts,
  { tips, read, pulls }: Read,
  context: JobContext,
): Promise<Said> {
  const { db, signal } = context
  const fetched = pullMirror(repo, context)
  const looked = countNumbers(db, repo.id)
  // A shallow clone may have got older commits, whose numbers were given before.
  const from = facts.shallow || repo.tips === '[]' ? 0 : repo.messages
  const maybe = read.ofAll || looked === from ? [] : maybeReverts(db, repo.id, from)
  const before = repo.squashed === null ? null : (JSON.parse(repo.squashed) as SquashGrounds)
  const known = before?.tips ?? []
  const told = read.ofAll || mainLineGrew(db, repo.id, tips, { tips: known, numbers: from })
  const [found, others] = await Promise.all([
    read.ofAll ? read.reverts : readReverts(facts, maybe, signal),
    told ? read.requests : findMergeRequests(facts, { tips, known }, signal),
  ])
  const says = {
    tips,
    pulls,
    named: () => pullsNamed(db, repo.id, tips),
    saying: () => [...new Set([...others, ...toldByMore(db, repo.id)])],
  }
  const squashes = await findPullWork(facts, says, repo.pulls, signal, fetched ?? undefined)
  const grounds = { tips, pulls: squashes === 'seen' ? repo.pulls : (squashes?.digest ?? null) }
  const onMain = JSON.stringify(grounds) === repo.squashed ? 'seen' : { grounds, others }
  return { squashes, onMain, reverts: { found, looked } }
}
