// Profiles and watched files: what is kept about files beside what they said.
import { statSync } from 'node:fs'
import path from 'node:path'
import type { Parsed } from '../../src-shared/contract/index.ts'
import { stampOf } from '../../src-shared/import-profile.ts'
import { Refusal } from '../../src-shared/reply.ts'
import type { FileSummary } from '../sources/source.ts'
import {
  importProfiles,
  removeImportProfile,
  renameImportProfile,
  saveImportProfile,
  unwatchFile,
  watchedFiles,
  watchFile,
} from '../store/imports.ts'
import type { Handlers, JobContext } from './context.ts'

type Kept = 'profiles' | 'saveProfile' | 'removeProfile' | 'renameProfile' | 'watched' | 'watch' | 'unwatch'

export const keptAboutFiles: Pick<Handlers<'imports'>, `imports.${Kept}`> = {
  'imports.profiles': (_, { db }) => {
    const rows = importProfiles(db)
    return { total: rows.length, rows }
  },

  'imports.saveProfile': (profile, { db, ingest }) => {
    ingest.change(() => saveImportProfile(db, profile))
    return profile
  },

  'imports.removeProfile': ({ name }, { db, ingest }) => {
    if (!ingest.change(() => removeImportProfile(db, name)))
      throw new Refusal('not_found', `There is no profile ${name}.`)
    return { name }
  },

  'imports.renameProfile': ({ name, to }, { db, ingest }) => {
    const names = importProfiles(db).map((profile) => profile.name)
    if (!names.includes(name)) throw new Refusal('not_found', `There is no profile ${name}.`)
    if (to !== name && names.includes(to))
      throw new Refusal('conflict', `There is a profile ${to} already. Choose another name, or forget that one first.`)
    ingest.change(() => renameImportProfile(db, name, to))
    return { name: to }
  },

  'imports.watched': (_, { db }) => {
    const rows = watchedFiles(db).map(({ input, state }) => ({
      file: input.file,
      input,
      profile: input.profile ?? null,
      at_ms: state?.at_ms ?? null,
      batch: state?.batch ?? null,
      note: state?.note ?? null,
      failed: state?.failed ?? false,
    }))
    return { total: rows.length, rows }
  },

  'imports.watch': (file, { db, ingest }) => {
    refuseUnwatchable(file.file)
    ingest.change(() => watchFile(db, file, null))
    return { file: file.file }
  },

  'imports.unwatch': ({ file }, { db, ingest }) => {
    if (!ingest.change(() => unwatchFile(db, file)))
      throw new Refusal('not_found', `${file} is not watched. "shiplog import watched" lists those that are.`)
    return { file }
  },
}

/** What a person asked for with an import, once it is stored. */
export async function keepAboutFile(
  input: Parsed<'imports.run'>,
  summary: FileSummary,
  batch: number,
  { ops, clock }: JobContext,
): Promise<void> {
  const { file, system, zone, choices, profile, save_profile, watch } = input
  const said = {
    ...(system === undefined ? {} : { system }),
    ...(zone === undefined ? {} : { zone }),
    ...(choices === undefined ? {} : { choices }),
  }
  if (save_profile !== undefined) {
    // What was corrected in single cells is of this file only.
    const { edits: _, ...lasting } = { ...summary.profile?.choices, ...choices }
    await ops.saveProfile({ ...said, name: save_profile, columns: summary.header, choices: lasting })
  }
  if (!watch) return
  refuseUnwatchable(file)
  const by = save_profile ?? profile
  const watched = { ...said, file, ...(by === undefined ? {} : { profile: by }) }
  const state = { stamp: stampOf(statSync(file)), at_ms: clock(), batch, note: 'imported', failed: false }
  await ops.watchFile(watched, state)
}

function refuseUnwatchable(file: string): void {
  if (!path.isAbsolute(file))
    throw new Refusal('invalid', `${file} is no whole path, so it cannot be found again. Give all of it.`)
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new Refusal('not_found', `There is no file ${file}.`)
}
