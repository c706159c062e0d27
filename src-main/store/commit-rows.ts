// The two tables a commit is kept in, written many rows a statement. Ids and parents travel as one value for all rows of a
// statement, which SQLite cuts into pieces: handing over a piece for each row takes longer than writing it.
import type { Param, WriteDb } from './database.ts'

const atOnce = 32

export interface CommitRow {
  number: number
  authored_at_ms: number | null
  committed_at_ms: number | null
  author: number
  subject: string
}

/** Rows of `commits`. `first`: the id that the number 0 of the repository would have. */
export class CommitRows {
  readonly #db: WriteDb
  readonly #first: number
  readonly #many: string
  readonly #one: string
  readonly #oids: StagedBytes
  readonly #parents: StagedBytes
  #values: Param[] = []

  constructor(db: WriteDb, first: number, oidBytes: number) {
    const row = (i: number) => `(@first + ?, ${piece(i, oidBytes)}, substr(@parents, ?, ?), ?, ?, ?, ?)`
    const into = 'INSERT INTO commits (id, oid, parents, authored_at_ms, committed_at_ms, author, subject) VALUES'
    this.#db = db
    this.#first = first
    this.#many = `${into} ${Array.from({ length: atOnce }, (_, i) => row(i)).join(', ')}`
    this.#one = `${into} ${row(0)}`
    this.#oids = new StagedBytes(atOnce * oidBytes)
    // Of no bytes at all SQLite cuts no piece, not even an empty one.
    this.#parents = new StagedBytes(atOnce * 8, 1)
  }

  /** Writes it at once, or with one of the next. */
  add({ number, authored_at_ms, committed_at_ms, author, subject }: CommitRow, oid: Uint8Array, parents: Uint8Array) {
    this.#oids.add(oid)
    this.#values.push(number, this.#parents.add(parents) + 1, parents.length)
    this.#values.push(authored_at_ms, committed_at_ms, author, subject)
    if (this.#values.length < atOnce * columns) return
    this.#db.runShared(this.#many, this.#shared(this.#oids.all), this.#values)
    this.#clear()
  }

  /** Writes what is left. */
  end(): void {
    const [oids, rows] = [this.#oids.all, this.#values.length / columns]
    const oidBytes = oids.length / rows
    for (let i = 0; i < rows; i++)
      this.#db.runShared(
        this.#one,
        this.#shared(oids.subarray(i * oidBytes, (i + 1) * oidBytes)),
        this.#values.slice(i * columns, (i + 1) * columns),
      )
    this.#clear()
  }

  #shared(oids: Uint8Array): Record<string, Param> {
    return { first: this.#first, oids, parents: this.#parents.all }
  }

  #clear(): void {
    this.#values = []
    this.#oids.clear()
    this.#parents.clear()
  }
}

/** Values that a row of `commits` has of its own. */
const columns = 7

/** Makes commits findable by their ids; those that are already stay so. */
export function writeOids(
  db: WriteDb,
  { first, oidBytes }: { first: number; oidBytes: number },
  numbers: Int32Array,
  oids: Uint8Array,
): void {
  const insert = (rows: number) =>
    `INSERT OR IGNORE INTO commit_oids (oid, id) VALUES ${Array.from({ length: rows }, (_, i) => `(${piece(i, oidBytes)}, @first + ?)`).join(', ')}`
  const [many, one] = [insert(atOnce), insert(1)]
  for (let from = 0; from < numbers.length;) {
    const rows = numbers.length - from < atOnce ? 1 : atOnce
    const shared = { first, oids: oids.subarray(from * oidBytes, (from + rows) * oidBytes) }
    db.runShared(rows === 1 ? one : many, shared, [...numbers.subarray(from, from + rows)])
    from += rows
  }
}

function piece(row: number, oidBytes: number): string {
  return `substr(@oids, ${row * oidBytes + 1}, ${oidBytes})`
}

/** Bytes of some rows, one after the other. `ahead`: how many come before them. */
class StagedBytes {
  readonly #ahead: number
  #bytes: Uint8Array
  #used: number

  constructor(expected: number, ahead = 0) {
    this.#bytes = new Uint8Array(expected + ahead)
    this.#ahead = ahead
    this.#used = ahead
  }

  /** Returns where they are. */
  add(bytes: Uint8Array): number {
    const at = this.#used
    this.#used += bytes.length
    if (this.#used > this.#bytes.length) {
      const larger = new Uint8Array(this.#used * 2)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes.set(bytes, at)
    return at
  }

  get all(): Uint8Array {
    return this.#bytes.subarray(0, this.#used)
  }

  clear(): void {
    this.#used = this.#ahead
  }
}
