// What deriving keeps in memory between rounds: commit graphs and the whereabouts of commit ids. Forgotten whenever a
// scan changes a repository, so it can never say anything the file does not.
import { findCommits, repoOf } from '../store/commits.ts'
import { type Part, partOf } from '../store/components.ts'
import type { ReadDb } from '../store/database.ts'
import { type History, isCut, readHistory } from '../store/graph.ts'
import { type Depths, depthsOf } from './apart.ts'
import type { KeptGrounds } from './grounds.ts'
import { isWorthKeeping } from './grown.ts'
import { type Arrivals, arrivals, mainLine } from './main-line.ts'
import type { Deployed } from './undeployed.ts'

/** What a system ships, by `<repo> <scope>`. */
export type ShippedSets = ReadonlyMap<string, Deployed>

export class GraphCache {
  readonly #histories = new Map<number, History>()
  readonly #commits = new Map<string, number[]>()
  readonly #parts = new Map<string, Part | null>()
  readonly #reached = new Map<number, Arrivals>()
  readonly #depths = new Map<number, Depths>()
  /** Those two as they were before the last commits came. */
  readonly #reachedBefore = new Map<number, Arrivals>()
  readonly #depthsBefore = new Map<number, Depths>()
  readonly #shipped = new Map<number, ShippedSets>()
  readonly #grounds = new Map<number, KeptGrounds>()

  history(db: ReadDb, repo: number): History {
    let history = this.#histories.get(repo)
    if (history === undefined) this.#histories.set(repo, (history = readHistory(db, repo)))
    return history
  }

  /** Only where it is in memory. */
  keptHistory(repo: number): History | undefined {
    return this.#histories.get(repo)
  }

  /** What a scan read anew need not be read back. */
  keepHistory(history: History): void {
    this.#histories.set(history.repo, history)
  }

  /** Which commits of a repository are a system's; null for all. */
  part(db: ReadDb, repo: number, system: number): Part | null {
    const key = `${repo} ${system}`
    let part = this.#parts.get(key)
    if (part === undefined) this.#parts.set(key, (part = partOf(db, repo, system)))
    return part
  }

  /** Ids of the commits with this full hexadecimal id, one per repository that has it. */
  commits(db: ReadDb, hex: string): number[] {
    let ids = this.#commits.get(hex)
    if (ids === undefined) {
      ids = findCommits(db, hex)
      // Bounded: a long run must not hold every id it ever saw.
      if (this.#commits.size > 200_000) this.#commits.clear()
      this.#commits.set(hex, ids)
    }
    return ids
  }

  /** When each commit of a repository reached its main line; NaN for what did not. */
  reached(db: ReadDb, repo: number): Float64Array {
    let reached = this.#reached.get(repo)
    if (reached === undefined) {
      const history = this.history(db, repo)
      reached = arrivals(history, mainLine(db, repo) ?? [], this.#reachedBefore.get(repo))
      this.#reached.set(repo, reached)
      this.#reachedBefore.delete(repo)
    }
    return reached.at
  }

  /** How deep the history below each commit of a repository is. */
  depths(db: ReadDb, repo: number): Depths {
    let depths = this.#depths.get(repo)
    if (depths === undefined) {
      depths = depthsOf(this.history(db, repo), isCut(db, repo), this.#depthsBefore.get(repo))
      this.#depths.set(repo, depths)
      this.#depthsBefore.delete(repo)
    }
    return depths
  }

  /** What a system was found to ship when it was derived last. */
  shipped(system: number): ShippedSets | undefined {
    return this.#shipped.get(system)
  }

  keepShipped(system: number, sets: ShippedSets): void {
    this.#shipped.set(system, sets)
  }

  /** What a system's links were derived from the last time: of a history that may have grown since. */
  grounds(system: number): KeptGrounds | undefined {
    return this.#grounds.get(system)
  }

  keepGrounds(system: number, grounds: KeptGrounds): void {
    this.#grounds.set(system, grounds)
  }

  /** Commits came to a repository, or what is told of them changed: of what follows from them nothing is kept. */
  refresh(repo: number, history: History | undefined = this.#histories.get(repo)): void {
    for (const [id, reached] of this.#reached) if (isWorthKeeping(reached.history)) this.#reachedBefore.set(id, reached)
    for (const [id, depths] of this.#depths) if (isWorthKeeping(depths.graph)) this.#depthsBefore.set(id, depths)
    this.#forgetDerived()
    // A whole id of one that it has already is found where it was.
    for (const [hex, ids] of this.#commits)
      if (hex.length < 40 || !ids.some((id) => repoOf(id) === repo)) this.#commits.delete(hex)
    if (history !== undefined) this.keepHistory(history)
  }

  forget(): void {
    this.#forgetDerived()
    for (const kept of [this.#commits, this.#grounds, this.#reachedBefore, this.#depthsBefore]) kept.clear()
  }

  #forgetDerived(): void {
    this.#histories.clear()
    this.#reached.clear()
    this.#depths.clear()
    this.#shipped.clear()
    this.#parts.clear()
  }
}
