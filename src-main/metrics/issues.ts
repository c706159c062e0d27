// Issues of a tracker behind the filters. Environments do not concern them: an issue is of a system.
import type { WorkingRow } from '../../src-shared/contract/metrics.ts'
import { inWords } from '../../src-shared/duration.ts'
import { ascending, mean, quantile } from '../../src-shared/series.ts'
import type { ReadDb } from '../store/database.ts'
import { type Asked, once } from './metric.ts'
import { list } from './query.ts'

export interface IssueSample {
  id: number
  thing: string
  system: string
  kind: string
  status: string
  story_points: number | null
  created_at_ms: number
  resolved_at_ms: number | null
  /** JSON: [{"status", "at_ms"}], in the order they were told. */
  history: string
}

/** Issues of the chosen systems, those of one kind or all. `by`: which of their times lies in the period. */
export function issuesIn(
  db: ReadDb,
  asked: Asked,
  by: 'created_at_ms' | 'resolved_at_ms',
  kind: string | null,
): IssueSample[] {
  return once(asked, `issues ${by} ${kind}`, () =>
    db.all<IssueSample>(
      `SELECT i.id, i.thing, s.name AS system, i.kind, i.status, i.story_points, i.created_at_ms, i.resolved_at_ms, i.history
       FROM issues i JOIN systems s ON s.id = i.system
       WHERE (?1 IS NULL OR i.system IN (SELECT value FROM json_each(?1))) AND (?2 IS NULL OR i.kind = ?2)
         AND i.${by} >= ?3 AND i.${by} < ?4 ORDER BY i.${by}, i.thing`,
      list(asked.systems),
      kind,
      asked.from_ms,
      asked.to_ms,
    ),
  )
}

/** When each issue of a kind that is not resolved was created; as far as it was by the end of the period. */
export function openSince(db: ReadDb, asked: Asked, kind: string): number[] {
  return db
    .all<{ ms: number }>(
      `SELECT created_at_ms AS ms FROM issues WHERE kind = ?1 AND resolved_at_ms IS NULL AND created_at_ms < ?2
         AND (?3 IS NULL OR system IN (SELECT value FROM json_each(?3)))`,
      kind,
      Math.min(asked.to_ms, asked.now_ms),
      list(asked.systems),
    )
    .map((row) => row.ms)
}

/** "mean 3 d", and "4 still open, for a median of 9 d": what stands beside a median age. */
export function ageNotes(closed: readonly number[], openSinceMs: readonly number[], now_ms: number): string[] {
  const average = mean(closed)
  const open = ascending(openSinceMs.map((ms) => now_ms - ms))
  const median = quantile(open, 0.5)
  return [
    ...(average === null ? [] : [`mean ${inWords(average)}`]),
    ...(median === null ? [] : [`${open.length} still open, for a median of ${inWords(median)}`]),
  ]
}

/** Why nothing can be said about issues: none, or none of this kind, was ever reported. */
export function noIssues(db: ReadDb, kind: string | null): string | null {
  const any = db.get('SELECT 1 FROM issues WHERE ?1 IS NULL OR kind = ?1 LIMIT 1', kind)
  if (any !== undefined) return null
  return `No ${kind === null ? 'issue' : `issue of the kind "${kind}"`} is known yet. Send issues to the listener.`
}

export function issueRow(row: IssueSample, value: number | null = null, note: string | null = row.kind): WorkingRow {
  return { kind: 'issue', number: row.id, id: row.thing, system: row.system, at_ms: row.created_at_ms, value, note }
}

/** From creation to resolution; null while it is open. */
export function issueTime(row: IssueSample): number | null {
  return row.resolved_at_ms === null ? null : row.resolved_at_ms - row.created_at_ms
}

export function whyNoTime(row: IssueSample): string | null {
  return (issueTime(row) ?? 0) < 0 ? 'resolved before it was created' : null
}

/** Times of the issues resolved in the period. */
export function issueTimes(db: ReadDb, asked: Asked, kind: string | null): { at_ms: number; value: number }[] {
  return issuesIn(db, asked, 'resolved_at_ms', kind)
    .filter((row) => whyNoTime(row) === null)
    .map((row) => ({ at_ms: row.resolved_at_ms ?? 0, value: issueTime(row) ?? 0 }))
}
