// What is in a zip, by the directory at its end, and each file of it unpacked as it comes. fflate reads a zip whole or
// from the front, where sizes may be missing; this reads no more of it than is wanted.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { crc32 } from 'node:zlib'
import { Inflate } from 'fflate'
import { Refusal, shown } from '../../../src-shared/reply.ts'
import { type Bytes, type Pieces, piecesOf } from './bytes.ts'
import { attempt, damaged, inSmall } from './gzip.ts'

export interface Entry {
  name: string
  size: number
  packed: number
  sum: number
  method: number
  encrypted: boolean
  /** Of its own header, which stands before its bytes. */
  at: number
}

const endBytes = 22
const commentMax = 65_535
/** Stands where a number needs 64 bits, which are then in a field of their own. */
const elsewhere = 0xff_ff_ff_ff

export function entriesOf(name: string, bytes: Bytes): Entry[] {
  return attempt(name, 'zip', () => {
    const from = Math.max(0, bytes.size - endBytes - commentMax)
    const tail = viewOf(bytes.slice(from, bytes.size))
    let end = tail.byteLength - endBytes
    while (end >= 0 && tail.getUint32(end, true) !== 0x06_05_4b_50) end--
    if (end < 0) throw damaged(name, 'zip')
    let count = tail.getUint16(end + 10, true)
    let size = tail.getUint32(end + 12, true)
    let at = tail.getUint32(end + 16, true)
    if (at === elsewhere || size === elsewhere || count === 0xff_ff) {
      const large = Number(tail.getBigUint64(end - 20 + 8, true))
      const record = viewOf(bytes.slice(large, large + 56))
      count = Number(record.getBigUint64(32, true))
      size = Number(record.getBigUint64(40, true))
      at = Number(record.getBigUint64(48, true))
    }
    return entriesIn(viewOf(bytes.slice(at, at + size)), count)
  })
}

function entriesIn(directory: DataView, count: number): Entry[] {
  const entries: Entry[] = []
  for (let at = 0; entries.length < count;) {
    if (directory.getUint32(at, true) !== 0x02_01_4b_50) throw new Error('no entry where one should be')
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((place) => directory.getUint16(at + place, true))
    const flags = directory.getUint16(at + 8, true)
    const [sum, packed, size, place] = [16, 20, 24, 42].map((offset) => directory.getUint32(at + offset, true))
    const nameAt = at + 46
    const extra = viewOf(bytesIn(directory, nameAt + (nameBytes ?? 0), extraBytes ?? 0))
    const [large, small, where] = inFull(extra, [size ?? 0, packed ?? 0, place ?? 0])
    entries.push({
      name: nameOf(bytesIn(directory, nameAt, nameBytes ?? 0)),
      size: large ?? 0,
      packed: small ?? 0,
      sum: sum ?? 0,
      method: directory.getUint16(at + 10, true),
      encrypted: (flags & 1) !== 0,
      at: where ?? 0,
    })
    at = nameAt + (nameBytes ?? 0) + (extraBytes ?? 0) + (commentBytes ?? 0)
  }
  return entries
}

/** Numbers of 64 bits stand in a field of their own, those only that need it, in this order. */
function inFull(extra: DataView, numbers: number[]): number[] {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) !== 1) continue
    let next = at + 4
    return numbers.map((number) => {
      if (number !== elsewhere) return number
      next += 8
      return Number(extra.getBigUint64(next - 8, true))
    })
  }
  return numbers
}

export function inflated(archive: string, bytes: Bytes, entry: Entry): Pieces {
  if (entry.encrypted)
    throw new Refusal(
      'invalid',
      `${shown(entry.name)} in ${shown(archive)} has a password. Unpack it, and import that.`,
    )
  if (entry.method !== 0 && entry.method !== 8)
    throw new Refusal(
      'invalid',
      `${shown(entry.name)} in ${shown(archive)} is packed in a way that is not read here. Unpack it, and import that.`,
    )
  return function* () {
    const header = viewOf(bytes.slice(entry.at, entry.at + 30))
    const from = attempt(archive, 'zip', () => {
      if (header.getUint32(0, true) !== 0x04_03_4b_50) throw damaged(archive, 'zip')
      return entry.at + 30 + header.getUint16(26, true) + header.getUint16(28, true)
    })
    if (from + entry.packed > bytes.size) throw damaged(archive, 'zip')
    const packed = piecesOf(bytes, from, from + entry.packed)
    let size = 0
    let sum = 0
    for (const piece of entry.method === 0 ? packed() : inflate(archive, packed)) {
      size += piece.length
      sum = crc32(piece, sum)
      // One that holds more or less than it states would otherwise lose rows without a word.
      if (size > entry.size) throw damaged(archive, 'zip')
      yield piece
    }
    if (size !== entry.size || sum !== entry.sum) throw damaged(archive, 'zip')
  }
}

function* inflate(archive: string, packed: Pieces): Iterable<Uint8Array> {
  let out: Uint8Array[] = []
  const stream = new Inflate((chunk) => out.push(chunk))
  const push = (bytes: Uint8Array, last: boolean) => {
    attempt(archive, 'zip', () => stream.push(bytes, last))
    const taken = out
    out = []
    return taken
  }
  yield* inSmall(packed, push)
}

/** UTF-8 where it is; older programs write what DOS had, whose letters without accents are the same. */
function nameOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function bytesIn(view: DataView, at: number, length: number): Uint8Array {
  if (at + length > view.byteLength) throw new Error('ends within an entry')
  return new Uint8Array(view.buffer, view.byteOffset + at, length)
}
