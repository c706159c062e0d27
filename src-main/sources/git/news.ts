// Which of the commits that git gives are news, and when all of those have come: git is asked what moved leads to, and is
// stopped then. To be told what not to follow, it would go through all of that first, once for each of a thousand tags;
// which commits are kept is known here. Right only where all that a kept commit leads to is kept as well.
import { randomBytes } from 'node:crypto'
import { OidTable } from '../../../src-shared/oid-table.ts'

/** Whether the commit is kept whose id starts at `at`. */
export type IsKept = (oids: Uint8Array, at: number) => boolean

/** Of so many others on the way, or of so many to one that is news, git is faster when it is told what to leave out. */
const passedMax = 2_000
const passedToOne = 3

const isAwaited = 1

export class News {
  /** Commits that were mentioned: what moved, and parents of what came. */
  readonly #mentioned: OidTable
  readonly #isKept: IsKept
  /** Of each: awaited, or not any more. */
  #marks: number[] = []
  #awaited = 0
  #came = 0
  #passed = 0

  /** `tips`: in hex; none of them is kept. */
  constructor(oidBytes: number, tips: readonly string[], isKept: IsKept) {
    this.#mentioned = new OidTable(oidBytes, randomBytes(8))
    this.#isKept = isKept
    for (const tip of tips) this.#await(Buffer.from(tip, 'hex'), 0, () => false)
  }

  /** Whether the next commit is news. Its parents are `count` ids from `first` on. Git gives a commit after one that it is a parent of. */
  take(oids: Uint8Array, at: number, parents: Uint8Array, first: number, count: number): boolean {
    const number = this.#mentioned.find(oids, at)
    if (this.#marks[number] !== isAwaited) {
      this.#passed++
      return false
    }
    this.#marks[number] = 0
    this.#awaited--
    this.#came++
    for (let p = 0; p < count; p++) this.#await(parents, first + p * this.#mentioned.bytes, this.#isKept)
    return true
  }

  /** All of it came. */
  get isWhole(): boolean {
    return this.#awaited === 0
  }

  get isFarApart(): boolean {
    return this.#passed > Math.max(passedMax, passedToOne * this.#came)
  }

  #await(oids: Uint8Array, at: number, isKept: IsKept): void {
    const number = this.#mentioned.number(oids, at)
    if (number < this.#marks.length) return
    const awaited = !isKept(oids, at)
    this.#marks.push(awaited ? isAwaited : 0)
    if (awaited) this.#awaited++
  }
}
