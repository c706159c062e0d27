// What handlers get: the least each kind of call needs. A read cannot write, by type and by connection.
import type { CallName, Contract, Output, Parsed, Push } from '../../src-shared/contract/index.ts'
import type { RepoGraphs } from '../derive/commits-apart.ts'
import type { GraphCache } from '../derive/index.ts'
import type { Ingest } from '../ingest/ingest.ts'
import type { ListenerHalf } from '../listener/half.ts'
import type { Log } from '../log.ts'
import type { TagEnds } from '../sources/git/ref-rows.ts'
import type { CopyInto, Hold, ReadDb, WriteDb } from '../store/database.ts'
import type { WriterOps } from '../writer-ops.ts'
import type { RunningJob } from './running-job.ts'

export interface ReadContext {
  db: ReadDb
  graphs: RepoGraphs
  clock: () => number
  log: Log
  dataDir: string
  sample: boolean
  /** Running jobs by id. */
  jobs: Map<string, RunningJob>
}

export interface JobContext extends ReadContext {
  /** Keeps all that is read as it is now, for everybody who asks, until what it returns is called. */
  hold: Hold
  copyInto: CopyInto
  ops: WriterOps
  /** The scan that runs, or waits last, for a repository. */
  scanning: Map<number, Promise<unknown>>
  /** Of each repository that was scanned. */
  tagEnds: Map<number, TagEnds>
  signal: AbortSignal
  /** Awaited before each piece of work that may be paused. */
  turn(): Promise<void>
  /** Shows how far the job is. `total` is null while unknown. */
  progress(title: string, count: number, total: number | null, unit: string): void
}

export interface WriteContext {
  db: WriteDb
  ingest: Ingest
  cache: GraphCache
  clock: () => number
  log: Log
  listener: ListenerHalf
  dataDir: string
}

interface ContextOf {
  read: ReadContext
  job: JobContext
  write: WriteContext
}

type Handler<N extends CallName> = (
  input: Parsed<N>,
  context: ContextOf[Contract[N]['kind']],
) => Output<N> | Promise<Output<N>>

/** Handlers for every call of a namespace: a missing one does not compile. */
export type Handlers<Namespace extends string> = {
  [N in CallName as N extends `${Namespace}.${string}` ? N : never]: Handler<N>
}

export type AllHandlers = { [N in CallName]: Handler<N> }
export type { Push }
