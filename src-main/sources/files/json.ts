// JSON files: an array of incidents, or an object that holds one. Leaves what the values mean to incidents.ts.
// Invariant: rows are numbered by their position in the array, the first being 1.
import { Refusal, shown } from '../../../src-shared/reply.ts'
import type { FileSource } from '../source.ts'
import { translateTable } from './translate-table.ts'
import { rowsOfDocument } from './json-documents.ts'
import { isObject, tableOf } from './json-table.ts'
import { lineAndColumn, parseJson } from './json-text.ts'
import { decode, peek } from './text.ts'

const expected = 'Expected an array of incidents, or an object that holds one such array'
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
    const rows = rowsOf(readJson(text, options.name), options.name)
    if (rows.length === 0) throw new Refusal('invalid', `${shown(options.name)} has no rows: its array is empty.`)
    const table = tableOf(
      rows.map((value, i) => ({ row: i + 1, value })),
      options.name,
    )
    return translateTable(table, `JSON, ${encoding}`, options)
  },
}

function readJson(text: string, name: string): unknown {
  const parsed = parseJson(text)
  if (parsed.ok) return parsed.value
  const rest = text.slice(parsed.offset)
  const place = lineAndColumn(text, parsed.offset)
  const where = rest.trim() === '' ? '. Was it downloaded completely?' : `: ${shown(rest.slice(0, 20))}.`
  const lines = /^[{[]/.test(rest) && /\S\s*[\r\n]\s*$/.test(text.slice(0, parsed.offset))
  const hint = lines ? ' If each line is an object of its own, give the file a name that ends in .ndjson.' : ''
  throw new Refusal('invalid', `${shown(name)} ${parsed.reason}, at ${place}${where}${hint}`)
}

/** The array, or the only array of objects among an object's values. */
function rowsOf(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value
  const known = rowsOfDocument(value)
  if (known !== null) return known
  if (!isObject(value)) throw new Refusal('invalid', `${shown(name)} is not a list of incidents. ${expected}.`)
  const arrays = Object.entries(value).flatMap(([key, inner]) => (Array.isArray(inner) ? [{ key, inner }] : []))
  const full = arrays.filter(({ inner }) => inner.some(isObject))
  const [only, other] = full.length > 0 ? full : arrays.filter(({ inner }) => inner.length === 0)
  if (only !== undefined && other === undefined) return only.inner
  const found =
    only === undefined
      ? `has the keys ${listed(Object.keys(value))}, and none holds an array of objects`
      : `has several arrays: ${listed(full.map(({ key }) => key))}`
  throw new Refusal('invalid', `${shown(name)} ${found}. ${expected}.`)
}

function listed(keys: string[]): string {
  return `${keys.slice(0, 20).map(shown).join(', ')}${keys.length > 20 ? ` and ${keys.length - 20} more` : ''}`
}
