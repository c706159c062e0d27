// The writing half of the core: the one connection that writes, and what jobs and the listener hand over to it. Runs on
// the writer thread, or beside the other halves in one-shot commands and tests.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { must } from '../src-shared/assert.ts'
import type { CallName, Push } from '../src-shared/contract/index.ts'
import { release } from '../src-shared/release.ts'
import type { Reply } from '../src-shared/reply.ts'
import { dispatchWrite } from './api/dispatch.ts'
import { GraphCache } from './derive/index.ts'
import { keepFound } from './ingest/found.ts'
import { inferDeployments } from './ingest/infer.ts'
import { openIngest } from './ingest/ingest.ts'
import { fileOps } from './ingest/file-ops.ts'
import { Stages } from './ingest/stages.ts'
import { manageWebhook } from './ingest/webhooks.ts'
import { absent, type Intake, type ListenerHalf } from './listener/half.ts'
import { openTimes } from './listener/times.ts'
import type { Log } from './log.ts'
import { clearUp, longHistory, passedBy } from './rest.ts'
import { CommitWriter } from './store/commit-writer.ts'
import { buffersOf } from '../src-shared/commit-columns.ts'
import { countNumbers } from './store/commits.ts'
import { replaceComponents } from './store/components.ts'
import { fileProblem, openWriteDb, schemaVersion } from './store/database.ts'
import { systemsNamingCommits } from './store/facts.ts'
import type { History } from './store/graph.ts'
import { mendSubjects } from './store/cut-subjects.ts'
import { forgetUnknown, noteCounted, writeLines } from './store/lines.ts'
import { forgetMark, hasMark, noteCut, noteUnchanged } from './store/marks.ts'
import { migrate, refuseNewer } from './store/migrate.ts'
import { countInferred, findRepo, getRepo, moveRepo, noteProblem, saveRepo } from './store/repos.ts'
import { noteFetched } from './store/wishes.ts'
import { dropBeside, takeOver } from './store/restore.ts'
import { noteWatched, saveImportProfile, watchFile } from './store/imports.ts'
import { ensureSystem } from './store/systems.ts'
import { hasUnderived, takeUnderived } from './store/underived.ts'
import { unsettle } from './store/waiting.ts'
import { Touched } from './ingest/touched.ts'
import type { WriterOps } from './writer-ops.ts'

export interface WriterOptions {
  dataDir: string
  clock: () => number
  log: Log
  /** Sample data: nothing of the user's. */
  sample: boolean
}

export interface Writer {
  dispatch(name: CallName, input: unknown): Promise<Reply<unknown>>
  ops: WriterOps
  intake: Intake
  /** From now on calls about the listener go to this one. */
  attach(listener: ListenerHalf): void
  close(): Promise<void>
}

/** The commits of a repository as a scan hands them over. */
interface Reading {
  writer: CommitWriter
  /** While some are made findable. */
  finding: Promise<void> | null
  /** How many were handed over. */
  read: number
}

/** Nobody waits any more for what a scan wrote, and the next scan has hardly begun. */
const settleAfter_ms = 100

/** Where there are so many, what new ones mention is looked up; reading all ids takes some 15 ms. */
const manyCommits = 20_000

