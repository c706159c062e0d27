// Who may send: whoever has a key that was made for it, and, where a person allowed that, programs on this computer. Keys
// are looked up when they are used, so that a revoked one ends with the next request.
import { randomBytes } from 'node:crypto'
import { Budgets, isLoopback } from '../guard.ts'
import { webhookSources } from '../sources/index.ts'
import type { Cause, WebhookRequest, WebhookSource } from '../sources/source.ts'
import type { ReadDb } from '../store/database.ts'
import { findKey, type LiveKey, signingKeys } from '../store/keys.ts'
import { listenerSettings } from '../store/settings.ts'
import { stateOf } from '../store/unchanged.ts'
import { isContainersName } from './reach.ts'
import { isSigned, isSignedWith, type Signature, signatureIn } from './signature.ts'

export interface Admitted {
  /** Null for who came without a key, and for the listener's own tests. */
  keyId: number | null
  /** The systems it may report for; null for all. */
  systems: string[] | null
  /** Where it is one of the listener's own tests: to be told what became of it. */
  test?: Test
  /** What a signed request calls itself. */
  signedId?: string
}

export interface Test {
  delivery: number | null
}

/** Who it is will be seen when the body is there. */
export interface Unproven {
  keyId: null
  signature: Signature
}

export interface Turned {
  cause: Cause
  message: string
  /** The key it was sent with, if that is known. */
  keyId: number | null
}

/** Who sends. */
export interface Peer {
  address: string
  /** Whether the address that was called is the listener's own, so that `address` is the sender's. */
  isDirect: boolean
}

export interface Admission {
  admit(source: WebhookSource, asked: WebhookRequest, peer: Peer): Admitted | Unproven | Turned
  prove(source: WebhookSource, signature: Signature, body: Uint8Array, peer: string): Admitted | Turned
  /** A key that works once, for a test. */
  expect(test: Test): { key: string; forget(): void }
}

const mustSign =
  'This key signs requests and is never sent: give webhook-id, webhook-timestamp and webhook-signature instead. It was seen now, so rotate it.'
const badSignature =
  'The signature is of no key that is known: another secret, or a body that is not what was signed, to the byte.'

function titleOf(dialect: string): string {
  return webhookSources.find(({ id }) => id === dialect)?.title ?? dialect
}

export function openAdmission(db: ReadDb, clock: () => number): Admission {
  // Guessing is slow for each who guesses, and a right key is never held up by it.
  const guesses = new Budgets<string>(10, 30)
  const uses = new Budgets<number | null>(5_000, 10_000)
  const tests = new Map<string, Test>()
  /** Found in the file as it is, because under load many requests bring the same key. */
  const found = new Map<string, LiveKey>()
  let state = -1
  /** Whether that was looked at in this turn of the event loop. */
  let looked = false

  function lookUp(sent: string, now: number): LiveKey | undefined {
    if (!looked) {
      looked = true
      setImmediate(() => (looked = false))
      const is = stateOf(db)
      if (is !== state) found.clear()
      state = is
    }
    const known = found.get(sent)
    if (known !== undefined) return known
    const key = findKey(db, sent, now)
    // One that ends ends by the clock.
    if (key !== undefined && !key.ends) found.set(sent, key)
    return key
  }

  function admit(source: WebhookSource, asked: WebhookRequest, peer: Peer): Admitted | Unproven | Turned {
    const sent = source.key(asked)
    const test = sent === null ? undefined : tests.get(sent)
    if (sent !== null && test !== undefined) {
      tests.delete(sent)
      return { keyId: null, systems: null, test }
    }
    const now = clock()
    if (sent === null && isSigned(asked.headers, source.signsBody === true) && signingKeys(db, now).length > 0) {
      const signature = signatureIn(asked.headers, now)
      return typeof signature === 'string' ? turned(peer.address, now, signature) : { keyId: null, signature }
    }
    const key = sent === null ? undefined : lookUp(sent, now)
    if (key === undefined && !(sent === null && needsNoKey(asked, peer)))
      return turnStranger(source, sent, peer.address, now)
    if (key?.signs === true) return { cause: 'no key', message: mustSign, keyId: key.id }
    return use(source, key, now)
  }

  function use(source: WebhookSource, key: LiveKey | undefined, now: number): Admitted | Turned {
    const keyId = key?.id ?? null
    if (!uses.take(keyId, now))
      return { cause: 'too many', message: 'Too many requests at once; send it again in a second.', keyId }
    if (key !== undefined && key.dialects !== null && !key.dialects.includes(source.id)) {
      const message = `This key may not be used for ${source.title}; it was made for ${key.dialects.map(titleOf).join(', ')}.`
      return { cause: 'out of scope', message, keyId }
    }
    return { keyId, systems: key?.systems ?? null }
  }

  function prove(source: WebhookSource, signature: Signature, body: Uint8Array, peer: string): Admitted | Turned {
    const now = clock()
    const signed = signingKeys(db, now).find(({ secret }) => isSignedWith(secret, signature, body))
    if (signed === undefined) return turned(peer, now, badSignature)
    const admitted = use(source, signed.key, now)
    return 'cause' in admitted || !('id' in signature) ? admitted : { ...admitted, signedId: signature.id }
  }

  function turned(peer: string, now: number, message: string): Turned {
    if (!guesses.take(peer, now))
      return { cause: 'too many', message: 'Too many requests with a wrong key; wait a moment.', keyId: null }
    return { cause: 'unknown key', message, keyId: null }
  }

  function turnStranger(source: WebhookSource, sent: string | null, peer: string, now: number): Turned {
    const unset = `The API key is empty (${source.keyPlace}). Is the variable set that should hold it?`
    const stranger = turned(peer, now, sent === '' ? unset : 'The API key is not known or was revoked.')
    if (sent !== null || stranger.cause === 'too many') return stranger
    const message = `No API key was sent (${source.keyPlace}). Make one on the listener page or with "shiplog keys add".`
    return { cause: 'no key', message, keyId: null }
  }

  function needsNoKey({ headers }: WebhookRequest, { address, isDirect }: Peer): boolean {
    // Through a proxy or a tunnel that ends on this computer anybody comes from here.
    const isForwarded = headers['x-forwarded-for'] !== undefined || headers['forwarded'] !== undefined
    if (isForwarded || !isDirect || isContainersName(headers['host'])) return false
    return isLoopback(address) && listenerSettings(db).keyless
  }

  return {
    admit,
    prove,
    expect: (test) => {
      const key = `test_${randomBytes(32).toString('base64url')}`
      tests.set(key, test)
      return { key, forget: () => void tests.delete(key) }
    },
  }
}
