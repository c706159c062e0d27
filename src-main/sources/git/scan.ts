// One scan of a repository: its refs, its deployments, then the commits that the previous scan has not seen.
// Knows neither where commits are kept nor when it runs. Invariant: what it returns is valid only if it returns; a
// scan that threw has handed over commits that are true, but not all.
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '../../../src-shared/reply.ts'
import type { Strategy } from '../../../src-shared/strategy.ts'
import { cutAt } from './batch.ts'
import { existingCommits, isObjectId, readGit, revisionLines } from './git.ts'
import { type CommitBatch, type OnBatch, readLog } from './log.ts'
import { type IsKept, News } from './news.ts'
import { openAll } from './objects.ts'
import { oidBytesOf, type RepoFacts } from './open.ts'
import type { RefRow } from './ref-row.ts'
import { listRefs, type Refs, withDamaged } from './refs.ts'
import type { Sayings } from './sayings.ts'
import { findDeployments, type Found } from './strategies.ts'
import { Unread } from './unread.ts'

export type { Found } from './strategies.ts'

export interface ScanRequest {
  facts: RepoFacts
  /** Its refs, where they were asked for already. */
  rows?: Promise<RefRow[]> | undefined
  strategy: Strategy
  /** Of each part that is a system of its own; then the one above is not asked. */
  parts?: readonly Strategy[]
  /** `known` as the previous scan of this repository returned it; [] for none. */
  known: readonly string[]
  /** Whether the commits of that scan are still kept. Where not, everything is read. */
  hasCommits: boolean
  /** Where all that a kept commit leads to is kept as well: whether one is. */
  isKept?: IsKept | undefined
  /** Whether files of objects went away since: then what is kept already is opened once more, to find out whether it is there. */
  mayLack?: boolean
  /** For a first scan of a long history: what was deployed from a moment on is told as soon as all of it is read. */
  newest?: Newest | undefined
  onBatch: (batch: Omit<CommitBatch, 'says'>) => Promise<void>
  /** After each batch: commits read, and how many there are where that was cheap to find out. */
  onProgress: (count: number, total: number | null) => void
  signal?: AbortSignal
}

export interface Newest {
  from_ms: number
  /** Called then, with all that is found; of what was deployed before, some commits may have been read. */
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
  const refs = await listRefs(facts, signal, request.rows)
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
  const keep = async ({ says: said, ...batch }: CommitBatch) => {
    const { n } = batch
    if (n === 0) return
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
  let unread = seen.size > 0 || asked.length > 0 ? null : await unreadOf(request, whole, refs)
  const forget = () => {
    unread?.end()
    unread = null
  }
  const handOver = async (batch: CommitBatch) => {
    const newest = unread?.take(batch) ?? null
    if (newest === null) {
      if (unread?.isTooMuch === true) forget()
      return keep(batch)
    }
    forget()
    const [first, rest] = cutAt(batch, newest)
    await keep(first)
    await request.newest?.onRead({ ...result(), known: [] })
    signal?.throwIfAborted()
    await keep(rest)
  }
  const read = (known: readonly string[]) => readLog(facts, { tips, known }, handOver, signal)
  if (seen.size > 0 && request.isKept !== undefined && (await readNews(request, request.isKept, tips, keep)))
    return result()
  commits = 0
  try {
    await read([...seen])
  } catch (error) {
    // A forced push and git's clean-up may have removed some of what was known, which git says before anything else. That
    // is seldom, and asking about all of them each time is not.
    const stillThere = commits === 0 ? await existingCommits(facts.gitDir, [...seen], signal) : []
    if (commits > 0 || stillThere.length === seen.size) throw error
    await read(stillThere)
  }
  return result()
}

/** Reads what is not kept of what the tips lead to. Returns false where something of it may be left, whatever was handed over. */
async function readNews(
  { facts, signal }: ScanRequest,
  isKept: IsKept,
  tips: readonly string[],
  onBatch: OnBatch,
): Promise<boolean> {
  const moved = tips.filter((tip) => !isKept(Buffer.from(tip, 'hex'), 0))
  const news = new News(oidBytesOf(facts), moved, isKept)
  try {
    await readLog(facts, { tips: moved, known: [], news }, onBatch, signal)
    return !news.isFarApart || news.isWhole
  } catch (error) {
    signal?.throwIfAborted()
    // What git cannot read may be nothing that is asked for. Who asks for no more than that is told.
    if (error instanceof Refusal) return false
    throw error
  }
}

/**
 * What must be read before what was deployed from the moment on can be told: all that those deployments contain and what
 * waits for the next, but what earlier ones contain. Null where nothing was deployed before it: then that is everything.
 */
async function unreadOf(
  { facts, newest, signal }: ScanRequest,
  { deployments }: Found,
  { mainLine }: Refs,
): Promise<Unread | null> {
  if (newest === undefined || facts.shallow) return null
  const before = deployments.filter((one) => one.at_ms < newest.from_ms).map((one) => one.commit)
  const old = await existingCommits(facts.gitDir, [...new Set(before)], signal)
  if (old.length === 0) return null
  const since = deployments.filter((one) => one.at_ms >= newest.from_ms).map((one) => one.commit)
  return new Unread(oidBytesOf(facts), [...since, ...(mainLine?.tips ?? [])], old)
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
