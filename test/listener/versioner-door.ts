// A door for Versioner's clients, with a clock that is set: minutes after noon.
import { type Answer, type Door, openDoor } from './door.ts'

export const noon = Date.UTC(2026, 2, 2, 12, 0, 0)
export const minute = 60_000
export const sha = '3f786850e387550fdab836ed7e6dc881de23001b'

/** RFC 3339 of a moment so many minutes after noon. */
export function minutesPast(minutes: number): string {
  return new Date(noon + minutes * minute).toISOString()
}

type Fields = Record<string, unknown>

export interface Reply {
  id: string
  product_id: string
  version_id: string
  environment_id?: string
  status: string
  detail: unknown
  error: string
  [field: string]: unknown
}

export interface VersionerDoor {
  door: Door
  /** Sends one event so many minutes after noon; what fields say goes over the defaults. */
  deploy(minutes: number, status: string, fields?: Fields): Promise<Answer>
  build(minutes: number, status: string, fields?: Fields): Promise<Answer>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Of the list of deployments, oldest first: state, start and end in minutes after noon. */
  deployments(): Promise<[state: string, started: number | null, finished: number | null][]>
  /** The same of builds. */
  builds(): Promise<[state: string, started: number | null, finished: number | null][]>
}

export async function openVersionerDoor(): Promise<VersionerDoor> {
  let now = noon
  const door = await openDoor({ clock: () => now })
  const post: VersionerDoor['post'] = (path, body, headers = { Authorization: `Bearer ${door.key}` }) =>
    door.send({ path, headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
  const at = (minutes: number) => (now = noon + minutes * minute)
  const past = (ms: number | null) => (ms === null ? null : (ms - noon) / minute)
  return {
    door,
    post,
    deploy: (minutes, status, fields = {}) => {
      at(minutes)
      const body = { product_name: 'shop-api', version: '1.2.3', environment_name: 'production', status, ...fields }
      return post('/deployment-events/', body)
    },
    build: (minutes, status, fields = {}) => {
      at(minutes)
      return post('/build-events/', { product_name: 'shop-api', version: '1.2.3', status, ...fields })
    },
    deployments: async () =>
      (await door.ask('deployments.list', {})).rows
        .toReversed()
        .map((row) => [row.state, past(row.started_at_ms), past(row.finished_at_ms)]),
    builds: async () =>
      (await door.ask('builds.list', {})).rows
        .toReversed()
        .map((row) => [row.state, past(row.started_at_ms), past(row.finished_at_ms)]),
  }
}

/** The body of an answer, as Versioner's clients read it. */
export function replied(answer: Answer): Reply {
  return answer.json as unknown as Reply
}
