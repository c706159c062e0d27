// The records of a CSV, from text that comes in pieces. As RFC 4180 has it and as people's files are: lines end in any way,
// and a lone quote is text. A test holds it against csv-parse, which is ten times slower at this.
// Invariant: where the pieces are cut makes no difference.
import { recordMax } from './text.ts'

const quote = 0x22
const lf = 0x0a
const cr = 0x0d

/** Why a record cannot be read: the quote that opens in it is never closed, or it is longer than any record is. */
export class RecordError extends Error {
  readonly why: 'never closed' | 'too long'
  /** Of the records before it, plus one. */
  readonly record: number

  constructor(why: RecordError['why'], record: number) {
    super(`record ${record}: ${why}`)
    this.why = why
    this.record = record
  }
}

export function* records(pieces: Iterable<string>, separator: string): Generator<string[]> {
  const code = separator.charCodeAt(0)
  let text = ''
  let n = 0
  for (const piece of pieces) {
    text += piece
    let at = 0
    for (let taken = take(text, 0, code, false); taken !== null; taken = take(text, at, code, false)) {
      at = taken.next
      n++
      yield taken.cells
    }
    text = text.slice(at)
    if (text.length > recordMax) throw new RecordError(text.includes('"') ? 'never closed' : 'too long', n + 1)
  }
  for (let at = 0; at < text.length; n++) {
    const taken = take(text, at, code, true)
    if (taken === null) throw new RecordError('never closed', n + 1)
    at = taken.next
    yield taken.cells
  }
}

/** One record; null where it does not end in this text. `last`: nothing comes after it. */
function take(text: string, from: number, separator: number, last: boolean): { cells: string[]; next: number } | null {
  const cells: string[] = []
  for (let at = from; ; at++) {
    if (text.charCodeAt(at) === quote) {
      const quoted = takeQuoted(text, at, separator, last)
      if (quoted === null) return null
      cells.push(quoted.cell)
      at = quoted.end
    } else {
      const end = endOf(text, at, separator)
      cells.push(text.slice(at, end))
      at = end
    }
    // A line end may go on in the next piece, and so may all else.
    if (!last && at + 1 >= text.length) return null
    const ends = text.charCodeAt(at)
    if (ends === separator) continue
    return { cells, next: ends === cr && text.charCodeAt(at + 1) === lf ? at + 2 : at + 1 }
  }
}

/** A cell that begins with a quote, which is none where one within is followed by text: "a" b. */
function takeQuoted(text: string, at: number, separator: number, last: boolean): { cell: string; end: number } | null {
  let cell = ''
  for (let from = at + 1; ;) {
    const end = text.indexOf('"', from)
    if (end === -1 || (!last && end + 1 >= text.length)) return null
    const next = text.charCodeAt(end + 1)
    if (next === quote) {
      cell += text.slice(from, end + 1)
      from = end + 2
      continue
    }
    cell += text.slice(from, end)
    if (end + 1 >= text.length || next === separator || next === lf || next === cr) return { cell, end: end + 1 }
    const rest = endOf(text, end + 1, separator)
    return { cell: `"${cell}"${text.slice(end + 1, rest)}`, end: rest }
  }
}

function endOf(text: string, from: number, separator: number): number {
  let at = from
  for (; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (c === separator || c === lf || c === cr) break
  }
  return at
}
