// Whether a scan of a repository would find anything that the last one did not: told by a mark of all that it is made from,
// in the repository, in what a person chose, and in Shiplog itself. A newer Shiplog may read more of the same commits, and
// so looks at everything once.
import { createHash } from 'node:crypto'
import { type Mark, markOf } from '../sources/git/mark.ts'
import { countNumbers } from '../store/commits.ts'
import type { ReadDb } from '../store/database.ts'
import type { RepoRow } from '../store/repos.ts'
import { version } from '../version.ts'
import type { JobContext } from './context.ts'
import { leftOutOf, pullMirror } from './mirrors.ts'
import type { Ways } from './repo-ways.ts'

/** To be made before anything is read, so that what moves meanwhile is news to the next scan. Null where it cannot be told. */
export async function scanMark(repo: RepoRow, ways: Ways, context: JobContext): Promise<Mark | null> {
  const { db, signal } = context
  const strategies = [ways.strategy, ...ways.components.map((part) => part.strategy)]
  const pointers = strategies.flatMap((one) => (one.by === 'pointer' ? [one.ref] : []))
  const found = await markOf({ path: repo.path, gitDir: repo.git_dir, pointers }, signal)
  if (found === null) return null
  const schema = db.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
  const fetched = pullMirror(repo, context) === null ? null : repo.fetched
  const leftOut = leftOutOf(context.dataDir, repo.path)
  const all = [version, schema, repo.path, repo.git_dir, ways, fetched, leftOut, found.digest]
  return { digest: createHash('sha256').update(JSON.stringify(all)).digest('hex'), pulls: found.pulls }
}

/** Whether all is as the last scan left it, which had looked at every commit that there is, for all that is looked for. */
export function isUnchanged(db: ReadDb, repo: RepoRow, { components }: Ways, mark: Mark | null): boolean {
  if (mark === null || mark.digest !== repo.mark) return false
  if (repo.main_tips === null || repo.squashed === null) return false
  const numbers = countNumbers(db, repo.id)
  return repo.messages === numbers && (components.length === 0 || repo.looked === numbers)
}
