// The files inside a gzip or zip archive, unpacked piece by piece whenever they are read. Pure: an archive's bytes are kept
// as they came. Invariant: never more than the largest file that is read, whatever an archive says of itself, and never
// less without a word.
import path from 'node:path'
import { Refusal, shown } from '../../../src-shared/reply.ts'
import { type Bytes, type Pieces, piecesOf } from './bytes.ts'
import { gunzipped } from './gzip.ts'
import { fileBytesMax } from './text.ts'
import { entriesOf, inflated, type Entry } from './zip.ts'

export interface Unpacked {
  /** The name to tell the format by: that of the file inside. */
  name: string
  pieces: Pieces
}

/** Anything but such an archive is handed back as it is; a workbook, which is a zip, too. */
export function unpack(name: string, bytes: Bytes): Unpacked {
  if (!isZip(bytes)) return gunzip(name, bytes.slice(0, 2), piecesOf(bytes))
  const files = filesIn(name, bytes)
  if (files === null) return { name, pieces: piecesOf(bytes) }
  const [only, other] = files
  if (only === undefined) throw new Refusal('invalid', `${shown(name)} is a zip archive without a file in it.`)
  if (other !== undefined) throw several(name, files)
  return opened(name, bytes, only)
}

/** The names of the files in a zip; null where it is none, or a workbook. */
export function namesInside(name: string, bytes: Bytes): string[] | null {
  return isZip(bytes) ? (filesIn(name, bytes)?.map((file) => file.name) ?? null) : null
}

/** One file of a zip, as it lies there: it may be packed once more. */
export function takeOut(name: string, bytes: Bytes, wanted: string): Pieces {
  const files = (isZip(bytes) ? filesIn(name, bytes) : null) ?? []
  const entry = files.find((file) => file.name === wanted)
  if (entry !== undefined) return inflated(name, bytes, checked(name, entry))
  const accepted = listed(files)
  throw new Refusal(
    'not_found',
    files.length === 0
      ? `${shown(name)} is no zip archive, so that no file can be chosen in it.`
      : `${shown(name)} holds no ${shown(wanted)}; it holds ${accepted}.`,
    [{ field: 'inside', value: wanted, accepted }],
  )
}

/** The same as unpack, for what cannot be looked into anywhere. */
export function gunzip(name: string, start: Uint8Array, pieces: Pieces): Unpacked {
  if (start[0] !== 0x1f || start[1] !== 0x8b) return { name, pieces }
  return { name: name.replace(/\.gz$/i, ''), pieces: gunzipped(name, pieces) }
}

function isZip(bytes: Bytes): boolean {
  const [p, k, third] = bytes.slice(0, 3)
  return p === 0x50 && k === 0x4b && (third === 0x03 || third === 0x05)
}

function filesIn(name: string, bytes: Bytes): Entry[] | null {
  const entries = entriesOf(name, bytes)
  return entries.some((file) => file.name === '[Content_Types].xml')
    ? null
    : entries.filter((file) => !isClutter(file.name))
}

function opened(name: string, bytes: Bytes, entry: Entry): Unpacked {
  const pieces = inflated(name, bytes, checked(name, entry))
  const inside = path.posix.basename(entry.name)
  for (const piece of pieces()) return gunzip(inside, piece, pieces)
  return { name: inside, pieces }
}

function checked(name: string, entry: Entry): Entry {
  if (entry.size <= fileBytesMax) return entry
  const max = fileBytesMax / 1024 / 1024
  throw new Refusal('invalid', `${shown(name)} unpacks to more than ${max} MB; at most ${max} MB are read.`)
}

function several(name: string, files: readonly Entry[]): Refusal {
  const accepted = listed(files)
  return new Refusal(
    'invalid',
    `${shown(name)} holds ${files.length} files: ${accepted}. Import one with --inside and its name, or all with --all, each as an import of its own; or unpack it.`,
    [{ field: 'inside', value: '', accepted }],
  )
}

function listed(files: readonly Entry[]): string {
  const names = files.slice(0, 10).map((file) => shown(file.name))
  return `${names.join(', ')}${files.length > 10 ? ` and ${files.length - 10} more` : ''}`
}

/** Folders, and what a Mac adds. */
function isClutter(name: string): boolean {
  return name.endsWith('/') || name.startsWith('__MACOSX/') || path.posix.basename(name).startsWith('.')
}
