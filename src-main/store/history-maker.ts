// Gathers a repository's history while a scan writes its commits, so that what follows from it need not read it back.
import { release } from '../../src-shared/release.ts'
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
  #authoredAt = new Float64Array(1024)
  #committedAt = new Float64Array(1024)
  /** Where the parents of each commit begin; 0 for one that did not come. */
  #from = new Int32Array(1024)
  #numbered = new Uint8Array(1024)
  /** Of each commit that came, how many parents, then those. */
  #parents = new Int32Array(4096)
  #used = 1
  /** The least of the numbers that came. */
  #least = Infinity

  add({ number, parents, authored_at_ms, committed_at_ms, numbered }: MadeCommit): void {
    while (number >= this.#from.length) this.#growCommits()
    if (number < this.#least) this.#least = number
    if (this.#used + parents.length + 1 > this.#parents.length)
      this.#parents = new Int32Array(resized(this.#parents, (this.#used + parents.length) * 2))
    this.#authoredAt[number] = authored_at_ms
    this.#committedAt[number] = committed_at_ms
    this.#numbered[number] = numbered ? 1 : 0
    this.#from[number] = this.#used
    this.#parents[this.#used++] = parents.length
    for (let i = 0; i < parents.length; i++) this.#parents[this.#used++] = parents.at(i)
  }

  /**
   * Of n numbers given, once: its arrays are those that were filled. `before`: what there was; of what was only mentioned in
   * it, more may have come since. Of squashes nothing is known yet but what was then.
   */
  history(repo: number, n: number, before: History | null): History {
    this.#from = new Int32Array(resized(this.#from, n))
    const known = new Uint8Array(n)
    const offsets = new Int32Array(n + 1)
    const parents = new Int32Array((before?.parents.length ?? 0) + this.#used)
    const authoredAt = new Float64Array(resized(this.#authoredAt, n))
    const committedAt = new Float64Array(resized(this.#committedAt, n))
    const numbered = new Uint8Array(resized(this.#numbered, n))
    let [i, mention] = [0, 0]
    // Mostly nothing came of what was known or mentioned before.
    if (before !== null && this.#least >= before.n) {
      known.set(before.known)
      offsets.set(before.offsets)
      authoredAt.set(before.authoredAt)
      committedAt.set(before.committedAt)
      numbered.set(before.numbered)
      i = before.n
      mention = before.offsets[i] as number
      parents.set(before.parents.subarray(0, mention))
    }
    for (; i < n; i++) {
      const from = this.#from[i] as number
      if (from > 0) {
        known[i] = 1
        const end = from + (this.#parents[from] as number)
        for (let p = from + 1; p <= end; p++) parents[mention++] = this.#parents[p] as number
      } else if (before?.known[i] === 1) {
        known[i] = 1
        const end = before.offsets[i + 1] as number
        for (let p = before.offsets[i] as number; p < end; p++) parents[mention++] = before.parents[p] as number
        authoredAt[i] = before.authoredAt[i] as number
        committedAt[i] = before.committedAt[i] as number
        numbered[i] = before.numbered[i] as number
      } else authoredAt[i] = committedAt[i] = Number.NaN
      offsets[i + 1] = mention
    }
    release(this.#from)
    release(this.#parents)
    const graph = { repo, n, known, offsets, parents: new Int32Array(parents.buffer.transfer(mention * 4)) }
    const squashed = new Uint8Array(n)
    if (before !== null) squashed.set(before.squashed)
    return { ...graph, authoredAt, committedAt, numbered, startAt: startsAsBefore(authoredAt, before), squashed }
  }

  #growCommits(): void {
    const length = this.#from.length * 2
    this.#authoredAt = new Float64Array(resized(this.#authoredAt, length))
    this.#committedAt = new Float64Array(resized(this.#committedAt, length))
    this.#from = new Int32Array(resized(this.#from, length))
    this.#numbered = new Uint8Array(resized(this.#numbered, length))
  }
}

/** The buffer of an array as one of so many elements; what it had is given back. */
function resized(array: { buffer: ArrayBuffer; BYTES_PER_ELEMENT: number }, length: number): ArrayBuffer {
  return array.buffer.transfer(length * array.BYTES_PER_ELEMENT)
}

/** When work on commits began: as it was known of those that were there, as they were written of the others. */
function startsAsBefore(authoredAt: Float64Array<ArrayBuffer>, before: History | null): Float64Array<ArrayBuffer> {
  if (before === null || before.startAt === before.authoredAt) return authoredAt
  const startAt = authoredAt.slice()
  for (let i = 0; i < before.n; i++) if (before.known[i] === 1) startAt[i] = before.startAt[i] as number
  return startAt
}
