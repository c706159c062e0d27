import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Counted, Scan } from '../../src-shared/contract/repos.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { type Evidence, evidenceFor, perWeek, recommend } from '../sources/git/evidence.ts'
import { refuseUnknown } from '../sources/git/lookup.ts'
import { lookAt } from '../sources/git/quick-look.ts'
import { listRefs, withDamaged } from '../sources/git/refs.ts'
import { deleteCommits } from '../store/commits.ts'
import { systemsOf } from '../store/components.ts'
import type { ReadDb } from '../store/database.ts'
import { allRepos, deleteRepo, findRepo, strategyOf } from '../store/repos.ts'
import { setWatched } from '../store/wishes.ts'
import { setWatchesRepos, watchesRepos } from '../store/settings.ts'
import { findSystem, systemName } from '../store/systems.ts'
import type { Handlers } from './context.ts'
import { countLinesOf } from './lines.ts'
import { findAdded, known } from './added-repos.ts'
import { locate } from './repo-locate.ts'
import { dropForeign, dropMirror, mirrorForeign, openRead, ownPath, refreshForeign } from './mirrors.ts'
import { pulls } from './repo-pulls.ts'
import { partsIn } from './repo-parts.ts'
import { shownIgnored, toRow } from './repo-row.ts'
import { scanNext } from './repo-scan.ts'
import { waysOf } from './repo-ways.ts'
import { cleanComponents, storedComponents } from './repo-components.ts'

export const repos: Handlers<'repos'> = {
  'repos.list': (_, context) => {
    const { db } = context
    const rows = allRepos(db).map((repo) => toRow(context, repo))
    return { total: rows.length, rows, watching: watchesRepos(db) }
  },

  'repos.detect': async ({ path, strategy }, { db, signal, clock, dataDir }) => {
    const facts = await openRead(dataDir, typedPath(path), signal)
    const refs = await listRefs(facts, signal)
    const { path: root, name, bare, shallow, head } = facts
    const repo = findRepo(db, facts.gitDir)
    const added = repo === undefined ? null : { system: systemName(db, repo.system), ...waysOf(db, repo) }
    const chosen = [...(added === null ? [] : [added.strategy]), ...(strategy === undefined ? [] : [strategy])]
    const inGit = await evidenceFor({ facts, refs, lines: new Map(), signal }, chosen, clock())
    const reported = reportedEvidence(db, added?.system ?? name, clock())
    const evidence = inGit.map((one) => (one.strategy.by === 'events' ? reported : one))
    const branches = refs.branches.map((branch) => branch.name)
    const problem = withDamaged(facts.problem, refs)
    const look = await lookAt(facts, refs.tips, signal)
    const { tags, ignored } = refs
    const has = { tags: tags.length, branches, ignored: shownIgnored(ignored) }
    const what = { path: root, name, bare, shallow, ...look, head, problem, ...has, added }
    return { ...what, evidence, recommended: recommend(evidence) }
  },

  'repos.parts': async ({ path, components }, { signal, clock, dataDir }) => {
    const facts = await openRead(dataDir, typedPath(path), signal)
    return partsIn(facts, cleanComponents(components), clock(), signal)
  },

  'repos.add': async ({ path, system, strategy, components, newest_first, mirror }, context) => {
    const { db, ops, signal, dataDir } = context
    const at = mirror === true ? await mirrorForeign(dataDir, typedPath(path), signal) : typedPath(path)
    if (mirror !== true) await refreshForeign(dataDir, at, signal)
    const facts = await openRead(dataDir, at, signal)
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
    return scanNext(id, facts.path, context, { chosen: ways, opened: facts, newestFirst: newest_first })
  },

  'repos.scan': async ({ path }, context) => {
    const { db, signal } = context
    const chosen = path === undefined ? allRepos(db) : [await known(context, path)]
    const scans: Scan[] = []
    const failed: { path: string; reason: string }[] = []
    for (const repo of chosen) {
      try {
        scans.push(await scanNext(repo.id, repo.path, context))
      } catch (error) {
        // One repository that cannot be read does not keep the others from being read.
        if (!(error instanceof Refusal) || signal.aborted || path !== undefined) throw error
        failed.push({ path: ownPath(context.dataDir, repo.path), reason: error.message })
      }
    }
    return { scans, failed }
  },

  'repos.lines': async ({ path, again }, context) => {
    const { db, signal } = context
    const counted: Counted[] = []
    const failed: { path: string; reason: string }[] = []
    for (const repo of path === undefined ? allRepos(db) : [await known(context, path)]) {
      try {
        counted.push(await countLinesOf(repo, again, context))
      } catch (error) {
        if (!(error instanceof Refusal) || signal.aborted || path !== undefined) throw error
        failed.push({ path: ownPath(context.dataDir, repo.path), reason: error.message })
      }
    }
    return { repos: counted, failed }
  },

  ...pulls,

  'repos.locate': async ({ path, to }, context) => {
    const repo = findAdded(context, path)
    const facts = await locate(repo, typedPath(to), context)
    return scanNext(repo.id, to, context, { opened: facts })
  },

  'repos.watch': ({ path, on }, context) => {
    const { db, ingest, dataDir } = context
    const repo = path === undefined ? null : findAdded(context, path)
    ingest.change(() => (repo === null ? setWatchesRepos(db, on) : setWatched(db, repo.id, on)))
    return { path: repo === null ? null : ownPath(dataDir, repo.path), on }
  },

  'repos.remove': ({ path }, context) => {
    const { db, ingest, cache, dataDir } = context
    const repo = findAdded(context, path)
    const own = ownPath(dataDir, repo.path)
    dropMirror(dataDir, repo.id)
    dropForeign(dataDir, repo.path)
    return ingest.change((touched) => {
      const deployments = db.run('DELETE FROM deployments WHERE repo = ?', repo.id).changes
      const commits = deleteCommits(db, repo.id)
      for (const system of systemsOf(db, repo.id)) touched.add(system)
      deleteRepo(db, repo.id)
      cache.forget()
      return { path: own, commits, deployments }
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

/** A path as people type or paste it: in quotes, as a file: address, or from their home folder. */
function typedPath(text: string): string {
  const bare = text.trim().replace(/^(["'])(.*)\1$/, '$2')
  if (bare.startsWith('file://')) return fileURLToPath(bare)
  return /^~(?=$|[\\/])/.test(bare) ? join(homedir(), bare.slice(1)) : bare
}
