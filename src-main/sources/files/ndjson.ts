// NDJSON files: one JSON object per line. Leaves what the values mean to incidents.ts.
// Invariant: a line that is no JSON is one rejected row, numbered as an editor numbers lines; the others are read.
import { Refusal, shown } from '../../../src-shared/reply.ts'
import type { FileSource } from '../source.ts'
import { translateTable } from './translate-table.ts'
import { isPage } from './json-lists.ts'
import { isObject, type Numbered, tableOf } from './json-table.ts'
import { parseJson } from './json-text.ts'
import { keptIf } from './table.ts'
import { openText, peek, recordMax } from './text.ts'

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

  *read(file, options) {
    const text = yield* openText(options.name, file, false)
    const lines = keptIf(text.small, () => linesIn(text.pieces(), options.name))
    yield* refuseWithout(lines, options.name)
    const table = yield* tableOf(lines, options.name, text.small)
    return yield* translateTable(table, `NDJSON, ${text.encoding}`, options)
  },
}

/** A file in which no line is an object is none of such lines. */
function* refuseWithout(lines: () => Iterable<Numbered>, name: string): Generator<null> {
  let broken: Numbered | null = null
  for (const line of lines()) {
    if (isObject(line.value)) return
    if (line.reason !== undefined) broken ??= line
    yield null
  }
  const why = broken === null ? '' : ` Line ${broken.row} ${broken.reason}.`
  throw new Refusal('invalid', `${shown(name)} has no line that is a JSON object.${why}`)
}

/** Each line that is not blank. */
export function* linesIn(pieces: Iterable<string>, name: string): Iterable<Numbered> {
  let row = 1
  for (const line of linesOf(pieces, name)) {
    if (line.trim() !== '') yield readLine(line, row)
    row++
  }
}

export function* linesOf(pieces: Iterable<string>, name: string): Iterable<string> {
  let rest = ''
  let row = 1
  for (const piece of pieces) {
    // A line end may be cut in two: its first half stays with what is not over.
    const lines = (rest + piece).split(/\r\n|\n/)
    rest = lines.pop() ?? ''
    yield* lines
    row += lines.length
    if (rest.length > recordMax)
      throw new Refusal('invalid', `${shown(name)}: Line ${row} has more than 16 million characters; no row has.`)
  }
  yield rest
}

function readLine(line: string, row: number): Numbered {
  const parsed = parseJson(line)
  return parsed.ok ? { row, value: parsed.value } : { row, reason: `${parsed.reason}, at column ${parsed.offset + 1}` }
}
