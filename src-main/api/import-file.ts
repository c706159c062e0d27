// Reads the file that a person names, as they say it is to be read. Stores nothing.
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Delivery } from '../../src-shared/delivery.ts'
import { unknownSystem } from '../../src-shared/event.ts'
import type { ImportChoices } from '../../src-shared/import-choices.ts'
import type { ImportProfile } from '../../src-shared/import-profile.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import { isZone } from '../../src-shared/time.ts'
import { translateFile } from '../ingest/translate.ts'
import { chooseFileSource, unpack } from '../sources/files/index.ts'
import type { FileTranslation } from '../sources/source.ts'
import type { ReadDb } from '../store/database.ts'
import { importProfiles } from '../store/imports.ts'
import { zoneOf } from '../store/settings.ts'
import type { JobContext } from './context.ts'
import { refuseWorkspace } from './restore.ts'

const bytesMax = 100 * 1024 * 1024
export interface FileRequest {
  file: string
  name?: string | undefined
  system?: string | undefined
  zone?: string | undefined
  choices?: ImportChoices | undefined
  profile?: string | undefined
}

/** Reads and translates a file. Throws a Refusal where it cannot be read at all. */
export async function openFile(
  request: FileRequest,
  { db, clock, signal, progress }: JobContext,
): Promise<{ delivery: Delivery; translation: FileTranslation }> {
  const name = request.name ?? path.basename(request.file)
  const zone = request.zone ?? zoneOf(db)
  if (!isZone(zone))
    throw new Refusal('invalid', `${shown(zone)} is no time zone; give an IANA name such as Europe/Berlin or UTC.`)
  progress(`Reading ${name}`, 0, null, 'rows')
  await refuseWorkspace(request.file, name)
  const body = await bytesOf(request.file, name, signal)
  const inside = unpack(name, body)
  const source = chooseFileSource(inside.name, inside.bytes.subarray(0, 64 * 1024))
  const delivery: Delivery = {
    source: source.id,
    method: 'FILE',
    path: name,
    query: '',
    headers: {},
    meta: {
      name,
      zone,
      system: request.system ?? unknownSystem,
      ...(request.zone === undefined ? {} : { zone_chosen: 'yes' }),
      ...(request.choices === undefined ? {} : { choices: JSON.stringify(request.choices) }),
      hash: createHash('sha256').update(body).digest('hex'),
      known: JSON.stringify(systemNames(db)),
      profiles: JSON.stringify(profilesFor(db, request)),
    },
    body,
    received_at_ms: clock(),
  }
  const translation = translateFile(delivery)
  // Only what told: it is kept with the file, and a system that comes later must not change how it is read.
  delete delivery.meta['known']
  delete delivery.meta['profiles']
  if (translation.knownUsed.length > 0) delivery.meta['known'] = JSON.stringify(translation.knownUsed)
  if (translation.profile !== null) Object.assign(delivery.meta, metaOf(translation.profile, request))
  progress(`Reading ${name}`, translation.rows, translation.rows, 'rows')
  return { delivery, translation }
}

async function bytesOf(file: string, name: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const { size } = await stat(file).then((found) => {
      if (!found.isFile()) throw new Refusal('invalid', `${name} is not a file. To add a repository, add its folder.`)
      return found
    })
    if (size > bytesMax)
      throw new Refusal(
        'invalid',
        `${name} is ${Math.round(size / 1024 / 1024)} MB; files of up to ${bytesMax / 1024 / 1024} MB can be imported.`,
      )
    // Its own memory, so that it can cross to the writer without dragging a pool along.
    return new Uint8Array(await readFile(file, { signal }))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') throw new Refusal('not_found', `There is no file ${file}.`)
    if (code === 'EACCES' || code === 'EPERM') throw new Refusal('forbidden', `${file} may not be read by you.`)
    throw error
  }
}

function systemNames(db: ReadDb): string[] {
  return db
    .all<{ name: string }>('SELECT name FROM systems UNION SELECT name FROM system_names')
    .map(({ name }) => name)
}

/** Those that may fit: the one that was named, else all, unless the person says everything this time. */
function profilesFor(db: ReadDb, { profile, choices }: FileRequest): ImportProfile[] {
  const all = importProfiles(db)
  if (profile === undefined) return choices === undefined ? all : []
  if (profile === 'none') return []
  const named = all.find((one) => one.name === profile)
  if (named !== undefined) return [named]
  const accepted = ['none', ...all.map(({ name }) => name)].join(', ')
  throw new Refusal('not_found', `There is no profile ${shown(profile)}; there are ${accepted}.`, [
    { field: 'profile', value: profile, accepted },
  ])
}

/** What it was read by is kept with it, so that a rebuild reads it alike when the profile is gone. */
function metaOf({ name, choices, system, zone }: ImportProfile, asked: FileRequest): Record<string, string> {
  const said = { ...choices, ...asked.choices }
  return {
    profile: name,
    ...(Object.keys(said).length === 0 ? {} : { choices: JSON.stringify(said) }),
    ...(system === undefined || asked.system !== undefined ? {} : { system }),
    ...(zone === undefined || asked.zone !== undefined ? {} : { zone, zone_chosen: 'yes' }),
  }
}
