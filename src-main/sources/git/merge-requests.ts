// Squashed commits that say their merge request in the body and not in the first line, as GitLab writes them by some
// templates. Bodies are read by git alone, and of new commits only.
import { existingCommits, readGit, revisionLines } from './git.ts'
import type { RepoFacts } from './open.ts'
import { refusalOf } from './refusals.ts'

/** Commits with one parent on the main line from `known` on, where it was looked at before, to `tips`. */
export async function findMergeRequests(
  facts: Pick<RepoFacts, 'path' | 'gitDir'>,
  { tips, known }: { tips: readonly string[]; known: readonly string[] },
  signal?: AbortSignal,
): Promise<string[]> {
  // Nothing moved; and with nothing on stdin git would read HEAD.
  if (tips.every((tip) => known.includes(tip))) return []
  const args = ['--first-parent', '--no-merges', '--stdin', '--no-show-signature', '--format=%H']
  const saying = ['--extended-regexp', '--grep=^See merge request [^ ]*![0-9]+ *$']
  try {
    const seen = await existingCommits(facts.gitDir, known, signal)
    const answer = await readGit(facts.gitDir, 'log', [...args, ...saying], revisionLines(tips, seen), signal)
    return answer.split('\n').slice(0, -1)
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
}
