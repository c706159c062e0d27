// API keys: only the SHA-256 of a key and its first characters are kept, so a copied file gives nobody a key.
import { createHash } from 'node:crypto'
import type { ReadDb, WriteDb } from './database.ts'

export function hashKey(key: string): Uint8Array {
  return createHash('sha256').update(key, 'utf8').digest()
}

export function insertKey(db: WriteDb, name: string, key: string, atMs: number): void {
  // A short registered key shows less of itself.
  const starts = key.slice(0, key.length >= 20 ? 6 : 1)
  db.run('INSERT INTO keys (name, hash, starts, added_at_ms) VALUES (?, ?, ?, ?)', name, hashKey(key), starts, atMs)
}

/**
 * The live key with this value. The lookup is by hash, so its time says nothing about how much of a guess was right.
 */
export function findKey(db: ReadDb, key: string): { id: number; name: string } | undefined {
  return db.get('SELECT id, name FROM keys WHERE hash = ? AND revoked_at_ms IS NULL', hashKey(key))
}

export function liveKeyNamed(db: ReadDb, name: string): { id: number } | undefined {
  return db.get('SELECT id FROM keys WHERE name = ? AND revoked_at_ms IS NULL', name)
}

export function revokeKey(db: WriteDb, name: string, atMs: number): boolean {
  return db.run('UPDATE keys SET revoked_at_ms = ? WHERE name = ? AND revoked_at_ms IS NULL', atMs, name).changes > 0
}

/** Notes that a key was used, at most once a minute, so that a burst does not write it thousands of times. */
export function touchKey(db: WriteDb, id: number, atMs: number): void {
  db.run('UPDATE keys SET last_used_at_ms = ?1 WHERE id = ?2 AND coalesce(last_used_at_ms, 0) < ?1 - 60000', atMs, id)
}
