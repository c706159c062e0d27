import type { KeyRow } from '../../src-shared/contract/keys.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import { webhookSources } from '../sources/index.ts'
import type { ReadDb } from '../store/database.ts'
import {
  endKey,
  findKey,
  insertKey,
  listOf,
  type LiveKey,
  liveKeyNamed,
  newKey,
  newSigningKey,
  revokeKey,
  scopeKey,
  secretOf,
} from '../store/keys.ts'
import type { Handlers } from './context.ts'

const shortest = 8
const longest = 512
const weakBelow = 20
const hourMs = 3_600_000

type Raw = Omit<KeyRow, 'dialects' | 'systems' | 'ends_at_ms' | 'signs'> & {
  dialects: string | null
  systems: string | null
  signs: number
}

function toRow(raw: Raw, now: number): KeyRow {
  const ending = raw.revoked_at_ms !== null && raw.revoked_at_ms > now
  return {
    ...raw,
    signs: raw.signs === 1,
    dialects: listOf(raw.dialects),
    systems: listOf(raw.systems),
    revoked_at_ms: ending ? null : raw.revoked_at_ms,
    ends_at_ms: ending ? raw.revoked_at_ms : null,
  }
}

export const keys: Handlers<'keys'> = {
  'keys.list': (_, { db, clock }) => {
    const rows = db.all<Raw>(
      `SELECT name, starts, dialects, systems, signs, added_at_ms, last_used_at_ms, revoked_at_ms FROM keys
       ORDER BY added_at_ms DESC, id DESC`,
    )
    return { total: rows.length, rows: rows.map((row) => toRow(row, clock())) }
  },

  'keys.add': ({ name, value, dialects = null, systems = null, signs = false }, { db, ingest, clock }) => {
    const key = value ?? (signs ? newSigningKey() : newKey())
    if (key.length < shortest || key.length > longest)
      throw new Refusal('invalid', `The key is ${key.length} characters long; a key has ${shortest} to ${longest}.`)
    if (!/^[\x20-\x7e]+$/.test(key) || key.trim() !== key)
      throw new Refusal('invalid', 'A key is made of printable ASCII characters, without spaces at its ends.')
    const secret = signs ? secretOf(key) : null
    if (signs && secret === null)
      throw new Refusal('invalid', 'A key that signs is whsec_ and then 24 to 64 bytes in base64.')
    refuseDialects(dialects)
    if (liveKeyNamed(db, name) !== undefined)
      throw new Refusal(
        'conflict',
        `There is a key named ${shown(name)} already. Revoke it first, or choose another name.`,
      )
    const same = findKey(db, key, clock())
    if (same !== undefined) throw new Refusal('conflict', `This key is registered already, as ${shown(same.name)}.`)
    ingest.change(() => insertKey(db, name, key, clock(), { dialects, systems }, secret))
    const warning =
      key.length < weakBelow
        ? `This key is short (${key.length} characters) and could be guessed; ${weakBelow} or more are better.`
        : null
    return { name, key, warning }
  },

  'keys.scope': ({ name, dialects, systems }, { db, ingest }) => {
    refuseDialects(dialects)
    const { id } = keyNamed(db, name)
    ingest.change(() => scopeKey(db, id, { dialects, systems }))
    return { name, dialects, systems }
  },

  'keys.rotate': ({ name, keep_hours }, { db, ingest, clock }) => {
    const old = keyNamed(db, name)
    const key = old.signs ? newSigningKey() : newKey()
    const at = clock()
    ingest.change(() => {
      endKey(db, old.id, at + keep_hours * hourMs, at)
      insertKey(db, name, key, at, old, old.signs ? secretOf(key) : null)
    })
    return { name, key }
  },

  'keys.revoke': ({ name }, { db, ingest, clock }) => {
    const at = clock()
    const revoked = ingest.change(() => revokeKey(db, name, at))
    if (!revoked) throw noKey(name)
    return { name, revoked_at_ms: at }
  },
}

function keyNamed(db: ReadDb, name: string): LiveKey {
  const key = liveKeyNamed(db, name)
  if (key === undefined) throw noKey(name)
  return key
}

function noKey(name: string): Refusal {
  return new Refusal('not_found', `There is no live key named ${shown(name)}.`)
}

function refuseDialects(dialects: readonly string[] | null): void {
  const known = webhookSources.map((source) => source.id)
  const wrong = dialects?.find((id) => !known.includes(id))
  if (wrong === undefined) return
  const accepted = `one of ${known.join(', ')}`
  throw new Refusal('invalid', `"dialects" has ${shown(wrong)}, expected ${accepted}.`, [
    { field: 'dialects', value: shown(wrong), accepted },
  ])
}
