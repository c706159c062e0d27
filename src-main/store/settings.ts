// Settings of the workspace, as JSON by name.
import type { ReadDb, WriteDb } from './database.ts'

export function readSetting<T>(db: ReadDb, name: string): T | undefined {
  const row = db.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', name)
  return row === undefined ? undefined : (JSON.parse(row.value) as T)
}

export function writeSetting(db: WriteDb, name: string, value: unknown): void {
  db.run(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    name,
    JSON.stringify(value),
  )
}

/** The workspace's time zone: the one chosen, else the computer's. */
export function zoneOf(db: ReadDb): string {
  return readSetting<string>(db, 'zone') ?? Intl.DateTimeFormat().resolvedOptions().timeZone
}

export interface ListenerSettings {
  on: boolean
  reach: 'computer' | 'network'
  /** Null for the default one, which may move where it is taken. */
  port: number | null
  /** Whether programs on this computer may send without a key. */
  keyless: boolean
  /** Whether the bodies of refused requests are kept. */
  capture: boolean
  /** The files to speak HTTPS with, by absolute path; null for plain HTTP. */
  tls: { cert: string; key: string } | null
}

const listenerDefaults: ListenerSettings = {
  on: true,
  reach: 'computer',
  port: null,
  keyless: false,
  capture: false,
  tls: null,
}

export function listenerSettings(db: ReadDb): ListenerSettings {
  return { ...listenerDefaults, ...readSetting<Partial<ListenerSettings>>(db, 'listener') }
}

export function writeListenerSettings(db: WriteDb, settings: ListenerSettings): void {
  writeSetting(db, 'listener', settings)
}

/** Deliveries that the last rebuild could not read, by number. */
export function unreadable(db: ReadDb): number[] {
  return readSetting<number[]>(db, 'unreadable') ?? []
}

export function writeUnreadable(db: WriteDb, deliveries: readonly number[]): void {
  writeSetting(db, 'unreadable', deliveries)
}

/** Whether refs of repositories are watched at all. */
export function watchesRepos(db: ReadDb): boolean {
  return readSetting<boolean>(db, 'watch_repos') ?? true
}

export function setWatchesRepos(db: WriteDb, on: boolean): void {
  writeSetting(db, 'watch_repos', on)
}

/** The day weeks begin on, 1 for Monday to 7 for Sunday. */
export function weekStartOf(db: ReadDb): number {
  return readSetting<number>(db, 'week_start') ?? 1
}
