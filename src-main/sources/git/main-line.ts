// Where the main line of a repository is: its default branch, here and as last fetched. Asks nobody: told by the list of refs.
import type { RepoFacts } from './open.ts'
import type { RefRow } from './ref-row.ts'

export interface MainLine {
  /** The branch. */
  name: string
  /** Its ref: where a clone says it, the one at origin, else the one here; null where there is none, as for a commit that is checked out. */
  ref: string | null
  /**
   * Where it ends, at origin and here: the two differ by what was not pulled or not pushed. Where all of these are damaged,
   * what they led to: a scan before may have read it, and nobody takes another branch for the main line.
   */
  tips: string[]
}

const remote = /^refs\/remotes\/[^/]+(?=\/)/
const usualRemote = 'refs/remotes/origin'
/** What a ref leads to that git cannot tell of: no object has such an id. */
const nothing = '0'.repeat(40)
/** Guessed where no clone says it: a branch that is checked out may be anybody's work in progress. */
const usual = ['main', 'master', 'trunk']

type Ref = Pick<RefRow, 'ref' | 'id' | 'symref' | 'lost'>

/** Null where there is no commit yet. `refs`: all branches, local and of remotes. */
export function mainLineOf(
  refs: readonly Ref[],
  { bare, head, headCommit }: Pick<RepoFacts, 'bare' | 'head' | 'headCommit'>,
): MainLine | null {
  const of = new Map(refs.map((one) => [one.ref, one]))
  const origin = originIn(refs)
  const refsOf = (name: string) => [`${origin}/${name}`, `refs/heads/${name}`].filter((ref) => of.has(ref))
  const said = of.get(`${origin}/HEAD`)?.symref.slice(origin.length + 1) ?? ''
  const guessed = bare ? undefined : usual.find((name) => refsOf(name).length > 0)
  const name = said === '' ? (guessed ?? head) : said
  if (name === null) return null
  const all = refsOf(name)
  const whole = all.filter((ref) => of.get(ref)?.lost === null)
  const places = whole.length === 0 ? all : whole
  const ends = places.map((ref) => of.get(ref)?.id || nothing)
  // A detached HEAD is on no branch.
  const tips = ends.length === 0 && headCommit !== null ? [headCommit] : [...new Set(ends)]
  return { name, ref: (said === '' ? places.at(-1) : places[0]) ?? null, tips }
}

/** Where the branches of the remote are that was cloned: origin, or the only one, whatever it is called (`git clone -o`). */
function originIn(refs: readonly Ref[]): string {
  const remotes = new Set(refs.flatMap(({ ref }) => remote.exec(ref)?.[0] ?? []))
  const [only] = remotes
  return remotes.size === 1 && only !== undefined ? only : usualRemote
}
