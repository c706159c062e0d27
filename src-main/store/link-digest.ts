// What links hash to. It only spares writing what is already there, and a rebuild check compares the rows themselves.
import { createHash } from 'node:crypto'
import type { ChangeLinks, LinkColumns } from './link-columns.ts'

export class LinkDigest {
  readonly #hash = createHash('sha256')

  constructor(finished_at_ms: number) {
    this.#hash.update(`${finished_at_ms} `)
  }

  add({ length, numbers, marks, changes }: LinkColumns): void {
    for (const column of [...numbers, ...marks]) this.#hash.update(column.subarray(0, length))
    if (changes.size > 0) this.#hash.update(JSON.stringify([...changes]))
  }

  get value(): number {
    // 48 bits: SQLite and JavaScript both hold them exactly.
    return this.#hash.digest().readUIntBE(0, 6)
  }
}

export function digestOf(links: ChangeLinks): number {
  const digest = new LinkDigest(links.finished_at_ms)
  for (const columns of links.inColumns()) digest.add(columns)
  return digest.value
}
