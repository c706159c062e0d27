// A list of whole numbers of 32 bits that keeps its memory when it is emptied.
import { release } from '../../src-shared/release.ts'

export class Numbers {
  length = 0
  #all = new Int32Array(64)

  push(number: number): void {
    if (this.length === this.#all.length) this.#all = new Int32Array(this.#all.buffer.transfer(this.length * 8))
    this.#all[this.length++] = number
  }

  at(i: number): number {
    return this.#all[i] as number
  }

  /** The largest; 0 for none. */
  most(): number {
    let most = 0
    for (let i = 0; i < this.length; i++) most = Math.max(most, this.at(i))
    return most
  }

  /** As they are now; not what comes later. `from`, `to`: those of some places. */
  all(from = 0, to = this.length): Int32Array<ArrayBuffer> {
    return this.#all.slice(from, Math.min(to, this.length))
  }

  clear(): void {
    this.length = 0
  }

  /** Gives its memory back; nothing is to be done with it any more. */
  end(): void {
    this.length = 0
    release(this.#all)
  }
}