export async function openWriter(options: WriterOptions, push: (push: Push) => void): Promise<Writer> {
  const { dataDir, clock, log } = options
  // Before it is opened for writing, which may itself change the file.
  refuseNewer(schemaVersion(dataDir) ?? 0)
  const opened = openWriteDb(dataDir)
  const { db } = opened
  dropBeside(dataDir)
  try {
    await migrate(opened, dataDir)
  } catch (error) {
    opened.close()
    throw error
  }
  const cache = new GraphCache()
  const ingest = openIngest(db, cache, (revision) => push({ type: 'changed', revision }))
  const stages = new Stages(db, ingest)
  stages.cleanUp()
  deriveLeft()
  const scans = new Map<number, Reading>()

  let settling: NodeJS.Timeout | undefined

  /** What a scan wrote goes over into the file when it has ended, and not in the middle of what comes next. */
  function settleSoon(): void {
    clearTimeout(settling)
    settling = setTimeout(settle, settleAfter_ms).unref()
  }

  function settle(): void {
    try {
      opened.settle()
    } catch (error) {
      // The next one who writes is told.
      if (fileProblem(error) === null) throw error
    }
  }

  /** Once for what came from an older version. */
  function deriveLeft(): void {
    if (!hasUnderived(db)) return
    ingest.change((touched) => {
      for (const system of takeUnderived(db)) touched.add(system)
    })
  }

  /** Whether commits were read since the last time, and with them all there are, where that is known. */
  function readingOf(repo: number, ends: boolean): { read: boolean; history: History | null } {
    const reading = scans.get(repo)
    if (ends) {
      scans.delete(repo)
      reading?.writer.end()
    }
    return { read: reading !== undefined, history: reading?.writer.history(cache.keptHistory(repo)) ?? null }
  }

  /** Each step in a transaction, and others' between them. */
  async function inSteps(work: Iterator<void, void>): Promise<void> {
    while (db.unhurried(() => work.next().done !== true)) await nextTurn()
  }

  /** Beside what comes next, so that git need not wait. Where it failed, whoever waits for the end is told. */
  function find(reading: Reading): Promise<void> {
    const finding = inSteps(reading.writer.find()).then(() => void (reading.finding = null))
    finding.catch(() => undefined)
    return finding
  }

  const ops: WriterOps = {
    ...fileOps(ingest, stages),

    saveProfile: async (profile) => ingest.change(() => saveImportProfile(db, profile)),
    watchFile: async (file, state) => ingest.change(() => watchFile(db, file, state)),
    noteWatched: async (file, state) => ingest.change(() => noteWatched(db, file, state)),

    saveRepo: async ({ gitDir, path, name, system, strategy, components, objectFormat }) =>
      ingest.change((touched) => {
        const before = findRepo(db, gitDir)?.system
        const to = ensureSystem(db, system)
        const added_at_ms = clock()
        const id = saveRepo(db, {
          git_dir: gitDir,
          path,
          name,
          system: to,
          strategy,
          object_format: objectFormat,
          added_at_ms,
        })
        if (before === undefined) {
          const parts = components.map((part) => ({ ...part, system: ensureSystem(db, part.system), note: null }))
          replaceComponents(db, id, parts)
        }
        // A repository that moves to another system takes its deployments along.
        if (before !== undefined && before !== to) {
          inferDeployments(db, id)
          touched.add(before).add(to)
        }
        return id
      }),

    appendCommits: async (repo, batches, shallow) => {
      const oidBytes = must(batches[0], 'because nobody hands over nothing').oidBytes
      let reading = scans.get(repo)
      if (reading === undefined) {
        const lookUp = countNumbers(db, repo) >= manyCommits && hasMark(db, repo)
        scans.set(repo, (reading = { writer: new CommitWriter(db, repo, oidBytes, lookUp), finding: null, read: 0 }))
      }
      const open = reading
      const written = db.unhurried(() => {
        forgetMark(db, repo)
        if (shallow) noteCut(db, repo)
        return open.writer.append(batches)
      })
      for (const buffer of batches.flatMap(buffersOf)) release({ buffer })
      for (const { n } of batches) open.read = passedBy(open.read, n)
      if (open.finding === null && open.writer.muchUnfound) open.finding = find(open)
      return written
    },

    mendSubjects: async (repo, lines) => {
      db.transaction(() => mendSubjects(db, repo, lines))
      cache.forget()
    },

    findCommits: async (repo) => {
      const reading = scans.get(repo)
      if (reading === undefined) return
      await reading.finding
      await inSteps(reading.writer.find())
    },

    finishScan: async (repo, scan) => {
      const { read, history } = readingOf(repo, scan.unread_before_ms === null)
      if (read && scan.unread_before_ms === null) settleSoon()
      return ingest.change((touched) => {
        // Removed meanwhile.
        const row = getRepo(db, repo)
        if (row === undefined) return { deployments: 0 }
        const own = new Touched()
        if (history !== null) cache.refresh(repo, history)
        else if (read) cache.forget()
        // What there was before would stay in memory beside it, with what was made of it.
        if (history !== null && history.n >= longHistory) clearUp(false)
        const moved = keepFound(db, cache, row, scan, clock(), own)
        // Nothing new: what was inferred and derived stands.
        if (!read && !moved) return { deployments: countInferred(db, repo) }
        cache.refresh(repo)
        touched.merge(own)
        unsettle(db, repo)
        for (const naming of systemsNamingCommits(db)) touched.add(naming)
        return { deployments: inferDeployments(db, repo) }
      })
    },

    failScan: async (repo, why) => {
      scans.delete(repo)
      cache.forget()
      if (why === null) forgetMark(db, repo)
      else ingest.change(() => noteProblem(db, repo, why))
    },

    noteUnchanged: async (repo) => noteUnchanged(db, repo, clock()),

    moveRepo: async (repo, { gitDir, path, name }) =>
      ingest.change(() => moveRepo(db, repo, { git_dir: gitDir, path, name })),

    writeLines: async (lines) => db.transaction(() => writeLines(db, lines)),
    noteCounted: async (repo, commits, more) => {
      if (more) ingest.change(() => noteCounted(db, repo, commits))
      else noteCounted(db, repo, commits)
    },
    noteFetched: async (repo, fetched) => ingest.change(() => noteFetched(db, repo, fetched)),
    forgetUnknownLines: async (repo) => db.transaction(() => forgetUnknown(db, repo)),

    takeOver: async (folder) => {
      takeOver(db, folder)
      cache.forget()
      // Nothing is derived: links come with what they link.
      ingest.change(() => undefined)
      deriveLeft()
    },
  }

  const intake: Intake = {
    deliver: (arrival) => ingest.deliver(arrival).catch(throwInWords),
    manageWebhook: async (action) => {
      try {
        return manageWebhook(db, ingest, action, clock())
      } catch (error) {
        throwInWords(error)
      }
    },
  }

  const times = openTimes(db, { dataDir, clock, log })
  let half = absent(clock)
  const listener: ListenerHalf = {
    state: () => half.state(),
    move: async (settings) => {
      const state = await half.move(settings)
      await times.set(settings)
      return state
    },
    test: (dialect, system) => half.test(dialect, system),
  }
  return {
    ops,
    intake,
    attach: (next) => {
      half = next
      void times.follow(next)
    },
    dispatch: (name, input) => dispatchWrite(name, input, { db, ingest, cache, clock, log, listener, dataDir }),
    close: async () => {
      times.close()
      clearTimeout(settling)
      opened.close()
    },
  }
}

/** What is the file's fault crosses to the listener as a sentence. */
function throwInWords(error: unknown): never {
  throw fileProblem(error) ?? error
}
