// Incidents and the deployment each blames, by the definition's attribution. What a person decided holds under each; a
// limit in hours holds for deployments blamed only because they came last.
import type { WorkingRow } from '../../src-shared/contract/metrics.ts'
import { bucketOf } from '../../src-shared/series.ts'
import { hour } from '../../src-shared/time.ts'
import type { ReadDb } from '../store/database.ts'
import { type Asked, once } from './metric.ts'
import { list } from './query.ts'

/** What numbers need of an incident. */
export interface IncidentFact {
  id: number
  system_id: number
  started_at_ms: number
  resolved_at_ms: number | null
  /** Why a person left it out. */
  excluded: string | null
  deployment: number | null
  finished_at_ms: number | null
  /** The rule the link stands by: 0 a person, 1 to 3 what the incident says, 4 the last deployment before it. */
  rule: number | null
  /** Whether it names the deployment by a commit. */
  by_commit: number
  /** Whether the deployment it blames lies in the chosen environments. */
  here: number
  /** Why it blames no deployment although one was found. */
  unlinked: string | null
}

/** What a working shows of it as well. */
export interface IncidentSample extends IncidentFact {
  thing: string
  system: string
  /** The deployment as derived, and why. */
  derived: number | null
  derived_thing: string | null
  reason: string | null
}

/** Incidents of the chosen systems with the deployment each blames. `where` may use ?3 and on, and `i` and `d`. */
export function incidentFacts(db: ReadDb, asked: Asked, where: string, ...params: number[]): IncidentFact[] {
  return once(asked, `incidents ${where} ${params.join(' ')}`, () =>
    attributed(db, asked, read<IncidentFact>(db, asked, { more: '', where, params })),
  )
}

/** The same with their names, in order of their start: for workings. */
export function incidentsOf(db: ReadDb, asked: Asked, where: string, ...params: number[]): IncidentSample[] {
  const more = `, i.thing, (SELECT name FROM systems WHERE id = i.system) AS system,
    l.deployment AS derived, d.thing AS derived_thing, l.reason`
  const rows = read<IncidentSample>(db, asked, { more, where: `${where} ORDER BY i.started_at_ms, i.thing`, params })
  return attributed(db, asked, rows)
}

interface Reading {
  more: string
  where: string
  params: number[]
}

function read<R>(db: ReadDb, asked: Asked, { more, where, params }: Reading): R[] {
  return db.all<R>(
    `SELECT i.id, i.system AS system_id, i.started_at_ms, i.resolved_at_ms, i.excluded, l.deployment, l.rule,
       d.finished_at_ms, NULL AS unlinked, coalesce(d.environment IN (SELECT value FROM json_each(?2)), 0) AS here,
       ${asked.definition.attribution === 'commit' ? byCommit : '0'} AS by_commit${more}
     FROM incidents i
     LEFT JOIN incident_deployments l ON l.incident = i.id LEFT JOIN deployments d ON d.id = l.deployment
     WHERE (?1 IS NULL OR i.system IN (SELECT value FROM json_each(?1))) AND ${where}`,
    list(asked.systems),
    list(asked.scope.environments),
    ...params,
  )
}

/** It names a commit the deployment, or an inferred one that joined it, was built from; or one it shipped (rule 3). */
const byCommit = `(l.rule = 3 OR EXISTS (
  SELECT 1 FROM deployments b, json_each(b.commits) c
  WHERE (b.id = l.deployment OR b.joined_to = l.deployment) AND length(i.deployment) >= 7
    AND substr(lower(c.value), 1, length(i.deployment)) = lower(i.deployment)))`

/** The same rows, each with the deployment it blames under the definition. */
function attributed<R extends IncidentFact>(db: ReadDb, asked: Asked, rows: R[]): R[] {
  const { attribution, attribution_hours } = asked.definition
  if (attribution === 'best' && attribution_hours === null) return rows
  return rows.map((row) => {
    const linked = attribution === 'before' ? lastBefore(db, asked, row) : row
    const unlinked = whyUnlinked(linked, asked)
    return unlinked === null ? linked : { ...linked, unlinked, deployment: null, finished_at_ms: null, here: 0 }
  })
}

function whyUnlinked(row: IncidentFact, asked: Asked): string | null {
  const { attribution, attribution_hours } = asked.definition
  if (row.deployment === null || row.rule === null || row.rule === 0) return null
  if (attribution === 'named' && row.rule !== 1) return 'names no deployment'
  if (attribution === 'commit' && row.by_commit === 0) return 'names no deployment by a commit'
  const late =
    row.rule === 4 &&
    attribution_hours !== null &&
    (row.finished_at_ms ?? row.started_at_ms) < row.started_at_ms - attribution_hours * hour
  return late ? `started more than ${attribution_hours} h after the deployment` : null
}

