// One scan of a repository: its refs, its deployments, then the commits that the previous scan has not seen.
// Knows neither where commits are kept nor when it runs. Invariant: what it returns is valid only if it returns; a
// scan that threw has handed over commits that are true, but not all.
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Strategy } from '../../../src-shared/strategy.ts'
import { existingCommits, isObjectId, readGit, revisionLines } from './git.ts'
import { type CommitBatch, readLog } from './log.ts'
import { openAll } from './objects.ts'
import type { RepoFacts } from './open.ts'
import { listRefs, type Refs, withDamaged } from './refs.ts'
import type { Sayings } from './sayings.ts'
import { findDeployments, type Found } from './strategies.ts'

export type { Found } from './strategies.ts'

export interface ScanRequest {
  facts: RepoFacts
  strategy: Strategy
  /** Of each part that is a system of its own; then the one above is not asked. */
  parts?: readonly Strategy[]
  /** `known` as the previous scan of this repository returned it; [] for none. */
  known: readonly string[]
  /** Whether the commits of that scan are still kept. Where not, everything is read. */
  hasCommits: boolean
  /** Whether files of objects went away since: then what is kept already is opened once more, to find out whether it is there. */
  mayLack?: boolean
  /** For a first scan of a long history: what happened from a moment on is read before what was deployed before it. */
  newest?: Newest | undefined
  onBatch: (batch: Omit<CommitBatch, 'says'>) => Promise<void>
  /** After each batch: commits read, and how many there are where that was cheap to find out. */
  onProgress: (count: number, total: number | null) => void
  signal?: AbortSignal
}

export interface Newest {
  from_ms: number
  /** Called between the two, with all that is found, and commits that no deployment before the moment contains. */
  onRead: (result: ScanResult) => Promise<void>
}

export interface ScanResult extends Refs, Found {
  /** What each part's strategy found. */
  parts: Found[]
  /** Commits handed over. */
  commits: number
  /**
   * What to hand to the next scan. Empty for a shallow clone: `git fetch --unshallow` adds history below the same
   * tips, and gives commits their parents back.
   */
  known: string[]
  /** What is missing, in a sentence, or null. */
  problem: string | null
  /** What the commits that were handed over say of others; and whether those are all there are. */
  says: Sayings & { ofAll: boolean }
}

/** Throws a Refusal where the repository cannot be read to the end, the signal's reason when aborted. */
export async function scanRepo(request: ScanRequest): Promise<ScanResult> {
  const { facts, strategy, parts: asked = [], onProgress, signal } = request
  const seen = new Set(request.hasCommits && !facts.shallow ? request.known.filter(isObjectId) : [])
  const refs = await listRefs(facts, signal)
  const grounds = { facts, refs, lines: new Map(), signal }
  const whole: Found = asked.length > 0 ? { deployments: [], note: null } : await findDeployments(grounds, strategy)
  const parts: Found[] = []
  for (const one of asked) parts.push(await findDeployments(grounds, one))
  // A reflog leads to commits that no branch has any more; those of other strategies are reached from the refs.
  const seenAt = [whole, ...parts].filter((_, i) => (i === 0 ? strategy : asked[i - 1])?.by === 'pointer')
  const all = [...refs.tips, ...seenAt.flatMap((found) => found.deployments.map((one) => one.commit))]
  const ends = [...new Set(all)].sort()
  const tips = ends.filter((tip) => !seen.has(tip))
  // Tips that went away (a branch was deleted) leave nothing to read either.
  const counting = seen.size === 0 ? countIfCheap(facts, tips, signal) : Promise.resolve(null)
  let total: number | null = null
  void counting.then((count) => (total = count))
  let commits = 0
  const says: Sayings = { reverts: [], requests: [] }
  const handOver = async ({ says: said, ...batch }: CommitBatch) => {
    const { n } = batch
    for (const one of said.reverts) says.reverts.push(one)
    for (const one of said.requests) says.requests.push(one)
    await request.onBatch(batch)
    commits += n
    onProgress(commits, total)
  }
  const result = () => ({
    ...refs,
    ...whole,
    parts,
    commits,
    known: facts.shallow ? [] : ends,
    problem: withDamaged(facts.problem, refs),
    says: { ...says, ofAll: seen.size === 0 },
  })
  if (request.mayLack === true && seen.size > 0) await openAll(facts, ends, signal)
  const older = seen.size > 0 || asked.length > 0 ? [] : await olderThan(request, whole)
  const read = (known: readonly string[]) => readLog(facts, { tips, known: [...known, ...older] }, handOver, signal)
  try {
    await read([...seen])
  } catch (error) {
    // A forced push and git's clean-up may have removed some of what was known, which git says before anything else. That
    // is seldom, and asking about all of them each time is not.
    const stillThere = commits === 0 ? await existingCommits(facts.gitDir, [...seen], signal) : []
    if (commits > 0 || stillThere.length === seen.size) throw error
    await read(stillThere)
  }
  if (request.newest === undefined || older.length === 0) return result()
  await request.newest.onRead({ ...result(), known: [] })
  await readLog(facts, { tips: older, known: [] }, handOver, signal)
  return result()
}

/**
 * What was deployed before the moment that a history is read from first: what these contain was first shipped by one of
 * them, whatever came later, so that everything else can be told without it.
 */
async function olderThan({ facts, newest, signal }: ScanRequest, { deployments }: Found): Promise<string[]> {
  if (newest === undefined || facts.shallow) return []
  const before = deployments.filter((one) => one.at_ms < newest.from_ms).map((one) => one.commit)
  return existingCommits(facts.gitDir, [...new Set(before)], signal)
}

/** How many commits there are, where a commit-graph file tells without opening them: about an eighth of the log. */
async function countIfCheap(facts: RepoFacts, tips: readonly string[], signal?: AbortSignal): Promise<number | null> {
  const info = join(facts.gitDir, 'objects', 'info')
  const graphs = [join(info, 'commit-graph'), join(info, 'commit-graphs', 'commit-graph-chain')]
  const there = await Promise.all(
    graphs.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  )
  if (!there.includes(true) || tips.length === 0) return null
  const answer = await readGit(facts.gitDir, 'rev-list', ['--count', '--stdin'], revisionLines(tips), signal).catch(
    // Progress is not worth failing for; the log will say what is wrong.
    () => '',
  )
  return /^\d+\n$/.test(answer) ? Number(answer) : null
}
