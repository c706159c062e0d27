// The two tables a commit is kept in, written many rows a statement. Ids, parents and text travel as one value for all rows
// of a statement, which SQLite cuts into pieces: handing over a piece for each row takes longer than writing it. The memory
// for that is used again each time: what a hundred thousand commits leave behind takes a tenth of the time to clear away.
import type { CommitColumns } from '../../src-shared/commit-columns.ts'
import type { Param, WriteDb } from './database.ts'
import { Numbers } from './numbers.ts'

const atOnce = 32
/** Values that all rows of a statement share, and those that each row of `commits` has of its own. */
const shared = 5
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
  /** How many parents each has, then those of all of them. */
  readonly #counts = new Numbers()
  readonly #parents = new Numbers()
  /** NaN is NULL for SQLite. */
  readonly #values: Param[] = Array.from({ length: shared + atOnce * columns }, () => null)

  /** `first`: the id that the number 0 of the repository has. */
  constructor(db: WriteDb, first: number, oidBytes: number) {
    const row = (place: number | string) => `(${place}, ?, ?, ?, ?, ?, ?, ?)`
    const into = `INSERT INTO commits (id, oid, parents, authored_at_ms, committed_at_ms, author, subject)
      SELECT first + column2, substr(oids, 1 + ${oidBytes} * column1, ${oidBytes}),
        substr(parents, 1 + room * column1, column3), column4, column5, column6,
        CAST(substr(subjects, column7, column8) AS TEXT)
      FROM (SELECT ? AS first, ? AS room, ? AS oids, ? AS parents, ? AS subjects), (VALUES`
    this.#db = db
    this.#first = first
    this.#many = `${into} ${Array.from({ length: atOnce }, (_, place) => row(place)).join(', ')})`
    this.#one = `${into} ${row('?')})`
  }

  begin(authors: readonly number[]): void {
    this.#authors = authors
  }

  /** Writes it at once, or with one of the next. */
  add(batch: CommitColumns, i: number, number: number, parents: Numbers): void {
    if (this.#counts.length > 0 && i !== this.#to) this.#write(batch)
    if (this.#counts.length === 0) this.#from = i
    this.#to = i + 1
    const text = batch.subjectEnds[i - 1] ?? 0
    const before = batch.subjectEnds[this.#from - 1] ?? 0
    const [values, at] = [this.#values, shared + this.#counts.length * columns]
    values[at] = number
    values[at + 1] = parents.length * 4
    values[at + 2] = batch.authoredAt[i] ?? Number.NaN
    values[at + 3] = batch.committedAt[i] ?? Number.NaN
    values[at + 4] = this.#authors[batch.authors[i] ?? 0] ?? 0
    values[at + 5] = text - before + 1
    values[at + 6] = (batch.subjectEnds[i] ?? 0) - text
    this.#counts.push(parents.length)
    for (let p = 0; p < parents.length; p++) this.#parents.push(parents.at(p))
    if (this.#counts.length === atOnce) this.#write(batch)
  }

  /** Writes what is left of the batch. */
  end(batch: CommitColumns): void {
    if (this.#counts.length > 0) this.#write(batch)
  }

  #write({ oidBytes, oids, subjects, subjectEnds }: CommitColumns): void {
    const [counts, parents, values] = [this.#counts, this.#parents, this.#values]
    const rows = counts.length
    const room = Math.max(1, counts.most())
    values[0] = this.#first
    values[1] = room * 4
    values[2] = oids.subarray(this.#from * oidBytes, this.#to * oidBytes)
    values[3] = inPlaces(counts, parents, room)
    values[4] = some(subjects.subarray(subjectEnds[this.#from - 1] ?? 0, subjectEnds[this.#to - 1]))
    if (rows === atOnce) this.#db.runMany(this.#many, values)
    else
      for (let place = 0; place < rows; place++) {
        const from = shared + place * columns
        this.#db.runMany(this.#one, [...values.slice(0, shared), place, ...values.slice(from, from + columns)])
      }
    counts.clear()
    parents.clear()
  }
}

/** Each commit's parents in a place with room for so many, packed. */
function inPlaces(counts: Numbers, parents: Numbers, room: number): Uint8Array {
  const packed = new Int32Array(counts.length * room)
  let from = 0
  for (let place = 0; place < counts.length; place++)
    for (let i = 0; i < counts.at(place); i++) packed[place * room + i] = parents.at(from++)
  return bytesOf(packed)
}

/** Of no bytes at all SQLite cuts no piece, not even an empty one. */
function some(bytes: Uint8Array): Uint8Array {
  return bytes.length === 0 ? new Uint8Array(1) : bytes
}

/** Commit numbers as they are kept: 32 bits each, the lowest byte first, as every computer has them that this runs on. */
export function bytesOf(numbers: Int32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
}

/** Makes commits findable by their ids; those that are already stay so. */
export function writeOids(
  db: WriteDb,
  { first, oidBytes }: { first: number; oidBytes: number },
  numbers: Int32Array,
  oids: Uint8Array,
): void {
  const insert = (rows: number) =>
    `INSERT OR IGNORE INTO commit_oids (oid, id) SELECT substr(oids, 1 + ${oidBytes} * column1, ${oidBytes}), first + column2
     FROM (SELECT ? AS first, ? AS oids), (VALUES ${Array.from({ length: rows }, (_, place) => `(${place}, ?)`).join(', ')})`
  const [many, one] = [insert(atOnce), insert(1)]
  for (let from = 0; from < numbers.length;) {
    const rows = numbers.length - from < atOnce ? 1 : atOnce
    const its = oids.subarray(from * oidBytes, (from + rows) * oidBytes)
    db.runMany(rows === 1 ? one : many, [first, its, ...numbers.subarray(from, from + rows)])
    from += rows
  }
}
