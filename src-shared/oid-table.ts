// Commit ids to small numbers, in memory: open addressing over typed arrays, because a Map of a million strings costs
// four times the time and memory. Ids are hashes already, but whoever makes commits can choose how they begin: where one
// belongs depends on numbers drawn for every table, so that nobody can have all ids of a repository belong to one place.

import { release } from './release.ts'
import { larger, memory } from './room.ts'

/** Two odd numbers of 32 bits. */
export type Factors = readonly [number, number]

export function factorsOf(chance: Uint8Array): Factors {
  const bits = new DataView(chance.buffer, chance.byteOffset)
  return [bits.getUint32(0) | 1, bits.getUint32(4) | 1]
}

/** 32 bits of which the highest are spread evenly, whatever ids that do not know the factors have in common. */
export function spreadOf(source: Uint8Array, from: number, [first, second]: Factors): number {
  const one =
    (source[from] as number) |
    ((source[from + 1] as number) << 8) |
    ((source[from + 2] as number) << 16) |
    ((source[from + 3] as number) << 24)
  const other =
    (source[from + 4] as number) |
    ((source[from + 5] as number) << 8) |
    ((source[from + 6] as number) << 16) |
    ((source[from + 7] as number) << 24)
  return (Math.imul(one, first) + Math.imul(other, second)) >>> 0
}

export class OidTable {
  /** How long an id is. */
  readonly bytes: number
  #oids: Uint8Array<ArrayBuffer>
  #slots: Int32Array<ArrayBuffer>
  readonly #factors: Factors
  #size = 0

  /** `bytes` is the length of an id: 20 for SHA-1, 32 for SHA-256. `chance`: eight bytes that nobody knows. */
  constructor(bytes: number, chance: Uint8Array) {
    this.bytes = bytes
    this.#factors = factorsOf(chance)
    this.#slots = new Int32Array(2048).fill(-1)
    this.#oids = new Uint8Array(1024 * bytes)
  }

  get size(): number {
    return this.#size
  }

  /** The id with this number, of which there must be one. */
  oid(number: number): Uint8Array {
    return this.#oids.slice(number * this.bytes, (number + 1) * this.bytes)
  }

  /** The ids with these numbers, one after the other. */
  oids(numbers: Int32Array): Uint8Array {
    const { bytes } = this
    const found = new Uint8Array(numbers.length * bytes)
    const oids = this.#oids
    let to = 0
    for (let i = 0; i < numbers.length; i++) {
      const from = (numbers[i] as number) * bytes
      // An object for each would take longer than its few bytes.
      for (let b = 0; b < bytes; b++) found[to++] = oids[from + b] as number
    }
    return found
  }

  /** The first three bytes of the id with this number, as a number that grows with the id. */
  start(number: number): number {
    const at = number * this.bytes
    const oids = this.#oids
    return ((oids[at] as number) << 16) | ((oids[at + 1] as number) << 8) | (oids[at + 2] as number)
  }

  /** The number of the id that starts at `from` in `source`, or -1. */
  find(source: Uint8Array, from: number): number {
    return this.#slots[this.#slot(source, from)] ?? -1
  }

  /** The number of the id, a new one (the next) where it was not known. */
  number(source: Uint8Array, from: number): number {
    const slot = this.#slot(source, from)
    const known = this.#slots[slot] ?? -1
    if (known !== -1) return known
    const added = this.#size++
    this.#oids.set(source.subarray(from, from + this.bytes), added * this.bytes)
    this.#slots[slot] = added
    // At half full, which is as many ids as there is room for.
    if (this.#size * 2 >= this.#slots.length) this.#grow()
    return added
  }

  #slot(source: Uint8Array, from: number): number {
    const mask = this.#slots.length - 1
    const bytes = this.bytes
    // As many of the highest bits as there are slots.
    let slot = spreadOf(source, from, this.#factors) >>> Math.clz32(mask)
    for (;;) {
      const held = this.#slots[slot] as number
      if (held === -1) return slot
      const at = held * bytes
      let i = 0
      while (i < bytes && this.#oids[at + i] === source[from + i]) i++
      if (i === bytes) return slot
      slot = (slot + 1) & mask
    }
  }

  /** Gives its memory back; but for its size, nothing can be asked any more. */
  end(): void {
    release(this.#oids)
    release(this.#slots)
  }

  #grow(): void {
    this.#oids = larger(this.#oids, this.#oids.length * 2)
    const slots = this.#slots.length * 2
    release(this.#slots)
    this.#slots = new Int32Array(memory(slots * 4)).fill(-1)
    for (let i = 0; i < this.#size; i++) this.#slots[this.#slot(this.#oids, i * this.bytes)] = i
  }
}
