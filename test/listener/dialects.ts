// The least that each dialect accepts, written down by hand from what its clients send.
import type { Sent } from './door.ts'

export interface Dialect {
  id: string
  path: string
  /** An address of its own that it has no answer for. */
  nothing: string
  /** A request with the key where it belongs. */
  send(key: string, system: string): Sent
  accepted: number
  /** What its refusals have, and its status where a key is not known. */
  refusal: string[]
  unknownKey: number
}

const json = { 'content-type': 'application/json' }
const bearer = (key: string) => ({ ...json, authorization: `Bearer ${key}` })

export const dialects: Dialect[] = [
  {
    id: 'pulse',
    path: '/v1/ingestion/cli',
    nothing: '/v1/ingestion',
    send: (key, system) => ({
      path: `/v1/ingestion/cli?api_key=${key}&system=${system}`,
      headers: json,
      body: '{"$type":"change","source":"cli","change_id":"c1","time_created":"2026-11-20T10:00:00Z"}',
    }),
    accepted: 200,
    refusal: ['errors', 'message'],
    unknownKey: 401,
  },
  {
    id: 'devlake',
    path: '/api/rest/plugins/webhook/connections/by-name/shop/deployments',
    nothing: '/api/rest/plugins/webhook/connections/1/nothing',
    send: (key, system) => ({
      path: `/api/rest/plugins/webhook/connections/by-name/${system}/deployments`,
      headers: bearer(key),
      body: JSON.stringify({
        id: 'd1',
        startedDate: '2026-11-20T10:00:00Z',
        finishedDate: '2026-11-20T10:05:00Z',
        deploymentCommits: [
          {
            repoUrl: 'https://git.example.com/shop.git',
            commitSha: 'a'.repeat(40),
            refName: 'main',
            startedDate: '2026-11-20T10:00:00Z',
            finishedDate: '2026-11-20T10:05:00Z',
          },
        ],
      }),
    }),
    accepted: 200,
    refusal: ['message', 'success'],
    unknownKey: 403,
  },
  {
    id: 'devgrid',
    path: '/events',
    nothing: '/events/nothing',
    send: (key, system) => ({
      path: '/events',
      headers: { ...json, 'x-api-key': key },
      body: `{"events":[{"type":"event-deploy","entityId":"${system}","attributes":{"env":"production","status":"success"}}]}`,
    }),
    accepted: 201,
    refusal: ['errors', 'message'],
    unknownKey: 401,
  },
  {
    id: 'versioner',
    path: '/deployment-events/',
    nothing: '/deployment-events/nothing',
    send: (key, system) => ({
      path: '/deployment-events/',
      headers: bearer(key),
      body: `{"product_name":"${system}","version":"1.2.3","environment_name":"production","status":"success"}`,
    }),
    accepted: 200,
    refusal: ['detail', 'error', 'message'],
    unknownKey: 401,
  },
  {
    id: 'shiplog',
    path: '/api/v1/events',
    nothing: '/api/v1/events/nothing',
    send: (key, system) => ({
      path: '/api/v1/events',
      headers: bearer(key),
      body: `{"type":"change","system":"${system}","id":"c1","created_at":"2026-11-20T10:00:00Z"}`,
    }),
    accepted: 200,
    refusal: ['errors', 'message'],
    unknownKey: 401,
  },
  {
    id: 'github',
    path: '/hooks/github',
    nothing: '/hooks/github/nothing',
    send: (key, system) => ({
      path: `/hooks/github?api_key=${key}&system=${system}`,
      headers: { ...json, 'x-github-event': 'deployment_status' },
      body: JSON.stringify({
        deployment_status: { state: 'success', environment: 'production', created_at: '2026-11-20T10:05:00Z' },
        deployment: { id: 7, sha: 'a'.repeat(40), environment: 'production', created_at: '2026-11-20T10:00:00Z' },
      }),
    }),
    accepted: 200,
    refusal: ['errors', 'message'],
    unknownKey: 401,
  },
  {
    id: 'gitlab',
    path: '/hooks/gitlab',
    nothing: '/hooks/gitlab/nothing',
    send: (key, system) => ({
      path: `/hooks/gitlab?system=${system}`,
      headers: { ...json, 'x-gitlab-token': key },
      body: JSON.stringify({
        object_kind: 'deployment',
        status: 'success',
        status_changed_at: '2026-11-20 10:05:00 +0000',
        deployment_id: 7,
        environment: 'production',
        project: { path_with_namespace: 'acme/shop' },
      }),
    }),
    accepted: 200,
    refusal: ['errors', 'message'],
    unknownKey: 401,
  },
]
