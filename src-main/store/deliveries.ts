// The journal: every delivery as it arrived, appended and kept for ever. Knows nothing of what deliveries mean.
import { createHash, hash, type Hash } from 'node:crypto'
import type { Bytes, Delivery } from '../../src-shared/delivery.ts'
import type { Param, ReadDb, WriteDb } from './database.ts'
import { rowsInto } from './rows.ts'
import { bytesOfStage } from './stages.ts'
import { findThing, type Thing } from './things.ts'

export interface NewDelivery {
  delivery: Delivery
  keyId: number | null
  status: number | null
  outcome: 'accepted' | 'duplicate' | 'rejected'
  reason: string | null
  duplicateOf: number | null
  summary: string
  counts: Counts
  /** Whether the bytes are kept; by default they are, but for a duplicate's, which are kept already. */
  bodyKept?: boolean
  /** How many bytes there were, where they were not read. */
  bytes?: number | undefined
}

/** What one delivery did to the facts. */
export interface Counts {
  new: number
  updated: number
  unchanged: number
  skipped: number
}

export const noCounts: Counts = { new: 0, updated: 0, unchanged: 0, skipped: 0 }

/** As JSON, in the order that the index of digests asks for. */
function countsText(counts: Counts): string {
  return `{"new":${counts.new},"updated":${counts.updated},"unchanged":${counts.unchanged},"skipped":${counts.skipped}}`
}

/** What a resend is known by: source, method, path, query without the key, what a person chose, and the body. */
export function digestOf(delivery: Delivery): Uint8Array {
  return hash('sha256', Buffer.concat([placeOf(delivery), delivery.body]), 'buffer')
}

/** The same, to be given the bytes one after the other. */
export function openDigest(delivery: Omit<Delivery, 'body'>): Hash {
  return createHash('sha256').update(placeOf(delivery))
}

/** The last one, because machines send to one address many times. */
let known = { text: '', bytes: Buffer.alloc(0) }

