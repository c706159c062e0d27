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
