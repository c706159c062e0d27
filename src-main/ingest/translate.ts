// Translates any delivery of the journal again, by the source it names.
import { assert, must } from '../../src-shared/assert.ts'
import type { Delivery } from '../../src-shared/delivery.ts'
import { type Translation, unknownSystem } from '../../src-shared/event.ts'
import { ImportChoices } from '../../src-shared/import-choices.ts'
import { ImportProfile } from '../../src-shared/import-profile.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { asRefused, type Refused } from './rejected.ts'
import { unpack } from '../sources/files/index.ts'
import { sources } from '../sources/index.ts'
import type { FileOptions, FileTranslation } from '../sources/source.ts'

/** What a person chose for a file, as kept with its delivery. */
export function fileOptions({ meta, received_at_ms }: Delivery): FileOptions {
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

export function translateFile(delivery: Delivery): FileTranslation {
  const source = must(sources.get(delivery.source), `because a delivery names its source (${delivery.source})`)
  assert('recognise' in source, 'a file delivery to come from a file source')
  const options = fileOptions(delivery)
  const { name, bytes } = unpack(options.name, delivery.body)
  return source.translate(bytes, { ...options, name })
}

export function translate(delivery: Delivery): Translation {
  const source = must(sources.get(delivery.source), `because a delivery names its source (${delivery.source})`)
  if ('recognise' in source) return translateFile(delivery)
  const translation = source.translate(delivery)
  return testHeader in delivery.headers ? withoutEvents(translation) : translation
}

/** The same for a delivery at the door, where not being able to is an answer. */
export function tryTranslate(delivery: Delivery): Translation | Refused {
  try {
    return translate(delivery)
  } catch (error) {
    if (error instanceof Refusal) return asRefused(error)
    throw error
  }
}

/** A request with this header is read, kept and answered like any other, and counts nowhere. */
export const testHeader = 'x-shiplog-test'

function withoutEvents({ events, at, skipped }: Translation): Translation {
  const reason = 'a test event, which is never counted'
  return { events: [], at: [], skipped: [...skipped, ...events.map((_, i) => ({ at: at[i] ?? '', reason }))] }
}
