// A gzip file unpacked as it comes. Invariant: what is handed over is what was packed, by its own checksum, or a Refusal
// at the end.
import { crc32 } from 'node:zlib'
import { Gunzip } from 'fflate'
import { Refusal, shown } from '../../../src-shared/reply.ts'
import type { Pieces } from './bytes.ts'
import { fileBytesMax } from './text.ts'

/** Small, so that what it unpacks to is small as well: the packing is 1:1000 at most. */
const pushed = 16_384
/** The checksum and the size behind each member. */
const trailerBytes = 8

export function gunzipped(name: string, packed: Pieces): Pieces {
  return function* () {
    let out: Uint8Array[] = []
    let size = 0
    let sum = 0
    /** The last that was pushed: at the least the end of the member before the one that begins in it. */
    let tail: Uint8Array = new Uint8Array(0)
    let read = 0
    const stream = new Gunzip((chunk) => {
      out.push(chunk)
      sum = crc32(chunk, sum)
      size += chunk.length
    })
    const check = (end: Uint8Array) => {
      const at = new DataView(end.buffer, end.byteOffset, end.byteLength)
      if (end.length < trailerBytes || at.getUint32(end.length - trailerBytes, true) !== sum)
        throw damaged(name, 'gzip')
      sum = 0
    }
    stream.onmember = (offset) => check(tail.subarray(0, tail.length - (read - offset)))
    const push = (bytes: Uint8Array, last: boolean) => {
      read += bytes.length
      tail = joined(tail.subarray(-pushed), bytes)
      attempt(name, 'gzip', () => stream.push(bytes, last))
      if (size > fileBytesMax) throw tooMuch(name)
      const taken = out
      out = []
      return taken
    }
    yield* inSmall(packed, push)
    check(tail)
  }
}

/** Pushes what is packed a little at a time, and hands on what each push gives. */
export function* inSmall(
  packed: Pieces,
  push: (bytes: Uint8Array, last: boolean) => Iterable<Uint8Array>,
): Iterable<Uint8Array> {
  for (const piece of packed())
    for (let at = 0; at < piece.length; at += pushed) yield* push(piece.slice(at, at + pushed), false)
  yield* push(new Uint8Array(0), true)
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([one, other]))
}

function tooMuch(name: string): Refusal {
  const max = fileBytesMax / 1024 / 1024
  return new Refusal('invalid', `${shown(name)} unpacks to more than ${max} MB; at most ${max} MB are read.`)
}

/** What is wrong with the bytes themselves is said in one sentence. */
export function attempt<T>(name: string, kind: 'gzip' | 'zip', work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof Refusal ? error : damaged(name, kind)
  }
}

export function damaged(name: string, kind: 'gzip' | 'zip'): Refusal {
  return new Refusal('invalid', `${shown(name)} is a damaged ${kind} archive. Was it downloaded completely?`)
}
