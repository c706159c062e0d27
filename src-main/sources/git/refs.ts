// The refs of a repository: where its history ends, its branches and its tags. Branches, tags and remote branches only;
// pull request refs and stashes are nobody's releases. Invariant: every id returned is a commit that the repository has.
import { existingCommits, isObjectId, readGit, revisionLines } from './git.ts'
import { type MainLine, mainLineOf } from './main-line.ts'
import type { RepoFacts } from './open.ts'
import { lostRow, type LostRef, placesOfRefs, type RefRow } from './ref-row.ts'
import { readRows } from './ref-rows.ts'
import { refusalOf } from './refusals.ts'

export interface Tag {
  name: string
  /** The commit it leads to, through any number of tags. */
  commit: string
  /** When an annotated tag was made, milliseconds UTC. Null for a lightweight one: its commit's committer date counts. */
  at_ms: number | null
  annotated: boolean
}

export interface Branch {
  /** As `git branch -a` lists it without "remotes/": `main`, `origin/main`. */
  name: string
  /** The whole name: `refs/heads/main`. */
  ref: string
  commit: string
}

/** A tag that cannot be a deployment, and why. */
export interface IgnoredTag {
  name: string
  reason: string
}

export interface Refs {
  /** The commits of all branches, remote branches and tags, and of a detached HEAD: each once, sorted. */
  tips: string[]
  /** Local ones first, then those of remotes, each by name. */
  branches: Branch[]
  /** The branch of the main line, where it is one of those above. */
  main: Branch | null
  /** What waits for a deployment is on it. Null where there is no commit yet. */
  mainLine: MainLine | null
  /** Sorted by name, by code units. */
  tags: Tag[]
  ignored: IgnoredTag[]
  /** Branches that lead nowhere, and a HEAD that does and is on none. */
  damaged: DamagedRef[]
}

export interface DamagedRef {
  /** The whole name. */
  ref: string
  /** What it leads to, which is missing or damaged; null where git cannot tell. */
  object: string | null
}

type Facts = Pick<RepoFacts, 'path' | 'gitDir' | 'bare' | 'head' | 'headCommit' | 'leftOut'>

/**
 * Throws a Refusal where the repository cannot be read, the signal's reason when aborted. `asked`: its refs, where they were
 * asked for already.
 */
export async function listRefs(facts: Facts, signal?: AbortSignal, asked?: Promise<RefRow[]>): Promise<Refs> {
  try {
    const rows = [...(await (asked ?? readRows(facts.gitDir, signal))), ...ofRead(facts.leftOut ?? [])]
    return collect(rows, facts, await hasHead(facts, rows, signal))
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
}

/** Pull requests are copied, too, and are none of the refs that are read. */
function ofRead(leftOut: readonly LostRef[]): RefRow[] {
  return leftOut.filter(({ ref }) => placesOfRefs.some((place) => ref.startsWith(`${place}/`))).map(lostRow)
}

/** Whether the commit is there that is checked out: git names it without a look. */
async function hasHead({ gitDir, headCommit }: Facts, rows: readonly RefRow[], signal?: AbortSignal): Promise<boolean> {
  if (headCommit === null) return false
  const row = rows.find((one) => one.id === headCommit)
  return row === undefined ? (await existingCommits(gitDir, [headCommit], signal)).length > 0 : row.lost === null
}

const damagedShown = 5

/** What is wrong with a repository besides what there is to say of it already, in sentences, or null. */
export function withDamaged(problem: string | null, { damaged }: Pick<Refs, 'damaged'>): string | null {
  if (damaged.length === 0) return problem
  const names = damaged.slice(0, damagedShown).map(({ ref, object }) => {
    const leads = object === null ? '' : ` (it leads to object ${object}, which is missing or damaged)`
    return JSON.stringify(ref) + leads
  })
  const more = damaged.length > damagedShown ? ` and ${damaged.length - damagedShown} more` : ''
  const one = damaged.length === 1
  const what = `${one ? 'A branch is' : `${damaged.length} branches are`} damaged: ${names.join(', ')}${more}.`
  const so = `What only ${one ? 'it' : 'they'} led to is not read. Run git fsck there.`
  return [problem, what, so].filter((sentence) => sentence !== null).join(' ')
}

/**
 * The committer dates of some commits, milliseconds UTC, asked from git: for tags whose commits nobody has read yet.
 * A commit without a date is left out. The commits must exist. Throws as listRefs does.
 */
export async function commitTimes(
  facts: Pick<RepoFacts, 'path' | 'gitDir'>,
  commits: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  if (commits.length === 0) return times
  const args = ['--stdin', '--no-walk=unsorted', '--no-show-signature', '--format=%H %ct']
  try {
    const input = revisionLines([...new Set(commits)])
    for (const line of (await readGit(facts.gitDir, 'log', args, input, signal)).split('\n')) {
      const [id = '', seconds = ''] = line.split(' ')
      const at_ms = instantOf(seconds)
      if (at_ms !== null) times.set(id, at_ms)
    }
    return times
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
}

function collect(rows: readonly RefRow[], facts: Facts, hasHead: boolean): Refs {
  const { headCommit } = facts
  const tips = new Set(headCommit !== null && hasHead ? [headCommit] : [])
  const branches: Branch[] = []
  const tags: Tag[] = []
  const ignored: IgnoredTag[] = []
  const damaged: DamagedRef[] = []
  for (const { ref, id, type, annotated, date, symref, lost } of rows) {
    const isCommit = lost === null && type === 'commit' && isObjectId(id)
    if (isCommit) tips.add(id)
    if (!ref.startsWith('refs/tags/')) {
      const name = ref.replace(/^refs\/(?:heads|remotes)\//, '')
      if (isCommit && symref === '' && !name.includes('\uFFFD')) branches.push({ name, ref, commit: id })
      // What another name of it leads to is told of it.
      if (lost !== null && symref === '') damaged.push({ ref, object: lost.object })
      continue
    }
    const name = ref.slice('refs/tags/'.length)
    if (lost !== null) ignored.push({ name, reason: lost.reason })
    else if (!isCommit) ignored.push({ name, reason: `It leads to a ${type}, not to a commit.` })
    else if (name.includes('\uFFFD')) ignored.push({ name, reason: 'Its name is not valid UTF-8.' })
    else tags.push({ name, commit: id, at_ms: annotated ? instantOf(date) : null, annotated })
  }
  const isNamed = rows.some((row) => row.id === headCommit)
  if (headCommit !== null && !hasHead && !isNamed) damaged.push({ ref: 'HEAD', object: headCommit })
  tags.sort((a, b) => (a.name < b.name ? -1 : 1))
  // "refs/heads/" comes before "refs/remotes/".
  branches.sort((a, b) => (a.ref < b.ref ? -1 : 1))
  const mainLine = mainLineOf(rows, facts)
  const main = branches.find((branch) => branch.ref === mainLine?.ref) ?? null
  return { tips: [...tips].sort(), branches, main, mainLine, tags, ignored, damaged }
}

/**
 * Milliseconds of git's seconds. Null for a tag without a tagger (git before July 2005) or with a date that is none: git
 * makes "0" of words, and no tag is from 1970. Year 9999 is the last.
 */
export function instantOf(seconds: string): number | null {
  if (!/^-?\d{1,12}$/.test(seconds) || Number(seconds) === 0) return null
  const ms = Number(seconds) * 1_000
  return ms >= -62_135_596_800_000 && ms <= 253_402_300_799_999 ? ms : null
}
