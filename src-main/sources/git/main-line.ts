// Where the main line of a repository is: its default branch, here and as last fetched. Asks nobody: told by the list of refs.
import type { RepoFacts } from './open.ts'

export interface MainLine {
  /** The branch. */
  name: string
  /** Its ref: where a clone says it, the one at origin, else the one here; null where there is none, as for a commit that is checked out. */
  ref: string | null
  /** Where it ends, at origin and here: the two differ by what was not pulled or not pushed. */
  tips: string[]
}

const origin = 'refs/remotes/origin'
/** Guessed where no clone says it: a branch that is checked out may be anybody's work in progress. */
const usual = ['main', 'master', 'trunk']

/** Null where there is no commit yet. `refs`: all branches, local and of remotes, as for-each-ref lists them. */
export function mainLineOf(
  refs: readonly { ref: string; id: string; symref: string }[],
  { bare, head, headCommit }: Pick<RepoFacts, 'bare' | 'head' | 'headCommit'>,
): MainLine | null {
  const of = new Map(refs.map((one) => [one.ref, one]))
  const refsOf = (name: string) => [`${origin}/${name}`, `refs/heads/${name}`].filter((ref) => of.has(ref))
  const said = of.get(`${origin}/HEAD`)?.symref.slice(origin.length + 1) ?? ''
  const guessed = bare ? undefined : usual.find((name) => refsOf(name).length > 0)
  const name = said === '' ? (guessed ?? head) : said
  if (name === null) return null
  const places = refsOf(name)
  const ends = places.flatMap((ref) => of.get(ref)?.id ?? [])
  // A detached HEAD is on no branch.
  const tips = ends.length === 0 && headCommit !== null ? [headCommit] : [...new Set(ends)]
  return { name, ref: (said === '' ? places.at(-1) : places[0]) ?? null, tips }
}
