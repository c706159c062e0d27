// The journal: every delivery as it arrived, accepted or refused, down to the raw bytes.
import { z } from 'zod'
import { Ms, page, Paging, read, sortBy, write } from './call.ts'

export const outcomes = ['accepted', 'duplicate', 'rejected'] as const

/** `answer` is the HTTP status, which files and decisions have none of. */
export const journalSorts = ['received', 'outcome', 'answer', 'source', 'size'] as const
export type JournalSort = (typeof journalSorts)[number]

const DeliveryRow = z.object({
  id: z.int(),
  at_ms: Ms,
  source: z.string(),
  method: z.string(),
  path: z.string(),
  /** The HTTP status answered; null for files and decisions. */
  status: z.int().nullable(),
  outcome: z.enum(outcomes),
  /** Why it was rejected, or which delivery it repeats; null when accepted. */
  reason: z.string().nullable(),
  /** What it says, in a few words: "deployment 1.4.2 of api". */
  summary: z.string(),
  bytes: z.int(),
  events: z.int(),
  undone: z.boolean(),
  /** How many more came that were like it, and when the last did; only refusals are counted so. */
  repeats: z.int(),
  last_at_ms: Ms.nullable(),
  /** What identifies it, its bytes and where they came from: the first 16 hexadecimal digits. */
  hash: z.string(),
  /** Of refused requests bytes are kept only while the listener is told to. */
  body_kept: z.boolean(),
})
export type DeliveryRow = z.infer<typeof DeliveryRow>

const Delivery = DeliveryRow.extend({
  query: z.string(),
  headers: z.record(z.string(), z.string()),
  key: z.string().nullable(),
  /** The body as text where it is UTF-8, cut at 200,000 characters; else null. */
  body: z.string().nullable(),
  body_cut: z.boolean(),
  parsed: z.array(
    z.object({
      at: z.string(),
      event: z.record(z.string(), z.unknown()),
      /** Each value and where in the delivery it stood, null where nothing there is like it. Of the first 100 events. */
      mapping: z.array(
        z.object({
          field: z.string(),
          value: z.union([z.string(), z.number(), z.boolean()]).nullable(),
          from: z.string().nullable(),
        }),
      ),
    }),
  ),
  skipped: z.array(z.object({ at: z.string(), reason: z.string() })),
  /** What was accepted although something about it is odd. */
  warnings: z.array(z.string()),
})
export type Delivery = z.infer<typeof Delivery>

export const journal = {
  'journal.list': read(
    'Deliveries, newest first, or sorted as asked; those without an answer are last in both directions.',
    z.strictObject({
      ...Paging,
      outcome: z.enum(outcomes).optional(),
      source: z.string().optional(),
      sort: sortBy(journalSorts),
    }),
    page(DeliveryRow),
  ),
  'journal.get': read(
    'One delivery with its raw body and what was made of it.',
    z.strictObject({ id: z.int() }),
    Delivery,
  ),
  'journal.replay': write(
    'Takes the kept bytes of a request, or those given instead, through its source again, as a new delivery.',
    z.strictObject({ id: z.int(), body: z.string().max(5_000_000).optional() }),
    z.object({ outcome: z.enum(outcomes), delivery: z.int().nullable(), reason: z.string().nullable() }),
  ),
}
