// The reading half of the core: queries on a connection that cannot write, and jobs (scanning, importing) that read
// much and hand batches to the writer.
import type { CallName, Push } from '../src-shared/contract/index.ts'
import type { Reply } from '../src-shared/reply.ts'
import { dispatchRead } from './api/dispatch.ts'
import type { JobContext } from './api/context.ts'
import type { RunningJob } from './api/running-job.ts'
import { RepoGraphs } from './derive/commits-apart.ts'
import type { Log } from './log.ts'
import { prepareGit } from './sources/git/open.ts'
import { watchRefs } from './sources/git/watch.ts'
import { openReadDb } from './store/database.ts'
import { watchedRepos } from './store/wishes.ts'
import { type Watching, watchFiles } from './watched-files.ts'
import type { WriterOps } from './writer-ops.ts'

export interface ReaderOptions {
  dataDir: string
  clock: () => number
  log: Log
  sample: boolean
  /** Watching includes the refs of repositories. */
  watch?: boolean
}

export interface Reader {
  dispatch(name: CallName, input: unknown, job?: string): Promise<Reply<unknown>>
  /** Imports watched files again when they change, from now on: for hosts that stay. */
  watch(): Watching
  close(): Promise<void>
}

/** Opens after the writer, which makes the file. */
export function openReader(options: ReaderOptions, ops: WriterOps, push: (push: Push) => void): Reader {
  const opened = openReadDb(options.dataDir)
  const jobs = new Map<string, RunningJob>()
  const graphs = new RepoGraphs()
  const scanning = new Map<number, Promise<unknown>>()
  const tagEnds: JobContext['tagEnds'] = new Map()
  let watching: Watching | null = null
  let refs: ReturnType<typeof watchRefs> | null = null
  const dispatch: Reader['dispatch'] = (name, input, job) =>
    dispatchRead(name, input, job, { ...options, ...opened, graphs, ops, push, jobs, scanning, tagEnds })
  const watchRepos = () =>
    watchRefs({
      list: () => watchedRepos(opened.db).map(({ id, path, git_dir }) => ({ id, path, gitDir: git_dir })),
      scan: async ({ path }) => {
        // What is wrong with a repository is kept with it, for its page.
        await dispatch('repos.scan', { path }).catch((error: unknown) =>
          options.log.error('watched repository not scanned', { error: String(error) }),
        )
      },
      wrong: (error) => options.log.error('watching repositories went wrong', { error: String(error) }),
    })
  return {
    dispatch,
    watch: () => {
      watching = watchFiles({ db: opened.db, dispatch, ops, clock: options.clock })
      if (options.watch === true) refs = watchRepos()
      // Once it is open, so that nobody waits for this.
      setImmediate(() => void prepareGit(options.dataDir))
      return watching
    },
    close: async () => {
      refs?.close()
      watching?.close()
      for (const job of jobs.values()) job.cancel()
      opened.close()
    },
  }
}
