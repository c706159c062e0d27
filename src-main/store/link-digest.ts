// What links hash to. Two 26-bit lanes make a 52-bit number, which SQLite and JavaScript both hold exactly. Not a secret and
// not a proof: it only spares writing what is already there, and a rebuild check compares the rows themselves.
import type { ChangeLink, ChangeLinks } from './change-link.ts'

export class LinkDigest {
  #a = 0x811c9dc5
  #b = 0x9e3779b9

  add(link: ChangeLink): void {
    this.#mixNumber(link.commit)
    this.#mixNumber(link.start_ms)
    this.#mixNumber(link.lead_ms)
    // As before for those that have none, so that what stood before there were any is not written again.
    if (link.reached_ms !== null) this.#mixNumber(link.reached_ms)
    this.#mix(link.named ? 3 : 4)
    if (link.squashed) this.#mix(7)
    this.#mixText(link.change)
    this.#mixText(link.left_out)
  }

  get value(): number {
    return (this.#a >>> 6) * 2 ** 26 + (this.#b >>> 6)
  }

  #mix(value: number): void {
    this.#a = Math.imul(this.#a ^ value, 0x01000193)
    this.#b = Math.imul(this.#b + value, 0x85ebca6b) ^ (this.#b >>> 13)
  }

  #mixNumber(value: number | null): void {
    this.#mix(value === null ? 1 : 2)
    if (value === null) return
    this.#mix(value | 0)
    this.#mix(Math.floor(value / 4294967296) | 0)
  }

  #mixText(text: string | null): void {
    this.#mix(text === null ? 5 : 6)
    if (text !== null) for (const character of text) this.#mix(character.codePointAt(0) ?? 0)
  }
}

export function digestOf(links: ChangeLinks): number {
  const digest = new LinkDigest()
  for (const link of links) digest.add(link)
  return digest.value
}
