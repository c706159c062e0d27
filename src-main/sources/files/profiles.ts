// Which of a person's profiles a file is read by: the one for exactly its columns, however they are ordered and spelt.
import { unknownSystem } from '../../../src-shared/event.ts'
import type { ImportProfile } from '../../../src-shared/import-profile.ts'
import type { FileOptions } from '../source.ts'
import { fold } from './columns.ts'

export function profileFor(header: readonly string[], profiles: readonly ImportProfile[]): ImportProfile | null {
  const columns = fingerprint(header)
  return profiles.find((profile) => fingerprint(profile.columns) === columns) ?? null
}

/** What a person says for this file counts more than what was said for all of its kind. */
export function optionsOf({ choices = {}, system, zone }: ImportProfile, asked: FileOptions): FileOptions {
  return {
    ...asked,
    choices: { ...choices, ...asked.choices },
    system: asked.system === unknownSystem ? (system ?? asked.system) : asked.system,
    ...(zone === undefined || asked.zoneChosen ? {} : { zone, zoneChosen: true }),
  }
}

/** Columns that repeat are one: how often they do depends on the rows. */
function fingerprint(header: readonly string[]): string {
  const names = header
    .map((name) => fold(name.replace(/ \(\d+\)$/, '')))
    .filter((name) => !/^(?:|\(column\d+\))$/.test(name))
  return JSON.stringify([...new Set(names)].sort())
}
