// The two tables a commit is kept in, written many rows a statement. Ids, parents and text travel as one value for all rows
// of a statement, which SQLite cuts into pieces: handing over a piece for each row takes longer than writing it.
import type { CommitColumns } from '../../src-shared/commit-columns.ts'
import type { Param, WriteDb } from './database.ts'

const atOnce = 32
/** Values that a row of `commits` has of its own. */
const columns = 7

/** Rows of `commits`, a batch after the other. Those of one statement follow each other in their batch. */
export class CommitRows {
  readonly #db: WriteDb
  readonly #first: number
  readonly #many: string
  readonly #one: string
  /** The ids of the batch's names. */
  #authors: readonly number[] = []
  /** Which of the batch is the first that is not written yet. */
  #from = 0
  #to = 0
  #parents: (readonly number[])[] = []
  #values: Param[] = []

  /** `first`: the id that the number 0 of the repository has. */
  constructor(db: WriteDb, first: number, oidBytes: number) {
    const row = (place: number | string) => `(@first + ?, substr(@oids, 1 + ${oidBytes} * ${place}, ${oidBytes}),
      substr(@parents, 1 + @room * ${place}, ?), ?, ?, ?, CAST(substr(@subjects, ?, ?) AS TEXT))`
    const into = 'INSERT INTO commits (id, oid, parents, authored_at_ms, committed_at_ms, author, subject) VALUES'
    this.#db = db
    this.#first = first
    this.#many = `${into} ${Array.from({ length: atOnce }, (_, place) => row(place)).join(', ')}`
    this.#one = `${into} ${row('@place')}`
  }

  begin(authors: readonly number[]): void {
    this.#authors = authors
  }

  /** Writes it at once, or with one of the next. */
  add(batch: CommitColumns, i: number, number: number, parents: readonly number[]): void {
    if (this.#parents.length > 0 && i !== this.#to) this.#write(batch)
    if (this.#parents.length === 0) this.#from = i
    this.#to = i + 1
    const text = batch.subjectEnds[i - 1] ?? 0
    const before = batch.subjectEnds[this.#from - 1] ?? 0
    this.#values.push(number, parents.length * 4, orNull(batch.authoredAt[i]), orNull(batch.committedAt[i]))
    this.#values.push(this.#authors[batch.authors[i] ?? 0] ?? 0, text - before + 1, (batch.subjectEnds[i] ?? 0) - text)
    this.#parents.push(parents)
    if (this.#parents.length === atOnce) this.#write(batch)
  }

  /** Writes what is left of the batch. */
  end(batch: CommitColumns): void {
    if (this.#parents.length > 0) this.#write(batch)
  }

  #write({ oidBytes, oids, subjects, subjectEnds }: CommitColumns): void {
    const room = Math.max(1, ...this.#parents.map((some) => some.length))
    const shared = {
      first: this.#first,
      oids: oids.subarray(this.#from * oidBytes, this.#to * oidBytes),
      parents: inPlaces(this.#parents, room),
      room: room * 4,
      subjects: some(subjects.subarray(subjectEnds[this.#from - 1] ?? 0, subjectEnds[this.#to - 1])),
    }
    const values = this.#values
    if (this.#parents.length === atOnce) this.#db.runShared(this.#many, shared, values)
    else
      for (let place = 0; place < this.#parents.length; place++) {
        const own = values.slice(place * columns, (place + 1) * columns)
        this.#db.runShared(this.#one, { ...shared, place }, own)
      }
    this.#values = []
    this.#parents = []
  }
}

/** Each commit's parents in a place with room for so many, packed. */
function inPlaces(parents: readonly (readonly number[])[], room: number): Uint8Array {
  const bytes = Buffer.alloc(parents.length * room * 4)
  parents.forEach((its, place) => its.forEach((parent, i) => bytes.writeInt32LE(parent, (place * room + i) * 4)))
  return bytes
}

/** Of no bytes at all SQLite cuts no piece, not even an empty one. */
function some(bytes: Uint8Array): Uint8Array {
  return bytes.length === 0 ? new Uint8Array(1) : bytes
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
  const row = (i: number) => `(substr(@oids, ${i * oidBytes + 1}, ${oidBytes}), @first + ?)`
  const insert = (rows: number) =>
    `INSERT OR IGNORE INTO commit_oids (oid, id) VALUES ${Array.from({ length: rows }, (_, i) => row(i)).join(', ')}`
  const [many, one] = [insert(atOnce), insert(1)]
  for (let from = 0; from < numbers.length;) {
    const rows = numbers.length - from < atOnce ? 1 : atOnce
    const shared = { first, oids: oids.subarray(from * oidBytes, (from + rows) * oidBytes) }
    db.runShared(rows === 1 ? one : many, shared, [...numbers.subarray(from, from + rows)])
    from += rows
  }
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}
