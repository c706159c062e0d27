// One event after the other, as the clients of every dialect send them. Each has a body of its own, so that a stored
// delivery is known by it, and is about a thing of its own, so that one that counted twice shows. None says a time that
// tells a retry apart: it is the same bytes again.
import { cliHeaders, cliPath, type Sent } from '../listener/door.ts'

interface Client {
  /** Where the fact it makes stands. */
  table: string
  path: string
  headers(key: string): Record<string, string>
  body(id: string, time: string): object
}

const curl = { 'User-Agent': 'curl/7.88.1', 'Content-Type': 'application/x-www-form-urlencoded' }
const bearer = (key: string) => ({ Authorization: `Bearer ${key}` })
const webhook = '/api/rest/plugins/webhook/connections/1'
const sha = '3f786850e387550fdab836ed7e6dc881de23001b'

const clients = {
  'Pulse change': {
    table: 'changes',
    path: `${cliPath}?system=web&api_key=KEY`,
    headers: () => cliHeaders,
    body: (id, time) => ({ $type: 'change', change_id: id, time_created: time }),
  },
  'Pulse deployment': {
    table: 'deployments',
    path: `${cliPath}?system=web&api_key=KEY`,
    headers: () => cliHeaders,
    body: (id, time) => ({ $type: 'deployment', deploy_id: id, time_created: time, changes: [sha] }),
  },
  'Pulse incident': {
    table: 'incidents',
    path: `${cliPath}?system=web&api_key=KEY`,
    headers: () => cliHeaders,
    body: (id, time) => ({ $type: 'incident', incident_id: id, time_created: time, time_resolved: time }),
  },
  'DevLake deployment': {
    table: 'deployments',
    path: `${webhook}/deployments`,
    headers: (key) => ({ ...curl, ...bearer(key) }),
    body: (id, time) => ({
      id,
      startedDate: time,
      finishedDate: time,
      deploymentCommits: [{ repoUrl: 'repo', commitSha: sha, startedDate: time, finishedDate: time }],
    }),
  },
  'DevLake issue': {
    table: 'issues',
    path: `${webhook}/issues`,
    headers: (key) => ({ ...curl, ...bearer(key) }),
    body: (id, time) => ({ issueKey: id, title: id, status: 'DONE', originalStatus: 'closed', createdDate: time }),
  },
  'DevGrid deployment': {
    table: 'deployments',
    path: '/events',
    headers: (key) => ({ 'x-api-key': key, 'Content-Type': 'application/json' }),
    body: (id) => ({
      events: [
        {
          type: 'event-deploy',
          entityId: 'app',
          attributes: { env: 'production', status: 'success', description: id },
        },
      ],
    }),
  },
  'Versioner deployment': {
    table: 'deployments',
    path: '/deployment-events/',
    headers: (key) => ({ 'User-Agent': 'versioner-cli/1.0.10', ...bearer(key) }),
    body: (id) => ({ product_name: 'shop-api', version: id, environment_name: 'production', status: 'success' }),
  },
  'Versioner build': {
    table: 'builds',
    path: '/build-events/',
    headers: (key) => ({ 'User-Agent': 'versioner-cli/1.0.10', ...bearer(key) }),
    body: (id) => ({ product_name: 'shop-api', version: id, status: 'started', scm_sha: sha }),
  },
  'own deployment': {
    table: 'deployments',
    path: '/api/v1/events',
    headers: bearer,
    body: (id) => ({ type: 'deployment', system: 'own', version: id, state: 'failed' }),
  },
} satisfies Record<string, Client>

export type Kind = keyof typeof clients
export const kinds: Record<Kind, Client> = clients
const names = Object.keys(clients) as Kind[]

export function kindOf(i: number): Kind {
  return names[i % names.length] as Kind
}

export function bodyOf(i: number): string {
  const time = new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString()
  return JSON.stringify(kinds[kindOf(i)].body(`e${i}`, time))
}

export function requestOf(i: number, key: string): Sent {
  const { path, headers } = kinds[kindOf(i)]
  return { path: path.replace('KEY', key), headers: headers(key), body: bodyOf(i) }
}
