// The rows of a file that become nothing, as far as a person is told of them: each rejected one up to a number, and how
// many there are in all.
import type { Done, RowError } from '../../src-shared/contract/imports.ts'
import type { Skip } from '../../src-shared/event.ts'

/** Nobody reads more of them; a file of which all rows are wrong has millions. */
const listedMost = 10_000

export type LeftRows = Pick<Done, 'skipped' | 'rejected' | 'errors' | 'left_out' | 'warnings'>

export class Left {
  readonly errors: RowError[] = []
  rejected = 0
  readonly #reasons = new Map<string, number>()

  add(skip: Skip): void {
    if (skip.left === true) this.#reasons.set(skip.reason, (this.#reasons.get(skip.reason) ?? 0) + 1)
    else if (this.rejected++ < listedMost) this.errors.push(errorOf(skip))
  }

  rows(warnings: string[]): LeftRows {
    const left_out = [...this.#reasons].map(([reason, n]) => ({ reason, n }))
    const skipped = this.rejected + left_out.reduce((sum, { n }) => sum + n, 0)
    return { skipped, rejected: this.rejected, errors: this.errors, left_out, warnings }
  }
}

function errorOf({ row, column, value, reason }: Skip): RowError {
  const error = { row: row ?? 0, column: column ?? null, value: value ?? null, reason }
  // A text of its own: one cut from the file would keep all that it was cut from.
  return JSON.parse(JSON.stringify(error)) as RowError
}
