// The SQL that metrics share: deployments and incidents behind the filters. An inferred deployment that joined a pushed
// one is that one, and is never counted itself.
import type { Step, WorkingRow } from '../../src-shared/contract/metrics.ts'
import type { ReadDb } from '../store/database.ts'
import type { Asked } from './metric.ts'

/** A null list means all; SQLite reads lists as JSON. */
export function list(ids: number[] | null): string | null {
  return ids === null ? null : JSON.stringify(ids)
}

/** `?1` systems, `?2` environments. */
const chosen = `d.joined_to IS NULL
  AND (?1 IS NULL OR d.system IN (SELECT value FROM json_each(?1)))
  AND (?2 IS NULL OR d.environment IN (SELECT value FROM json_each(?2)))`

export interface DeploymentSample {
  id: number
  thing: string
  system: string
  at_ms: number
  environment: string
  state: string
  kind: string
  kind_said: number
  incidents: number
}

/** Deployments whose time (finished, else started, else first heard of) lies in the period; any environment and state. */
export function deploymentsInPeriod(db: ReadDb, asked: Asked, environments: number[] | null): DeploymentSample[] {
  return db.all<DeploymentSample>(
    `SELECT d.id, d.thing, s.name AS system, d.at_ms, e.name AS environment, d.state, d.kind, d.kind_said,
       (SELECT count(*) FROM incident_deployments l WHERE l.deployment = d.id) AS incidents
     FROM deployments d JOIN systems s ON s.id = d.system JOIN environments e ON e.id = d.environment
     WHERE ${chosen} AND d.at_ms >= ?3 AND d.at_ms < ?4 ORDER BY d.at_ms, d.thing`,
    list(asked.systems),
    list(environments),
    asked.from_ms,
    asked.to_ms,
  )
}

/** Successful deployments in the chosen environments that finished in the period. */
export function successes(db: ReadDb, asked: Asked): DeploymentSample[] {
  return deploymentsInPeriod(db, asked, asked.scope.environments).filter((row) => row.state === 'succeeded')
}

/** When the chosen systems and environments were first heard of; null for never. */
export function firstDeployment(db: ReadDb, asked: Asked): number | null {
  return (
    db.get<{ at_ms: number | null }>(
      `SELECT min(d.at_ms) AS at_ms FROM deployments d WHERE ${chosen}`,
      list(asked.systems),
      list(asked.scope.environments),
    )?.at_ms ?? null
  )
}

/** Why nothing can be said about deployments: there never was one. */
export function noDeployments(db: ReadDb, asked: Asked): string | null {
  const any = db.get(`SELECT 1 FROM deployments d WHERE ${chosen} LIMIT 1`, list(asked.systems), null)
  return any === undefined ? 'No deployment is known yet. Add a repository, or point CI at the listener.' : null
}

/** Why nothing can be said about failures: no incident ever reached the workspace. */
export function noIncidents(db: ReadDb): string | null {
  const any = db.get('SELECT 1 FROM incidents LIMIT 1')
  return any === undefined
    ? 'No incident is known yet. Import an incident file, or send incidents to the listener.'
    : null
}

export interface IncidentSample {
  id: number
  thing: string
  system: string
  started_at_ms: number
  resolved_at_ms: number | null
  deployment: number | null
  deployment_thing: string | null
  reason: string | null
  /** Whether the deployment it is attributed to lies in the chosen environments. */
  here: number
}

/** All incidents of the chosen systems with the deployment each is attributed to. */
export function incidentsOf(db: ReadDb, asked: Asked, where: string, ...params: number[]): IncidentSample[] {
  return db.all<IncidentSample>(
    `SELECT i.id, i.thing, s.name AS system, i.started_at_ms, i.resolved_at_ms, l.deployment, l.reason,
       d.thing AS deployment_thing,
       coalesce(d.environment IN (SELECT value FROM json_each(?2)), 0) AS here
     FROM incidents i JOIN systems s ON s.id = i.system
     LEFT JOIN incident_deployments l ON l.incident = i.id LEFT JOIN deployments d ON d.id = l.deployment
     WHERE (?1 IS NULL OR i.system IN (SELECT value FROM json_each(?1))) AND ${where}
     ORDER BY i.started_at_ms, i.thing`,
    list(asked.systems),
    list(asked.scope.environments),
    ...params,
  )
}

/** How many rows of a step a window shows; counts are always whole. */
export const rowsShown = 100

export function deploymentRow(row: DeploymentSample, note: string | null = null): WorkingRow {
  return { kind: 'deployment', number: row.id, id: row.thing, system: row.system, at_ms: row.at_ms, value: null, note }
}

export function incidentRow(row: IncidentSample, value: number | null, note: string | null): WorkingRow {
  return { kind: 'incident', number: row.id, id: row.thing, system: row.system, at_ms: row.started_at_ms, value, note }
}

export interface Dropped {
  reason: string
  rows: WorkingRow[]
}

/** One step of a working: what stays, and what was dropped on the way to it, by reason. */
export function step(title: string, rows: WorkingRow[], dropped: Dropped[] = []): Step {
  return {
    title,
    n: rows.length,
    rows: newest(rows),
    dropped: dropped
      .filter((one) => one.rows.length > 0)
      .map((one) => ({ reason: one.reason, n: one.rows.length, rows: newest(one.rows) })),
  }
}

function newest(rows: WorkingRow[]): WorkingRow[] {
  return rows.slice(-rowsShown).reverse()
}

/** Splits rows by a reason to drop them; null keeps. Reasons come in order of first appearance. */
export function sift<R>(rows: readonly R[], why: (row: R) => string | null): { kept: R[]; dropped: Map<string, R[]> } {
  const kept: R[] = []
  const dropped = new Map<string, R[]>()
  for (const row of rows) {
    const reason = why(row)
    if (reason === null) kept.push(row)
    else append(dropped, reason, row)
  }
  return { kept, dropped }
}

function append<R>(map: Map<string, R[]>, key: string, row: R): void {
  const rows = map.get(key)
  if (rows === undefined) map.set(key, [row])
  else rows.push(row)
}

export function asDropped<R>(dropped: Map<string, R[]>, row: (row: R) => WorkingRow): Dropped[] {
  // Called with the row alone: map would hand its index on as the note.
  return [...dropped].map(([reason, rows]) => ({ reason, rows: rows.map((one) => row(one)) }))
}
