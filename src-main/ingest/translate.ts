// Translates any delivery of the journal again, by the source it names.
import { assert, must } from '../../src-shared/assert.ts'
import type { Delivery } from '../../src-shared/delivery.ts'
import { type Translation, unknownSystem } from '../../src-shared/event.ts'
import { sources } from '../sources/index.ts'
import type { FileOptions, FileTranslation } from '../sources/source.ts'

/** What a person chose for a file, as kept with its delivery. */
export function fileOptions(meta: Record<string, string>): FileOptions {
  return { name: meta['name'] ?? '', system: meta['system'] ?? unknownSystem, zone: meta['zone'] ?? 'UTC' }
}

export function translateFile(delivery: Delivery): FileTranslation {
  const source = must(sources.get(delivery.source), `because a delivery names its source (${delivery.source})`)
  assert('recognise' in source, 'a file delivery to come from a file source')
  return source.translate(delivery.body, fileOptions(delivery.meta))
}

export function translate(delivery: Delivery): Translation {
  const source = must(sources.get(delivery.source), `because a delivery names its source (${delivery.source})`)
  return 'recognise' in source ? translateFile(delivery) : source.translate(delivery)
}
