// The bytes of a file that is read from beginning to end, more than once and never all at the same time. Knows no format.
import type { Bytes } from '../../../src-shared/delivery.ts'

export type { Bytes } from '../../../src-shared/delivery.ts'

/** Bytes in order, from the beginning each time they are asked for. */
export type Pieces = () => Iterable<Uint8Array>

const pieceBytes = 256 * 1024

export function inMemory(bytes: Uint8Array): Bytes {
  return { size: bytes.length, slice: (from, to) => bytes.subarray(from, to) }
}

export function piecesOf(bytes: Bytes, from = 0, to = bytes.size): Pieces {
  return function* () {
    for (let at = from; at < to; at += pieceBytes) yield bytes.slice(at, Math.min(to, at + pieceBytes))
  }
}

/** The beginning of them, at most so many. */
export function headOf(pieces: Pieces, most: number): Uint8Array {
  const head: Uint8Array[] = []
  let size = 0
  for (const piece of pieces()) {
    head.push(piece)
    size += piece.length
    if (size >= most) break
  }
  return new Uint8Array(Buffer.concat(head).subarray(0, most))
}
