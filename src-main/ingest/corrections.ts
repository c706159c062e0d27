// What people do to the data is kept in the journal beside what machines sent.
import type { WriteDb } from '../store/database.ts'
import { insertDelivery, noCounts } from '../store/deliveries.ts'

/** The source of such rows. */
export const correction = 'correction'

/** Writes one down; returns its number. `of`: the delivery it takes back or puts back. */
export function noteCorrection(
  db: WriteDb,
  {
    action,
    of,
    summary,
    atMs,
    body,
  }: { action: string; of?: number; summary: string; atMs: number; body?: Uint8Array },
): number {
  return insertDelivery(db, {
    delivery: {
      source: correction,
      method: 'DECISION',
      path: action,
      query: '',
      headers: {},
      meta: of === undefined ? {} : { delivery: String(of) },
      body: body ?? new Uint8Array(0),
      received_at_ms: atMs,
    },
    keyId: null,
    status: null,
    outcome: 'accepted',
    reason: null,
    duplicateOf: null,
    summary,
    counts: noCounts,
  })
}
