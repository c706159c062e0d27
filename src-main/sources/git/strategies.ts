// The deployments that a strategy finds in a repository. Each strategy is a function of the refs and what they lead to.
// Invariants: one deployment has one id and one commit, in order of time, then id; a commit without a date is counted in
// the note, never guessed at.
import { nounOf, plural } from '../../../src-shared/plural.ts'
import { must, never } from '../../../src-shared/assert.ts'
import type { Dating, Strategy } from '../../../src-shared/strategy.ts'
import { parseVersion } from '../../../src-shared/version.ts'
import { almostVersions, deploymentTags, type InferredDeployment, matching, resolveTags, versionsOf } from './detect.ts'
import { createGlob } from './glob.ts'
import { firstParents, type LineCommit, movesOf } from './history.ts'
import { branchOf, damagedRef, missing, newest, pointerOf } from './lookup.ts'
import type { RepoFacts } from './open.ts'
import { type Branch, commitTimes, type Refs } from './refs.ts'

export interface Found {
  deployments: InferredDeployment[]
  /** What there is to know about them, in sentences, or null. */
  note: string | null
}

/** Where deployments are looked for. `lines` keeps what was read, since several strategies look at one branch. */
export interface Grounds {
  facts: RepoFacts
  refs: Refs
  lines: Map<string, Promise<LineCommit[]>>
  signal?: AbortSignal | undefined
}

/** Throws a Refusal where the strategy names a branch or tag that is not there, and as readLog does. */
export async function findDeployments(grounds: Grounds, strategy: Strategy): Promise<Found> {
  const { refs } = grounds
  switch (strategy.by) {
    case 'versions':
      return byTags(grounds, null)
    case 'tags':
      return byTags(grounds, strategy.glob)
    case 'merges':
      return byCommits(grounds, branchOf(refs, strategy.branch), (commit) => commit.merge)
    case 'commits':
      return byCommits(grounds, branchOf(refs, strategy.branch), () => true)
    case 'pointer':
      return byPointer(grounds, strategy.ref)
    case 'releases':
      return byBranches(grounds, strategy.glob)
    case 'events':
      return { deployments: [], note: null }
    default:
      return never(strategy)
  }
}

async function byTags({ facts, refs, signal }: Grounds, glob: string | null): Promise<Found> {
  const tags = matching(refs.tags, glob)
  const times = await timesOf(
    facts,
    tags.filter((tag) => tag.at_ms === null),
    signal,
  )
  const { tags: dated, undated } = resolveTags(tags, (commit) => times.get(commit))
  const none = glob === null ? notCounted(almostVersions(refs.tags)) : missing('tag', glob, tags, refs.tags)
  return { deployments: deploymentTags(dated, glob), note: notes(none, withoutDate(undated.length)) }
}

function notCounted(names: readonly string[]): string | null {
  const [last] = newest(names.map((name) => ({ name })))
  if (last === undefined) return null
  const n = names.length
  return `${plural(n, 'tag')} such as ${last.name} ${nounOf(n, 'is', 'are')} not counted: a version has three numbers or is a date. Tags of a pattern would count ${nounOf(n, 'it', 'them')}.`
}

function timesOf(facts: RepoFacts, tags: readonly { commit: string }[], signal?: AbortSignal) {
  return commitTimes(
    facts,
    tags.map((tag) => tag.commit),
    signal,
  )
}

async function byCommits(grounds: Grounds, branch: Branch, counts: (commit: LineCommit) => boolean): Promise<Found> {
  const chosen = (await lineOf(grounds, branch.commit)).filter(counts)
  const versions = versionsOf(grounds.refs.tags)
  const deployments = chosen.flatMap(({ id, at_ms }): InferredDeployment[] =>
    at_ms === null ? [] : [{ id, commit: id, at_ms, version: versions.get(id) ?? null, dated: 'commit date' }],
  )
  return { deployments: deployments.sort(byTime), note: withoutDate(chosen.length - deployments.length) }
}

function lineOf({ facts, lines, signal }: Grounds, tip: string): Promise<LineCommit[]> {
  let line = lines.get(tip)
  if (line === undefined) lines.set(tip, (line = firstParents(facts, [tip], signal)))
  return line
}

