import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { must } from '../../src-shared/assert.ts'
import type { Counted, Scan } from '../../src-shared/contract/repos.ts'
import { Refusal } from '../../src-shared/reply.ts'
import type { Component } from '../../src-shared/component.ts'
import type { Strategy } from '../../src-shared/strategy.ts'
import { type Evidence, evidenceFor, perWeek, recommend } from '../sources/git/evidence.ts'
import { refuseUnknown } from '../sources/git/lookup.ts'
import { openRepo, type RepoFacts } from '../sources/git/open.ts'
import { listRefs } from '../sources/git/refs.ts'
import { scanRepo } from '../sources/git/scan.ts'
import { type CommitColumns, deleteCommits } from '../store/commits.ts'
import { systemsOf } from '../store/components.ts'
import type { ReadDb } from '../store/database.ts'
import { allRepos, deleteRepo, findRepo, findRepoAt, getRepo, type RepoRow, strategyOf } from '../store/repos.ts'
import { findSystem, systemName } from '../store/systems.ts'
import type { Handlers, JobContext } from './context.ts'
import { countLinesOf } from './lines.ts'
import { sayings } from './messages.ts'
import { refuseAnother } from './repo-locate.ts'
import { partsIn } from './repo-parts.ts'
import { toRow } from './repo-row.ts'
import { cleanComponents, storedComponents, touching } from './repo-components.ts'

/** The longest that an acknowledgement may have to wait for is a transaction with this many batches of 2,000. */
const batchesMax = 4

/**
 * Hands commits to the writer: at once where it is idle; while it writes, the next ones gather, so that a slow disk is
 * waited for less often.
 */
