// The ports a source implements. A source turns one delivery into events and knows neither the database nor the clock.
import type { z } from 'zod'
import type { ImportChoices, ImportField, ImportKind, ValueField } from '../../src-shared/import-choices.ts'
import type { ImportProfile } from '../../src-shared/import-profile.ts'
import { type FieldError, Refusal } from '../../src-shared/reply.ts'
import type { Delivery } from '../../src-shared/delivery.ts'
import type { Event, Skip, Translation } from '../../src-shared/event.ts'
import type { Pieces } from './files/bytes.ts'

export type { Delivery } from '../../src-shared/delivery.ts'

/** A request before it is anybody's delivery. */
export interface WebhookRequest {
  method: string
  /** As sent, but without doubled slashes and without one at the end. */
  path: string
  query: URLSearchParams
  headers: Record<string, string | undefined>
}

/** Why a request is refused, with the HTTP status that says so where a dialect has no other. */
export const causes = {
  invalid: 400,
  'no key': 401,
  'unknown key': 401,
  'out of scope': 403,
  'not found': 404,
  'no such method': 405,
  conflict: 409,
  'too large': 413,
  unsupported: 415,
  'wrong host': 421,
  'too many': 429,
  unavailable: 503,
} as const
export type Cause = keyof typeof causes

/** A Refusal that is not simply invalid, as `translate` throws it: too many events in one request. */
export class Rejection extends Refusal {
  readonly because: Cause

  constructor(because: Cause, message: string, fields: FieldError[] = []) {
    super('invalid', message, fields)
    this.because = because
  }
}

export type Verdict = 'new' | 'updated' | 'unchanged'

/** One event and what it did. */
export interface Told {
  event: Event
  /** Where it stood in the delivery. */
  at: string
  verdict: Verdict
}

/** What became of one delivery, for the source to say in its own dialect. */
export type WebhookOutcome =
  /** `delivery` is the one that counts: for a resend the first, so that the answer to both is the same. */
  | { state: 'accepted'; delivery: number; told: Told[]; skipped: Skip[]; warnings: string[] }
  | { state: 'rejected'; cause: Cause; message: string; fields: FieldError[] }

export interface WebhookReply {
  status: number
  /** Sent as JSON. */
  body: unknown
}

/** An address that takes deliveries, told apart by method and whole path. */
export interface Route {
  method: 'POST'
  /** For people and for the OpenAPI document: "/v1/ingestion/{provider}". */
  path: string
  match: RegExp
  summary: string
  /** What may stand in the query besides the key, each with a sentence. */
  query?: Record<string, string>
  /** What the body is checked against; absent where none is needed. */
  body?: z.ZodType
  /** Whether no body will do, too. */
  mayBeEmpty?: true
  /** What else the body may be than JSON, by media type. */
  media?: Record<string, Media>
  /** Headers that say what the body is, in small letters. */
  headers?: Record<string, { about: string; example: string }>
  /** A body that is accepted, for the reference page. */
  example?: unknown
  /** What it answers once it is stored. */
  answered: z.ZodType
}

/** Another way to write a body, for the reference. */
export interface Media {
  body: z.ZodType
  about: string
  example: string
}

export interface WebhookSource {
  id: string
  title: string
  routes: Route[]
  /** Where the key stands in a request, in words: "query parameter api_key". */
  keyPlace: string
  /** What all its refusals look like. */
  refused: z.ZodType
  /** Its senders sign the body alone, in the header X-Hub-Signature-256. */
  signsBody?: true
  /** Whether errors at an address no route answers are to be said in this dialect. */
  claims(path: string): boolean
  /** The key as this dialect carries it, or null where there is none. */
  key(request: WebhookRequest): string | null
  /** Names of query parameters that carry the key: never stored, never logged. */
  secretQuery: string[]
  /** Throws a Refusal for a body it cannot read; a part that is no event is a skip with a reason. */
  translate(delivery: Delivery): Translation
  /** `delivery` has the path and the headers, secrets hidden: dialects answer by them. */
  reply(outcome: WebhookOutcome, delivery: Delivery): WebhookReply
}

/** What the column of a field says in the rows that are not left out. */
export interface FieldWords {
  field: ValueField
  column: string
  /** A word, how many rows say it, what it is understood as, and what a person said. "" is a blank cell. */
  values: { word: string; n: number; means: string | null; chosen: string | null }[]
  /** Rows with other words. */
  more: number
}

/** What a column says that rows are chosen by, and whether such rows count. */
export interface ChoiceWords {
  column: string
  values: { word: string; n: number; counts: boolean }[]
  more: number
}

/** What one row became. A row of a file of events may have several. */
export type ReadRow =
  | { row: number; event: Event }
  /** `cells`: where there is a table. */
  | { row: number; skip: Skip; cells: readonly string[] }

/** What is known of a file when all of it was read. */
export interface FileSummary {
  format: string
  /** Data rows in the file. */
  rows: number
  /** Which column was read as which field. */
  columns: { field: string; column: string }[]
  unused: string[]
  /** Whether any time lacked an offset, so that the zone decided. */
  zoneUsed: boolean
  /** The zone it was read in: the one chosen, else the one such an export has. */
  zone: string
  /** The system of rows that name none. */
  system: string
  what: ImportKind | 'events'
  /** The export it was taken for; `sure` from 0 to 1. Null: columns were told by their names. */
  preset: { id: string; title: string; sure: number } | null
  /** Fields a column may be read as. */
  fields: ImportField[]
  /** Columns with their first values. */
  samples: { column: string; values: string[] }[]
  /** All columns of the file. */
  header: string[]
  /** The profile that it was read by. */
  profile: ImportProfile | null
  /** Systems that were chosen from several because they are known. */
  knownUsed: string[]
  warnings: string[]
  /** What words are understood as, where words count. */
  words: FieldWords[]
  /** Columns that rows may be chosen by. */
  choosing: ChoiceWords[]
  /** What is odd about some of the first events, by row. */
  notes: Map<number, string>
  /** Everything that was chosen, by the profile too. */
  choices: ImportChoices
}

/**
 * A file as it is read: each row in its order, then what is known of all of them. Null: nothing yet, so that others can
 * have their turn. Throws a Refusal for a file that cannot be read at all, before it hands over a row.
 */
export type FileReading = Generator<ReadRow | null, FileSummary>

/** What a small file became: events with the row each came from, and what was left out. */
export interface FileTranslation extends Translation, FileSummary {
  /** Row number of each event: the line a spreadsheet shows, the header being row 1; for JSON the 1-based position. */
  rowOf: number[]
  /** The cells of each row that was skipped without being left out, in this order; none where there is no table. */
  rejected: (readonly string[])[]
  warnings: string[]
}

export interface FileOptions {
  name: string
  /** When it was handed over: the time of what says none. */
  received_at_ms: number
  /** The system of rows that name none. */
  system: string
  /** IANA zone of times without an offset. */
  zone: string
  /** Whether a person chose the zone: then it goes before what an export is known for. */
  zoneChosen: boolean
  /** The year it was handed over in, for years of two digits. */
  year: number
  /** Systems there are already: where a row names several, such a one is taken. */
  known: ReadonlySet<string>
  choices: ImportChoices
  /** Of these the one for the file's columns counts, where there is one. */
  profiles: readonly ImportProfile[]
}

export interface FileSource {
  id: string
  title: string
  /** 0 (no) to 1 (surely): whether this source reads such a file, from its name and first bytes. */
  recognise(name: string, head: Uint8Array): number
  /** Pure: the same bytes and options give the same rows. The bytes are asked for more than once. */
  read(file: Pieces, options: FileOptions): FileReading
}
