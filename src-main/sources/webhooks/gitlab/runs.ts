// What GitLab tells of pipelines: builds. https://docs.gitlab.com/user/project/integrations/webhook_events
import { z } from 'zod'
import { type DeploymentState, type Event, Id } from '../../../../src-shared/event.ts'
import { checked, type Kind } from '../../provider-hook.ts'
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