async function byPointer({ facts, refs, signal }: Grounds, name: string): Promise<Found> {
  const pointer = pointerOf(refs, name)
  const moves = await movesOf(facts, pointer.ref, signal)
  const since = moves[0]?.at_ms
  const positions = moves.map(({ commit, at_ms, created }) =>
    created ? position(commit, null, 'commit date') : position(commit, at_ms, 'date of the move'),
  )
  // Without a reflog, or moved while none was kept: it is where it is now.
  if (positions.at(-1)?.commit !== pointer.commit)
    positions.push(position(pointer.commit, pointer.at_ms, pointer.at_ms === null ? 'commit date' : 'tag date'))
  const times = await timesOf(
    facts,
    positions.filter((one) => one.at_ms === null),
    signal,
  )
  const versions = versionsOf(refs.tags)
  const taken = new Set<string>()
  const deployments = positions.flatMap(({ commit, dated, ...one }): InferredDeployment[] => {
    const at_ms = one.at_ms ?? times.get(commit)
    if (at_ms === undefined) return []
    const id = freeId(`${name}@${new Date(at_ms).toISOString().replace('.000Z', 'Z')}`, taken)
    return [{ id, commit, at_ms, version: versions.get(commit) ?? null, dated }]
  })
  const partial =
    since === undefined
      ? `There is no reflog of ${name} here: only where it points now is known. Each scan adds where it points then.`
      : `The reflog of ${name} begins ${dateIn(since)}: what it pointed to before is not known. What a scan saw stays.`
  return {
    deployments: deployments.sort(byTime),
    note: notes(partial, withoutDate(positions.length - deployments.length)),
  }
}

/** A position of a pointer. Its time is that of its commit where it is null. */
function position(commit: string, at_ms: number | null, dated: Dating) {
  return { commit, at_ms, dated }
}

/** Two moves in one second, a branch and another remote's of one name: they are two deployments. */
function freeId(id: string, taken: Set<string>): string {
  let free = id
  for (let n = 2; taken.has(free); n += 1) free = `${id}.${n}`
  taken.add(free)
  return free
}

async function byBranches(grounds: Grounds, glob: string): Promise<Found> {
  const { facts, refs, signal } = grounds
  const lost = refs.main === null && refs.mainLine !== null ? damagedRef(refs, refs.mainLine.name) : null
  if (lost !== null) throw lost
  const matches = createGlob(glob)
  const branches = refs.branches.filter((branch) => matches(branch.name) && branch.ref !== refs.main?.ref)
  const [line, all] = await Promise.all([
    refs.main === null ? [] : lineOf(grounds, refs.main.commit),
    firstParents(
      facts,
      branches.map((branch) => branch.commit),
      signal,
    ),
  ])
  const first = firstOwn(new Set(line.map((commit) => commit.id)), new Map(all.map((commit) => [commit.id, commit])))
  const versions = versionsOf(refs.tags)
  const found = new Map<string, InferredDeployment | null>()
  const taken = new Set<string>()
  for (const { name, commit: tip } of branches) {
    const commit = first(tip)
    if (found.has(commit.id)) continue
    const { id, at_ms } = commit
    const version = parseVersion(name)?.number ?? versions.get(id) ?? null
    const one = { commit: id, version, dated: 'commit date' } as const
    found.set(id, at_ms === null ? null : { id: freeId(name, taken), at_ms, ...one })
  }
  const deployments = [...found.values()].filter((one) => one !== null).sort(byTime)
  const assumed =
    refs.main === null
      ? 'No main branch is known: each branch is taken as deployed once, at its newest commit.'
      : `Each branch is taken as deployed once, at its first commit that is not on ${refs.main.name}, or where it was cut.`
  const none = missing('branch', glob, branches, refs.branches)
  return { deployments, note: notes(none ?? assumed, withoutDate(found.size - deployments.length)) }
}

/** For a tip: the oldest commit of its line that is not on the main one; the tip itself where that is all of it. */
function firstOwn(main: ReadonlySet<string>, commits: ReadonlyMap<string, LineCommit>) {
  /** Branches may share a long way: each commit is passed once. */
  const known = new Map<string, LineCommit>()
  return (tip: string): LineCommit => {
    let first = must(commits.get(tip), 'because git log lists what it starts from')
    if (main.size === 0 || main.has(tip)) return first
    const passed: string[] = []
    let next: LineCommit | undefined = first
    while (next !== undefined) {
      first = known.get(next.id) ?? next
      passed.push(next.id)
      const parent: string | null = first.parent
      next = parent === null || main.has(parent) ? undefined : commits.get(parent)
    }
    for (const id of passed) known.set(id, first)
    return first
  }
}

function withoutDate(n: number): string | null {
  return n === 0 ? null : `${plural(n, 'has', 'have')} no date that can be read and ${nounOf(n, 'is', 'are')} left out.`
}

function notes(...sentences: (string | null)[]): string | null {
  return sentences.filter((sentence) => sentence !== null).join(' ') || null
}

function dateIn(ms: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(ms)
}

function byTime(a: InferredDeployment, b: InferredDeployment): number {
  return a.at_ms - b.at_ms || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
