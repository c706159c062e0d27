// What commits say of others: asked of git during a scan, once for each commit.
import type { Said } from '../ingest/found.ts'
import type { RepoFacts } from '../sources/git/open.ts'
import { readReverts } from '../sources/git/reverts.ts'
import { findSquashes } from '../sources/git/squashes.ts'
import { countNumbers } from '../store/commits.ts'
import { maybeReverts } from '../store/messages.ts'
import type { RepoRow } from '../store/repos.ts'
import type { JobContext } from './context.ts'

export async function sayings(repo: RepoRow, facts: RepoFacts, { db, signal }: JobContext): Promise<Said> {
  const looked = countNumbers(db, repo.id)
  // A shallow clone may have got older commits, whose numbers were given before.
  const from = facts.shallow || repo.tips === '[]' ? 0 : repo.messages
  const maybe = looked === from ? [] : maybeReverts(db, repo.id, from)
  const [squashes, found] = await Promise.all([
    findSquashes(facts, repo.pulls, signal),
    readReverts(facts, maybe, signal),
  ])
  return { squashes, reverts: { found, looked } }
}
