// Imports under way: their bytes and events, in pieces. Knows nothing of what they mean.
import { must } from '../../src-shared/assert.ts'
import type { Bytes } from '../../src-shared/delivery.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { rowsInto } from './rows.ts'

export interface StagedEvent {
  position: number
  place: string
  /** An event, as JSON. */
  data: string
}

export interface StageRow {
  id: number
  delivery: number | null
}

export function openStage(db: WriteDb): number {
  return db.run('INSERT INTO stages (delivery) VALUES (NULL)').id
}

export function allStages(db: ReadDb): StageRow[] {
  return db.all('SELECT id, delivery FROM stages ORDER BY id')
}

export function stageOf(db: ReadDb, id: number): StageRow | undefined {
  return db.get('SELECT id, delivery FROM stages WHERE id = ?', id)
}

export function setStageDelivery(db: WriteDb, id: number, delivery: number): void {
  db.run('UPDATE stages SET delivery = ? WHERE id = ?', delivery, id)
}

export function closeStage(db: WriteDb, id: number): void {
  db.run('DELETE FROM stages WHERE id = ?', id)
}

export function stageBytes(db: WriteDb, stage: number, part: number, bytes: Uint8Array): void {
  db.run('INSERT INTO stage_bytes (stage, part, bytes) VALUES (?, ?, ?)', stage, part, bytes)
}

const insertStaged = rowsInto('staged_events (stage, position, place, data)', '(?, ?, ?, ?)')

export function stageEvents(db: WriteDb, stage: number, events: readonly StagedEvent[]): void {
  insertStaged(
    db,
    events.flatMap(({ position, place, data }) => [stage, position, place, data]),
  )
}

export function stagedAfter(db: ReadDb, stage: number, position: number, limit: number): StagedEvent[] {
  return db.all(
    'SELECT position, place, data FROM staged_events WHERE stage = ? AND position > ? ORDER BY position LIMIT ?',
    stage,
    position,
    limit,
  )
}

/** The bytes that were staged: as many of them as are asked for, however they lie. */
export function bytesOfStage(db: ReadDb, stage: number): Bytes {
  let size = 0
  const parts = db
    .all<{ part: number; bytes: number }>(
      'SELECT part, length(bytes) AS bytes FROM stage_bytes WHERE stage = ? ORDER BY part',
      stage,
    )
    .map(({ part, bytes }) => ({ part, from: size, to: (size += bytes) }))
  return {
    size,
    slice: (from, to) => {
      const within = parts.slice(lastBefore(parts, from)).filter((part) => part.from < to && part.to > from)
      const found = within.map(({ part, from: begin }) => {
        const { bytes } = must(
          db.get<{ bytes: Uint8Array }>('SELECT bytes FROM stage_bytes WHERE stage = ? AND part = ?', stage, part),
          'because what is in the journal stays there',
        )
        return bytes.subarray(Math.max(0, from - begin), to - begin)
      })
      return found.length === 1 && found[0] !== undefined ? found[0] : new Uint8Array(Buffer.concat(found))
    },
  }
}

/** The last part that begins at a place or before it. */
function lastBefore(parts: readonly { from: number }[], at: number): number {
  let low = 0
  for (let high = parts.length; high - low > 1;) {
    const middle = (low + high) >> 1
    if ((parts[middle]?.from ?? 0) <= at) low = middle
    else high = middle
  }
  return low
}

export function dropStagedBytes(db: WriteDb, stage: number): void {
  db.run('DELETE FROM stage_bytes WHERE stage = ?', stage)
}

/** Removes some events whose stage is gone, beside each other, which is cheap. Returns how many. */
export function dropLeftEvents(db: WriteDb, limit: number): number {
  const left = db.get<{ stage: number; position: number }>(
    'SELECT stage, position FROM staged_events WHERE stage NOT IN (SELECT id FROM stages) ORDER BY stage, position LIMIT 1',
  )
  // Mostly there are none, and a file that may only be read is not to be written for nothing.
  if (left === undefined) return 0
  const { stage, position } = left
  return db.run('DELETE FROM staged_events WHERE stage = ? AND position < ?', stage, position + limit).changes
}
