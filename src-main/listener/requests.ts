// From a request as it came to what sources are handed: whole bodies up to a limit, and no secret, wherever it stands.
import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { Delivery } from '../../src-shared/delivery.ts'
import type { WebhookRequest, WebhookSource } from '../sources/source.ts'

export function webhookRequest(request: FastifyRequest): WebhookRequest {
  const at = request.url.indexOf('?')
  const headers: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : value
  return {
    method: request.method,
    path: pathOf(at === -1 ? request.url : request.url.slice(0, at)),
    query: new URLSearchParams(at === -1 ? '' : request.url.slice(at)),
    headers,
  }
}

/** Without doubled slashes and without one at the end: clients join base and path in every way. */
function pathOf(sent: string): string {
  const path = sent.replace(/\/{2,}/g, '/')
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

/** A key that stands where its dialect has no place for one is a key all the same. */
const secretName = /key|token|secret|auth|cookie|passw|signature|referer/i
const hidden = '(hidden)'
/** As Shiplog makes keys, those that sign too: hidden wherever they were put. */
const keys = /slk_[\w-]{43}|whsec_[\w+/=-]{32,}/g

function withoutKeys(text: string): string {
  return text.replace(keys, hidden)
}

export function deliveryOf(source: WebhookSource, asked: WebhookRequest, body: Uint8Array, now: number): Delivery {
  const query = new URLSearchParams()
  for (const [name, value] of asked.query)
    if (!source.secretQuery.includes(name)) query.append(name, secretName.test(name) ? hidden : withoutKeys(value))
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(asked.headers))
    if (value !== undefined) headers[name] = secretName.test(name) ? hidden : withoutKeys(value).slice(0, 1000)
  return {
    source: source.id,
    method: asked.method,
    path: withoutKeys(asked.path),
    query: query.toString(),
    headers,
    meta: {},
    body,
    received_at_ms: now,
  }
}

export interface Sent {
  body: Uint8Array
  /** How many bytes were sent, where they were more than is read; else null. */
  tooLong: number | null
}

export const nothingSent: Sent = { body: new Uint8Array(0), tooLong: null }

/** The sender's doing, and nothing that it could be told. */
class BrokenOff extends Error {
  readonly statusCode = 400
}

/** Beyond this many times the limit a sender is cut off; until then it is let finish, or it would not read the answer. */
const patience = 10

export function readBody(payload: IncomingMessage, max: number): Promise<Sent> {
  const announced = Number(payload.headers['content-length'] ?? 0)
  if (announced > patience * max) return Promise.resolve({ ...nothingSent, tooLong: announced })
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let bytes = 0
    const end = () => {
      payload.off('data', read)
      resolve(bytes > max ? { ...nothingSent, tooLong: bytes } : { body: joined(chunks, bytes), tooLong: null })
    }
    const read = (chunk: Uint8Array) => {
      bytes += chunk.length
      if (bytes <= max) chunks.push(chunk)
      else if (bytes > patience * max) end()
    }
    const broken = () => reject(new BrokenOff('The request broke off before the whole body was there.'))
    payload.on('data', read).once('end', end).once('error', broken)
  })
}

/** In memory of its own: the chunks are views of larger buffers, which would cross to another thread whole. */
function joined(chunks: readonly Uint8Array[], bytes: number): Uint8Array {
  const body = new Uint8Array(bytes)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.length
  }
  return body
}
