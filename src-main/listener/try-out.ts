// A deployment that the listener sends itself over HTTP, as a pipeline would: it shows that address, key and dialect work.
import { request } from 'node:http'
import { request as tlsRequest } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { dialects, type Dialect } from '../../src-shared/snippets/dialects.ts'
import { type Body, Place, type Value } from '../../src-shared/snippets/body.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import { isoOf } from '../../src-shared/time.ts'
import { testHeader } from '../ingest/translate.ts'

/** A disk that takes nothing is told of sooner. */
const patienceMs = 15_000

export function dialectNamed(id: string): Dialect {
  const dialect = dialects.find((one) => one.id === id)
  if (dialect !== undefined) return dialect
  const accepted = `one of ${dialects.map((one) => one.id).join(', ')}`
  throw new Refusal('invalid', `"dialect" is ${shown(id)}, expected ${accepted}.`, [
    { field: 'dialect', value: shown(id), accepted },
  ])
}

interface To {
  address: string
  /** Of our own certificate, where the address is one of HTTPS. */
  fingerprint: string | null
}

export function sendDeployment(
  to: To,
  dialect: Dialect,
  system: string,
  key: string,
  now: number,
): Promise<{ status: number; body: string }> {
  const inQuery = 'query' in dialect.key ? `${dialect.key.query}=${key}` : ''
  const query = [inQuery, dialect.query?.(system) ?? ''].filter((part) => part !== '').join('&')
  const inHeader = 'header' in dialect.key ? { [dialect.key.header]: dialect.key.before + key } : {}
  const values: Record<Value, string> = {
    id: `shiplog-test-${now}`,
    commit: '0'.repeat(40),
    url: 'https://ci.example.com/runs/1',
    repository: 'https://git.example.com/test.git',
    now: isoOf(now),
    result: dialect.results?.succeeded ?? '',
  }
  return post(
    to,
    `${dialect.path(system)}${query === '' ? '' : `?${query}`}`,
    { ...inHeader, 'content-type': 'application/json', [testHeader]: '1' },
    JSON.stringify(filled(dialect.body(system), values)),
  )
}

function post(
  { address, fingerprint }: To,
  path: string,
  headers: Record<string, string>,
  body: string,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = (fingerprint === null ? request : tlsRequest)(address + path, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      signal: AbortSignal.timeout(patienceMs),
      agent: false,
      // Whoever made it, and whatever names it has: it is known to the last bit.
      rejectUnauthorized: false,
    })
    asked.on('error', reject).on('response', (response) => {
      const chunks: Buffer[] = []
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('error', reject)
        .on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
    })
    if (fingerprint === null) return void asked.end(body)
    // The key is not sent before it is told who is there.
    asked.on('socket', (socket) =>
      socket.once('secureConnect', () => {
        const theirs = (socket as TLSSocket).getPeerCertificate().fingerprint256
        if (theirs === fingerprint) asked.end(body)
        else asked.destroy(new Error('another certificate than ours'))
      }),
    )
  })
}

function filled(body: Body, values: Record<Value, string>): unknown {
  if (typeof body === 'string') return body
  if (body instanceof Place) return values[body.value]
  if (Array.isArray(body)) return body.map((part: Body) => filled(part, values))
  return Object.fromEntries(Object.entries(body).map(([name, part]: [string, Body]) => [name, filled(part, values)]))
}
