// The numbers that the commits of one repository were given, by their ids, and those that its next ones are given. All of
// them in memory, or, for a scan of a few, looked up one by one.
import { randomBytes } from 'node:crypto'
import { assert } from '../../src-shared/assert.ts'
import { OidTable } from '../../src-shared/oid-table.ts'
import { commitId, countNumbers, edgesOf, packedOids } from './commits.ts'
import type { ReadDb } from './database.ts'

export interface GivenNumbers {
  /** How many were given. */
  readonly size: number
  /** The number of the id that starts at `from` in `source`; the next one where it has none. */
  number(source: Uint8Array, from: number): number
  /** Ids, and how they begin (OidTable): of numbers that were asked for or given here. */
  oid(number: number): Uint8Array
  oids(numbers: Int32Array): Uint8Array
  start(number: number): number
  /** Gives its memory back; but for how many, nothing can be asked any more. */
  end(): void
}

/** Gives every number again as it was given before. */
export function allNumbers(db: ReadDb, repo: number, bytes: number): GivenNumbers {
  const numbers = new OidTable(bytes, randomBytes(8))
  const oids = packedOids(db, 'commits', repo)
  const edgeOids = packedOids(db, 'commit_edges', repo)
  const edges = edgesOf(db, repo)
  const size = (oids.length + edgeOids.length) / bytes
  for (let number = 0, edge = 0; number < size; number++) {
    const isEdge = edges[edge] === number
    const given = isEdge ? numbers.number(edgeOids, edge * bytes) : numbers.number(oids, (number - edge) * bytes)
    assert(given === number, 'every number of a repository to be kept, without gaps')
    if (isEdge) edge++
  }
  return numbers
}

/** The same where every commit can be found by its id and none is beyond an edge: a lookup for each new id. */
export class FewNumbers implements GivenNumbers {
  readonly #db: ReadDb
  readonly #first: number
  readonly #seen: OidTable
  /** The number of each id that was seen, and where that is. */
  readonly #numbers: number[] = []
  readonly #places = new Map<number, number>()
  #size: number

  constructor(db: ReadDb, repo: number, bytes: number) {
    this.#db = db
    this.#first = commitId(repo, 0)
    this.#seen = new OidTable(bytes, randomBytes(8))
    this.#size = countNumbers(db, repo)
  }

  get size(): number {
    return this.#size
  }

  number(source: Uint8Array, from: number): number {
    const place = this.#seen.number(source, from)
    if (place < this.#numbers.length) return this.#numbers[place] as number
    const row = this.#db.get<{ id: number }>(
      'SELECT id FROM commit_oids WHERE oid = ? AND id >= ? AND id < ?',
      source.subarray(from, from + this.#seen.bytes),
      this.#first,
      this.#first + commitId(1, 0),
    )
    const number = row === undefined ? this.#size++ : row.id - this.#first
    this.#numbers.push(number)
    this.#places.set(number, place)
    return number
  }

  oid(number: number): Uint8Array {
    return this.#seen.oid(this.#place(number))
  }

  oids(numbers: Int32Array): Uint8Array {
    return this.#seen.oids(numbers.map((number) => this.#place(number)))
  }

  start(number: number): number {
    return this.#seen.start(this.#place(number))
  }

  end(): void {
    this.#seen.end()
  }

  #place(number: number): number {
    const place = this.#places.get(number)
    assert(place !== undefined, 'a number that was asked for')
    return place
  }
}
