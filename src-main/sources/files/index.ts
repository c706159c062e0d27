// Every file source there is, and which of them reads a given file. Must not read a file itself: the caller has bytes.
import { must } from '../../../src-shared/assert.ts'
import type { FileSource } from '../source.ts'
import { csv } from './csv.ts'
import { events } from './events.ts'
import { json } from './json.ts'
import { ndjson } from './ndjson.ts'
import { refuseForeign } from './text.ts'

export { fileBytesMax } from './text.ts'
export { namesInside, takeOut, unpack } from './unpack.ts'

export const fileSources: FileSource[] = [csv, json, ndjson, events]

/**
 * The source that reads a file best, told by its name and its first bytes (64 kB are enough, all of it is fine).
 * Throws a Refusal for what none reads: an empty file, a workbook, a PDF, a picture, an archive, a web page.
 */
export function chooseFileSource(name: string, head: Uint8Array): FileSource {
  refuseForeign(name, head)
  const ranked = fileSources
    .map((source) => ({ source, sure: source.recognise(name, head) }))
    .sort((a, b) => b.sure - a.sure)
  return must(ranked[0], 'because there are file sources').source
}
