// Rows to be inserted, many a statement: calling the driver costs as much as writing a row.
import type { Param, WriteDb } from './database.ts'

const atOnce = 32

/** What stands before VALUES, and how many of them a row has. */
export interface Into {
  into: string
  columns: number
}

export class Rows {
  readonly #db: WriteDb
  readonly #columns: number
  readonly #many: string
  readonly #one: string
  #values: Param[] = []

  constructor(db: WriteDb, { into, columns }: Into) {
    const row = `(${Array(columns).fill('?').join(', ')})`
    this.#db = db
    this.#columns = columns
    this.#many = `${into} VALUES ${Array(atOnce).fill(row).join(', ')}`
    this.#one = `${into} VALUES ${row}`
  }

  /** Writes it at once, or with one of the next. */
  add(...row: Param[]): void {
    for (const value of row) this.#values.push(value)
    if (this.#values.length < atOnce * this.#columns) return
    this.#db.run(this.#many, ...this.#values)
    this.#values = []
  }

  /** Writes what is left. */
  end(): void {
    for (let from = 0; from < this.#values.length; from += this.#columns)
      this.#db.run(this.#one, ...this.#values.slice(from, from + this.#columns))
    this.#values = []
  }
}
