import type { DeliveryRow as Row } from '../../src-shared/contract/journal.ts'
import type { Skip } from '../../src-shared/event.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { translate } from '../ingest/translate.ts'
import { asDelivery, type DeliveryRow, getDelivery } from '../store/deliveries.ts'
import { eventsOfDelivery } from '../store/events.ts'
import type { Handlers } from './context.ts'

const columns = `id, received_at_ms AS at_ms, source, method, path, status, outcome, reason, summary, body_bytes AS bytes,
  (SELECT count(*) FROM events e WHERE e.delivery = deliveries.id) AS events, undone_by IS NOT NULL AS undone`
const bodyShown = 200_000

type Raw = Omit<Row, 'undone'> & { undone: number }

function toRow(raw: Raw): Row {
  return { ...raw, undone: raw.undone === 1 }
}

export const journal: Handlers<'journal'> = {
  'journal.list': (input, { db }) => {
    const where = '(?1 IS NULL OR outcome = ?1) AND (?2 IS NULL OR source = ?2)'
    const params = [input.outcome ?? null, input.source ?? null]
    return db.snapshot(() => ({
      total: db.get<{ n: number }>(`SELECT count(*) AS n FROM deliveries WHERE ${where}`, ...params)?.n ?? 0,
      rows: db
        .all<Raw>(
          `SELECT ${columns} FROM deliveries WHERE ${where} ORDER BY id DESC LIMIT ?3 OFFSET ?4`,
          ...params,
          input.limit,
          input.offset,
        )
        .map(toRow),
    }))
  },

  'journal.get': ({ id }, { db }) =>
    db.snapshot(() => {
      const raw = db.get<Raw>(`SELECT ${columns} FROM deliveries WHERE id = ?`, id)
      const kept = getDelivery(db, id)
      if (raw === undefined || kept === undefined) throw new Refusal('not_found', `There is no delivery ${id}.`)
      // A duplicate's bytes are those of the delivery it repeats.
      const whole = kept.duplicate_of === null ? kept : (getDelivery(db, kept.duplicate_of) ?? kept)
      const text = textOf(whole.body)
      return {
        ...toRow(raw),
        query: kept.query,
        headers: {
          ...(JSON.parse(kept.headers) as Record<string, string>),
          ...(JSON.parse(kept.meta) as Record<string, string>),
        },
        key:
          kept.key_id === null
            ? null
            : (db.get<{ name: string }>('SELECT name FROM keys WHERE id = ?', kept.key_id)?.name ?? null),
        body: text === null ? null : text.slice(0, bodyShown),
        body_cut: text !== null && text.length > bodyShown,
        parsed: eventsOfDelivery(db, whole.id).map((event) => ({
          at: event.place,
          event: JSON.parse(event.data) as Record<string, unknown>,
        })),
        skipped: skippedIn(whole)
          .slice(0, 200)
          .map(({ at, reason }) => ({ at, reason })),
      }
    }),
}

function textOf(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return null
  }
}

/** Rows left out are not stored: translating again gives the same. */
function skippedIn(row: DeliveryRow): Skip[] {
  if (row.method !== 'FILE' || row.outcome !== 'accepted') return []
  try {
    return translate(asDelivery(row)).skipped
  } catch (error) {
    if (error instanceof Refusal) return []
    throw error
  }
}
