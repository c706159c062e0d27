// Decisions of people that stand, by what they are about. Written only by ingest/decisions.ts, from the journal.
import type { ReadDb, WriteDb } from './database.ts'

/** What a person may decide about one thing. */
export const decisionKinds = ['attribute', 'exclude', 'kind', 'remedy', 'ignore'] as const
export type DecisionKind = (typeof decisionKinds)[number]

/** How a thing is called for ever: systems and environments keep their ids, and repo is 0 for what was pushed. */
export function subjectOf(thing: { system: number; environment: number; id: string; repo?: number }): string {
  return JSON.stringify([thing.system, thing.environment, thing.id, thing.repo ?? 0])
}

export function writeDecision(
  db: WriteDb,
  decision: { kind: DecisionKind; subject: string; system: number | null; value: unknown; delivery: number },
): void {
  db.run(
    `INSERT INTO decisions (kind, subject, system, value, delivery) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (kind, subject) DO UPDATE SET value = excluded.value, delivery = excluded.delivery`,
    decision.kind,
    decision.subject,
    decision.system,
    JSON.stringify(decision.value),
    decision.delivery,
  )
}

export function clearDecisions(db: WriteDb): void {
  db.run('DELETE FROM decisions')
}

export function decisionOn<T>(db: ReadDb, kind: DecisionKind, subject: string): T | undefined {
  const row = db.get<{ value: string }>('SELECT value FROM decisions WHERE kind = ? AND subject = ?', kind, subject)
  return row === undefined ? undefined : (JSON.parse(row.value) as T)
}

/** All of a kind in one system, by subject. */
export function decisionsIn<T>(db: ReadDb, kind: DecisionKind, system: number): Map<string, T> {
  return new Map(
    db
      .all<{ subject: string; value: string }>(
        'SELECT subject, value FROM decisions WHERE system = ? AND kind = ?',
        system,
        kind,
      )
      .map((row) => [row.subject, JSON.parse(row.value) as T]),
  )
}

export function hasDecisions(db: ReadDb, system: number): boolean {
  return db.get('SELECT 1 FROM decisions WHERE system = ? LIMIT 1', system) !== undefined
}

/** What a decision to ignore is about: a finding, or one row of it by its key. */
export function ignoredSubject(finding: string, row?: string): string {
  return row === undefined ? finding : JSON.stringify([finding, row])
}

/** What is ignored, each with the journal's number of the decision. */
export function ignoredFindings(db: ReadDb): ReadonlyMap<string, number> {
  const rows = db.all<{ subject: string; delivery: number }>(
    `SELECT subject, delivery FROM decisions WHERE kind = 'ignore'`,
  )
  return new Map(rows.map((row) => [row.subject, row.delivery]))
}
