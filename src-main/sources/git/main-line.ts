// Where the main line of a repository is: its default branch, here and as last fetched. Changes nothing.
import { readGit } from './git.ts'
import type { RepoFacts } from './open.ts'
import { refusalOf } from './refusals.ts'

export interface MainLine {
  /** The branch. */
  name: string
  /** Where it ends, at origin and here: the two differ by what was not pulled or not pushed. */
  tips: string[]
}

const origin = 'refs/remotes/origin'
/** Guessed where no clone says it: a branch that is checked out may be anybody's work in progress. */
const usual = ['main', 'master']

/** Null where there is no commit yet. Throws as listRefs does. */
export async function mainLine(
  facts: Pick<RepoFacts, 'path' | 'gitDir' | 'bare' | 'head' | 'headCommit'>,
  signal?: AbortSignal,
): Promise<MainLine | null> {
  const { gitDir, bare, head, headCommit } = facts
  try {
    const args = ['--format=%(refname)%00%(objectname)%00%(symref)', 'refs/heads', origin]
    const answer = await readGit(gitDir, 'for-each-ref', args, '', signal)
    const rows = answer.split('\n').map((line) => line.split('\0'))
    const refs = new Map(rows.map((row) => [row[0], row]))
    const endsOf = (name: string) =>
      [`${origin}/${name}`, `refs/heads/${name}`].flatMap((ref) => refs.get(ref)?.[1] ?? [])
    const said = refs.get(`${origin}/HEAD`)?.[2]?.slice(origin.length + 1) ?? ''
    const guessed = bare ? undefined : usual.find((name) => endsOf(name).length > 0)
    const name = said === '' ? (guessed ?? head) : said
    if (name === null) return null
    const ends = endsOf(name)
    // A detached HEAD is on no branch.
    const tips = ends.length === 0 && headCommit !== null ? [headCommit] : [...new Set(ends)]
    return { name, tips }
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
}
