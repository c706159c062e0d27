// A deployment that the listener sends itself over HTTP, as a pipeline would: it shows that address, key and dialect work.
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

export function sendDeployment(
  address: string,
  dialect: Dialect,
  system: string,
  key: string,
  now: number,
): Promise<Response> {
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
  return fetch(`${address}${dialect.path(system)}${query === '' ? '' : `?${query}`}`, {
    method: 'POST',
    headers: { ...inHeader, 'content-type': 'application/json', [testHeader]: '1' },
    body: JSON.stringify(filled(dialect.body(system), values)),
    signal: AbortSignal.timeout(patienceMs),
  })
}

function filled(body: Body, values: Record<Value, string>): unknown {
  if (typeof body === 'string') return body
  if (body instanceof Place) return values[body.value]
  if (Array.isArray(body)) return body.map((part: Body) => filled(part, values))
  return Object.fromEntries(Object.entries(body).map(([name, part]: [string, Body]) => [name, filled(part, values)]))
}
