// Reads a file as it was handed over, or as the journal kept it: what a person chose for it lies beside its bytes.
import { assert, must } from '../../src-shared/assert.ts'
import type { Delivery } from '../../src-shared/delivery.ts'
import { type Event, unknownSystem } from '../../src-shared/event.ts'
import { ImportChoices } from '../../src-shared/import-choices.ts'
import { ImportProfile } from '../../src-shared/import-profile.ts'
import { type Bytes, headOf, type Pieces } from '../sources/files/bytes.ts'
import { gunzip, unpack } from '../sources/files/unpack.ts'
import { sources } from '../sources/index.ts'
import type { FileOptions, FileReading } from '../sources/source.ts'

/** What a person chose for a file, as kept with its delivery. */
export function fileOptions({ meta, received_at_ms }: Pick<Delivery, 'meta' | 'received_at_ms'>): FileOptions {
  return {
    name: meta['name'] ?? '',
    received_at_ms,
    system: meta['system'] ?? unknownSystem,
    zone: meta['zone'] ?? 'UTC',
    zoneChosen: meta['zone_chosen'] === 'yes',
    year: new Date(received_at_ms).getUTCFullYear(),
    known: new Set(JSON.parse(meta['known'] ?? '[]') as string[]),
    choices: ImportChoices.parse(JSON.parse(meta['choices'] ?? '{}')),
    profiles: ImportProfile.array().parse(JSON.parse(meta['profiles'] ?? '[]')),
  }
}

/** `raw`: the bytes as they came; a function where they can only be read from the beginning. */
export function readFile(delivery: Omit<Delivery, 'body'>, raw: Bytes | Pieces): FileReading {
  const source = must(sources.get(delivery.source), `because a delivery names its source (${delivery.source})`)
  assert('recognise' in source, 'a file delivery to come from a file source')
  const options = fileOptions(delivery)
  const { name, pieces } = unpacked(options.name, raw)
  return source.read(pieces, { ...options, name })
}

export function unpacked(name: string, raw: Bytes | Pieces): { name: string; pieces: Pieces } {
  return typeof raw === 'function' ? gunzip(name, headOf(raw, 2), raw) : unpack(name, raw)
}

/** The events alone, each with its place. */
export function* eventsOfFile(reading: FileReading): Iterable<{ event: Event; at: string }> {
  for (const read of rowsOf(reading)) if ('event' in read) yield { event: read.event, at: `row ${read.row}` }
}

function* rowsOf(reading: FileReading) {
  for (;;) {
    const { done, value } = reading.next()
    if (done === true) return
    if (value !== null) yield value
  }
}
