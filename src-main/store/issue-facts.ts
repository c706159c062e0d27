// Facts about issues: one kind, the incident, has a table of its own, and kinds may change.
import { decisionOn, hasDecisions, subjectOf } from './decisions.ts'
import type { Param, ReadDb, WriteDb } from './database.ts'
import { rowsInto } from './rows.ts'
import type { Thing } from './things.ts'

export interface IssueRow {
  type: 'issue'
  kind: string
  status: string
  /** Null: only its close is known. */
  created_at_ms: number | null
  resolved_at_ms: number | null
  end_estimated: boolean
  title: string | null
  severity: string | null
  priority: string | null
  story_points: number | null
  url: string | null
  deployment: string | null
  resolved_by: string | null
  history: unknown[]
  sources: string[]
}

/** The row stands in one of the two tables; in none where only the close is known. */
export function writeIssue(db: WriteDb, thing: Thing, number: number, fact: IssueRow, decided?: boolean): void {
  const table = tableOf(fact)
  for (const other of tables) if (other !== table) db.run(`DELETE FROM ${other} WHERE thing_id = ?`, number)
  if (table === 'incidents') insertIncidents(db, incidentValues(db, thing, number, fact, decided))
  else if (table === 'issues') insertIssues(db, issueValues(thing, number, fact))
}

const tables = ['incidents', 'issues'] as const

export function tableOf(fact: IssueRow): (typeof tables)[number] | null {
  if (fact.created_at_ms === null) return null
  return fact.kind === 'incident' ? 'incidents' : 'issues'
}

export const insertIncidents = rowsInto(
  `incidents (thing_id, system, thing, title, severity, url, started_at_ms, resolved_at_ms, end_estimated, deployment,
     resolved_by, excluded, sources)`,
  '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  `ON CONFLICT (thing_id) DO UPDATE SET title = excluded.title, severity = excluded.severity, url = excluded.url,
     started_at_ms = excluded.started_at_ms, resolved_at_ms = excluded.resolved_at_ms,
     end_estimated = excluded.end_estimated, deployment = excluded.deployment, resolved_by = excluded.resolved_by,
     excluded = excluded.excluded, sources = excluded.sources`,
)

/** `decided`: whether anything was decided in its system, where that is known. */
export function incidentValues(
  db: ReadDb,
  thing: Thing,
  number: number,
  fact: IssueRow,
  decided = hasDecisions(db, thing.system),
): Param[] {
  return [
    number,
    thing.system,
    thing.id,
    fact.title,
    fact.severity ?? fact.priority,
    fact.url,
    fact.created_at_ms,
    fact.resolved_at_ms,
    fact.end_estimated ? 1 : 0,
    fact.deployment,
    fact.resolved_by,
    (decided ? decisionOn<string>(db, 'exclude', subjectOf(thing)) : undefined) ?? null,
    JSON.stringify(fact.sources),
  ]
}

export const insertIssues = rowsInto(
  `issues (thing_id, system, thing, kind, status, title, severity, priority, story_points, url, created_at_ms,
     resolved_at_ms, history, sources)`,
  '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  `ON CONFLICT (thing_id) DO UPDATE SET kind = excluded.kind, status = excluded.status, title = excluded.title,
     severity = excluded.severity, priority = excluded.priority, story_points = excluded.story_points,
     url = excluded.url, created_at_ms = excluded.created_at_ms, resolved_at_ms = excluded.resolved_at_ms,
     history = excluded.history, sources = excluded.sources`,
)

export function issueValues(thing: Thing, number: number, fact: IssueRow): Param[] {
  return [
    number,
    thing.system,
    thing.id,
    fact.kind,
    fact.status,
    fact.title,
    fact.severity,
    fact.priority,
    fact.story_points,
    fact.url,
    fact.created_at_ms,
    fact.resolved_at_ms,
    JSON.stringify(fact.history),
    JSON.stringify(fact.sources),
  ]
}
