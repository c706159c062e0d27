// From reports to requests as each dialect's clients send them: where the key stands, how several are put together.
import { must } from '../../src-shared/assert.ts'
import type { DialectId, Report } from './reports.ts'

export interface Request {
  method: string
  path: string
  headers: Record<string, string>
  body?: string | Uint8Array
}

/** How many reports a request of the dialect takes. */
export const most: Record<DialectId, number> = {
  pulse: 1,
  devlake: 1,
  devgrid: 15,
  versioner: 1,
  shiplog: 1000,
  github: 1,
  gitlab: 1,
}

/** One request that carries these reports, all of one dialect and no more than it takes. */
export function requestOf(reports: readonly Report[], key: string): Request {
  const [first] = reports
  const { dialect, path, headers, body } = must(first, 'because a request carries something')
  const bodies = reports.map((report) => report.body)
  switch (dialect) {
    case 'pulse':
      return { ...posted(`${path}&api_key=${encodeURIComponent(key)}`, body), headers: json }
    case 'devlake':
      // curl -d says that JSON is a form.
      return { ...posted(path, body), headers: { Authorization: `Bearer ${key}`, ...form } }
    case 'devgrid':
      return { ...posted(path, { events: bodies }), headers: { 'x-api-key': key, ...json } }
    case 'versioner':
      return { ...posted(path, body), headers: { Authorization: `Bearer ${key}`, ...json } }
    case 'shiplog':
      return {
        ...posted(path, bodies.length === 1 ? body : bodies),
        headers: { Authorization: `Bearer ${key}`, ...json },
      }
    case 'github':
      return { ...posted(`${path}&api_key=${encodeURIComponent(key)}`, body), headers: { ...headers, ...json } }
    case 'gitlab':
      return { ...posted(path, body), headers: { 'X-Gitlab-Token': key, ...json } }
  }
}

const json = { 'Content-Type': 'application/json' }
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

function posted(path: string, body: unknown): Pick<Request, 'method' | 'path' | 'body'> {
  return { method: 'POST', path, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
}
