// Gathers a repository's history while a scan writes its commits, so that what follows from it need not read it back. Until
// then each commit takes thirteen bytes, since a scan of a long history has ids to keep in mind, too.
import { release } from '../../src-shared/release.ts'
import { larger } from '../../src-shared/room.ts'
import { Instants } from './instants.ts'
import type { History } from './graph.ts'
import type { Numbers } from './numbers.ts'

/** A commit as it was read. */
export interface MadeCommit {
  number: number
  parents: Numbers
  /** NaN where git holds garbage. */
  authored_at_ms: number
  committed_at_ms: number
  /** Whether its first line ends in the number of a pull request. */
  numbered: boolean
}

/** Commits come in any order of their numbers. */
export class HistoryMaker {
  readonly #authoredAt = new Instants()
  readonly #committedAt = new Instants()
  /**
   * Of each commit 0 where it did not come, one more than its parent where it has that one alone, and else, below 0, where
   * in `others` it is said how many it has, then which.
   */
  #parents = new Int32Array(1024)
  #others = new Int32Array(1024)
  #used = 1
  #numbered = new Uint8Array(1024)
  /** Parents of all that came. */
  #mentions = 0
  /** The least of the numbers that came. */
  #least = Infinity

  add({ number, parents, authored_at_ms, committed_at_ms, numbered }: MadeCommit): void {
    if (number >= this.#parents.length) this.#makeRoom(number)
    if (number < this.#least) this.#least = number
    this.#authoredAt.set(number, authored_at_ms)
    this.#committedAt.set(number, committed_at_ms)
    this.#numbered[number] = numbered ? 1 : 0
    this.#mentions += parents.length
    this.#parents[number] = parents.length === 1 ? parents.at(0) + 1 : this.#addOther(parents)
  }

  #addOther(parents: Numbers): number {
    const from = this.#used
    this.#used += parents.length + 1
    if (this.#used > this.#others.length) this.#others = larger(this.#others, this.#used * 2)
    this.#others[from] = parents.length
    for (let i = 0; i < parents.length; i++) this.#others[from + 1 + i] = parents.at(i)
    return -from
  }

  /**
   * Of n numbers given, once: what it has gathered is gone then. `before`: what there was; of what was only mentioned in it,
   * more may have come since. Of squashes nothing is known yet but what was then.
   */
  history(repo: number, n: number, before: History | null): History {
    this.#makeRoom(n)
    // Mostly nothing came of what was known or mentioned before.
    const stands = before !== null && this.#least >= before.n ? before : null
    const from = stands?.n ?? 0
    const { known, offsets, parents } = this.#graph(n, before, stands)
    const numbered = this.#numbered.slice(0, n)
    release(this.#numbered)
    const authoredAt = this.#authoredAt.take(n, from)
    const committedAt = this.#committedAt.take(n, from)
    if (stands !== null) {
      authoredAt.set(stands.authoredAt)
      committedAt.set(stands.committedAt)
      numbered.set(stands.numbered)
    }
    for (let i = from; i < n; i++) {
      if (this.#parents[i] !== 0) continue
      const stood = before?.known[i] === 1
      authoredAt[i] = stood ? (before.authoredAt[i] as number) : Number.NaN
      committedAt[i] = stood ? (before.committedAt[i] as number) : Number.NaN
      numbered[i] = stood ? (before.numbered[i] as number) : 0
    }
    release(this.#parents)
    const squashed = new Uint8Array(n)
    if (before !== null) squashed.set(before.squashed)
    const startAt = startsAsBefore(authoredAt, before)
    return { repo, n, known, offsets, parents, authoredAt, committedAt, numbered, startAt, squashed }
  }

  #graph(n: number, before: History | null, stands: History | null): Pick<History, 'known' | 'offsets' | 'parents'> {
    const known = new Uint8Array(n)
    const offsets = new Int32Array(n + 1)
    const parents = new Int32Array((before?.offsets[before.n] ?? 0) + this.#mentions)
    let [i, mention] = [0, 0]
    if (stands !== null) {
      known.set(stands.known)
      offsets.set(stands.offsets)
      i = stands.n
      mention = stands.offsets[i] as number
      parents.set(stands.parents.subarray(0, mention))
    }
    for (; i < n; i++) {
      const said = this.#parents[i] as number
      if (said > 0) {
        known[i] = 1
        parents[mention++] = said - 1
      } else if (said < 0) {
        known[i] = 1
        const end = 1 - said + (this.#others[-said] as number)
        for (let p = 1 - said; p < end; p++) parents[mention++] = this.#others[p] as number
      } else if (before?.known[i] === 1) {
        known[i] = 1
        const end = before.offsets[i + 1] as number
        for (let p = before.offsets[i] as number; p < end; p++) parents[mention++] = before.parents[p] as number
      }
      offsets[i + 1] = mention
    }
    release(this.#others)
    return { known, offsets, parents }
  }

  #makeRoom(number: number): void {
    const length = Math.max(number + 1, this.#parents.length * 2)
    this.#parents = larger(this.#parents, length)
    this.#numbered = larger(this.#numbered, length)
    this.#authoredAt.makeRoom(length)
    this.#committedAt.makeRoom(length)
  }
}

/** When work on commits began: as it was known of those that were there, as they were written of the others. */
function startsAsBefore(authoredAt: Float64Array<ArrayBuffer>, before: History | null): Float64Array<ArrayBuffer> {
  if (before === null || before.startAt === before.authoredAt) return authoredAt
  const startAt = authoredAt.slice()
  for (let i = 0; i < before.n; i++) if (before.known[i] === 1) startAt[i] = before.startAt[i] as number
  return startAt
}
