// Memory that is given back at once. The engine gives back what nothing refers to when it next looks through everything,
// and large arrays are no reason for it to do so.

/** The array is empty from now on, and so is every other of the same buffer. */
export function release({ buffer }: { buffer: ArrayBuffer }): void {
  buffer.transferToFixedLength(0)
}
