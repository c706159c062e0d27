import type { Output, Parsed } from '../../src-shared/contract/index.ts'
import type { DeliveryRow as Row, JournalSort } from '../../src-shared/contract/journal.ts'
import type { Bytes, Delivery } from '../../src-shared/delivery.ts'
import type { Translation } from '../../src-shared/event.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { translate, tryTranslate } from '../ingest/translate.ts'
import { sources } from '../sources/index.ts'
import { isDryRun } from '../sources/webhooks/shiplog/shiplog.ts'
import type { Param, ReadDb } from '../store/database.ts'
import { asDelivery, bytesOf, type DeliveryRow, getDelivery } from '../store/deliveries.ts'
import { eventsOfDelivery } from '../store/events.ts'
import { byName, ordered, pageInOrder } from '../store/orders.ts'
import { counted } from '../store/pages.ts'
import type { Handlers } from './context.ts'
import { mapEvent, type Places, placesIn } from './journal-mapping.ts'

const columns = `id, received_at_ms AS at_ms, source, method, path, status, outcome, reason, summary, body_bytes AS bytes,
  (SELECT count(*) FROM events e WHERE e.delivery = deliveries.id) AS events, undone_by IS NOT NULL AS undone,
  coalesce((SELECT n FROM delivery_repeats r WHERE r.delivery = deliveries.id), 0) AS repeats,
  (SELECT last_at_ms FROM delivery_repeats r WHERE r.delivery = deliveries.id) AS last_at_ms,
  lower(hex(substr(digest, 1, 8))) AS hash,
  length(body) = body_bytes OR duplicate_of IS NOT NULL OR meta ->> 'stage' IS NOT NULL AS body_kept`
const bodyShown = 200_000
/** Whole bodies up to this size are searched for what events say, and so many events. */
const bodySearched = 1_000_000
/** What was left out is told by reading all of it once more, which takes a moment. */
const bodyReadAgain = 16 * 1024 * 1024
const mapped = 100

type Raw = Omit<Row, 'undone' | 'body_kept'> & { undone: number; body_kept: number }

function toRow(raw: Raw): Row {
  return { ...raw, undone: raw.undone === 1, body_kept: raw.body_kept === 1 }
}

/** What each column is sorted by. */
const terms: Record<Exclude<JournalSort, 'received'>, string[]> = {
  outcome: ['outcome'],
  answer: ['status'],
  source: byName('source'),
  size: ['body_bytes'],
}

function listed(db: ReadDb, { outcome, sort, ...asked }: Parsed<'journal.list'>): Output<'journal.list'> {
  const { source = null, ...paging } = asked
  const from = source === null ? '?1 IS NULL' : 'source = ?1'
  const count = (rows: string) => counted(db, `FROM deliveries WHERE ${rows} AND ${from}`, source)
  // Only what is asked for, so that an index has it all: a delivery's row is long. Nearly all are accepted, so that only the
  // others have an index.
  const other = `outcome <> 'accepted'`
  const where =
    outcome === undefined
      ? 'true'
      : outcome === 'accepted'
        ? `outcome = 'accepted'`
        : `${other} AND outcome = '${outcome}'`
  const numbers = (order: string, ...params: Param[]) =>
    db
      .all<{ id: number }>(`SELECT id FROM deliveries WHERE ${where} AND ${from} ORDER BY ${order}`, source, ...params)
      .map(({ id }) => id)
  const rows = (ids: readonly number[]) =>
    ids.flatMap((id) => db.all<Raw>(`SELECT ${columns} FROM deliveries WHERE id = ?`, id)).map(toRow)
  if (sort !== undefined && sort.by !== 'received') {
    const order = `${ordered(terms[sort.by], sort.direction)}, id DESC`
    const name = JSON.stringify(['journal', where, source, sort])
    return pageInOrder(db, { name, width: 1, numbers: () => numbers(order), rows }, paging)
  }
  // Numbers are given as deliveries are received.
  const newest = sort?.direction !== 'ascending'
  return {
    total: outcome === 'accepted' ? count('true') - count(other) : count(where),
    rows: rows(numbers(`id ${newest ? 'DESC' : 'ASC'} LIMIT ?2 OFFSET ?3`, paging.limit, paging.offset)),
  }
}

