// One event of each type of Shiplog's own, and how they are posted.
import { openReadDb } from '../../src-main/store/database.ts'
import type { Answer, Door } from './door.ts'

export const eventsPath = '/api/v1/events'
export const at = (text: string) => Date.parse(text)
export const hash = '3f786850e387550fdab836ed7e6dc881de23001b'

interface Told {
  index: number
  outcome: string
  type?: string
  id?: string
  reason?: string
  errors?: { field: string; value: string; accepted: string }[]
}

interface Body {
  delivery: string | null
  dryRun: boolean
  accepted: number
  rejected: number
  events: Told[]
  warnings: string[]
}

/** Posts a body with the live key: text as it is, anything else as JSON. */
export async function post(door: Door, body: unknown, query = ''): Promise<Answer & { body: Body }> {
  const sent = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
  const answer = await door.send({
    path: eventsPath + query,
    headers: { Authorization: `Bearer ${door.key}`, 'Content-Type': 'application/json' },
    body: sent,
  })
  return { ...answer, body: answer.json as unknown as Body }
}

export function rows(door: Door, sql: string): unknown[] {
  const opened = openReadDb(door.dataDir)
  const all = opened.db.all(sql)
  opened.close()
  return all
}

export function deliveries(door: Door): unknown {
  return rows(door, 'SELECT count(*) AS n FROM deliveries')
}

export const change = { type: 'change', system: 'shop', id: 'c1', created_at: '2026-06-01T10:00:00Z' }
export const deployment = {
  type: 'deployment',
  system: 'shop',
  id: 'run-7',
  version: '1.4.0',
  started_at: '2026-06-01T13:50:00+02:00',
  finished_at: '2026-06-01T14:00:00+02:00',
  changes: ['c1'],
  teams: ['web'],
}
export const build = {
  type: 'build',
  system: 'shop',
  id: '771',
  version: '1.4.0',
  commit: hash,
  branch: 'main',
  started_at: '2026-06-01T11:00:00Z',
  finished_at: '2026-06-01T11:08:00Z',
}
export const incident = {
  type: 'incident',
  system: 'shop',
  id: 'INC-1',
  title: 'Checkout answers slowly',
  started_at: '2026-06-01T13:00:00Z',
  resolved_at: '2026-06-01T13:45:00Z',
  deployment: '1.4.0',
}
export const issue = {
  type: 'issue',
  system: 'shop',
  id: 'BUG-1',
  kind: 'Bug',
  status: 'done',
  created_at: '2026-06-01T08:00:00Z',
  updated_at: '2026-06-02T09:00:00Z',
}
