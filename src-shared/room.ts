// Memory that grows where it lies, once it is much. A larger array made beside the old one takes both for a moment, and the
// place that the old one leaves is too small for the next. Of addresses as many are kept free then as nothing here ever
// needs; memory is taken for what is written.
import { release } from './release.ts'

/** Twenty bytes of each of 200 million commits. */
const most = 2 ** 32

/** From so many bytes on it is worth it: to look into memory that may grow takes longer. */
const isMuch = 2 ** 22

/** Memory for so many bytes, all 0. */
export function memory(bytes: number): ArrayBuffer {
  return bytes < isMuch ? new ArrayBuffer(bytes) : new ArrayBuffer(bytes, { maxByteLength: most })
}

type Growing = Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>

/** The same elements with room for so many, the others 0. What was given is empty then, or as long. */
export function larger<T extends Growing>(array: T, length: number): T {
  const bytes = length * array.BYTES_PER_ELEMENT
  const over = array.constructor as new (buffer: ArrayBuffer) => T
  if (bytes < isMuch) return new over(array.buffer.transfer(bytes))
  if (array.buffer.resizable) {
    array.buffer.resize(bytes)
    return array
  }
  const all = new over(memory(bytes))
  all.set(array)
  release(array)
  return all
}