function placeOf(delivery: Omit<Delivery, 'body'>): Uint8Array {
  // By which name a choice was made, and in which order they are told, makes no other delivery.
  const told = Object.entries(delivery.meta).filter(([name]) => name !== 'stage' && name !== 'profile')
  const meta = told.sort(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify([delivery.source, delivery.method, delivery.path, delivery.query, meta])
  if (text !== known.text) known = { text, bytes: Buffer.from(text) }
  return known.bytes
}

export const insertDeliveries = rowsInto(
  `deliveries (id, source, method, path, query, headers, meta, body, body_bytes, digest, received_at_ms, key_id, status,
     outcome, reason, duplicate_of, summary, counts)`,
  '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
)

export function insertDelivery(db: WriteDb, row: NewDelivery, digest?: Uint8Array): number {
  return insertDeliveries(db, deliveryValues(null, row, digest)).id
}

/** `id`: one that was reserved, or null for the next. */
export function deliveryValues(id: number | null, row: NewDelivery, digest = digestOf(row.delivery)): Param[] {
  const { delivery } = row
  const body = (row.bodyKept ?? row.outcome !== 'duplicate') ? delivery.body : new Uint8Array(0)
  return [
    id,
    delivery.source,
    delivery.method,
    delivery.path,
    delivery.query,
    JSON.stringify(delivery.headers),
    JSON.stringify(delivery.meta),
    body,
    row.bytes ?? delivery.body.length,
    digest,
    delivery.received_at_ms,
    row.keyId,
    row.status,
    row.outcome,
    row.reason,
    row.duplicateOf,
    row.summary,
    countsText(row.counts),
  ]
}

export function lastId(db: ReadDb): number {
  return db.get<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM deliveries')?.id ?? 0
}

/** The last row of the journal, where it is a refusal like this one; `withBody` where it has the same bytes, kept. */
export function lastLike(
  db: ReadDb,
  delivery: Delivery,
  keyId: number | null,
  reason: string,
  withBody: boolean,
): number | undefined {
  return db.get<{ id: number }>(
    `SELECT id FROM (SELECT * FROM deliveries ORDER BY id DESC LIMIT 1)
     WHERE outcome = 'rejected' AND source = ?1 AND method = ?2 AND path = ?3 AND key_id IS ?4 AND reason = ?5
       AND (?6 IS NULL OR (digest = ?6 AND length(body) = body_bytes))`,
    delivery.source,
    delivery.method,
    delivery.path,
    keyId,
    reason,
    withBody ? digestOf(delivery) : null,
  )?.id
}

/** Counts deliveries that are like one of the journal. */
export function addRepeats(db: WriteDb, id: number, n: number, atMs: number): void {
  db.run(
    `INSERT INTO delivery_repeats (delivery, n, last_at_ms) VALUES (?1, ?2, ?3)
     ON CONFLICT (delivery) DO UPDATE SET n = n + ?2, last_at_ms = ?3`,
    id,
    n,
    atMs,
  )
}

export interface DeliveryRow {
  id: number
  source: string
  method: string
  path: string
  query: string
  headers: string
  meta: string
  /** Empty where the bytes lie in pieces: bytesOf has all of them. */
  body: Uint8Array
  /** Names the pieces. */
  stage: number | null
  body_bytes: number
  received_at_ms: number
  key_id: number | null
  status: number | null
  outcome: 'accepted' | 'duplicate' | 'rejected'
  reason: string | null
  duplicate_of: number | null
  summary: string
  counts: string
  undone_by: number | null
}

export function getDelivery(db: ReadDb, id: number): DeliveryRow | undefined {
  return db.get(`SELECT *, CAST(meta ->> 'stage' AS INTEGER) AS stage FROM deliveries WHERE id = ?`, id)
}

export function receivedAt(db: ReadDb, id: number): number | undefined {
  return db.get<{ at: number }>('SELECT received_at_ms AS at FROM deliveries WHERE id = ?', id)?.at
}

/** All the bytes of a delivery: those of a large file lie in pieces. */
export function bytesOf(db: ReadDb, { stage, outcome, body }: DeliveryRow): Bytes {
  if (stage !== null && outcome !== 'duplicate') return bytesOfStage(db, stage)
  return { size: body.length, slice: (from, to) => body.subarray(from, to) }
}

/** Deliveries that stand and brought a file with these bytes. */
export function withHash(db: ReadDb, hash: string): number[] {
  return db
    .all<{ id: number }>(
      `SELECT id FROM deliveries
       WHERE method = 'FILE' AND meta ->> 'hash' = ? AND outcome = 'accepted' AND undone_by IS NULL ORDER BY id`,
      hash,
    )
    .map(({ id }) => id)
}

/** Only for one that never stood. */
export function deleteDelivery(db: WriteDb, id: number): void {
  db.run('DELETE FROM deliveries WHERE id = ?', id)
}

export function setCounts(db: WriteDb, id: number, counts: Counts): void {
  db.run('UPDATE deliveries SET counts = ? WHERE id = ?', countsText(counts), id)
}

/** As in the index, which has only those that are not found by what they speak of. */
const isAlone = `(method = 'FILE' OR counts LIKE '{"new":0,"updated":0,"unchanged":0,%')`

/**
 * The standing delivery with the same bytes from the same place, if there is one. `thing`: the first that this one speaks
 * of, and so did the other. An index by digests has no order in which things come, so each new row of it would be
 * another page to write: of what machines send it is spared.
 */
export function findIdentical(db: ReadDb, digest: Uint8Array, thing?: Thing): number | undefined {
  if (thing === undefined)
    return db.get<{ id: number }>(
      `SELECT id FROM deliveries WHERE digest = ? AND outcome = 'accepted' AND undone_by IS NULL AND ${isAlone}
       ORDER BY id DESC LIMIT 1`,
      digest,
    )?.id
  return db.get<{ id: number }>(
    `SELECT d.id FROM events e JOIN deliveries d ON d.id = e.delivery
     WHERE e.thing_id = ? AND d.digest = ? AND d.outcome = 'accepted' AND d.undone_by IS NULL
     ORDER BY d.id DESC LIMIT 1`,
    findThing(db, thing) ?? null,
    digest,
  )?.id
}

/** Whether a delivery stands, came at that time or later, and has those bytes from that place. */
export function isIdentical(db: ReadDb, id: number, digest: Uint8Array, since_ms: number): boolean {
  const sql = `SELECT 1 FROM deliveries WHERE id = ? AND digest = ? AND received_at_ms >= ? AND outcome = 'accepted'
    AND undone_by IS NULL`
  return db.get(sql, id, digest, since_ms) !== undefined
}

/** The delivery as its source first saw it, for translating it again. */
export function asDelivery(row: DeliveryRow): Delivery {
  return {
    source: row.source,
    method: row.method,
    path: row.path,
    query: row.query,
    headers: JSON.parse(row.headers) as Record<string, string>,
    meta: JSON.parse(row.meta) as Record<string, string>,
    body: row.body,
    received_at_ms: row.received_at_ms,
  }
}

export function markUndone(db: WriteDb, id: number, by: number | null): void {
  db.run('UPDATE deliveries SET undone_by = ? WHERE id = ?', by, id)
}
