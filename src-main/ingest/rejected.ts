// Refused deliveries in the journal: that they came, why they were refused, from which key, how large they were and what
// they hash to. Their bytes only while a person asked for that.
import { type Cause, causes } from '../sources/source.ts'
import type { WriteDb } from '../store/database.ts'
import { addRepeats, insertDelivery, lastLike, noCounts } from '../store/deliveries.ts'
import { listenerSettings } from '../store/settings.ts'
import type { Arrival, Refused } from './arrival.ts'

const withoutKey: readonly Cause[] = ['no key', 'unknown key']

/** Writes it down, or counts it where it is like the last one. */
export function keepRejected(db: WriteDb, arrival: Arrival, { cause, message }: Refused): void {
  const { delivery, keyId, stranger = false, bytes, times = 1 } = arrival
  // Its source knew only of what it refused itself.
  const status = arrival.status === null || 'cause' in arrival.translation ? arrival.status : causes[cause]
  // A body refused for its key may hold one. A file was handed over by a person, who can look at it here.
  const bodyKept =
    delivery.method === 'FILE' || (!stranger && !withoutKey.includes(cause) && listenerSettings(db).capture)
  const like = lastLike(db, delivery, keyId, message, bodyKept)
  if (like !== undefined) return addRepeats(db, like, times, delivery.received_at_ms)
  const id = insertDelivery(db, {
    delivery,
    keyId,
    status,
    outcome: 'rejected',
    reason: message,
    duplicateOf: null,
    summary: summaryOf(cause),
    counts: noCounts,
    bodyKept,
    bytes,
  })
  if (times > 1) addRepeats(db, id, times - 1, delivery.received_at_ms)
}

function summaryOf(cause: Cause): string {
  if (withoutKey.includes(cause)) return 'without a known key'
  return cause === 'invalid' ? 'not understood' : cause
}
