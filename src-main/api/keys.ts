import { randomBytes } from 'node:crypto'
import type { KeyRow } from '../../src-shared/contract/keys.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { findKey, insertKey, liveKeyNamed, revokeKey } from '../store/keys.ts'
import type { Handlers } from './context.ts'

const shortest = 8
const longest = 512
const weakBelow = 20

export const keys: Handlers<'keys'> = {
  'keys.list': (_, { db }) => {
    const rows = db.all<KeyRow>(
      'SELECT name, starts, added_at_ms, last_used_at_ms, revoked_at_ms FROM keys ORDER BY added_at_ms DESC, id DESC',
    )
    return { total: rows.length, rows }
  },

  'keys.add': ({ name, value }, { db, ingest, clock }) => {
    // 32 random bytes; letters and digits that need no quoting in a shell or a URL.
    const key = value ?? `slk_${randomBytes(32).toString('base64url')}`
    if (key.length < shortest || key.length > longest)
      throw new Refusal('invalid', `The key is ${key.length} characters long; a key has ${shortest} to ${longest}.`)
    if (!/^[\x20-\x7e]+$/.test(key) || key.trim() !== key)
      throw new Refusal('invalid', 'A key is made of printable ASCII characters, without spaces at its ends.')
    if (liveKeyNamed(db, name) !== undefined)
      throw new Refusal(
        'conflict',
        `There is a key named ${JSON.stringify(name)} already. Revoke it first, or choose another name.`,
      )
    const same = findKey(db, key)
    if (same !== undefined)
      throw new Refusal('conflict', `This key is registered already, as ${JSON.stringify(same.name)}.`)
    ingest.change(() => insertKey(db, name, key, clock()))
    const warning =
      key.length < weakBelow
        ? `This key is short (${key.length} characters) and could be guessed; ${weakBelow} or more are better.`
        : null
    return { name, key, warning }
  },

  'keys.revoke': ({ name }, { db, ingest, clock }) => {
    const at = clock()
    const revoked = ingest.change(() => revokeKey(db, name, at))
    if (!revoked) throw new Refusal('not_found', `There is no live key named ${JSON.stringify(name)}.`)
    return { name, revoked_at_ms: at }
  },
}
