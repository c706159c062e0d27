// Scanning an added repository: git and the writer at work together, one scan of a repository at a time.
import { existsSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { must } from '../../src-shared/assert.ts'
import type { Scan } from '../../src-shared/contract/repos.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { readFirstLines } from '../sources/git/first-lines.ts'
import { objectNames, wentAway } from '../sources/git/objects.ts'
import { oidBytesOf, type RepoFacts } from '../sources/git/open.ts'
import { readRows } from '../sources/git/ref-rows.ts'
import { scanRepo, type ScanResult } from '../sources/git/scan.ts'
import { isLong } from '../sources/git/size.ts'
import type { CommitColumns } from '../../src-shared/commit-columns.ts'
import { cutSubjects } from '../store/cut-subjects.ts'
import { hasDeployments, systemsNamingCommits } from '../store/facts.ts'
import { keptCommits } from '../store/kept-commits.ts'
import { objectsOf } from '../store/marks.ts'
import { countInferred, getRepo, type RepoRow } from '../store/repos.ts'
import { passedBy } from '../rest.ts'
import { notAdded } from './added-repos.ts'
import type { JobContext } from './context.ts'
import { openRead, ownPath, refreshForeign } from './mirrors.ts'
import { sayings } from './messages.ts'
import { touching } from './repo-components.ts'
import { isUnchanged, scanMark } from './repo-mark.ts'
import { toRow } from './repo-row.ts'
import { type Ways, waysOf } from './repo-ways.ts'

/** The longest that an acknowledgement may have to wait for is a transaction with this many batches of 512. */
const batchesMax = 16

/**
 * Hands commits to the writer: at once where it is idle; while it writes, the next ones gather, so that a slow disk is
 * waited for less often.
 */
function handOver(repo: RepoRow, { shallow }: RepoFacts, { ops, turn }: JobContext) {
  let gathered: CommitColumns[] = []
  let writing: Promise<void> | null = null
  let added = 0
  let read = 0
  const write = () => {
    writing = ops.appendCommits(repo.id, gathered, shallow).then((more) => {
      added += more
      writing = null
    })
    // Awaited below; until then a failure must not count as unhandled.
    writing.catch(() => undefined)
    gathered = []
  }
  return {
    add: async (batch: CommitColumns) => {
      await turn()
      read = passedBy(read, batch.n)
      gathered.push(batch)
      if (gathered.length >= batchesMax) await writing
      if (writing === null) write()
    },
    /** How many commits were new, when all are on disk and found by their ids. */
    end: async () => {
      await writing
      if (gathered.length > 0) write()
      await writing
      await ops.findCommits(repo.id)
      return added
    },
  }
}

export interface ScanOptions {
  /** Ways that replace those it has, which are read only when its turn comes, as the scan before may have changed them. */
  chosen?: Ways
  /** Its facts, where they are known already. */
  opened?: RepoFacts
  /** Whether its newest history is to be there before the rest is read; else that depends on how long it is. */
  newestFirst?: boolean | undefined
}

/** Scans an added repository as soon as no other scan of it runs. */
export async function scanNext(id: number, path: string, context: JobContext, options: ScanOptions = {}) {
  const { db, scanning, turn } = context
  const before = scanning.get(id)
  const run = async () => {
    await before
    await turn()
    const repo = getRepo(db, id)
    // Removed while it waited.
    if (repo === undefined) throw notAdded(path)
    return scan(repo, options.chosen ?? waysOf(db, repo), context, options)
  }
  const mine = run()
  const ended = mine.then(
    () => undefined,
    () => undefined,
  )
  scanning.set(id, ended)
  try {
    return await mine
  } finally {
    if (scanning.get(id) === ended) scanning.delete(id)
  }
}

/** Returns when its numbers are ready. */
async function scan(repo: RepoRow, ways: Ways, context: JobContext, options: ScanOptions): Promise<Scan> {
  const { db, ops, signal, progress } = context
  const { opened } = options
  const began = performance.now()
  try {
    if (opened?.path !== repo.path) await refreshForeign(context.dataDir, repo.path, signal)
    const mark = await scanMark(repo, ways, context)
    if (isUnchanged(db, repo, ways, mark)) {
      await ops.noteUnchanged(repo.id)
      return scanned(0, countInferred(db, repo.id))
    }
    // Before anything is read, as the mark.
    const objects = await objectNames(repo.git_dir)
    // Asked beside what the folder is, since the mark has found out that it may be read.
    const mayLack = wentAway(objectsOf(db, repo.id), objects)
    if (mayLack) context.tagEnds.delete(repo.id)
    const ends = context.tagEnds.get(repo.id) ?? new Map()
    context.tagEnds.set(repo.id, ends)
    const rows = mark === null ? undefined : readRows(repo.git_dir, signal, ends)
    rows?.catch(() => undefined)
    const facts = opened?.path === repo.path ? opened : await openRead(context.dataDir, repo.path, signal)
    const commits = handOver(repo, facts, context)
    const isMended = await mendCut(repo, facts, context)
    const from_ms = (await newestFirst(facts, repo, ways, context, options)) ? context.clock() - newestMs : null
    const result = await scanRepo({
      facts,
      rows: facts.gitDir === repo.git_dir ? rows : undefined,
      strategy: ways.strategy,
      parts: ways.components.map((part) => part.strategy),
      known: JSON.parse(repo.tips) as string[],
      hasCommits: repo.scanned_at_ms !== null,
      isKept: keptCommits(db, repo.id, oidBytesOf(facts)),
      mayLack,
      newest:
        from_ms === null
          ? undefined
          : {
              from_ms,
              onRead: async (part) => {
                await keep(part, from_ms)
                // Whoever was told of it asks here, too.
                await setImmediate()
              },
            },
      onBatch: commits.add,
      onProgress: (count, total) => progress(`Reading ${repo.name}`, count, total, 'commits'),
      signal,
    })
    const { added, deployments } = await keep(result, null)
    return scanned(added, deployments)

    function scanned(commits_new: number, deployments: number): Scan {
      const row = toRow(context, must(getRepo(db, repo.id), 'because a scan does not remove its repository'))
      return { repo: row, commits_new, tags: row.refs?.tags ?? 0, deployments, took_ms: performance.now() - began }
    }

    /** Keeps what was found, with all that follows from it. */
    async function keep(found: ScanResult, unread_before_ms: number | null) {
      const read = await commits.end()
      const touched = await touching(repo, facts, ways.components, context)
      progress(`Finding deployments of ${repo.name}`, found.commits, found.commits, 'commits')
      const { known, tags, branches, ignored, note, problem, mainLine } = found
      const told = isMended ? { ...repo, pulls: null, squashed: null } : repo
      const before = repo.unread_before_ms === null ? told : { ...repo, ...nothingSaid }
      const kept = await ops.finishScan(repo.id, {
        strategy: ways.strategy,
        known,
        tags,
        branches,
        ignored,
        deployments: found.deployments,
        note,
        problem,
        mainLine,
        touching: touched,
        // Where not all was read, what was told of it is not all that can be told.
        said: await sayings(
          before,
          facts,
          { tips: mainLineOf(found), read: found.says, pulls: mark?.pulls ?? true },
          context,
        ),
        unread_before_ms,
        mark: mark?.digest ?? null,
        objects,
        components: ways.components.map((part, i) => ({
          ...part,
          ...must(found.parts[i], 'because each was asked for'),
        })),
      })
      return { added: read, ...kept }
    }
  } catch (error) {
    // Kept with the repository, so that a list of numbers is never silently older than it looks.
    const told = error instanceof Refusal && !signal.aborted
    const at = ownPath(context.dataDir, repo.path)
    await ops.failScan(
      repo.id,
      told ? { problem: error.message, gone: error.code === 'not_found' && !existsSync(at) } : null,
    )
    throw error
  }
}

/** Reads first lines again that an earlier version cut. Returns whether there were any. */
async function mendCut(repo: RepoRow, facts: RepoFacts, { db, ops, signal }: JobContext): Promise<boolean> {
  const cut = cutSubjects(db, repo.id)
  if (cut.length > 0) await ops.mendSubjects(repo.id, await readFirstLines(facts, cut, signal))
  return cut.length > 0
}

/** Where the main line ends, as far as git can be asked of it. */
function mainLineOf({ mainLine, tips }: ScanResult): string[] {
  const there = new Set(tips)
  return (mainLine?.tips ?? []).filter((tip) => there.has(tip))
}

const nothingSaid = { pulls: null, squashed: null, messages: 0 }

/** A period of ninety days, from the beginning of its first week wherever that is. */
const newestMs = 98 * 86_400_000

/**
 * Whether the newest history is read and told first. Only where everything that follows from it is then as it will be: in
 * a repository that is one system, has deployments of its own alone, and is read for the first time.
 */
async function newestFirst(
  facts: RepoFacts,
  repo: RepoRow,
  { components }: Ways,
  { db }: JobContext,
  { newestFirst: wanted }: ScanOptions,
): Promise<boolean> {
  if (repo.scanned_at_ms !== null || components.length > 0) return false
  if (hasDeployments(db, repo.system) || systemsNamingCommits(db).length > 0) return false
  return wanted ?? isLong(facts)
}
