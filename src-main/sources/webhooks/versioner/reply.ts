// What Versioner's clients need back. The CLI fails on an empty body, a number for an id and a bad date; of an error it
// reads `detail` only, the Action's build step `message` or `error` only: every refusal says it in all three.
import { createHash } from 'node:crypto'
import { environment } from '../../../../src-shared/environment.ts'
import {
  type BuildEvent,
  type DeploymentEvent,
  type DeploymentState,
  finalStates,
} from '../../../../src-shared/event.ts'
import { isoOf } from '../../../../src-shared/time.ts'
import { causes, type Delivery, type WebhookOutcome, type WebhookReply } from '../../source.ts'
import type { BuildBody, DeploymentBody } from './body.ts'

const statuses: Record<DeploymentState, string> = {
  pending: 'pending',
  started: 'started',
  succeeded: 'completed',
  failed: 'failed',
  aborted: 'aborted',
}

export interface Run {
  /** The delivery it was first heard of in. */
  delivery: number
  product: string
  version: string | null
  /** Null for builds. */
  environment: string | null
  state: DeploymentState
  started_at_ms: number | null
  finished_at_ms: number | null
}

/** A deployment or a build in Versioner's own words. */
export function described(run: Run) {
  const { product, version } = run
  return {
    id: idOf('event', String(run.delivery)),
    product_id: idOf('product', product),
    version_id: version === null ? null : idOf('version', product, version),
    ...(run.environment === null ? {} : { environment_id: idOf('environment', environment(run.environment).name) }),
    product_name: product,
    version,
    ...(run.environment === null ? {} : { environment_name: run.environment }),
    status: statuses[run.state],
    started_at: timeOf(run.started_at_ms),
    completed_at: timeOf(run.finished_at_ms),
    ...(run.environment === null ? {} : { deployed_at: run.state === 'succeeded' ? timeOf(run.finished_at_ms) : null }),
  }
}

/** In the shape of a UUID, and the same for the same names for ever: clients may keep it. */
function idOf(...names: string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(names)).digest('hex')
  // Version 8 is for makers of their own.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** A body and the event it became. */
export type Said = { body: DeploymentBody; event: DeploymentEvent } | { body: BuildBody; event: BuildEvent }

export function accepted(
  { delivery, warnings }: Extract<WebhookOutcome, { state: 'accepted' }>,
  said: Said | null,
  received_at_ms: number,
): WebhookReply {
  if (said === null) return { status: 200, body: { id: idOf('event', String(delivery)) } }
  const { body, event } = said
  const at = event.at_ms ?? received_at_ms
  const isFinal = finalStates.includes(event.state)
  const run = described({
    delivery,
    product: event.system,
    version: body.version,
    environment: event.type === 'deployment' ? event.environment : null,
    state: event.state,
    started_at_ms: event.started_at_ms ?? (event.state === 'started' ? at : null),
    finished_at_ms: isFinal ? at : null,
  })
  const by = 'environment_name' in body ? { deployed_by: body.deployed_by } : { built_by: body.built_by }
  const noted = warnings.length > 0 ? { warnings } : {}
  // Releases of the Action differ in which of the names they read.
  const also = event.type === 'deployment' ? { deployment_id: run.id, event_id: run.id } : {}
  return { status: 200, body: { ...run, ...also, ...by, created_at: isoOf(received_at_ms), ...noted } }
}

/** Wrong values are 422 with one entry each, missing fields 400, as in the original; its clients treat them alike. */
export function rejected(
  outcome: Extract<WebhookOutcome, { state: 'rejected' }>,
  { method }: Pick<Delivery, 'method'>,
): WebhookReply {
  const { cause, message, fields } = outcome
  const reply = (status: number, detail: unknown) => ({ status, body: { detail, message, error: message } })
  if (cause === 'no key' || cause === 'unknown key') return reply(401, 'Invalid API key')
  if (cause === 'not found') return reply(404, 'Not found')
  const missing = fields.filter((one) => one.value === 'nothing')
  if (cause !== 'invalid' || fields.length === 0) return reply(causes[cause], message)
  if (missing.length === fields.length)
    return reply(400, missing.map((one) => `Field '${one.field}' is required`).join('; '))
  const detail = fields.map(({ field, value, accepted: expected }) => ({
    loc: [method === 'GET' ? 'query' : 'body', ...field.split('.').filter((name) => name !== '')],
    msg:
      value === 'nothing'
        ? 'field required'
        : value === 'unknown'
          ? expected
          : `${value} was sent, expected ${expected}`,
    type: value === 'nothing' ? 'value_error.missing' : 'value_error',
  }))
  return reply(422, detail)
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : isoOf(ms)
}
