// NDJSON files: one JSON object per line. Leaves what the values mean to incidents.ts.
// Invariant: a line that is no JSON is one rejected row, numbered as an editor numbers lines; the others are read.
import { Refusal, shown } from '../../../src-shared/reply.ts'
import type { FileSource } from '../source.ts'
import { translateTable } from './translate-table.ts'
import { isPage } from './json-lists.ts'
import { isObject, type Numbered, tableOf } from './json-table.ts'
import { parseJson } from './json-text.ts'
import { decode, peek } from './text.ts'

export const ndjson: FileSource = {
  id: 'ndjson',
  title: 'NDJSON file',

  recognise(name, head) {
    const named = /\.(?:ndjson|jsonl|ldjson)$/i.test(name)
    const start = peek(head)
    if (!start.startsWith('{')) return named ? 0.5 : 0
    // A whole object on the first line and another one below it: no other format begins so.
    const lines = /^(.*)\r?\n\s*\{/.exec(start)
    const first = lines === null ? null : parseJson(lines[1] ?? '')
    if (first?.ok === true && isPage(first.value)) return 0
    return named || (first !== null && first.ok) ? 0.95 : 0
  },

  translate(body, options) {
    const { text, encoding } = decode(options.name, body, false)
    const rows = text.split(/\r\n|\n/).flatMap((line, i) => (line.trim() === '' ? [] : [readLine(line, i + 1)]))
    const broken = rows.find((row) => row.reason !== undefined)
    if (!rows.some((row) => isObject(row.value))) {
      const why = broken === undefined ? '' : ` Line ${broken.row} ${broken.reason}.`
      throw new Refusal('invalid', `${shown(options.name)} has no line that is a JSON object.${why}`)
    }
    return translateTable(tableOf(rows, options.name), `NDJSON, ${encoding}`, options)
  },
}

function readLine(line: string, row: number): Numbered {
  const parsed = parseJson(line)
  return parsed.ok ? { row, value: parsed.value } : { row, reason: `${parsed.reason}, at column ${parsed.offset + 1}` }
}
