// Which commits a commit says that it takes back. Only commits whose first line begins as a revert's are asked about, so
// that no other body is read.
import { readGit, revisionLines } from './git.ts'
import type { RepoFacts } from './open.ts'
import { refusalOf } from './refusals.ts'

export interface Revert {
  id: string
  /** Ids as it gives them, maybe shortened. */
  reverted: string[]
  /** Where it gives no id, the number of the pull request it takes back. */
  pull: number | null
  /** Where it gives neither, the first line of what it takes back. */
  title: string | null
}

/**
 * `Revert "…"` by git and code hosts, and merges of the branches that GitHub and GitLab make for one; `Reapply "…"` and
 * `Revert "Revert …"` are taken at their word.
 */
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
      const reverted = [...body.matchAll(/\bThis reverts commits? ([0-9a-f]{7,64})\b/g)].flatMap(([, hex]) => hex ?? [])
      const pull = /^Reverts \S*[#!](\d+)\s*$/m.exec(body)?.[1]
      const branch = branchOf(subject)
      const title = /^Revert "(.+)"(?: \([#!]\d+\))?$/.exec(subject)?.[1]
      if (reverted.length > 0) found.push({ id, reverted, pull: null, title: null })
      else if (branch !== null) found.push({ id, title: null, ...branch })
      else if (pull !== undefined) found.push({ id, reverted, pull: Number(pull), title: null })
      else if (title !== undefined) found.push({ id, reverted, pull: null, title })
    }
    return found
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
}

/** What the merge of a revert's branch takes back: GitHub calls the branch by the pull request, GitLab by the commit. */
function branchOf(subject: string): Pick<Revert, 'reverted' | 'pull'> | null {
  const pull = /^Merge pull request #\d+ from \S+\/revert-(\d+)-/.exec(subject)?.[1]
  if (pull !== undefined) return { reverted: [], pull: Number(pull) }
  const commit = /^Merge branch 'revert-([0-9a-f]{7,64})' into /.exec(subject)?.[1]
  return commit === undefined ? null : { reverted: [commit], pull: null }
}
