// The refs of a repository: where its history ends, and its tags. Branches, tags and remote branches only; pull
// request refs and stashes are nobody's releases. Invariant: every id returned is a commit that the repository has.
import { isObjectId, readGit, revisionLines } from './git.ts'
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

/** A tag that cannot be a deployment, and why. */
export interface IgnoredTag {
  name: string
  reason: string
}

export interface Refs {
  /** The commits of all branches, remote branches and tags, and of a detached HEAD: each once, sorted. */
  tips: string[]
  /** Sorted by name, by code units. */
  tags: Tag[]
  ignored: IgnoredTag[]
}

const fields = ['refname', 'objectname', 'objecttype', '*objectname', '*objecttype', 'taggerdate:unix']
const format = fields.map((field) => `%(${field})`).join('%00')

/** Throws a Refusal where a ref leads nowhere (damaged repository), the signal's reason when aborted. */
export async function listRefs(
  facts: Pick<RepoFacts, 'path' | 'gitDir' | 'headCommit'>,
  signal?: AbortSignal,
): Promise<Refs> {
  const { gitDir } = facts
  try {
    const args = [`--format=${format}`, 'refs/heads', 'refs/tags', 'refs/remotes']
    const answer = await readGit(gitDir, 'for-each-ref', args, '', signal)
    const rows = answer.split('\n').slice(0, -1).map(rowOf)
    const peeled = await peel(facts, nested(rows), signal)
    return collect(rows, peeled, facts.headCommit)
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
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
}

function rowOf(line: string): Row {
  const [ref = '', id = '', type = '', target = '', targetType = '', date = ''] = line.split('\0')
  return { ref, id, type, target, targetType, date }
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

function collect(rows: readonly Row[], peeled: ReadonlyMap<string, Target>, head: string | null): Refs {
  const tips = new Set(head === null ? [] : [head])
  const tags: Tag[] = []
  const ignored: IgnoredTag[] = []
  for (const row of rows) {
    const { id, type } = targetOf(row, peeled)
    const isCommit = type === 'commit' && isObjectId(id)
    if (isCommit) tips.add(id)
    if (!row.ref.startsWith('refs/tags/')) continue
    const name = row.ref.slice('refs/tags/'.length)
    const annotated = row.type === 'tag'
    if (!isCommit) ignored.push({ name, reason: `It leads to a ${type || 'missing object'}, not to a commit.` })
    else if (name.includes('\uFFFD')) ignored.push({ name, reason: 'Its name is not valid UTF-8.' })
    else tags.push({ name, commit: id, at_ms: annotated ? instantOf(row.date) : null, annotated })
  }
  tags.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { tips: [...tips].sort(), tags, ignored }
}

function targetOf(row: Row, peeled: ReadonlyMap<string, Target>): Target {
  if (row.type !== 'tag') return { id: row.id, type: row.type }
  return peeled.get(row.target) ?? { id: row.target, type: row.targetType }
}

/**
 * Null for a tag without a tagger (git before July 2005) or with a date that is none: git makes "0" of words, and no
 * tag is from 1970. Year 9999 is the last.
 */
function instantOf(seconds: string): number | null {
  if (!/^-?\d{1,12}$/.test(seconds) || Number(seconds) === 0) return null
  const ms = Number(seconds) * 1_000
  return ms >= -62_135_596_800_000 && ms <= 253_402_300_799_999 ? ms : null
}
