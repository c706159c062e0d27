// Gathers a repository's history while a scan writes its commits, so that what follows from it need not read it back.
import type { History } from './graph.ts'

/** A commit as it was read. */
export interface MadeCommit {
  number: number
  parents: readonly number[]
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

  add({ number, parents, authored_at_ms, committed_at_ms, numbered }: MadeCommit): void {
    while (number >= this.#from.length) this.#growCommits()
    if (this.#used + parents.length + 1 > this.#parents.length)
      this.#parents = larger(this.#parents, new Int32Array((this.#used + parents.length) * 2))
    this.#authoredAt[number] = authored_at_ms
    this.#committedAt[number] = committed_at_ms
    this.#numbered[number] = numbered ? 1 : 0
    this.#from[number] = this.#used
    this.#parents[this.#used++] = parents.length
    for (const parent of parents) this.#parents[this.#used++] = parent
  }

  /**
   * Of n numbers given, once: its arrays are those that were filled. Nothing is known of squashes yet. `before`: what there
   * was; of what was only mentioned in it, more may have come since.
   */
  history(repo: number, n: number, before: History | null): History {
    while (n > this.#from.length) this.#growCommits()
    const known = new Uint8Array(n)
    const offsets = new Int32Array(n + 1)
    const parents = new Int32Array((before?.parents.length ?? 0) + this.#used)
    const [authoredAt, committedAt] = [this.#authoredAt.subarray(0, n), this.#committedAt.subarray(0, n)]
    const numbered = this.#numbered.subarray(0, n)
    let mention = 0
    for (let i = 0; i < n; i++) {
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
    const graph = { repo, n, known, offsets, parents: parents.slice(0, mention) }
    return { ...graph, authoredAt, committedAt, numbered, startAt: authoredAt, squashed: new Uint8Array(n) }
  }

  #growCommits(): void {
    const length = this.#from.length * 2
    this.#authoredAt = larger(this.#authoredAt, new Float64Array(length))
    this.#committedAt = larger(this.#committedAt, new Float64Array(length))
    this.#from = larger(this.#from, new Int32Array(length))
    this.#numbered = larger(this.#numbered, new Uint8Array(length))
  }
}

function larger<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from)
  return to
}
