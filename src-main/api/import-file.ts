// The file that a person names, as they say it is to be read. Stores nothing.
import { createHash } from 'node:crypto'
import path from 'node:path'
import type { Bytes, Delivery } from '../../src-shared/delivery.ts'
import { unknownSystem } from '../../src-shared/event.ts'
import type { ImportChoices } from '../../src-shared/import-choices.ts'
import type { ImportProfile } from '../../src-shared/import-profile.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import { isZone } from '../../src-shared/time.ts'
import { readFile, unpacked } from '../ingest/read-file.ts'
import { headOf, type Pieces, piecesOf } from '../sources/files/bytes.ts'
import { chooseFileSource, takeOut } from '../sources/files/index.ts'
import type { FileSummary, ReadRow } from '../sources/source.ts'
import type { ReadDb } from '../store/database.ts'
import { importProfiles } from '../store/imports.ts'
import { zoneOf } from '../store/settings.ts'
import type { JobContext } from './context.ts'
import { openBytes } from './file-bytes.ts'
import { refuseWorkspace } from './restore.ts'
import { pauses, rated, readThrough } from './turns.ts'

export interface FileRequest {
  file: string
  name?: string | undefined
  inside?: string | undefined
  system?: string | undefined
  zone?: string | undefined
  choices?: ImportChoices | undefined
  profile?: string | undefined
}

export type FileDelivery = Omit<Delivery, 'body'>

export interface OpenFile {
  name: string
  hash: string
  /** The bytes as they came, and how many. */
  pieces: Pieces
  size: number
  /** As far as it is known before it is read. */
  delivery: FileDelivery
  /** Hands over each row, as often as it is asked for. */
  read(each: (row: ReadRow) => Promise<void> | null | undefined): Promise<FileSummary>
  /** As the journal keeps it, once it was read: only what told how. */
  told(summary: FileSummary): FileDelivery
  /** Throws a Refusal where it is another file by now. */
  refuseChanged(): void
}

/** Opens a file for as long as the work on it takes. Throws a Refusal where it cannot be read at all. */
export async function withFile<T>(
  request: FileRequest,
  context: JobContext,
  work: (file: OpenFile) => Promise<T>,
): Promise<T> {
  const { db, clock, progress } = context
  const zone = request.zone ?? zoneOf(db)
  if (!isZone(zone))
    throw new Refusal('invalid', `${shown(zone)} is no time zone; give an IANA name such as Europe/Berlin or UTC.`)
  const archive = request.name ?? path.basename(request.file)
  const { inside } = request
  const name = inside === undefined ? archive : path.posix.basename(inside)
  progress(`Reading ${name}`, 0, null, 'rows')
  await refuseWorkspace(request.file, archive)
  const bytes = openBytes(request.file, archive)
  try {
    const raw: Bytes | Pieces = inside === undefined ? bytes : takeOut(archive, bytes, inside)
    const pieces = typeof raw === 'function' ? raw : piecesOf(raw)
    const { hash, size } = await hashOf(name, pieces, bytes.size, context)
    const content = unpacked(name, raw)
    const source = chooseFileSource(content.name, headOf(content.pieces, 64 * 1024))
    const asked: FileDelivery = {
      source: source.id,
      method: 'FILE',
      path: inside === undefined ? archive : `${archive}/${inside}`,
      query: '',
      headers: {},
      meta: {
        name,
        zone,
        system: request.system ?? unknownSystem,
        ...(request.zone === undefined ? {} : { zone_chosen: 'yes' }),
        ...(request.choices === undefined ? {} : { choices: JSON.stringify(request.choices) }),
        hash,
      },
      received_at_ms: clock(),
    }
    const helped = {
      ...asked,
      meta: {
        ...asked.meta,
        known: JSON.stringify(systemNames(db)),
        profiles: JSON.stringify(profilesFor(db, request)),
      },
    }
    return await work({
      name,
      hash,
      pieces,
      size,
      delivery: asked,
      read: (each) => readRows(name, readFile(helped, raw), each, context),
      told: (summary) => ({ ...asked, meta: toldBy(asked.meta, summary, request) }),
      refuseChanged: bytes.refuseChanged,
    })
  } finally {
    bytes.close()
  }
}

async function readRows(
  name: string,
  reading: ReturnType<typeof readFile>,
  each: (row: ReadRow) => Promise<void> | null | undefined,
  context: JobContext,
): Promise<FileSummary> {
  const show = rated(`Reading ${name}`, null, 'rows', context)
  let rows = 0
  const summary = await readThrough(
    reading,
    context,
    (row) => {
      show(++rows)
      return each(row)
    },
    () => context.progress(`Looking at ${name}`, 0, null, ''),
  )
  context.progress(`Reading ${name}`, summary.rows, summary.rows, 'rows')
  return summary
}

async function hashOf(
  name: string,
  pieces: Pieces,
  of: number,
  context: JobContext,
): Promise<{ hash: string; size: number }> {
  const pause = pauses(context.signal)
  const hash = createHash('sha256')
  let size = 0
  for (const piece of pieces()) {
    hash.update(piece)
    size += piece.length
    context.progress(`Looking at ${name}`, Math.round(size / 1e6), Math.round(of / 1e6), 'MB')
    const time = pause()
    if (time !== null) await time
  }
  return { hash: hash.digest('hex'), size }
}

/** What told is kept with the file: a system that comes later, or a profile that goes, must not change how it is read. */
function toldBy(
  meta: Record<string, string>,
  { knownUsed, profile }: FileSummary,
  request: FileRequest,
): Record<string, string> {
  return {
    ...meta,
    ...(knownUsed.length === 0 ? {} : { known: JSON.stringify(knownUsed) }),
    ...(profile === null ? {} : metaOf(profile, request)),
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
