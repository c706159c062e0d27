// What GitLab tells of pipelines and releases. A pipeline is a build; a release deploys nothing, unless whoever set up the
// hook said in its address where to. https://docs.gitlab.com/user/project/integrations/webhook_events
import { z } from 'zod'
import { type DeploymentState, type Event, Id } from '../../../../src-shared/event.ts'
import { checked, nameIn, type Kind } from '../../provider-hook.ts'
import { Instant } from './time.ts'

const states = new Map<string, DeploymentState>([
  ['created', 'pending'],
  ['waiting_for_resource', 'pending'],
  ['preparing', 'pending'],
  ['pending', 'pending'],
  ['scheduled', 'pending'],
  ['manual', 'pending'],
  ['running', 'started'],
  ['success', 'succeeded'],
  ['failed', 'failed'],
  ['canceled', 'aborted'],
])

const Pipeline = z.looseObject({
  object_attributes: z.looseObject({
    id: z.int(),
    ref: z.string().nullish(),
    sha: Id,
    status: z.string(),
    created_at: Instant,
    finished_at: Instant.nullish(),
    url: z.string().nullish(),
  }),
})

const Release = z.looseObject({
  action: z.string(),
  tag: Id,
  name: z.string().nullish(),
  released_at: Instant.nullish(),
  created_at: Instant,
  url: z.string().nullish(),
  commit: z.looseObject({ id: Id }).nullish(),
})

export const pipeline: Kind = (sent, { system }) => {
  const told = checked(Pipeline, sent).object_attributes
  const state = states.get(told.status)
  if (state === undefined) return `the status ${told.status} says nothing of how it went`
  const event: Event = {
    type: 'build',
    system,
    id: String(told.id),
    at_ms: told.finished_at ?? told.created_at,
    state,
    started_at_ms: told.created_at,
    ...(told.finished_at != null && { finished_at_ms: told.finished_at }),
    commit: told.sha,
    branch: told.ref ?? null,
    url: told.url ?? null,
  }
  return [{ at: 'object_attributes', event }]
}

export const release: Kind = (sent, { system, query }) => {
  const told = checked(Release, sent)
  const environment = nameIn(query, 'releases')
  if (environment === null)
    return 'a release is a deployment only where the address says where to (?releases=production)'
  if (told.action !== 'create') return 'a release is a deployment when it is made'
  const at = told.released_at ?? told.created_at
  const event: Event = {
    type: 'deployment',
    system,
    environment,
    id: told.tag,
    version: told.tag,
    at_ms: at,
    state: 'succeeded',
    finished_at_ms: at,
    ...(told.commit != null && { commits: [told.commit.id] }),
    title: told.name ?? null,
    url: told.url ?? null,
  }
  return [{ at: 'release', event }]
}
