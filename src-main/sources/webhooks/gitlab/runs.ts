// What GitLab tells of pipelines and releases. A pipeline is a build; a release deploys nothing, unless whoever set up the
// hook said in its address where to. https://docs.gitlab.com/user/project/integrations/webhook_events
import { z } from 'zod'
import { type DeploymentState, type Event, Id } from '../../../../src-shared/event.ts'
import { checked, type Kind, released } from '../../provider-hook.ts'
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

export const release: Kind = (sent, hook) => {
  const { action, tag, name, url, commit, released_at, created_at } = checked(Release, sent)
  if (action !== 'create') return released(hook, 'a release is a deployment when it is made')
  return released(hook, { tag, at_ms: released_at ?? created_at, name, url, commit: commit?.id })
}
