// What jobs on the reader ask of the writer: the two know each other by this alone.
import type { CommitColumns } from '../src-shared/commit-columns.ts'
import type { Component } from '../src-shared/component.ts'
import type { ImportProfile, WatchedFile, WatchState } from '../src-shared/import-profile.ts'
import type { Strategy } from '../src-shared/strategy.ts'
import type { FileOps } from './ingest/file-ops.ts'
import type { FinishedScan } from './ingest/found.ts'
import type { FirstLine } from './store/cut-subjects.ts'
import type { LineColumns } from './store/lines.ts'
import type { Fetched } from './store/wishes.ts'

/** Every argument crosses threads by structured clone. */
export interface WriterOps extends FileOps {
  saveProfile(profile: ImportProfile): Promise<void>
  watchFile(file: WatchedFile, state: WatchState | null): Promise<void>
  noteWatched(file: string, state: WatchState): Promise<void>
  saveRepo(repo: NewRepo): Promise<number>
  /**
   * One transaction for all of them, whose memory is given back. `shallow`: some may have parents that are not told of. Returns
   * how many commits were new.
   */
  appendCommits(repo: number, batches: CommitColumns[], shallow: boolean): Promise<number>
  /** First lines that were read again. */
  mendSubjects(repo: number, lines: FirstLine[]): Promise<void>
  /** After the last of them: from then on each is found by its id. */
  findCommits(repo: number): Promise<void>
  finishScan(repo: number, scan: FinishedScan): Promise<{ deployments: number }>
  /** A scan that found all as the last one did. Nothing is announced. */
  noteUnchanged(repo: number): Promise<void>
  /** `why`: null where it was cancelled. `gone`: there is no folder any more. */
  failScan(repo: number, why: { problem: string; gone: boolean } | null): Promise<void>
  /** A repository that is in another folder now. */
  moveRepo(repo: number, to: Pick<NewRepo, 'gitDir' | 'path' | 'name'>): Promise<void>
  writeLines(lines: LineColumns): Promise<void>
  /** Of how many commits the lines are counted now; `more`: some were not when that began. */
  noteCounted(repo: number, commits: number, more: boolean): Promise<void>
  forgetUnknownLines(repo: number): Promise<void>
  /** A workspace that was put together in a folder beside this one becomes this one. Refused unless this one is empty. */
  takeOver(folder: string): Promise<void>
  /** Refs of pull requests came into Shiplog's own repository; null: that is gone. */
  noteFetched(repo: number, fetched: Fetched | null): Promise<void>
}

export interface NewRepo {
  gitDir: string
  path: string
  name: string
  /** The system's name. */
  system: string
  strategy: Strategy
  /** Of a new repository; a known one's change with a scan, as its strategy does. */
  components: Component[]
  objectFormat: 'sha1' | 'sha256'
}
