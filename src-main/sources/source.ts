// The ports a source implements. A source turns one delivery into events and knows neither the database nor the clock.
import type { FieldError } from '../../src-shared/reply.ts'
import type { Delivery } from '../../src-shared/delivery.ts'
import type { Translation } from '../../src-shared/event.ts'

export type { Delivery } from '../../src-shared/delivery.ts'

/** A request before it is anybody's delivery. */
export interface WebhookRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: Record<string, string | undefined>
}

/** What became of one delivery, for the source to say in its own dialect. */
export type WebhookOutcome =
  | { state: 'accepted'; delivery: number; events: number }
  | { state: 'duplicate'; delivery: number; of: number }
  | { state: 'rejected'; status: 400 | 401 | 403 | 404 | 413 | 415 | 429 | 503; message: string; fields: FieldError[] }

export interface WebhookReply {
  status: number
  body: unknown
}

export interface WebhookSource {
  id: string
  title: string
  /** Paths this source answers, exact. */
  routes: { method: 'POST'; path: string }[]
  /** The key as this dialect carries it, or null where there is none. */
  key(request: WebhookRequest): string | null
  /** Names of query parameters that carry the key: never stored, never logged. */
  secretQuery: string[]
  /** Throws a Refusal for a body it cannot read; a part that is no event is a skip with a reason. */
  translate(delivery: Delivery): Translation
  reply(outcome: WebhookOutcome): WebhookReply
}

/** What a file became: events with the row each came from, and what was left out. */
export interface FileTranslation extends Translation {
  format: string
  /** Data rows in the file. */
  rows: number
  /** Row number of each event: the line a spreadsheet shows, the header being row 1; for JSON the 1-based position. */
  rowOf: number[]
  /** Which column was read as which field. */
  columns: { field: string; column: string }[]
  unused: string[]
  /** Whether any time lacked an offset, so that the zone decided. */
  zoneUsed: boolean
}

export interface FileOptions {
  name: string
  /** The system of rows that name none. */
  system: string
  /** IANA zone of times without an offset. */
  zone: string
}

export interface FileSource {
  id: string
  title: string
  /** 0 (no) to 1 (surely): whether this source reads such a file, from its name and first bytes. */
  recognise(name: string, head: Uint8Array): number
  /** Throws a Refusal for a file it cannot read at all. Pure: the same bytes and options give the same translation. */
  translate(body: Uint8Array, options: FileOptions): FileTranslation
}
