// API keys: only the SHA-256 of a key and its first characters are kept, so a copied file gives nobody a key; but for those
// that sign and are never sent, whose secret is kept as it is, because nothing less can check a signature. A key with an end in the future works until then: the old value of one that was given a new one.
import { createHash, randomBytes } from 'node:crypto'
import type { ReadDb, WriteDb } from './database.ts'

/** What a key may be used for: ids of sources and names of systems; null is all. */
export interface KeyScope {
  dialects: string[] | null
  systems: string[] | null
}

export interface LiveKey extends KeyScope {
  id: number
  name: string
  /** It signs requests and is never sent. */
  signs: boolean
  /** Whether it works until an end that is set. */
  ends: boolean
}

const everything: KeyScope = { dialects: null, systems: null }

/** 32 random bytes; letters and digits that need no quoting in a shell or a URL. */
export function newKey(): string {
  return `slk_${randomBytes(32).toString('base64url')}`
}

const signingPrefix = 'whsec_'

/** As Standard Webhooks writes them. */
export function newSigningKey(): string {
  return signingPrefix + randomBytes(32).toString('base64')
}

/** The bytes that a written signing key stands for, or null where it is none of 24 to 64 bytes. */
export function secretOf(key: string): Uint8Array | null {
  if (!key.startsWith(signingPrefix)) return null
  const text = key.slice(signingPrefix.length)
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text && bytes.length >= 24 && bytes.length <= 64 ? bytes : null
}

export function hashKey(key: string): Uint8Array {
  return createHash('sha256').update(key, 'utf8').digest()
}

export function insertKey(
  db: WriteDb,
  name: string,
  key: string,
  atMs: number,
  scope: KeyScope = everything,
  secret: Uint8Array | null = null,
): void {
  // A short registered key shows less of itself.
  const starts = key.slice(0, secret !== null ? 10 : key.length >= 20 ? 6 : 1)
  db.run(
    `INSERT INTO keys (name, hash, starts, added_at_ms, dialects, systems, signs, secret)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    name,
    hashKey(key),
    starts,
    atMs,
    listText(scope.dialects),
    listText(scope.systems),
    secret === null ? 0 : 1,
    secret,
  )
}

interface Row {
  id: number
  name: string
  dialects: string | null
  systems: string | null
  signs: number
  ends: number
}

const columns = 'id, name, dialects, systems, signs, revoked_at_ms IS NOT NULL AS ends'
const found = `SELECT ${columns} FROM keys WHERE hash = ?`

/**
 * The key with this value, if it works. The lookup is by hash, so its time says nothing about how much of a guess was
 * right.
 */
export function findKey(db: ReadDb, key: string, atMs: number): LiveKey | undefined {
  const hash = hashKey(key)
  const row =
    db.get<Row>(`${found} AND revoked_at_ms IS NULL`, hash) ?? db.get<Row>(`${found} AND revoked_at_ms > ?`, hash, atMs)
  return row === undefined ? undefined : asKey(row)
}

export function liveKeyNamed(db: ReadDb, name: string): LiveKey | undefined {
  const row = db.get<Row>(`SELECT ${columns} FROM keys WHERE name = ? AND revoked_at_ms IS NULL`, name)
  return row === undefined ? undefined : asKey(row)
}

function asKey({ id, name, dialects, systems, signs, ends }: Row): LiveKey {
  return { id, name, dialects: listOf(dialects), systems: listOf(systems), signs: signs === 1, ends: ends === 1 }
}

/** Those that work now, each with what it signs with. */
export function signingKeys(db: ReadDb, atMs: number): { key: LiveKey; secret: Uint8Array }[] {
  const rows = db.all<Row & { secret: Uint8Array }>(
    `SELECT ${columns}, secret FROM keys WHERE secret IS NOT NULL AND (revoked_at_ms IS NULL OR revoked_at_ms > ?)`,
    atMs,
  )
  return rows.map((row) => ({ key: asKey(row), secret: row.secret }))
}

export function listOf(text: string | null): string[] | null {
  return text === null ? null : (JSON.parse(text) as string[])
}

function listText(list: string[] | null): string | null {
  return list === null ? null : JSON.stringify(list)
}

export function scopeKey(db: WriteDb, id: number, { dialects, systems }: KeyScope): void {
  db.run('UPDATE keys SET dialects = ?, systems = ? WHERE id = ?', listText(dialects), listText(systems), id)
}

/** Ends one key, now or later. */
export function endKey(db: WriteDb, id: number, atMs: number, now: number): void {
  db.run('UPDATE keys SET revoked_at_ms = ? WHERE id = ?', atMs, id)
  forgetSecrets(db, now)
}

function forgetSecrets(db: WriteDb, now: number): void {
  db.run('UPDATE keys SET secret = NULL WHERE secret IS NOT NULL AND revoked_at_ms <= ?', now)
}

/** Ends the keys of this name at a time, also those whose end was set later. False where there is none. */
export function revokeKey(db: WriteDb, name: string, atMs: number): boolean {
  const { changes } = db.run(
    'UPDATE keys SET revoked_at_ms = ?1 WHERE name = ?2 AND (revoked_at_ms IS NULL OR revoked_at_ms > ?1)',
    atMs,
    name,
  )
  forgetSecrets(db, atMs)
  return changes > 0
}

const noteEveryMs = 60_000

/** Notes when keys are used, once a minute each, so that a burst does not write it thousands of times. */
export class KeyUses {
  readonly #noted = new Map<number, number>()

  note(db: WriteDb, id: number, atMs: number): void {
    if (atMs - (this.#noted.get(id) ?? -Infinity) < noteEveryMs) return
    this.#noted.set(id, atMs)
    db.run('UPDATE keys SET last_used_at_ms = ? WHERE id = ?', atMs, id)
  }

  /** What was noted may have been undone. */
  forget(): void {
    this.#noted.clear()
  }
}
