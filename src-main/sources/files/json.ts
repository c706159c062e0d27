// JSON files: arrays of objects, wherever in them these are. Leaves what the values mean to incidents.ts.
// Invariant: rows are numbered by their position in the array, the first being 1.
import { Refusal, shown } from '../../../src-shared/reply.ts'
import type { FileSource } from '../source.ts'
import { translateTable } from './translate-table.ts'
import { rowsOf } from './json-lists.ts'
import { tableOf } from './json-table.ts'
import { lineAndColumn, parseDocuments, parseJson } from './json-text.ts'
import { decode, peek } from './text.ts'

// What may follow a bracket in JSON; "[Id],[Start]" is a CSV header.
const beginning = /^(?:\[\s*(?:[[\]{"\d-]|true\b|false\b|null\b|$)|\{\s*(?:["}]|$))/

export const json: FileSource = {
  id: 'json',
  title: 'JSON file',

  recognise(name, head) {
    if (beginning.test(peek(head))) return 0.9
    return /\.json$/i.test(name) ? 0.5 : 0
  },

  translate(body, options) {
    const { text, encoding } = decode(options.name, body, false)
    const rows = rowsOf(readDocuments(text, options.name), options.name)
    if (rows.length === 0) throw new Refusal('invalid', `${shown(options.name)} has no rows: its array is empty.`)
    const table = tableOf(
      rows.map((value, i) => ({ row: i + 1, value })),
      options.name,
    )
    return translateTable(table, `JSON, ${encoding}`, options)
  },
}

/** Mostly one; a paged download has one after the other. */
function readDocuments(text: string, name: string): unknown[] {
  const parsed = parseJson(text)
  if (parsed.ok) return [parsed.value]
  const several = parseDocuments(text)
  if (several !== null) return several
  const rest = text.slice(parsed.offset)
  const place = lineAndColumn(text, parsed.offset)
  const where = rest.trim() === '' ? '. Was it downloaded completely?' : `: ${shown(rest.slice(0, 20))}.`
  const lines = /^[{[]/.test(rest) && /\S\s*[\r\n]\s*$/.test(text.slice(0, parsed.offset))
  const hint = lines ? ' If each line is an object of its own, give the file a name that ends in .ndjson.' : ''
  throw new Refusal('invalid', `${shown(name)} ${parsed.reason}, at ${place}${where}${hint}`)
}
