// When the listener listened: what Data quality and the listener page tell of the times when it did not, though it was
// turned on. Breaks that no sender notices, since it tries again, are none.
import type { BreakBy } from '../../src-shared/contract/listener.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** Shorter breaks, such as a restart, are not told. */
export const breakMinMs = 5 * 60_000

/** A time without the listener. */
export interface ListenerBreak {
  from_ms: number
  /** Null where it goes on. */
  to_ms: number | null
  by: BreakBy
}

interface Row {
  began_ms: number
  ended_ms: number | null
  ended_by: BreakBy | 'off' | null
}

function last(db: ReadDb): Row | undefined {
  return db.get('SELECT began_ms, ended_ms, ended_by FROM listening ORDER BY began_ms DESC LIMIT 1')
}

export function isListening(db: ReadDb): boolean {
  return last(db)?.ended_ms === null
}

/** It listens from now on: as if it had never ended, where that was a moment ago. */
export function beginListening(db: WriteDb, now: number): void {
  const row = last(db)
  if (row !== undefined && row.ended_ms === null) return
  const apart = now - (row?.ended_ms ?? -Infinity)
  // A clock that was set back: what went before stays as it was told then.
  if (row !== undefined && row.ended_by !== 'off' && apart >= 0 && apart < breakMinMs)
    db.run('UPDATE listening SET ended_ms = NULL, ended_by = NULL WHERE began_ms = ?', row.began_ms)
  else db.run('INSERT INTO listening (began_ms) VALUES (?) ON CONFLICT DO NOTHING', now)
}

/** It does not listen any more. `by` off also ends a break: nobody misses what was turned off. */
export function endListening(db: WriteDb, now: number, by: BreakBy | 'off'): void {
  const row = last(db)
  if (row === undefined) return
  if (row.ended_ms === null)
    db.run(
      'UPDATE listening SET ended_ms = ?, ended_by = ? WHERE began_ms = ?',
      Math.max(now, row.began_ms),
      by,
      row.began_ms,
    )
  else if (by === 'off' && row.ended_by !== 'off' && now > row.ended_ms)
    db.run('INSERT INTO listening (began_ms, ended_ms, ended_by) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', now, now, by)
}

/** The breaks that go on or ended at or after a moment, the newest first. */
export function listenerBreaks(db: ReadDb, since_ms: number): ListenerBreak[] {
  return db.all(
    `SELECT from_ms, to_ms, by FROM (
       SELECT ended_ms AS from_ms, lead(began_ms) OVER (ORDER BY began_ms) AS to_ms, ended_by AS by FROM listening)
     WHERE from_ms IS NOT NULL AND by <> 'off' AND (to_ms IS NULL OR to_ms >= ?1 AND to_ms - from_ms >= ?2)
     ORDER BY from_ms DESC`,
    since_ms,
    breakMinMs,
  )
}
