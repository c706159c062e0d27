// Reads a fixture and translates it the way an import does: the source is chosen by name and first bytes.
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { chooseFileSource } from '../../../src-main/sources/files/index.ts'
import { readWhole } from '../../../src-main/sources/files/read-whole.ts'
import type { FileOptions, FileTranslation } from '../../../src-main/sources/source.ts'
import type { IncidentEvent } from '../../../src-shared/event.ts'
import type { ImportChoices } from '../../../src-shared/import-choices.ts'
import { Refusal } from '../../../src-shared/reply.ts'

/** Rows without a system are "shop"; times without an offset are read in Berlin: UTC+1, in summer UTC+2. */
export const options = {
  system: 'shop',
  zone: 'Europe/Berlin',
  zoneChosen: false,
  year: 2026,
  received_at_ms: Date.UTC(2026, 5, 1),
  known: new Set<string>(),
  choices: {},
  profiles: [],
}

export function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../../fixtures/files/${name}`, import.meta.url))
}

export function translate(
  name: string,
  body: Uint8Array | string = fixture(name),
  choices: ImportChoices = {},
  known: ReadonlySet<string> = options.known,
  zone = options.zone,
): FileTranslation {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const file: FileOptions = { name, ...options, choices, known, zone }
  return readWhole(chooseFileSource(name, bytes.subarray(0, 65_536)).read(() => [bytes], file))
}

/** The message of the Refusal that translating throws. */
export function refusalOf(name: string, body: Uint8Array | string = fixture(name)): string {
  try {
    translate(name, body)
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
  return expect.fail(`${name} was not refused`)
}

export function incidents(translation: FileTranslation): IncidentEvent[] {
  return translation.events.flatMap((event) => (event.type === 'incident' ? [event] : []))
}

/** Milliseconds of a UTC time. */
export function utc(text: string): number {
  return Date.parse(`${text}Z`)
}
