// What a person keeps about files: how those with certain columns are read, and which are read again when they change. Kept
// as settings, because neither is data: a rebuild does not need them.
import type { ImportProfile, WatchedFile, WatchState } from '../../src-shared/import-profile.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { readSetting, writeSetting } from './settings.ts'

export interface Watched {
  /** What it is imported with. */
  input: WatchedFile
  /** Null until it has changed for the first time. */
  state: WatchState | null
}

export function importProfiles(db: ReadDb): ImportProfile[] {
  return readSetting<ImportProfile[]>(db, 'import_profiles') ?? []
}

export function saveImportProfile(db: WriteDb, profile: ImportProfile): void {
  const others = importProfiles(db).filter((one) => one.name !== profile.name)
  // The newest first: of two for the same columns it counts.
  writeSetting(db, 'import_profiles', [profile, ...others])
}

export function removeImportProfile(db: WriteDb, name: string): boolean {
  const all = importProfiles(db)
  const rest = all.filter((one) => one.name !== name)
  if (rest.length < all.length) writeSetting(db, 'import_profiles', rest)
  return rest.length < all.length
}

/** Where it stood among the others it stays; watched files go on being read by it. */
export function renameImportProfile(db: WriteDb, name: string, to: string): void {
  const profiles = importProfiles(db).map((one) => (one.name === name ? { ...one, name: to } : one))
  writeSetting(db, 'import_profiles', profiles)
  const watched = watchedFiles(db).map(({ input, state }) => ({
    input: input.profile === name ? { ...input, profile: to } : input,
    state,
  }))
  writeSetting(db, 'watched_files', watched)
}

export function watchedFiles(db: ReadDb): Watched[] {
  return readSetting<Watched[]>(db, 'watched_files') ?? []
}

/** `state`: what it is known to be, so that only what comes later is news. */
export function watchFile(db: WriteDb, file: WatchedFile, state: WatchState | null): void {
  const others = watchedFiles(db).filter(({ input }) => input.file !== file.file)
  writeSetting(db, 'watched_files', [...others, { input: file, state }])
}

export function unwatchFile(db: WriteDb, file: string): boolean {
  const all = watchedFiles(db)
  const rest = all.filter(({ input }) => input.file !== file)
  if (rest.length < all.length) writeSetting(db, 'watched_files', rest)
  return rest.length < all.length
}

/** Unless it was left alone meanwhile. */
export function noteWatched(db: WriteDb, file: string, state: WatchState): void {
  const all = watchedFiles(db)
  writeSetting(
    db,
    'watched_files',
    all.map((one) => (one.input.file === file ? { ...one, state } : one)),
  )
}
