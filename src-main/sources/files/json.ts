// JSON files: arrays of objects, wherever in them these are. Leaves what the values mean to incidents.ts.
// Invariant: rows are numbered by their position in the array, the first being 1.
import { Refusal, shown } from '../../../src-shared/reply.ts'
import type { FileSource } from '../source.ts'
import { Cursor, JsonError, jsonRefusal } from './json-cursor.ts'
import { findRows, rowsAt } from './json-rows.ts'
import { type Numbered, tableOf } from './json-table.ts'
import { keptIf } from './table.ts'
import { openText, peek, type Text } from './text.ts'
import { translateTable } from './translate-table.ts'

// What may follow a bracket in JSON; "[Id],[Start]" is a CSV header.
const beginning = /^(?:\[\s*(?:[[\]{"\d-]|true\b|false\b|null\b|$)|\{\s*(?:["}]|$))/

export const json: FileSource = {
  id: 'json',
  title: 'JSON file',

  recognise(name, head) {
    if (beginning.test(peek(head))) return 0.9
    return /\.json$/i.test(name) ? 0.5 : 0
  },

  *read(file, options) {
    const text = yield* openText(options.name, file, false)
    const rows = yield* inWords(text, options.name, (cursor) => findRows(cursor, options.name))
    const values = keptIf(text.small, function* (): Iterable<Numbered> {
      let row = 0
      for (const value of rowsAt(new Cursor(text.pieces()), rows)) yield { row: ++row, value }
    })
    for (const _ of values()) {
      const table = yield* tableOf(values, options.name, text.small)
      return yield* translateTable(table, `JSON, ${text.encoding}`, options)
    }
    throw new Refusal('invalid', `${shown(options.name)} has no rows: its array is empty.`)
  },
}

/** Says where the text stops being JSON. */
function* inWords<T>(text: Text, name: string, work: (cursor: Cursor) => Generator<null, T>): Generator<null, T> {
  const cursor = new Cursor(text.pieces())
  try {
    return yield* work(cursor)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    const hint = cursor.isOnNewLine
      ? ' If each line is an object of its own, give the file a name that ends in .ndjson.'
      : ''
    throw jsonRefusal(name, text, error, hint)
  }
}
