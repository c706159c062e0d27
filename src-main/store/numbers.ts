// A list of whole numbers of 32 bits that keeps its memory when it is emptied.
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

  /** As they are now; not what comes later. */
  all(): Int32Array {
    return this.#all.slice(0, this.length)
  }

  clear(): void {
    this.length = 0
  }
}
