// An address of the listener that takes no delivery: what can be read there, and what manages webhooks.
import type { z } from 'zod'
import type { ReadDb } from '../store/database.ts'
import type { WebhookAction, ManagedWebhook } from '../ingest/webhooks.ts'
import type { WebhookRequest, WebhookSource } from '../sources/source.ts'

export interface PageRequest extends WebhookRequest {
  body: Uint8Array
  /** Where the client reached us: "http://127.0.0.1:8787". */
  origin: string
  /** The systems its key is limited to; null for all, and where no key is asked. */
  systems: readonly string[] | null
}

export interface PageReply {
  status: number
  /** Sent as JSON, or as it is where the page has another media type. */
  body: unknown
}

export interface PageContext {
  db: ReadDb
  clock: () => number
  manageWebhook(action: WebhookAction): Promise<ManagedWebhook | null>
}

export interface Page {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** For people and for the OpenAPI document: "/deployments/". */
  path: string
  match: RegExp
  summary: string
  /** What may stand in the query besides the key, each with a sentence. */
  query?: Record<string, string>
  /** The dialect whose key it asks for and in whose words it refuses; null: open to everybody. */
  source: WebhookSource | null
  /** What the body is checked against; absent where none is read. */
  body?: z.ZodType
  /** A body that is accepted, for the reference. */
  example?: unknown
  /** What it answers with 200, and as what where that is not JSON: "text/html". */
  answered: z.ZodType
  type?: string
  /** Throws a Refusal or a Rejection for what it cannot do. */
  answer(request: PageRequest, context: PageContext): PageReply | Promise<PageReply>
}
