// GitLab's own webhooks of a project: deployments, issues and incidents, pushes to the main branch, merged merge
// requests, pipelines (runs.ts), releases and tags (versions.ts).
// https://docs.gitlab.com/user/project/integrations/webhook_events
import { z } from 'zod'
import { type DeploymentState, type Event, Id, type Translation } from '../../../../src-shared/event.ts'
import { Accepted, Refused } from '../../answers.ts'
import { jsonBody } from '../../json-body.ts'
import { checked, issueEvent, type Kind, nameIn, pushed, readerOf, reply, translationOf } from '../../provider-hook.ts'
import type { WebhookSource } from '../../source.ts'
import { example } from './example.ts'
import { pipeline } from './runs.ts'
import { Instant } from './time.ts'
import { release, tagPush } from './versions.ts'

const states = new Map<string, DeploymentState>([
  ['created', 'pending'],
  ['blocked', 'pending'],
  ['running', 'started'],
  ['success', 'succeeded'],
  ['failed', 'failed'],
  ['canceled', 'aborted'],
])

const Deployment = z.looseObject({
  status: z.string(),
  status_changed_at: Instant,
  deployment_id: z.int(),
  deployable_url: z.string().nullish(),
  environment: Id,
  short_sha: Id.nullish(),
  commit_url: z.string().nullish(),
  commit_title: z.string().nullish(),
})

const Labels = z.array(z.looseObject({ title: z.string() })).nullish()
const Issue = z.looseObject({
  object_attributes: z.looseObject({
    iid: z.int(),
    type: z.string().nullish(),
    title: z.string().nullish(),
    url: z.string().nullish(),
    severity: z.string().nullish(),
    state: z.string(),
    created_at: Instant,
    updated_at: Instant,
    closed_at: Instant.nullish(),
  }),
  labels: Labels,
})

const Push = z.looseObject({ ref: z.string(), commits: z.array(z.looseObject({ id: Id, timestamp: Instant })) })

const MergeRequest = z.looseObject({
  object_attributes: z.looseObject({
    action: z.string().nullish(),
    merge_commit_sha: Id.nullish(),
    created_at: Instant,
  }),
})

const issue: Kind = (sent, { system }) => {
  const { object_attributes: told, labels } = checked(Issue, sent)
  const words = [told.type ?? '', ...(labels ?? []).map(({ title }) => title)]
  const event = issueEvent(system, { ...told, number: told.iid, severity: told.severity ?? null }, words)
  return [{ at: 'object_attributes', event }]
}

/** By `object_kind`; headers differ for what is confidential. */
export const kinds: Record<string, Kind> = {
  issue,
  incident: issue,

  deployment: (sent, { system }) => {
    const told = checked(Deployment, sent)
    const state = states.get(told.status)
    if (state === undefined) return `the status ${told.status} says nothing of how it went`
    const at = told.status_changed_at
    const isFinal = state === 'succeeded' || state === 'failed' || state === 'aborted'
    // The whole id stands only in the address of the commit.
    const whole = /\/([0-9a-f]{40,64})$/.exec(told.commit_url ?? '')?.[1] ?? told.short_sha
    const event: Event = {
      type: 'deployment',
      system,
      environment: told.environment,
      id: String(told.deployment_id),
      at_ms: at,
      state,
      ...(state === 'started' && { started_at_ms: at }),
      ...(isFinal && { finished_at_ms: at }),
      ...(whole != null && { commits: [whole] }),
      title: told.commit_title ?? null,
      url: told.deployable_url ?? null,
    }
    return [{ at: 'deployment', event }]
  },

  push: (sent, hook) => pushed(checked(Push, sent), hook),
  tag_push: tagPush,

  pipeline,
  release,

  merge_request: (sent, { system }) => {
    const { action, merge_commit_sha, created_at } = checked(MergeRequest, sent).object_attributes
    if (action !== 'merge' || merge_commit_sha == null)
      return 'a merge request that was not merged now is no change yet'
    return [
      { at: 'object_attributes', event: { type: 'change', system, id: merge_commit_sha, created_at_ms: created_at } },
    ]
  },
}

const Envelope = z.looseObject({
  object_kind: z.string().min(1).describe('What kind of event it is.'),
  project: z.looseObject({ path_with_namespace: Id, default_branch: z.string().nullish() }),
})

function translateHook(sent: unknown, query: URLSearchParams): Translation {
  const { object_kind: kind, project } = checked(Envelope, sent)
  const system = nameIn(query, 'system') ?? project.path_with_namespace
  return translationOf(
    kind,
    readerOf(kinds, kind)?.(sent, { system, mainBranch: project.default_branch ?? null, query }),
  )
}

export const gitlab: WebhookSource = {
  id: 'gitlab',
  title: 'GitLab webhooks',
  routes: [
    {
      method: 'POST',
      path: '/hooks/gitlab',
      match: /^\/hooks\/gitlab$/,
      summary:
        'A webhook of a project or a group at GitLab: deployments, issues and incidents, pushes of commits and tags, merged merge requests, pipelines and releases.',
      query: {
        system: 'The system the event belongs to; absent, the path of the project.',
        releases:
          'Where a new release is deployed to; absent, it is no deployment. Pre-releases and upcoming ones are none.',
        tags: 'Where a pushed tag that is a version is deployed to; absent, it is no deployment. Pre-releases are none.',
      },
      body: Envelope,
      example,
      answered: Accepted,
    },
  ],
  keyPlace: 'the webhook’s secret token, which makes the header X-Gitlab-Token, or its signing token',
  claims: (path) => /^\/hooks\/gitlab(?:\/|$)/.test(path),
  secretQuery: [],
  refused: Refused,
  key: (request) => request.headers['x-gitlab-token'] ?? null,

  translate: (delivery) =>
    translateHook(
      jsonBody(delivery.body, 'The body is empty. GitLab sends the event as JSON.'),
      new URLSearchParams(delivery.query),
    ),

  reply,
}
