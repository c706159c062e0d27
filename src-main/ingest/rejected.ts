// Refused deliveries in the journal: that they came, why they were refused, from which key, how large they were and what
// they hash to. Their bytes only while a person asked for that.
import { type FieldError, Refusal } from '../../src-shared/reply.ts'
import { type Cause, Rejection } from '../sources/source.ts'
import type { WriteDb } from '../store/database.ts'
import { countRepeat, insertDelivery, noCounts } from '../store/deliveries.ts'
import { readSetting } from '../store/settings.ts'
import type { Arrival } from './ingest.ts'

export interface Refused {
  cause: Cause
  message: string
  fields: FieldError[]
}

const causeOf = { invalid: 'invalid', not_found: 'not found', conflict: 'conflict', forbidden: 'out of scope' } as const

export function asRefused(error: Refusal): Refused {
  const { message, fields, code } = error
  if (error instanceof Rejection) return { cause: error.because, message, fields }
  return { cause: code in causeOf ? causeOf[code as keyof typeof causeOf] : 'unavailable', message, fields }
}

const withoutKey: readonly Cause[] = ['no key', 'unknown key']

/** Writes it down, or counts it where it is like the last one. */
export function keepRejected(db: WriteDb, { delivery, keyId, status }: Arrival, { cause, message }: Refused): void {
  if (countRepeat(db, delivery, keyId, message)) return
  insertDelivery(db, {
    delivery,
    keyId,
    status,
    outcome: 'rejected',
    reason: message,
    duplicateOf: null,
    summary: withoutKey.includes(cause) ? 'without a known key' : 'not understood',
    counts: noCounts,
    // A file was handed over by a person, who can look at it here.
    bodyKept: delivery.method === 'FILE' || readSetting<boolean>(db, 'capture') === true,
  })
}
