// Which commits a commit says that it takes back. Only commits whose first line begins as a revert's are asked about, so
// that no other body is read.
import { readGit, revisionLines } from './git.ts'
import type { RepoFacts } from './open.ts'
import { refusalOf } from './refusals.ts'
import { type Revert, revertOf } from './sayings.ts'

/** Asked of commits that were read before: a first scan sees all bodies pass by. */
export async function readReverts(
  facts: Pick<RepoFacts, 'path' | 'gitDir'>,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<Revert[]> {
  // With nothing on stdin git would read HEAD.
  if (ids.length === 0) return []
  const args = ['-z', '--no-walk=unsorted', '--stdin', '--no-show-signature', '--encoding=UTF-8']
  try {
    const answer = await readGit(facts.gitDir, 'log', [...args, '--format=%H%x00%s%x00%b'], revisionLines(ids), signal)
    const fields = answer.split('\0')
    const found: Revert[] = []
    for (let i = 0; i + 2 < fields.length; i += 3) {
      const [id = '', subject = '', body = ''] = fields.slice(i, i + 3)
      const one = revertOf(id, subject, body)
      if (one !== null) found.push(one)
    }
    return found
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
}
