// The refs of a repository: where its history ends, its branches and its tags. Branches, tags and remote branches only;
// pull request refs and stashes are nobody's releases. Invariant: every id returned is a commit that the repository has.
import { askAloud, isObjectId, readGit, revisionLines } from './git.ts'
import { type MainLine, mainLineOf } from './main-line.ts'
import type { RepoFacts } from './open.ts'
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
  /** Whole names of branches that git passes over, since it cannot tell where they lead. */
  damaged: string[]
}

const fields = ['refname', 'objectname', 'objecttype', '*objectname', '*objecttype', 'taggerdate:unix', 'symref']
const format = fields.map((field) => `%(${field})`).join('%00')

/** Throws a Refusal where a ref leads nowhere (damaged repository), the signal's reason when aborted. */
export async function listRefs(
  facts: Pick<RepoFacts, 'path' | 'gitDir' | 'bare' | 'head' | 'headCommit'>,
  signal?: AbortSignal,
): Promise<Refs> {
  const { gitDir } = facts
  try {
    const args = [`--format=${format}`, 'refs/heads', 'refs/tags', 'refs/remotes']
    const { answer, remarks } = await askAloud(gitDir, 'for-each-ref', args, signal)
    const rows = answer.split('\n').slice(0, -1).map(rowOf)
    const peeled = await peel(facts, nested(rows), signal)
    return passedOver(remarks, collect(rows, peeled, facts))
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
}

// "warning: ignoring broken ref refs/heads/x": its file is empty (a computer that went off), zero, or holds something else.
// "warning: ignoring ref with broken name refs/tags/v1..2".
const remarked = /^warning: ignoring (?<what>broken ref|ref with broken name) refs\/(?<kind>[^/]+)\/(?<name>.+)$/

function passedOver(remarks: readonly string[], refs: Refs): Refs {
  for (const remark of remarks) {
    const { what, kind, name = '' } = remarked.exec(remark)?.groups ?? {}
    const reason = what === 'broken ref' ? 'It is damaged: it leads nowhere.' : 'Git takes no such name.'
    if (kind === 'tags') refs.ignored.push({ name, reason })
    else if (kind !== undefined) refs.damaged.push(`refs/${kind}/${name}`)
  }
  return refs
}

const damagedShown = 5

/** What is wrong with a repository besides what there is to say of it already, in sentences, or null. */
export function withDamaged(problem: string | null, { damaged }: Pick<Refs, 'damaged'>): string | null {
  if (damaged.length === 0) return problem
  const names = damaged.slice(0, damagedShown).map((name) => JSON.stringify(name))
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

interface Row {
  ref: string
  id: string
  type: string
  /** What an annotated tag points to, one step on or all the way: that depends on the version of git. */
  target: string
  targetType: string
  date: string
  /** The ref that this one is another name of, such as origin/main for origin/HEAD; empty for others. */
  symref: string
}

function rowOf(line: string): Row {
  const [ref = '', id = '', type = '', target = '', targetType = '', date = '', symref = ''] = line.split('\0')
  return { ref, id, type, target, targetType, date, symref }
}

function nested(rows: readonly Row[]): string[] {
  return [...new Set(rows.filter((row) => row.targetType === 'tag').map((row) => row.target))]
}

interface Target {
  id: string
  type: string
}

/** What tags of tags lead to in the end: git before 2.45 resolves one step only. */
async function peel(
  facts: Pick<RepoFacts, 'gitDir'>,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, Target>> {
  const targets = new Map<string, Target>()
  if (ids.length === 0) return targets
  const input = ids.map((id) => `${id}^{}\n`).join('')
  const answer = await readGit(facts.gitDir, 'cat-file', ['--batch-check=%(objectname) %(objecttype)'], input, signal)
  for (const [i, line] of answer.split('\n').slice(0, -1).entries()) {
    const [id = '', type = ''] = line.split(' ')
    targets.set(ids[i] ?? '', { id, type })
  }
  return targets
}

function collect(
  rows: readonly Row[],
  peeled: ReadonlyMap<string, Target>,
  facts: Pick<RepoFacts, 'bare' | 'head' | 'headCommit'>,
): Refs {
  const { headCommit } = facts
  const tips = new Set(headCommit === null ? [] : [headCommit])
  const branches: Branch[] = []
  const tags: Tag[] = []
  const ignored: IgnoredTag[] = []
  for (const row of rows) {
    const { id, type } = targetOf(row, peeled)
    const isCommit = type === 'commit' && isObjectId(id)
    if (isCommit) tips.add(id)
    if (!row.ref.startsWith('refs/tags/')) {
      const name = row.ref.replace(/^refs\/(?:heads|remotes)\//, '')
      if (isCommit && row.symref === '' && !name.includes('\uFFFD')) branches.push({ name, ref: row.ref, commit: id })
      continue
    }
    const name = row.ref.slice('refs/tags/'.length)
    const annotated = row.type === 'tag'
    if (!isCommit) ignored.push({ name, reason: `It leads to a ${type || 'missing object'}, not to a commit.` })
    else if (name.includes('\uFFFD')) ignored.push({ name, reason: 'Its name is not valid UTF-8.' })
    else tags.push({ name, commit: id, at_ms: annotated ? instantOf(row.date) : null, annotated })
  }
  tags.sort((a, b) => (a.name < b.name ? -1 : 1))
  // "refs/heads/" comes before "refs/remotes/".
  branches.sort((a, b) => (a.ref < b.ref ? -1 : 1))
  const mainLine = mainLineOf(rows, facts)
  const main = branches.find((branch) => branch.ref === mainLine?.ref) ?? null
  return { tips: [...tips].sort(), branches, main, mainLine, tags, ignored, damaged: [] }
}

function targetOf(row: Row, peeled: ReadonlyMap<string, Target>): Target {
  if (row.type !== 'tag') return { id: row.id, type: row.type }
  return peeled.get(row.target) ?? { id: row.target, type: row.targetType }
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
