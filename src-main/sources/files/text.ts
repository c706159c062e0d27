// From a file's bytes to its text, piece by piece: refuses what is no text at all (workbooks, PDFs, login pages), decodes
// the rest. Knows no format. Invariant: bytes become exactly the characters they stand for, or a Refusal; nothing is
// replaced.
import { Refusal, shown } from '../../../src-shared/reply.ts'
import { headOf, type Pieces } from './bytes.ts'

/** Larger files are refused, and archives that unpack to more. */
export const fileBytesMax = 4 * 1024 * 1024 * 1024
/** One row, line or value: it is held in memory while it is read. */
export const recordMax = 16 * 1024 * 1024

const choose = 'Choose a CSV, JSON or NDJSON file of incidents or deployments.'
const peekBytes = 65_536

export interface Text {
  /** All of it, from the beginning each time it is asked for; never half a character. */
  pieces(): Iterable<string>
  encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252'
  /** Whether it is so small that what is made of it may be kept. */
  small: boolean
}

const smallBytes = 16 * 1024 * 1024

/** `legacy`: whether bytes that are no UTF-8 may be Windows-1252, as Excel and older tools still write CSV. */
export function* openText(name: string, file: Pieces, legacy: boolean): Generator<null, Text> {
  const head = headOf(file, peekBytes)
  refuseForeign(name, head)
  const utf16 = utf16Of(head)
  const { size, valid, nul, blank } = yield* lookAt(file, utf16)
  if (size > fileBytesMax) throw tooLarge(name, size)
  const as = (label: string, encoding: Text['encoding']): Text => ({
    pieces: () => decoded(file, label),
    encoding,
    small: size <= smallBytes,
  })
  if (valid) {
    if (nul) throw binary(name)
    if (blank) throw empty(name)
    return as(utf16 ?? 'utf-8', utf16 === null ? 'UTF-8' : 'UTF-16')
  }
  if (utf16 !== null) {
    throw new Refusal('invalid', `${shown(name)} begins like UTF-16 text but is damaged. Save it again as UTF-8.`)
  }
  if (!legacy)
    throw new Refusal('invalid', `${shown(name)} is not UTF-8 text, which JSON must be. Save it again as UTF-8.`)
  for (const piece of file()) {
    if (!isWindows1252(piece)) throw binary(name)
    yield null
  }
  return as('windows-1252', 'Windows-1252')
}

interface Look {
  size: number
  /** Whether it is the text that its first bytes announce. */
  valid: boolean
  nul: boolean
  blank: boolean
}

/** Goes through all of it once. */
function* lookAt(file: Pieces, utf16: string | null): Generator<null, Look> {
  const look: Look = { size: 0, valid: true, nul: false, blank: true }
  const decoder = new TextDecoder(utf16 ?? 'utf-8', { fatal: true })
  const see = (piece: Uint8Array | null): void => {
    try {
      const text = piece === null ? decoder.decode() : decoder.decode(piece, { stream: true })
      look.nul ||= text.includes('\0')
      look.blank &&= text.trim() === ''
    } catch {
      look.valid = false
    }
  }
  for (const piece of file()) {
    look.size += piece.length
    if (look.valid) see(piece)
    yield null
  }
  if (look.valid) see(null)
  return look
}

function* decoded(file: Pieces, encoding: string): Iterable<string> {
  const decoder = new TextDecoder(encoding)
  for (const piece of file()) {
    const text = decoder.decode(piece, { stream: true })
    if (text !== '') yield text
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}

function tooLarge(name: string, size: number): Refusal {
  const [has, most] = [size, fileBytesMax].map((bytes) => Math.ceil(bytes / 1024 / 1024))
  return new Refusal(
    'invalid',
    `${shown(name)} has ${has} MB; at most ${most} MB are read. Split it into smaller files.`,
  )
}

/** Throws a Refusal where the first bytes show a file that holds no rows: empty, binary, a document, a web page. */
export function refuseForeign(name: string, head: Uint8Array): void {
  if (head.length === 0) throw empty(name)
  const found = signatures.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte))
  if (found !== undefined) throw new Refusal('invalid', `${shown(name)}: ${found.sentence(name, head)}`)
  if (utf16Of(head) === null && head.subarray(0, peekBytes).includes(0)) throw binary(name)
  const start = peek(head)
  if (!/^<[a-z!?]/i.test(start)) return
  const page = /<(?:!doctype\s+html|html|head|body)\b/i.test(start)
  const what = page
    ? 'This is a web page, not a table; often a login page is saved in place of the export. Sign in, then export again'
    : 'This is XML or HTML, not a table. Export it as CSV or JSON'
  throw new Refusal('invalid', `${shown(name)}: ${what}.`)
}

/** The beginning of the text, for guessing only: wrong bytes are replaced. Without BOM and leading space. */
export function peek(head: Uint8Array): string {
  return new TextDecoder(utf16Of(head) ?? 'utf-8').decode(head.subarray(0, peekBytes)).trimStart()
}

/** The same text, which no longer holds on to the large one it was cut from. */
export function owned(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}

/** At most `max` UTF-16 units, never half a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  return text.slice(0, /[\uD800-\uDBFF]/.test(text.charAt(max - 1)) ? max - 1 : max)
}

const workbook = 'This is an Excel workbook; save it as CSV.'

const signatures: { bytes: number[]; sentence: (name: string, head: Uint8Array) => string }[] = [
  { bytes: [0x25, 0x50, 0x44, 0x46, 0x2d], sentence: () => `This is a PDF. ${choose}` },
  { bytes: [0x89, 0x50, 0x4e, 0x47], sentence: () => `This is a PNG picture. ${choose}` },
  { bytes: [0xff, 0xd8, 0xff], sentence: () => `This is a JPEG picture. ${choose}` },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], sentence: () => workbook },
  { bytes: [0x1f, 0x8b], sentence: () => `This is a gzip archive. Unpack it, then choose the file inside.` },
  { bytes: [0x50, 0x4b, 0x03, 0x04], sentence: zipSentence },
  { bytes: [0x50, 0x4b, 0x05, 0x06], sentence: zipSentence },
]

/** A workbook is a zip, too: told by its name, or by the names of its first parts. */
function zipSentence(name: string, head: Uint8Array): string {
  const parts = new TextDecoder('windows-1252').decode(head.subarray(0, 4096))
  return /\.xls[xmb]$/i.test(name) || parts.includes('[Content_Types].xml') || parts.includes('xl/')
    ? workbook
    : 'This is a zip archive. Unpack it, then choose the file inside.'
}

function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
}

/** Whether every byte is a printable character there, or a tab or line break. */
function isWindows1252(body: Uint8Array): boolean {
  const holes = [0x7f, 0x81, 0x8d, 0x8f, 0x90, 0x9d]
  return body.every((byte) => (byte < 0x20 ? byte === 0x09 || byte === 0x0a || byte === 0x0d : !holes.includes(byte)))
}

function empty(name: string): Refusal {
  return new Refusal('invalid', `${shown(name)} is empty. ${choose}`)
}

function binary(name: string): Refusal {
  return new Refusal('invalid', `${shown(name)} is not a text file. ${choose}`)
}
