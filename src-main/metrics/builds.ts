// Builds behind the filters. Environments do not concern them: a build is of a system.
import type { WorkingRow } from '../../src-shared/contract/metrics.ts'
import type { ReadDb } from '../store/database.ts'
import { type Asked, once } from './metric.ts'
import { list } from './query.ts'

export interface BuildSample {
  id: number
  thing: string
  system: string
  state: string
  started_at_ms: number | null
  finished_at_ms: number | null
  at_ms: number
}

/** Builds whose time (finished, else started, else first heard of) lies in the period. */
export function buildsInPeriod(db: ReadDb, asked: Asked): BuildSample[] {
  return once(asked, 'builds', () =>
    db.all<BuildSample>(
      `SELECT b.id, b.thing, s.name AS system, b.state, b.started_at_ms, b.finished_at_ms, b.at_ms
       FROM builds b JOIN systems s ON s.id = b.system
       WHERE (?1 IS NULL OR b.system IN (SELECT value FROM json_each(?1))) AND b.at_ms >= ?2 AND b.at_ms < ?3
       ORDER BY b.at_ms, b.thing`,
      list(asked.systems),
      asked.from_ms,
      asked.to_ms,
    ),
  )
}

export function noBuilds(db: ReadDb): string | null {
  return db.get('SELECT 1 FROM builds LIMIT 1') === undefined
    ? 'No build is known yet. Let CI report builds to the listener.'
    : null
}

export function buildRow(row: BuildSample, value: number | null = null): WorkingRow {
  return { kind: 'build', number: row.id, id: row.thing, system: row.system, at_ms: row.at_ms, value, note: row.state }
}
