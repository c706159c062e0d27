// From a file's bytes to its text: refuses what is no text at all (workbooks, PDFs, login pages), decodes the rest.
// Knows no format. Invariant: bytes become exactly the characters they stand for, or a Refusal; nothing is replaced.
import { Refusal, shown } from '../../../src-shared/reply.ts'

/** Larger files are refused: the whole text is held in memory while it is read. */
export const fileBytesMax = 100 * 1024 * 1024

const choose = 'Choose a CSV, JSON or NDJSON file of incidents or deployments.'
const peekBytes = 65_536

export interface Text {
  text: string
  encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252'
}

/** `legacy`: whether bytes that are no UTF-8 may be Windows-1252, as Excel and older tools still write CSV. */
export function decode(name: string, body: Uint8Array, legacy: boolean): Text {
  if (body.length > fileBytesMax) {
    const size = Math.ceil(body.length / 1024 / 1024)
    throw new Refusal('invalid', `${shown(name)} has ${size} MB; at most 100 MB are read. Split it into smaller files.`)
  }
  refuseForeign(name, body)
  const utf16 = utf16Of(body)
  const text = decodeAs(utf16 ?? 'utf-8', body)
  if (text !== null) {
    if (text.includes('\0')) throw binary(name)
    if (text.trim() === '') throw empty(name)
    return { text, encoding: utf16 === null ? 'UTF-8' : 'UTF-16' }
  }
  if (utf16 !== null) {
    throw new Refusal('invalid', `${shown(name)} begins like UTF-16 text but is damaged. Save it again as UTF-8.`)
  }
  if (!legacy)
    throw new Refusal('invalid', `${shown(name)} is not UTF-8 text, which JSON must be. Save it again as UTF-8.`)
  if (!isWindows1252(body)) throw binary(name)
  return { text: new TextDecoder('windows-1252').decode(body), encoding: 'Windows-1252' }
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

function decodeAs(encoding: string, body: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(body)
  } catch {
    return null
  }
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
