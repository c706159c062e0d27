// How each dialect says "this was deployed to production": where it goes, where the key stands, and the body.
import { Place, type Body, type Result, encoded } from './body.ts'

export interface Dialect {
  /** The id of its source. */
  id: string
  title: string
  /** Below the listener's address. */
  path(system: string): string
  key: { header: string; before: string } | { query: string }
  query?(system: string): string
  /** Its words for how a deployment ended; null where it knows only ones that succeeded. */
  results: Record<Result, string> | null
  body(system: string): Body
  /** It has a client of its own, which stands where curl would. */
  client?: 'pulse'
}

const id = new Place('id')
const commit = new Place('commit')
const url = new Place('url')
const repository = new Place('repository')
const now = new Place('now')
const result = new Place('result')
const bearer = { header: 'Authorization', before: 'Bearer ' }

const shiplog: Dialect = {
  id: 'shiplog',
  title: 'Shiplog',
  path: () => '/api/v1/events',
  key: bearer,
  results: { succeeded: 'succeeded', failed: 'failed', aborted: 'aborted' },
  body: (system) => ({
    type: 'deployment',
    system,
    environment: 'production',
    id,
    state: result,
    finished_at: now,
    commits: [commit],
    url,
  }),
}

const pulse: Dialect = {
  id: 'pulse',
  title: 'Pulse CLI',
  path: () => '/v1/ingestion/cli',
  key: { query: 'api_key' },
  query: (system) => `system=${encoded(system)}`,
  results: null,
  body: () => ({ $type: 'deployment', source: 'cli', deploy_id: id, time_created: now, changes: [commit], teams: [] }),
  client: 'pulse',
}

const devlake: Dialect = {
  id: 'devlake',
  title: 'DevLake',
  path: (system) => `/api/rest/plugins/webhook/connections/by-name/${encoded(system)}/deployments`,
  key: bearer,
  results: { succeeded: 'SUCCESS', failed: 'FAILURE', aborted: 'ABORT' },
  body: () => ({
    id,
    startedDate: now,
    finishedDate: now,
    environment: 'PRODUCTION',
    result,
    deploymentCommits: [{ repoUrl: repository, commitSha: commit, startedDate: now, finishedDate: now, result }],
  }),
}

const devgrid: Dialect = {
  id: 'devgrid',
  title: 'DevGrid',
  path: () => '/events',
  key: { header: 'x-api-key', before: '' },
  // It has no word for one that was called off, which did not succeed either.
  results: { succeeded: 'success', failed: 'failed', aborted: 'failed' },
  body: (system) => ({
    events: [
      {
        type: 'event-deploy',
        timestamp: now,
        entityId: system,
        attributes: { env: 'production', status: result, build_id: id, build_commit_sha: commit, build_url: url },
      },
    ],
  }),
}

const versioner: Dialect = {
  id: 'versioner',
  title: 'Versioner',
  path: () => '/deployment-events/',
  key: bearer,
  results: { succeeded: 'success', failed: 'failed', aborted: 'aborted' },
  body: (system) => ({
    product_name: system,
    version: commit,
    environment_name: 'production',
    status: result,
    scm_sha: commit,
    invoke_id: id,
    build_url: url,
  }),
}

export const dialects: readonly Dialect[] = [shiplog, pulse, devlake, devgrid, versioner]

/** What a key may be for and a delivery comes by: the dialects, and the webhooks of providers, which need no step in CI. */
export const doors: readonly Pick<Dialect, 'id' | 'title'>[] = [
  ...dialects,
  { id: 'github', title: 'GitHub webhooks' },
  { id: 'gitlab', title: 'GitLab webhooks' },
]
