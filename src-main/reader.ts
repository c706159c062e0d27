// The reading half of the core: queries on a connection that cannot write, and jobs (scanning, importing) that read
// much and hand batches to the writer.
import type { CallName, Push } from '../src-shared/contract/index.ts'
import type { Reply } from '../src-shared/reply.ts'
import { dispatchRead } from './api/dispatch.ts'
import { RepoGraphs } from './derive/commits-apart.ts'
import type { Log } from './log.ts'
import { openReadDb } from './store/database.ts'
import { type Watching, watchFiles } from './watched-files.ts'
import type { WriterOps } from './writer.ts'

export interface ReaderOptions {
  dataDir: string
  clock: () => number
  log: Log
  sample: boolean
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
  const jobs = new Map<string, AbortController>()
  const graphs = new RepoGraphs()
  let watching: Watching | null = null
  const dispatch: Reader['dispatch'] = (name, input, job) =>
    dispatchRead(name, input, job, { ...options, ...opened, graphs, ops, push, jobs })
  return {
    dispatch,
    watch: () => (watching = watchFiles({ db: opened.db, dispatch, ops, clock: options.clock })),
    close: async () => {
      watching?.close()
      for (const job of jobs.values()) job.abort()
      opened.close()
    },
  }
}
