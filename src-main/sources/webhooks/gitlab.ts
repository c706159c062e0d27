// GitLab's own webhooks of a project: deployments, issues and incidents, pushes to the main branch and merged merge
// requests. https://docs.gitlab.com/user/project/integrations/webhook_events
import { z } from 'zod'
import { type DeploymentState, type Event, Id, type Translation } from '../../../src-shared/event.ts'
import { parseInstant } from '../../../src-shared/time.ts'
import { Refusal } from '../../../src-shared/reply.ts'
import { refuseFields } from '../fields.ts'
import { jsonBody } from '../json-body.ts'
import { causes, type WebhookSource } from '../source.ts'

/** GitLab writes RFC 3339, "2025-05-02 11:55:16 +0000" and "2013-12-03 17:15:43 UTC". */
const Instant = z.string().transform((text, context) => {
  const ms = parseInstant(text.replace(/ UTC$/, 'Z').replace(/ ([+-]\d{2}:?\d{2})$/, '$1'))
  if (ms !== null) return ms
  context.addIssue({ code: 'custom', message: 'a time such as 2026-11-21 14:30:00 UTC' })
  return z.NEVER
})

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

/** Events with their places, or why there are none. */
type Read = { at: string; event: Event }[] | string

type Kind = (sent: unknown, system: string, mainBranch: string | null) => Read

const issue: Kind = (sent, system) => {
  const { object_attributes: told, labels } = checked(Issue, sent)
  const words = [told.type ?? '', ...(labels ?? []).map(({ title }) => title)].map((word) => word.toLowerCase())
  const isDone = told.state === 'closed'
  const event: Event = {
    type: 'issue',
    system,
    id: String(told.iid),
    at_ms: told.updated_at,
    kind: ['incident', 'bug'].find((kind) => words.includes(kind)) ?? 'issue',
    status: isDone ? 'done' : 'todo',
    created_at_ms: told.created_at,
    updated_at_ms: told.updated_at,
    resolved_at_ms: isDone ? (told.closed_at ?? told.updated_at) : null,
    title: told.title ?? null,
    severity: told.severity ?? null,
    url: told.url ?? null,
  }
  return [{ at: 'object_attributes', event }]
}

/** By `object_kind`; headers differ for what is confidential. */
const kinds: Record<string, Kind> = {
  issue,
  incident: issue,

  deployment: (sent, system) => {
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

  push: (sent, system, mainBranch) => {
    const { ref, commits } = checked(Push, sent)
    if (mainBranch === null || ref !== `refs/heads/${mainBranch}`) return `${ref} is not the main branch`
    if (commits.length === 0) return 'the push has no commits'
    // With a time of their own, so that what a merge request says of its merge goes before, whichever comes first.
    return commits.map(({ id, timestamp }, i) => ({
      at: `commits.${i}`,
      event: { type: 'change', system, id, at_ms: timestamp, created_at_ms: timestamp },
    }))
  },

  merge_request: (sent, system) => {
    const { action, merge_commit_sha, created_at } = checked(MergeRequest, sent).object_attributes
    if (action !== 'merge' || merge_commit_sha == null)
      return 'a merge request that was not merged now is no change yet'
    return [
      { at: 'object_attributes', event: { type: 'change', system, id: merge_commit_sha, created_at_ms: created_at } },
    ]
  },
}

const Envelope = z.looseObject({
  object_kind: z.string().min(1),
  project: z.looseObject({ path_with_namespace: Id, default_branch: z.string().nullish() }),
})

function translateHook(sent: unknown, named: string | null): Translation {
  const { object_kind: kind, project } = checked(Envelope, sent)
  if (named !== null && !Id.safeParse(named).success)
    throw new Refusal(
      'invalid',
      'The query parameter "system" is no name: 1 to 255 characters without control characters.',
    )
  const read = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  const found =
    read?.(sent, named ?? project.path_with_namespace, project.default_branch ?? null) ??
    `${kind.slice(0, 60)} says nothing that is counted`
  if (typeof found === 'string')
    return { events: [], at: [], skipped: [{ at: kind.slice(0, 60), reason: found, left: true }] }
  return { events: found.map(({ event }) => event), at: found.map(({ at }) => at), skipped: [] }
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value, { reportInput: true })
  if (!parsed.success) throw refuseFields(parsed.error, 'The event')
  return parsed.data
}

export const gitlab: WebhookSource = {
  id: 'gitlab',
  title: 'GitLab webhooks',
  routes: [
    {
      method: 'POST',
      path: '/hooks/gitlab',
      match: /^\/hooks\/gitlab$/,
      summary: 'A webhook of a project at GitLab: deployments, issues and incidents, pushes and merged merge requests.',
      query: { system: 'The system the event belongs to; absent, the path of the project.' },
    },
  ],
  keyPlace: 'the webhook’s secret token, which makes the header X-Gitlab-Token, or its signing token',
  claims: (path) => /^\/hooks\/gitlab(?:\/|$)/.test(path),
  secretQuery: [],
  key: (request) => request.headers['x-gitlab-token'] ?? null,

  translate: (delivery) =>
    translateHook(
      jsonBody(delivery.body, 'The body is empty. GitLab sends the event as JSON.'),
      new URLSearchParams(delivery.query).get('system'),
    ),

  reply(outcome) {
    if (outcome.state === 'rejected')
      return { status: causes[outcome.cause], body: { message: outcome.message, errors: outcome.fields } }
    const { delivery, skipped } = outcome
    return { status: 200, body: { message: 'accepted', id: String(delivery), ...(skipped.length > 0 && { skipped }) } }
  },
}
