// Incidents and the deployment each blames, by the definition's attribution. What a person decided holds under each; a
// limit in hours holds for deployments blamed only because they came last.
import type { WorkingRow } from '../../src-shared/contract/metrics.ts'
import type { Definition } from '../../src-shared/definition.ts'
import { bucketOf } from '../../src-shared/series.ts'
import { hour } from '../../src-shared/time.ts'
import type { ReadDb } from '../store/database.ts'
import { type Asked, once } from './metric.ts'
import { type DeploymentFact, list } from './query.ts'
import { everCounted } from '../store/pages.ts'
import { inStretches, type Reading, stretchMs } from '../store/stretches.ts'
import { untilChanged } from '../store/unchanged.ts'

/** What numbers need of an incident. */
export interface IncidentFact {
  id: number
  system_id: number
  started_at_ms: number
  resolved_at_ms: number | null
  end_estimated: 0 | 1
  /** Why a person left it out. */
  excluded: string | null
  deployment: number | null
  finished_at_ms: number | null
  /** The rule the link stands by: 0 a person, 1 to 3 what the incident says, 4 the last deployment before it. */
  rule: number | null
  /** Whether it names the deployment by a commit. */
  by_commit: number
  /** The environment of the deployment it blames. */
  environment: number | null
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

/** What decides whether an incident is asked for. */
export type Incident = Pick<IncidentFact, 'started_at_ms' | 'resolved_at_ms' | 'excluded' | 'rule'> & {
  deployed_at_ms: number | null
}

/**
 * Incidents of the chosen systems that began before `to_ms`, with the deployment each blames. `keep` sees the link as
 * derived; what it tells apart has a name.
 */
export function incidentFacts(
  db: ReadDb,
  asked: Asked,
  name: string,
  to_ms: number,
  keep: (row: Incident) => boolean,
  asks?: (stretch_ms: number) => boolean,
): IncidentFact[] {
  return once(asked, `incidents ${name}`, () => {
    const systems = asked.systems === null ? null : new Set(asked.systems)
    const facts: IncidentFact[] = []
    for (const rows of inStretches(db, blaming(db, asked.definition), Number.MIN_SAFE_INTEGER, to_ms, asks))
      for (const row of rows)
        if (row.started_at_ms < to_ms && (systems?.has(row.system_id) ?? true) && keep(row)) facts.push(row)
    return attributed(db, asked, facts)
  })
}

type Blaming = IncidentFact & Incident

/** Incidents by when they began, with the deployment each blames as derived. */
function blaming(db: ReadDb, { attribution }: Definition): Reading<Blaming[]> {
  const by_commit = attribution === 'commit' ? byCommit : '0'
  return {
    facts: 'incidents',
    name: `incidents ${by_commit}`,
    read: (from_ms, to_ms) =>
      db.all(
        `SELECT i.id, i.system AS system_id, i.started_at_ms, i.resolved_at_ms, i.end_estimated, i.excluded, l.deployment, l.rule,
           d.finished_at_ms, d.at_ms AS deployed_at_ms, d.environment, NULL AS unlinked,
           ${by_commit} AS by_commit
         FROM incidents i
         LEFT JOIN incident_deployments l ON l.incident = i.id LEFT JOIN deployments d ON d.id = l.deployment
         WHERE i.started_at_ms >= ? AND i.started_at_ms < ? ORDER BY i.started_at_ms`,
        from_ms,
        to_ms,
      ),
  }
}

/** The same with their names, in order of their start: for workings. `where` may use ?2 and on, and `i` and `d`. */
export function incidentsOf(db: ReadDb, asked: Asked, where: string, ...params: number[]): IncidentSample[] {
  const rows = db.all<IncidentSample>(
    `SELECT i.id, i.system AS system_id, i.started_at_ms, i.resolved_at_ms, i.end_estimated, i.excluded, l.deployment, l.rule,
       d.finished_at_ms, NULL AS unlinked, d.environment,
       ${asked.definition.attribution === 'commit' ? byCommit : '0'} AS by_commit, i.thing,
       (SELECT name FROM systems WHERE id = i.system) AS system, l.deployment AS derived, d.thing AS derived_thing, l.reason
     FROM incidents i
     LEFT JOIN incident_deployments l ON l.incident = i.id LEFT JOIN deployments d ON d.id = l.deployment
     WHERE (?1 IS NULL OR i.system IN (SELECT value FROM json_each(?1))) AND ${where}
     ORDER BY i.started_at_ms, i.thing`,
    list(asked.systems),
    ...params,
  )
  return attributed(db, asked, rows)
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
    const linked = attribution === 'before' ? lastBefore(db, row) : row
    const unlinked = whyUnlinked(linked, asked)
    return unlinked === null
      ? linked
      : { ...linked, unlinked, deployment: null, finished_at_ms: null, environment: null }
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
function lastBefore<R extends IncidentFact>(db: ReadDb, row: R): R {
  if (row.deployment === null || row.rule === 0 || row.rule === 4) return row
  const { rows, finishes } = untilChanged(db, `production ${row.system_id}`, () => productionOf(db, row.system_id))
  // Strictly before: times are whole milliseconds.
  const last = rows[bucketOf(finishes, row.started_at_ms - 1)]
  return {
    ...row,
    rule: 4,
    deployment: last?.id ?? null,
    finished_at_ms: last?.finished_at_ms ?? null,
    environment: last?.environment ?? null,
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
       AND d.joined_to IS NULL AND d.excluded IS NULL ORDER BY d.finished_at_ms, d.place, d.thing, d.id`,
    system,
  )
  return { rows, finishes: rows.map((row) => row.finished_at_ms) }
}

/** How many incidents blame a deployment of the period. */
export function blamed(db: ReadDb, asked: Asked): (row: DeploymentFact) => number {
  const { attribution, attribution_hours } = asked.definition
  if (attribution === 'best' && attribution_hours === null) return (row) => row.blamed
  const found = once(asked, 'blamed', () => blamedAnew(db, asked))
  return (row) => found.get(row.id) ?? 0
}

function blamedAnew(db: ReadDb, asked: Asked): Map<number, number> {
  const { from_ms, to_ms, definition } = asked
  // Blamed anew, an incident that named another deployment may blame one of the period, which it started after.
  const anew = definition.attribution === 'before'
  const rows = incidentFacts(db, asked, 'blaming', Number.MAX_SAFE_INTEGER, (row) => {
    if (row.excluded !== null) return false
    const { deployed_at_ms, rule } = row
    if (deployed_at_ms !== null && deployed_at_ms >= from_ms && deployed_at_ms < to_ms) return true
    return anew && rule !== null && rule >= 1 && rule <= 3 && row.started_at_ms > from_ms
  })
  const found = new Map<number, number>()
  for (const { deployment } of rows) if (deployment !== null) found.set(deployment, (found.get(deployment) ?? 0) + 1)
  return found
}

/** Incidents that began in the period and nobody left out. */
export function startedIncidents(db: ReadDb, asked: Asked): IncidentFact[] {
  const { from_ms, to_ms } = asked
  return incidentFacts(
    db,
    asked,
    'started',
    to_ms,
    (row) => row.excluded === null && row.started_at_ms >= from_ms,
    (stretch_ms) => stretch_ms + stretchMs > from_ms,
  )
}

/** How long an incident lasted; null while it is open. */
export function lasted(row: IncidentFact): number | null {
  return row.resolved_at_ms === null ? null : row.resolved_at_ms - row.started_at_ms
}

export function incidentRow(row: IncidentSample, value: number | null = lasted(row)): WorkingRow {
  const { id, thing, system, started_at_ms: at_ms, end_estimated } = row
  const incident = { kind: 'incident' as const, number: id, id: thing, system, at_ms, value, note: blameOf(row) }
  return end_estimated === 1 ? { ...incident, end_estimated: true } : incident
}

/** Which deployment it blames, and why. */
function blameOf({ deployment, derived, derived_thing, reason, unlinked }: IncidentSample): string | null {
  if (deployment === null) return unlinked
  return deployment === derived ? `${derived_thing}: ${reason}` : 'the last successful production deployment before it'
}

/** Incidents resolved in the period, those a person left out among them. */
export function resolvedIncidents(db: ReadDb, asked: Asked): IncidentFact[] {
  const { from_ms, to_ms } = asked
  // One that was resolved before it started began at any time.
  const resolving = stretchesResolving(db, from_ms, to_ms)
  return incidentFacts(
    db,
    asked,
    'resolved',
    Number.MAX_SAFE_INTEGER,
    ({ resolved_at_ms: ms }) => ms !== null && ms >= from_ms && ms < to_ms,
    (stretch_ms) => resolving.has(stretch_ms),
  )
}

/** Where the stretches begin whose incidents were resolved around a period. */
function stretchesResolving(db: ReadDb, from_ms: number, to_ms: number): Set<number> {
  const spans = everCounted(db, {
    facts: 'incidents',
    name: 'when incidents were resolved',
    read: (stretch_ms, end) => ({
      stretch_ms,
      ...db.get<{ first_ms: number | null; last_ms: number | null }>(
        `SELECT min(resolved_at_ms) AS first_ms, max(resolved_at_ms) AS last_ms FROM incidents
         WHERE started_at_ms >= ? AND started_at_ms < ?`,
        stretch_ms,
        end,
      ),
    }),
  })
  const around = spans.filter(({ first_ms, last_ms }) => (first_ms ?? to_ms) < to_ms && (last_ms ?? from_ms) >= from_ms)
  return new Set(around.map(({ stretch_ms }) => stretch_ms))
}

/** When those began, up to the end of the period, that are not resolved by now and that nobody left out. */
export function openSince(db: ReadDb, asked: Asked): number[] {
  return db
    .all<{ ms: number }>(
      `SELECT i.started_at_ms AS ms FROM incidents i
       WHERE i.resolved_at_ms IS NULL AND i.excluded IS NULL AND i.started_at_ms < ?2
         AND (?1 IS NULL OR i.system IN (SELECT value FROM json_each(?1))) ORDER BY i.started_at_ms`,
      list(asked.systems),
      asked.to_ms,
    )
    .map((row) => row.ms)
}
