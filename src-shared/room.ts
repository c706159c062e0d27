// Memory that grows where it lies. A larger array made beside the old one takes both for a moment, and the place that the
// old one leaves is too small for the next. Of addresses as many are kept free as nothing here ever needs; memory is taken
// for what is written.

import { release } from './release.ts'

/** Twenty bytes of each of 200 million commits. */
const most = 2 ** 32

/** Arrays over it that are made without a length are as long as it is. */
export function room(bytes: number): ArrayBuffer {
  return new ArrayBuffer(bytes, { maxByteLength: most })
}

/** So many elements more, all 0. */
export function enlarge(array: { buffer: ArrayBuffer; BYTES_PER_ELEMENT: number }, length: number): void {
  array.buffer.resize(length * array.BYTES_PER_ELEMENT)
}

/** From so many bytes on it is worth it: to look into such memory takes a little longer. */
const isMuch = 2 ** 22

/** Memory for so many bytes, all 0. */
export function memory(bytes: number): ArrayBuffer {
  return bytes < isMuch ? new ArrayBuffer(bytes) : room(bytes)
}

/** The same bytes with room for so many, the others 0. What was given is empty then, or as long. */
export function larger(array: Uint8Array<ArrayBuffer>, bytes: number): Uint8Array<ArrayBuffer> {
  if (bytes < isMuch) return new Uint8Array(array.buffer.transfer(bytes))
  if (array.buffer.resizable) {
    enlarge(array, bytes)
    return array
  }
  const all = new Uint8Array(room(bytes))
  all.set(array)
  release(array)
  return all
}