function handOver(repo: RepoRow, { ops }: JobContext) {
  let gathered: CommitColumns[] = []
  let writing: Promise<void> | null = null
  let added = 0
  const write = () => {
    writing = ops.appendCommits(repo.id, gathered).then((more) => {
      added += more
      writing = null
    })
    // Awaited below; until then a failure must not count as unhandled.
    writing.catch(() => undefined)
    gathered = []
  }
  return {
    add: async (batch: CommitColumns) => {
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

/** How deployments are found: in the whole, or in each of its components. */
interface Ways {
  strategy: Strategy
  components: Component[]
}

function waysOf(db: ReadDb, repo: RepoRow): Ways {
  return { strategy: strategyOf(repo), components: storedComponents(db, repo.id) }
}

/**
 * Scans an added repository as soon as no other scan of it runs. `chosen`: ways that replace those it has, which are
 * read only then, as the scan before may have changed them.
 */
async function scanNext(id: number, path: string, context: JobContext, chosen?: Ways, opened?: RepoFacts) {
  const { db, scanning, signal } = context
  const before = scanning.get(id)
  const run = async () => {
    await before
    signal.throwIfAborted()
    const repo = getRepo(db, id)
    // Removed while it waited.
    if (repo === undefined) throw notAdded(path)
    return scan(repo, chosen ?? waysOf(db, repo), context, opened)
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

/** Scans an added repository; returns when its numbers are ready. `opened`: its facts, where they are known already. */
async function scan(
  repo: RepoRow,
  { strategy, components }: Ways,
  context: JobContext,
  opened?: RepoFacts,
): Promise<Scan> {
  const { db, ops, signal, progress } = context
  const began = performance.now()
  const title = `Reading ${repo.name}`
  const commits = handOver(repo, context)
  try {
    const facts = opened?.path === repo.path ? opened : await openRepo(repo.path, signal)
    const result = await scanRepo({
      facts,
      strategy,
      parts: components.map((part) => part.strategy),
      known: JSON.parse(repo.tips) as string[],
      hasCommits: repo.scanned_at_ms !== null,
      onBatch: commits.add,
      onProgress: (count, total) => progress(title, count, total, 'commits'),
      signal,
    })
    const added = await commits.end()
    const touched = await touching(repo, facts, components, context)
    progress(`Finding deployments of ${repo.name}`, result.commits, result.commits, 'commits')
    const { known, tags, branches, ignored, deployments: inferred, note, problem, mainLine } = result
    const told = { strategy, known, tags, branches, ignored, deployments: inferred, note, problem, mainLine }
    const said = await sayings(repo, facts, mainLine?.tips ?? [], context)
    const found = { ...told, touching: touched, said }
    const parts = components.map((part, i) => ({ ...part, ...must(result.parts[i], 'because each was asked for') }))
    const { deployments } = await ops.finishScan(repo.id, { ...found, components: parts })
    const row = toRow(db, must(getRepo(db, repo.id), 'because a scan does not remove its repository'))
    return { repo: row, commits_new: added, tags: tags.length, deployments, took_ms: performance.now() - began }
  } catch (error) {
    // Kept with the repository, so that a list of numbers is never silently older than it looks.
    const told = error instanceof Refusal && !signal.aborted
    await ops.failScan(repo.id, told ? { problem: error.message, gone: error.code === 'not_found' } : null)
    throw error
  }
}

export const repos: Handlers<'repos'> = {
  'repos.list': (_, { db }) => {
    const rows = allRepos(db).map((repo) => toRow(db, repo))
    return { total: rows.length, rows }
  },

  'repos.detect': async ({ path, strategy }, { db, signal, clock }) => {
    const facts = await openRepo(typedPath(path), signal)
    const refs = await listRefs(facts, signal)
    const { path: root, name, bare, shallow, head, problem } = facts
    const repo = findRepo(db, facts.gitDir)
    const added = repo === undefined ? null : { system: systemName(db, repo.system), ...waysOf(db, repo) }
    const chosen = [...(added === null ? [] : [added.strategy]), ...(strategy === undefined ? [] : [strategy])]
    const inGit = await evidenceFor({ facts, refs, lines: new Map(), signal }, chosen, clock())
    const reported = reportedEvidence(db, added?.system ?? name, clock())
    const evidence = inGit.map((one) => (one.strategy.by === 'events' ? reported : one))
    const branches = refs.branches.map((branch) => branch.name)
    const what = { path: root, name, bare, shallow, head, problem, tags: refs.tags.length, branches, added }
    return { ...what, evidence, recommended: recommend(evidence) }
  },

  'repos.parts': async ({ path, components }, { signal, clock }) => {
    const facts = await openRepo(typedPath(path), signal)
    return partsIn(facts, cleanComponents(components), clock(), signal)
  },

  'repos.add': async ({ path, system, strategy, components }, context) => {
    const { db, ops, signal } = context
    const facts = await openRepo(typedPath(path), signal)
    const known = findRepo(db, facts.gitDir)
    const chosen = strategy ?? (known === undefined ? ({ by: 'versions' } as const) : strategyOf(known))
    const parts = components && cleanComponents(components)
    // Before anything is kept.
    const asked = [...(strategy === undefined ? [] : [strategy]), ...(parts ?? []).map((part) => part.strategy)]
    const refs = asked.length === 0 ? null : await listRefs(facts, signal)
    if (refs !== null) for (const one of asked) refuseUnknown(refs, one)
    const id = await ops.saveRepo({
      gitDir: facts.gitDir,
      path: facts.path,
      name: facts.name,
      system: system?.trim() || (known === undefined ? facts.name : systemName(db, known.system)),
      strategy: chosen,
      components: parts ?? [],
      objectFormat: facts.objectFormat,
    })
    const ways = { strategy: chosen, components: parts ?? storedComponents(db, id) }
    return scanNext(id, facts.path, context, ways, facts)
  },

  'repos.scan': async ({ path }, context) => {
    const { db, signal } = context
    const chosen = path === undefined ? allRepos(db) : [await known(db, path, signal)]
    const scans: Scan[] = []
    const failed: { path: string; reason: string }[] = []
    for (const repo of chosen) {
      try {
        scans.push(await scanNext(repo.id, repo.path, context))
      } catch (error) {
        // One repository that cannot be read does not keep the others from being read.
        if (!(error instanceof Refusal) || signal.aborted || path !== undefined) throw error
        failed.push({ path: repo.path, reason: error.message })
      }
    }
    return { scans, failed }
  },

  'repos.lines': async ({ path, again }, context) => {
    const { db, signal } = context
    const counted: Counted[] = []
    const failed: { path: string; reason: string }[] = []
    for (const repo of path === undefined ? allRepos(db) : [await known(db, path, signal)]) {
      try {
        counted.push(await countLinesOf(repo, again, context))
      } catch (error) {
        if (!(error instanceof Refusal) || signal.aborted || path !== undefined) throw error
        failed.push({ path: repo.path, reason: error.message })
      }
    }
    return { repos: counted, failed }
  },

  'repos.locate': async ({ path, to }, context) => {
    const { db, ops, signal } = context
    const repo = findAdded(db, path)
    const facts = await openRepo(typedPath(to), signal)
    await refuseAnother(db, repo, facts, signal)
    await ops.moveRepo(repo.id, facts)
    return scanNext(repo.id, to, context, undefined, facts)
  },

  'repos.remove': ({ path }, { db, ingest, cache }) => {
    const repo = findAdded(db, path)
    return ingest.change((touched) => {
      const deployments = db.run('DELETE FROM deployments WHERE repo = ?', repo.id).changes
      const commits = deleteCommits(db, repo.id)
      for (const system of systemsOf(db, repo.id)) touched.add(system)
      deleteRepo(db, repo.id)
      cache.forget()
      return { path: repo.path, commits, deployments }
    })
  },
}

/** What the pipeline has reported of a system: what there is where nothing is looked for in the repository. */
function reportedEvidence(db: ReadDb, system: string, now: number): Evidence {
  const rows = db.all<{ thing: string; commits: string; at_ms: number }>(
    'SELECT thing, commits, at_ms FROM deployments WHERE system = ? AND repo = 0 ORDER BY at_ms DESC, id DESC',
    findSystem(db, system) ?? 0,
  )
  const times = rows.map((row) => row.at_ms)
  return {
    strategy: { by: 'events' },
    count: rows.length,
    first_at_ms: times.at(-1) ?? null,
    last_at_ms: times[0] ?? null,
    weeks: perWeek(times, now),
    note: rows.length === 0 ? `No deployment of ${system} was reported yet.` : null,
    preview: rows.slice(0, 10).map(({ thing, commits, at_ms }) => {
      const [commit = null] = JSON.parse(commits) as string[]
      return { id: thing, commit, at_ms, dated: 'report' }
    }),
  }
}

/** The added repository at exactly this path, whether there still is anything. */
function findAdded(db: ReadDb, path: string): RepoRow {
  const repo = findRepoAt(db, path) ?? findRepoAt(db, path.replace(/[\\/]+$/, ''))
  if (repo === undefined) throw notAdded(path)
  return repo
}

/** The added repository at a path, or at the root of the repository that holds it. */
async function known(db: ReadDb, path: string, signal: AbortSignal): Promise<RepoRow> {
  const repo = findRepoAt(db, path) ?? findRepo(db, (await openRepo(path, signal)).gitDir)
  if (repo === undefined) throw notAdded(path)
  return repo
}

function notAdded(path: string): Refusal {
  return new Refusal('not_found', `${path} is not among the added repositories. "shiplog repo list" names them.`)
}

/** A path as people type or paste it: in quotes, as a file: address, or from their home folder. */
function typedPath(text: string): string {
  const bare = text.trim().replace(/^(["'])(.*)\1$/, '$2')
  if (bare.startsWith('file://')) return fileURLToPath(bare)
  return /^~(?=$|[\\/])/.test(bare) ? join(homedir(), bare.slice(1)) : bare
}
