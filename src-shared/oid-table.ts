// Commit ids to small numbers, in memory: open addressing over typed arrays, because a Map of a million strings costs
// four times the time and memory. Ids are hashes already, so their first bytes are the hash.

export class OidTable {
  /** How long an id is. */
  readonly bytes: number
  #oids: Uint8Array
  #slots: Int32Array
  #size = 0

  /** `bytes` is the length of an id: 20 for SHA-1, 32 for SHA-256. */
  constructor(bytes: number, expected = 1024) {
    this.bytes = bytes
    let slots = 2048
    while (slots < expected * 2) slots *= 2
    this.#slots = new Int32Array(slots).fill(-1)
    this.#oids = new Uint8Array((slots / 2) * bytes)
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
    numbers.forEach((number, i) => found.set(this.#oids.subarray(number * bytes, (number + 1) * bytes), i * bytes))
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
    let slot =
      ((source[from] as number) |
        ((source[from + 1] as number) << 8) |
        ((source[from + 2] as number) << 16) |
        ((source[from + 3] as number) << 24)) &
      mask
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

  #grow(): void {
    const oids = new Uint8Array(this.#oids.length * 2)
    oids.set(this.#oids)
    this.#oids = oids
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1)
    for (let i = 0; i < this.#size; i++) this.#slots[this.#slot(oids, i * this.bytes)] = i
  }
}
