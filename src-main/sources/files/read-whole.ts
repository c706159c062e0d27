// All that a file says at once, for a file that is small.
import type { FileReading, FileTranslation } from '../source.ts'

export function readWhole(reading: FileReading): FileTranslation {
  const found: Pick<FileTranslation, 'events' | 'at' | 'skipped' | 'rowOf' | 'rejected'> = {
    events: [],
    at: [],
    skipped: [],
    rowOf: [],
    rejected: [],
  }
  for (;;) {
    const { done, value } = reading.next()
    if (done === true) return { ...found, ...value }
    if (value === null) continue
    if ('event' in value) {
      found.events.push(value.event)
      found.at.push(`row ${value.row}`)
      found.rowOf.push(value.row)
    } else {
      found.skipped.push(value.skip)
      if (value.skip.left !== true) found.rejected.push(value.cells)
    }
  }
}
