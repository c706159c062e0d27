// The two tables a commit is kept in, written many rows a statement. Ids and parents travel as one value for all rows of a
// statement, which SQLite cuts into pieces: handing over a piece for each row takes longer than writing it.
import type { Param, WriteDb } from './database.ts'
import type { MadeCommit } from './history-maker.ts'

const atOnce = 32
/** Values that a row of `commits` has of its own. */
const columns = 7
/** Of no bytes at all SQLite cuts no piece, not even an empty one. */
const ahead = -1

/** Rows of `commits`. */
export class CommitRows {
  readonly #db: WriteDb
  readonly #first: number
  readonly #oidBytes: number
  readonly #many: string
  readonly #one: string
  readonly #oids: Uint8Array
  #parents = [ahead]
  #values: Param[] = []

  /** `first`: the id that the number 0 of the repository has. */
  constructor(db: WriteDb, first: number, oidBytes: number) {
    const row = (i: number) => `(@first + ?, ${piece(i, oidBytes)}, substr(@parents, ?, ?), ?, ?, ?, ?)`
    const into = 'INSERT INTO commits (id, oid, parents, authored_at_ms, committed_at_ms, author, subject) VALUES'
    this.#db = db
    this.#first = first
    this.#oidBytes = oidBytes
    this.#many = `${into} ${Array.from({ length: atOnce }, (_, i) => row(i)).join(', ')}`
    this.#one = `${into} ${row(0)}`
    this.#oids = new Uint8Array(atOnce * oidBytes)
  }

  /** Writes it at once, or with one of the next. */
  add(commit: MadeCommit, author: number, oid: Uint8Array): void {
    const { number, parents, authored_at_ms, committed_at_ms, subject } = commit
    this.#oids.set(oid, (this.#values.length / columns) * this.#oidBytes)
    this.#values.push(number, this.#parents.length * 4 + 1, parents.length * 4)
    this.#values.push(orNull(authored_at_ms), orNull(committed_at_ms), author, subject)
    for (const parent of parents) this.#parents.push(parent)
    if (this.#values.length < atOnce * columns) return
    this.#run(this.#many, this.#oids, this.#values)
    this.#clear()
  }

  /** Writes what is left. */
  end(): void {
    for (let at = 0; at < this.#values.length; at += columns) {
      const from = (at / columns) * this.#oidBytes
      this.#run(this.#one, this.#oids.subarray(from, from + this.#oidBytes), this.#values.slice(at, at + columns))
    }
    this.#clear()
  }

  #run(sql: string, oids: Uint8Array, values: Param[]): void {
    this.#db.runShared(sql, { first: this.#first, oids, parents: packed(this.#parents) }, values)
  }

  #clear(): void {
    this.#values = []
    this.#parents = [ahead]
  }
}

/** Commit numbers as they are kept. */
export function packed(numbers: readonly number[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(numbers.length * 4)
  for (let i = 0; i < numbers.length; i++) bytes.writeInt32LE(numbers[i] as number, i * 4)
  return bytes
}

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

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
