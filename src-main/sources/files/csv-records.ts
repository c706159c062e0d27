// The records of a CSV, from text that comes in pieces: csv-parse reads them, and is asked for what it has after each piece,
// so that no more is held than one piece and one record. Lines end in any way, and a lone quote is text.
// Invariant: where the pieces are cut makes no difference.
import { CsvError, parse } from 'csv-parse'
import { recordMax } from './text.ts'

/** Files put together from several sources mix their line ends. */
export const recordEnds = ['\r\n', '\n', '\r']

/** For a stream that is emptied after each piece and never has to wait. */
const unhurried = { readableHighWaterMark: Number.MAX_SAFE_INTEGER }

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

/** Each record as its cells, as soon as it is complete. Throws a RecordError behind the last one that can be read. */
export function* records(pieces: Iterable<string>, separator: string): Generator<string[]> {
  const parser = parse({
    delimiter: separator,
    record_delimiter: recordEnds,
    relax_column_count: true,
    // A lone quote within a cell is text: 5" disk.
    relax_quotes: true,
    max_record_size: recordMax,
    ...unhurried,
  })
  // Told by `errored` at once; without a listener it would end the process a moment later.
  parser.on('error', () => {})
  let n = 0
  function* complete(): Generator<string[]> {
    for (let cells: unknown = parser.read(); cells !== null; cells = parser.read()) {
      n++
      yield cells as string[]
    }
    if (parser.errored !== null) throw reasonOf(parser.errored, n + 1)
  }
  for (const piece of whole(pieces)) {
    parser.write(piece)
    yield* complete()
  }
  parser.end()
  yield* complete()
}

function reasonOf(error: Error, record: number): Error {
  if (!(error instanceof CsvError)) return error
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return new RecordError('never closed', record)
  return error.code === 'CSV_MAX_RECORD_SIZE' ? new RecordError('too long', record) : error
}

/** The same text, never cut within a character, as what reads it takes each piece as bytes. */
function* whole(pieces: Iterable<string>): Generator<string> {
  let text = ''
  for (const piece of pieces) {
    text += piece
    const end = /[\uD800-\uDBFF]$/.test(text) ? text.length - 1 : text.length
    if (end > 0) yield text.slice(0, end)
    text = text.slice(end)
  }
  if (text !== '') yield text
}
