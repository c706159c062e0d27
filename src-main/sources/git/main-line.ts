// Where the main line of a repository is: its default branch, here and as last fetched. Asks nobody: told by the list of refs.
import type { RepoFacts } from './open.ts'

export interface MainLine {
  /** The branch. */
  name: string
  /** Where it ends, at origin and here: the two differ by what was not pulled or not pushed. */
  tips: string[]
}

const origin = 'refs/remotes/origin'
/** Guessed where no clone says it: a branch that is checked out may be anybody's work in progress. */
const usual = ['main', 'master']

/** Null where there is no commit yet. `refs`: all branches, local and of remotes, as for-each-ref lists them. */
export function mainLineOf(
  refs: readonly { ref: string; id: string; symref: string }[],
  { bare, head, headCommit }: Pick<RepoFacts, 'bare' | 'head' | 'headCommit'>,
): MainLine | null {
  const of = new Map(refs.map((one) => [one.ref, one]))
  const endsOf = (name: string) => [`${origin}/${name}`, `refs/heads/${name}`].flatMap((ref) => of.get(ref)?.id ?? [])
  const said = of.get(`${origin}/HEAD`)?.symref.slice(origin.length + 1) ?? ''
  const guessed = bare ? undefined : usual.find((name) => endsOf(name).length > 0)
  const name = said === '' ? (guessed ?? head) : said
  if (name === null) return null
  const ends = endsOf(name)
  // A detached HEAD is on no branch.
  const tips = ends.length === 0 && headCommit !== null ? [headCommit] : [...new Set(ends)]
  return { name, tips }
}
