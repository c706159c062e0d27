// How far a history must be read until all is there that its newest deployments shipped. Git gives the newest commits first,
// so that is soon, whatever comes after it. Where clocks were wrong a commit may come before one that it is an ancestor of,
// and what is told meanwhile may then differ until all is read.
import { randomBytes } from 'node:crypto'
import type { CommitColumns } from '../../../src-shared/commit-columns.ts'
import { OidTable } from '../../../src-shared/oid-table.ts'
import { release } from '../../../src-shared/release.ts'
import { larger } from '../../../src-shared/room.ts'

const isNeeded = 1
const isOld = 2
const isRead = 4

/** Of more commits than these nothing is kept in mind: then all is told at once, when it is there. */
const commitsMax = 2 ** 18

export class Unread {
  readonly #numbers: OidTable
  #marks = new Uint8Array(1024)
  /** Where the parents of a commit that was read begin: how many, then those. */
  #from = new Int32Array(1024)
  #parents = new Int32Array(4096)
  #used = 1
  /** How many are needed and neither read nor old. */
  #open = 0

  /** `needed`: what must be there, with all that it contains but what the `old` contain. Ids in hex. */
  constructor(oidBytes: number, needed: readonly string[], old: readonly string[]) {
    this.#numbers = new OidTable(oidBytes, randomBytes(8))
    for (const id of old) this.#mark(this.#number(Buffer.from(id, 'hex'), 0), isOld)
    for (const id of needed) this.#mark(this.#number(Buffer.from(id, 'hex'), 0), isNeeded)
  }

  /** How many of the next commits it takes until nothing is needed any more; null where it takes more. */
  take({ n, oidBytes, oids, parentCounts, parents }: CommitColumns): number | null {
    let mention = 0
    for (let i = 0; i < n; i++) {
      if (this.#open === 0) return i
      const number = this.#number(oids, i * oidBytes)
      const count = parentCounts[i] as number
      const from = this.#used
      if (from + count >= this.#parents.length) this.#parents = larger(this.#parents, (from + count) * 2)
      this.#parents[this.#used++] = count
      for (let p = 0; p < count; p++) this.#parents[this.#used++] = this.#number(parents, mention++ * oidBytes)
      this.#from[number] = from
      this.#mark(number, isRead)
      this.#passOn(number)
    }
    return this.#open === 0 ? n : null
  }

  get isTooMuch(): boolean {
    return this.#numbers.size > commitsMax
  }

  /** Gives its memory back; nothing can be asked any more. */
  end(): void {
    this.#numbers.end()
    for (const array of [this.#marks, this.#from, this.#parents]) release(array)
  }

  #number(source: Uint8Array, at: number): number {
    const number = this.#numbers.number(source, at)
    if (number >= this.#marks.length) {
      this.#marks = larger(this.#marks, number * 2)
      this.#from = larger(this.#from, number * 2)
    }
    return number
  }

  #mark(number: number, marks: number): boolean {
    const before = this.#marks[number] as number
    const now = before | marks
    this.#marks[number] = now
    this.#open += Number(now === isNeeded) - Number(before === isNeeded)
    return now !== before
  }

  /** What a commit is its parents are; those that were read before it pass it on. */
  #passOn(number: number): void {
    const next = [number]
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      const [marks, from] = [(this.#marks[at] as number) & (isNeeded | isOld), this.#from[at] as number]
      const end = from + (this.#parents[from] as number)
      for (let p = from + 1; p <= end; p++) {
        const parent = this.#parents[p] as number
        if (this.#mark(parent, marks) && this.#from[parent] !== 0) next.push(parent)
      }
    }
  }
}