/** The incident as if it said nothing: blamed on the last successful production deployment before it. */
function lastBefore<R extends IncidentFact>(db: ReadDb, asked: Asked, row: R): R {
  if (row.deployment === null || row.rule === 0 || row.rule === 4) return row
  const { rows, finishes } = once(asked, `production ${row.system_id}`, () => productionOf(db, row.system_id))
  // Strictly before: times are whole milliseconds.
  const last = rows[bucketOf(finishes, row.started_at_ms - 1)]
  return {
    ...row,
    rule: 4,
    deployment: last?.id ?? null,
    finished_at_ms: last?.finished_at_ms ?? null,
    here: last !== undefined && asked.scope.environments.includes(last.environment) ? 1 : 0,
  }
}

interface Production {
  id: number
  environment: number
  finished_at_ms: number
}

/** Successful production deployments of a system in their order, and when each finished. */
function productionOf(db: ReadDb, system: number): { rows: Production[]; finishes: number[] } {
  const rows = db.all<Production>(
    `SELECT d.id, d.environment, d.finished_at_ms FROM deployments d JOIN environments e ON e.id = d.environment
     WHERE d.system = ? AND e.tier = 'production' AND d.state = 'succeeded' AND d.finished_at_ms IS NOT NULL
       AND d.joined_to IS NULL AND d.excluded IS NULL ORDER BY d.finished_at_ms, d.thing, d.id`,
    system,
  )
  return { rows, finishes: rows.map((row) => row.finished_at_ms) }
}

/** The deployments of the period that an incident blames, with how many do. */
export function blamed(db: ReadDb, asked: Asked): Map<number, number> {
  return once(asked, 'blamed', () => {
    const { attribution, attribution_hours } = asked.definition
    return attribution === 'best' && attribution_hours === null ? blamedAsStored(db, asked) : blamedAnew(db, asked)
  })
}

function blamedAsStored(db: ReadDb, asked: Asked): Map<number, number> {
  const rows = db.all<{ deployment: number; n: number }>(
    `SELECT l.deployment, count(*) AS n FROM deployments d CROSS JOIN incident_deployments l ON l.deployment = d.id
     WHERE d.at_ms >= ?1 AND d.at_ms < ?2 AND (?3 IS NULL OR d.system IN (SELECT value FROM json_each(?3)))
     GROUP BY l.deployment`,
    asked.from_ms,
    asked.to_ms,
    list(asked.systems),
  )
  return new Map(rows.map((row) => [row.deployment, row.n]))
}

function blamedAnew(db: ReadDb, asked: Asked): Map<number, number> {
  // Blamed anew, an incident that named another deployment may blame one of the period, which it started after.
  const anew = asked.definition.attribution === 'before' ? ' OR l.rule IN (1, 2, 3) AND i.started_at_ms > ?3' : ''
  const rows = incidentFacts(
    db,
    asked,
    `i.excluded IS NULL AND (d.at_ms >= ?3 AND d.at_ms < ?4${anew})`,
    asked.from_ms,
    asked.to_ms,
  )
  const found = new Map<number, number>()
  for (const { deployment } of rows) if (deployment !== null) found.set(deployment, (found.get(deployment) ?? 0) + 1)
  return found
}

/** How many incidents that nobody left out. `where` may use ?2 and on. */
export function countIncidents(db: ReadDb, asked: Asked, where: string, ...params: number[]): number {
  const row = db.get<{ n: number }>(
    `SELECT count(*) AS n FROM incidents
     WHERE excluded IS NULL AND (?1 IS NULL OR system IN (SELECT value FROM json_each(?1))) AND ${where}`,
    list(asked.systems),
    ...params,
  )
  return row?.n ?? 0
}

/** How long an incident lasted; null while it is open. */
export function lasted(row: IncidentFact): number | null {
  return row.resolved_at_ms === null ? null : row.resolved_at_ms - row.started_at_ms
}

export function incidentRow(row: IncidentSample, value: number | null = lasted(row)): WorkingRow {
  const { id, thing, system, started_at_ms } = row
  return { kind: 'incident', number: id, id: thing, system, at_ms: started_at_ms, value, note: blameOf(row) }
}

/** Which deployment it blames, and why. */
function blameOf({ deployment, derived, derived_thing, reason, unlinked }: IncidentSample): string | null {
  if (deployment === null) return unlinked
  return deployment === derived ? `${derived_thing}: ${reason}` : 'the last successful production deployment before it'
}

/** Incidents resolved in the period, those a person left out among them. */
export function resolvedIncidents(db: ReadDb, asked: Asked): IncidentFact[] {
  return incidentFacts(db, asked, 'i.resolved_at_ms >= ?3 AND i.resolved_at_ms < ?4', asked.from_ms, asked.to_ms)
}

/** Incidents of any time up to the end of the period that are not resolved by now. */
export function openIncidents(db: ReadDb, asked: Asked): IncidentFact[] {
  return incidentFacts(
    db,
    asked,
    'i.excluded IS NULL AND i.resolved_at_ms IS NULL AND i.started_at_ms < ?3',
    asked.to_ms,
  )
}
