// Signed requests, as https://www.standardwebhooks.com says: HMAC-SHA256 over id, time and the bytes of the body, so that
// the key is never sent. And as GitHub signs: over the body alone, with the key as it is written. Pure: whose keys there are
// and what time it is comes from outside.
import { plural } from '../../src-shared/plural.ts'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { shown } from '../../src-shared/reply.ts'

export type Signature = Standard | OfBody

interface Standard {
  id: string
  /** Seconds since 1970, as it was sent, because that is what was signed. */
  timestamp: string
  /** Of the version that is known; a sender that changes its key sends one for each. */
  candidates: Buffer[]
}

interface OfBody {
  ofBody: Buffer
}

const bodyHeader = 'x-hub-signature-256'
const signatureHeaders = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const
/** How far a sender's clock may be off, and how long what was captured could be sent again. */
const toleranceMs = 5 * 60_000
const candidatesMax = 10

type Headers = Record<string, string | undefined>

/** `signsBody`: whether it may be signed as GitHub does. */
export function isSigned(headers: Headers, signsBody: boolean): boolean {
  return headers['webhook-signature'] !== undefined || (signsBody && headers[bodyHeader] !== undefined)
}

/** A sentence where it is signed in a way that cannot be checked. */
export function signatureIn(headers: Headers, now: number): Signature | string {
  const ofBody = headers[bodyHeader]
  if (headers['webhook-signature'] === undefined && ofBody !== undefined) {
    const hex = /^sha256=([0-9a-f]{64})$/.exec(ofBody)?.[1]
    return hex === undefined
      ? 'The header X-Hub-Signature-256 is to be sha256= and 64 hexadecimal digits.'
      : { ofBody: Buffer.from(hex, 'hex') }
  }
  const [id, timestamp, signature] = signatureHeaders.map((name) => headers[name])
  if (id === undefined || timestamp === undefined || signature === undefined)
    return 'A signed request has the headers webhook-id, webhook-timestamp and webhook-signature.'
  if (!/^[\x21-\x7e]{1,255}$/.test(id)) return 'The header webhook-id is to be 1 to 255 characters without spaces.'
  if (!/^\d{1,12}$/.test(timestamp))
    return `The header webhook-timestamp is ${shown(timestamp)}, expected seconds since 1970.`
  const off = Number(timestamp) * 1000 - now
  if (Math.abs(off) > toleranceMs)
    return `The request was signed ${inWords(off)}; 5 minutes are accepted. Look at the clocks of both computers.`
  const candidates = signature
    .split(' ')
    .slice(0, candidatesMax)
    .flatMap((one) => (one.startsWith('v1,') ? [Buffer.from(one.slice(3), 'base64')] : []))
  return { id, timestamp, candidates }
}

function inWords(offMs: number): string {
  const minutes = Math.round(Math.abs(offMs) / 60_000)
  const many = plural(minutes, 'minute')
  return offMs < 0 ? `${many} ago` : `${many} in the future`
}

/** Over the bytes as they came; what a guess had right shows in no time it takes. */
export function isSignedWith(secret: Uint8Array, signature: Signature, body: Uint8Array): boolean {
  if ('ofBody' in signature) {
    const written = `whsec_${Buffer.from(secret).toString('base64')}`
    return timingSafeEqual(createHmac('sha256', written).update(body).digest(), signature.ofBody)
  }
  const { id, timestamp, candidates } = signature
  const right = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest()
  return candidates.some((one) => one.length === right.length && timingSafeEqual(one, right))
}
