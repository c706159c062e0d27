// The writing half of the core: the one connection that writes, the listener, and the batches that jobs hand over. Runs
// on the writer thread, or beside the reader in one-shot commands and tests.
import { must } from '../src-shared/assert.ts'
import type { CallName, Push } from '../src-shared/contract/index.ts'
import type { ListenerState } from '../src-shared/contract/workspace.ts'
import type { Delivery } from '../src-shared/delivery.ts'
import type { Reply } from '../src-shared/reply.ts'
import { dispatchWrite } from './api/dispatch.ts'
import { GraphCache } from './derive/index.ts'
import { inferDeployments } from './ingest/infer.ts'
import { openIngest, type Outcome } from './ingest/ingest.ts'
import { openListener, type ListenTo, notListening } from './listener/server.ts'
import type { Log } from './log.ts'
import type { Translation } from '../src-shared/event.ts'
import type { Tag } from './sources/git/refs.ts'
import { type CommitColumns, CommitWriter } from './store/commits.ts'
import { openWriteDb, schemaVersion } from './store/database.ts'
import { systemsNamingCommits } from './store/facts.ts'
import { migrate, refuseNewer } from './store/migrate.ts'
import { countInferred, finishScan, noteProblem, replaceTags, saveRepo } from './store/repos.ts'
import { ensureSystem } from './store/systems.ts'

/** What jobs on the reader ask of the writer. Every argument crosses threads by structured clone. */
export interface WriterOps {
  /** A delivery translated already: files are parsed on the reader. */
  deliver(delivery: Delivery, translation: Translation, strict: boolean): Promise<Outcome>
  saveRepo(repo: NewRepo): Promise<number>
  /** One transaction for all of them. Returns how many commits were new. */
  appendCommits(repo: number, batches: CommitColumns[]): Promise<number>
  finishScan(repo: number, scan: FinishedScan): Promise<{ deployments: number }>
  failScan(repo: number, problem: string | null): Promise<void>
}

export interface NewRepo {
  gitDir: string
  path: string
  name: string
  /** The system's name. */
  system: string
  tags: string | null
  objectFormat: 'sha1' | 'sha256'
}

export interface FinishedScan {
  known: string[]
  tags: Tag[]
  problem: string | null
}

export interface WriterOptions {
  dataDir: string
  clock: () => number
  log: Log
  /** Sample data: no listener, nothing of the user's. */
  sample: boolean
  listen: ListenTo | null
}

export interface Writer {
  dispatch(name: CallName, input: unknown): Promise<Reply<unknown>>
  ops: WriterOps
  listener(): ListenerState
  close(): Promise<void>
}

export async function openWriter(options: WriterOptions, push: (push: Push) => void): Promise<Writer> {
  const { dataDir, clock, log, listen } = options
  // Before it is opened for writing, which may itself change the file.
  refuseNewer(schemaVersion(dataDir) ?? 0)
  const opened = openWriteDb(dataDir)
  const { db } = opened
  try {
    await migrate(opened, dataDir)
  } catch (error) {
    opened.close()
    throw error
  }
  const cache = new GraphCache()
  const ingest = openIngest(db, cache, (revision) => push({ type: 'changed', revision }))
  const scans = new Map<number, CommitWriter>()

  const ops: WriterOps = {
    deliver: (delivery, translation, strict) =>
      ingest.deliver({ delivery, keyId: null, status: null, strict, translation }),

    saveRepo: async ({ gitDir, path, name, system, tags, objectFormat }) =>
      ingest.change((touched) => {
        const before = db.get<{ system: number }>('SELECT system FROM repos WHERE git_dir = ?', gitDir)
        const id = saveRepo(db, {
          git_dir: gitDir,
          path,
          name,
          system: ensureSystem(db, system),
          tag_glob: tags,
          object_format: objectFormat,
          added_at_ms: clock(),
        })
        // A repository that moves to another system takes its deployments along; finishScan makes them there.
        if (before !== undefined) {
          inferDeployments(db, id)
          touched.add(before.system).add(ensureSystem(db, system))
        }
        return id
      }),

    appendCommits: async (repo, batches) => {
      const oidBytes = must(batches[0], 'because nobody hands over nothing').oidBytes
      let writer = scans.get(repo)
      if (writer === undefined) scans.set(repo, (writer = new CommitWriter(db, repo, oidBytes)))
      const open = writer
      const written = db.transaction(() => batches.reduce((sum, batch) => sum + open.append(batch), 0))
      db.transaction(() => open.find(false))
      return written
    },

    finishScan: async (repo, scan) => {
      const read = scans.get(repo)
      scans.delete(repo)
      const tags = scan.tags.map((tag) => ({
        name: tag.name,
        oid: Buffer.from(tag.commit, 'hex'),
        at_ms: tag.at_ms,
        annotated: tag.annotated ? 1 : 0,
      }))
      return ingest.change((touched) => {
        read?.find(true)
        const moved = replaceTags(db, repo, tags)
        finishScan(db, repo, scan.known, scan.problem, clock())
        const system = db.get<{ system: number }>('SELECT system FROM repos WHERE id = ?', repo)
        if (system === undefined) return { deployments: 0 }
        // Nothing new: what was inferred and derived stands.
        if (read === undefined && !moved) return { deployments: countInferred(db, repo) }
        cache.forget()
        touched.add(system.system)
        for (const naming of systemsNamingCommits(db)) touched.add(naming)
        return { deployments: inferDeployments(db, repo) }
      })
    },

    failScan: async (repo, problem) => {
      scans.delete(repo)
      cache.forget()
      if (problem !== null) ingest.change(() => noteProblem(db, repo, problem))
    },
  }

  const listener =
    listen === null
      ? null
      : await openListener({ db, ingest, clock, log, listen }).catch((error: unknown) => {
          opened.close()
          throw error
        })
  const state = () => listener?.state ?? notListening

  return {
    ops,
    listener: state,
    dispatch: (name, input) => dispatchWrite(name, input, { db, ingest, cache, clock, log, listener: state }),
    close: async () => {
      await listener?.close()
      opened.close()
    },
  }
}
