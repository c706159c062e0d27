// GitHub's own webhooks of a repository: deployments by their statuses, issues, pushes to the main branch, merged pull
// requests, runs of workflows (runs.ts), releases and tags (versions.ts). What kind it is stands in a header.
// https://docs.github.com/webhooks
import { z } from 'zod'
import { type Event, Id, type Translation } from '../../../../src-shared/event.ts'
import { Refusal } from '../../../../src-shared/reply.ts'
import { Accepted, Refused } from '../../answers.ts'
import { jsonBody } from '../../json-body.ts'
import { checked, issueEvent, type Kind, nameIn, pushed, readerOf, reply, translationOf } from '../../provider-hook.ts'
import type { WebhookSource } from '../../source.ts'
import { tagIn } from '../../provider-version.ts'
import { example } from './example.ts'
import { workflowRun } from './runs.ts'
import { Instant } from './time.ts'
import { pushedTag, release } from './versions.ts'

const Repository = z.looseObject({ name: Id, default_branch: z.string().nullish() })

const states = new Map([
  ['success', 'succeeded'],
  ['failure', 'failed'],
  ['error', 'failed'],
  ['in_progress', 'started'],
  ['pending', 'pending'],
  ['queued', 'pending'],
  ['waiting', 'pending'],
] as const)

const DeploymentStatus = z.looseObject({
  deployment_status: z.looseObject({
    state: z.string(),
    environment: Id.nullish(),
    created_at: Instant,
    target_url: z.string().nullish(),
    log_url: z.string().nullish(),
  }),
  deployment: z.looseObject({ id: z.int(), sha: Id, environment: Id, created_at: Instant }),
})

const Issue = z.looseObject({
  action: z.string(),
  issue: z.looseObject({
    number: z.int(),
    title: z.string().nullish(),
    html_url: z.string().nullish(),
    state: z.string(),
    labels: z.array(z.looseObject({ name: z.string() })).nullish(),
    created_at: Instant,
    updated_at: Instant,
    closed_at: Instant.nullish(),
  }),
})

const Ref = z.looseObject({ ref: z.string() })
const Push = z.looseObject({
  ref: z.string(),
  commits: z.array(z.looseObject({ id: Id, timestamp: Instant })),
})

const PullRequest = z.looseObject({
  action: z.string(),
  pull_request: z.looseObject({ merged: z.boolean().nullish(), merge_commit_sha: Id.nullish(), created_at: Instant }),
})

export const kinds: Record<string, Kind> = {
  deployment_status: (sent, { system }) => {
    const { deployment_status: status, deployment } = checked(DeploymentStatus, sent)
    if (status.state === 'inactive') return 'a deployment that another has replaced has not failed'
    const state = [...states].find(([word]) => word === status.state)?.[1]
    if (state === undefined) return `the state ${status.state} is none that is known`
    const isFinal = state === 'succeeded' || state === 'failed'
    const event: Event = {
      type: 'deployment',
      system,
      environment: status.environment ?? deployment.environment,
      id: String(deployment.id),
      at_ms: status.created_at,
      state,
      started_at_ms: deployment.created_at,
      ...(isFinal && { finished_at_ms: status.created_at }),
      commits: [deployment.sha],
      url: status.target_url || status.log_url || null,
    }
    return [{ at: 'deployment_status', event }]
  },

  issues: (sent, { system }) => {
    const { action, issue } = checked(Issue, sent)
    if (action === 'deleted' || action === 'transferred') return `an issue that was ${action} stays as it was`
    const labels = (issue.labels ?? []).map(({ name }) => name)
    return [{ at: 'issue', event: issueEvent(system, { ...issue, url: issue.html_url }, labels) }]
  },

  push: (sent, hook) => {
    const tag = tagIn(checked(Ref, sent).ref)
    return tag === null ? pushed(checked(Push, sent), hook) : pushedTag(tag, sent, hook)
  },

  pull_request: (sent, { system }) => {
    const { action, pull_request: pull } = checked(PullRequest, sent)
    if (action !== 'closed' || pull.merged !== true || pull.merge_commit_sha == null)
      return `a pull request that was ${action} and not merged is no change yet`
    const event: Event = { type: 'change', system, id: pull.merge_commit_sha, created_at_ms: pull.created_at }
    return [{ at: 'pull_request', event }]
  },

  workflow_run: workflowRun,
  release,

  ping: () => 'the webhook works; a ping says nothing else',
}

const Sent = z.looseObject({ repository: Repository.nullish().describe('Its name is the system.') })

function translateKind(kind: string, sent: unknown, query: URLSearchParams): Translation {
  const { name, default_branch } = checked(Sent, sent).repository ?? {}
  const system = nameIn(query, 'system') ?? name ?? null
  if (system === null && kind !== 'ping')
    throw new Refusal('invalid', 'The body has no "repository", and the address names no "system".', [
      { field: 'repository', value: 'nothing', accepted: 'the repository it is about' },
    ])
  return translationOf(
    kind,
    readerOf(kinds, kind)?.(sent, { system: system ?? '', mainBranch: default_branch ?? null, query }),
  )
}

/** JSON, or a form with the JSON in its field `payload`, as whoever sets up the hook chose. */
function payloadOf(body: Uint8Array): unknown {
  const text = Buffer.from(body).toString()
  if (!text.startsWith('payload=')) return jsonBody(body, emptyBody)
  return jsonBody(Buffer.from(new URLSearchParams(text).get('payload') ?? ''), emptyBody, 'The field payload')
}

const emptyBody = 'The body is empty. GitHub sends the event as JSON.'

export const github: WebhookSource = {
  id: 'github',
  title: 'GitHub webhooks',
  routes: [
    {
      method: 'POST',
      path: '/hooks/github',
      match: /^\/hooks\/github$/,
      summary:
        'A webhook of a repository or an organisation at GitHub: deployment statuses, issues, pushes of commits and tags, merged pull requests, runs of workflows and releases.',
      query: {
        system: 'The system the event belongs to; absent, the name of the repository.',
        workflow: 'A workflow whose runs are deployments; may be given more than once. Runs of others are builds.',
        environment: 'Where these workflows deploy to; absent, production.',
        releases: 'Where a published release is deployed to; absent, it is no deployment. Pre-releases are none.',
        tags: 'Where a pushed tag that is a version is deployed to; absent, it is no deployment. Pre-releases are none.',
      },
      headers: { 'x-github-event': { about: 'What kind of event it is.', example: 'deployment_status' } },
      body: Sent,
      media: {
        'application/x-www-form-urlencoded': {
          body: z.object({ payload: z.string() }),
          about: 'The JSON in the field payload of a form.',
          example: `payload=${encodeURIComponent(JSON.stringify(example))}`,
        },
      },
      example,
      answered: Accepted,
    },
  ],
  keyPlace:
    'a key that signs as the webhook’s secret, which makes the header X-Hub-Signature-256, or the query parameter api_key',
  signsBody: true,
  claims: (path) => /^\/hooks\/github(?:\/|$)/.test(path),
  secretQuery: ['api_key'],
  refused: Refused,
  key: (request) => request.query.get('api_key'),

  translate(delivery) {
    const kind = delivery.headers['x-github-event']
    if (kind === undefined || kind === '')
      throw new Refusal('invalid', 'The header X-GitHub-Event is missing; it says what kind of event this is.', [
        { field: 'X-GitHub-Event', value: 'nothing', accepted: 'the kind of event' },
      ])
    return translateKind(kind, payloadOf(delivery.body), new URLSearchParams(delivery.query))
  },

  reply,
}