export const journal: Handlers<'journal'> = {
  'journal.list': (input, { db }) => db.snapshot(() => listed(db, input)),

  'journal.get': ({ id }, { db }) =>
    db.snapshot(() => {
      const raw = db.get<Raw>(`SELECT ${columns} FROM deliveries WHERE id = ?`, id)
      const { kept, whole } = wholeDelivery(db, id)
      if (raw === undefined) throw notThere(id)
      const bytes = bytesOf(db, whole)
      const text = textOf(bytes)
      const { skipped, warnings = [] } = translatedAgain(whole, bytes)
      const events = eventsOfDelivery(db, whole.id)
      const places = placesOf(whole, events.length === 0 || bytes.size > bodySearched ? null : text)
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
        body_cut: text !== null && (text.length > bodyShown || bytes.size > bodySearched),
        parsed: events.map(({ place, data }, i) => {
          const event = JSON.parse(data) as Record<string, unknown>
          return { at: place, event, mapping: places === null || i >= mapped ? [] : mapEvent(event, places, place) }
        }),
        skipped: skipped.slice(0, 200).map(({ at, reason }) => ({ at, reason })),
        warnings,
      }
    }),

  'journal.replay': async ({ id, body }, { db, ingest, clock }) => {
    const { whole } = wholeDelivery(db, id)
    const delivery: Delivery = {
      ...asDelivery(whole),
      meta: { replay_of: String(id) },
      body: body === undefined ? whole.body : Buffer.from(body, 'utf8'),
      received_at_ms: clock(),
    }
    const source = sources.get(whole.source)
    if (source === undefined || 'recognise' in source)
      throw new Refusal(
        'invalid',
        `Delivery ${id} is no request. Only requests are replayed; files are imported again.`,
      )
    if (body === undefined && whole.body.length !== whole.body_bytes)
      throw new Refusal(
        'conflict',
        `The body of delivery ${id} was not kept. Give one, or keep the bodies of refused requests from now on: shiplog listener set --capture yes`,
      )
    if (isDryRun(delivery))
      throw new Refusal('invalid', `Delivery ${id} only asked what it would change; there is nothing to replay.`)
    const outcome = await ingest.deliver({ delivery, keyId: null, status: null, translation: tryTranslate(delivery) })
    if (outcome.state === 'rejected') return { outcome: outcome.state, delivery: null, reason: outcome.message }
    const reason = outcome.state === 'duplicate' ? `the same as delivery ${outcome.of}` : null
    return { outcome: outcome.state, delivery: outcome.delivery, reason }
  },
}

/** A delivery, and the one that has its bytes: of a duplicate they are those of the delivery it repeats. */
function wholeDelivery(db: ReadDb, id: number): { kept: DeliveryRow; whole: DeliveryRow } {
  const kept = getDelivery(db, id)
  if (kept === undefined) throw notThere(id)
  return { kept, whole: kept.duplicate_of === null ? kept : (getDelivery(db, kept.duplicate_of) ?? kept) }
}

function notThere(id: number): Refusal {
  return new Refusal('not_found', `There is no delivery ${id}.`)
}

function placesOf(row: DeliveryRow, text: string | null): Places | null {
  if (text === null || text.length > bodySearched) return null
  const { zone = 'UTC' } = JSON.parse(row.meta) as Record<string, string>
  return placesIn(text, row.query, zone)
}

/** Of a large body its beginning, which may end within a character. */
function textOf(bytes: Bytes): string | null {
  try {
    const stream = bytes.size > bodySearched
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.slice(0, bodySearched), { stream })
  } catch {
    return null
  }
}

/** What was left out or odd is not stored: translating again gives the same. Decisions have no source. */
function translatedAgain(row: DeliveryRow, bytes: Bytes): Pick<Translation, 'skipped' | 'warnings'> {
  if (row.outcome !== 'accepted' || !sources.has(row.source)) return { skipped: [] }
  if (bytes.size > bodyReadAgain)
    return { skipped: [], warnings: ['It is too large to say here which rows were left out: look at it as an import.'] }
  try {
    return translate({ ...asDelivery(row), body: bytes.slice(0, bytes.size) })
  } catch (error) {
    if (error instanceof Refusal) return { skipped: [] }
    throw error
  }
}
