// Derives only what a few events moved, where nothing but named changes and time decides: in a system without
// repositories. What it leaves is what deriving the whole system leaves; a property test compares the two.
import type { WriteDb } from '../store/database.ts'
import { findThing, type Thing } from '../store/things.ts'
import { hasDecisions } from '../store/decisions.ts'
import { dropChangeLinks, writeIncidentLink } from '../store/links.ts'
import { tellChangeSets } from '../store/change-sets.ts'
import { linksNaming, linksOf, nameChanges, scopesNaming, settleLink } from '../store/named-changes.ts'
import { allEnvironments, scopesOf, tierScope } from '../store/systems.ts'
import { changeLink, namesIn } from './deployment-changes.ts'
import { byFinish } from './order.ts'
import { lastDeployment } from './incident-deployment.ts'

/** From here on, going through the whole system once is less work. */
const thingsMax = 1000

/** Derives around the things given, all of one system. False where the system must be derived as a whole; nothing is done then. */
export function deriveThings(db: WriteDb, system: number, things: readonly Thing[]): boolean {
  if (things.length > thingsMax || needsWhole(db, system)) return false
  const scopes = scopesOf(allEnvironments(db))
  const production = scopes.find((one) => one.scope === tierScope('production'))?.environments ?? []
  // Names whose links may have to change, each in its scope.
  const names = new Map<string, { scope: number; change: string }>()
  const unsettle = (scope: number, change: string) => names.set(`${scope} ${change}`, { scope, change })
  const incidents = new Set(incidentsCalled(db, things))
  const mayBlame = db.get('SELECT 1 FROM incidents WHERE system = ? LIMIT 1', system) !== undefined

  const called = things.filter((thing) => thing.type === 'change').map((thing) => thing.id)
  for (const { scope, change } of scopesNaming(db, called)) unsettle(scope, change)
  const rows = deploymentsCalled(db, things)
  const before = linksOf(
    db,
    rows.map((row) => row.id),
  )
  for (const { scope, change } of before) if (change !== null) unsettle(scope, change)
  const sets = new Map(before.map((link) => [`${link.deployment} ${link.scope}`, link]))
  for (const { deployment, scope } of sets.values()) dropChangeLinks(db, deployment, scope)
  for (const row of rows) {
    if (mayBlame) for (const id of incidentsAround(db, system, production, row)) incidents.add(id)
    if (row.state !== 'succeeded' || row.finished_at_ms === null) continue
    const changes = namesIn({
      changes: JSON.parse(row.changes) as string[],
      commits: JSON.parse(row.commits) as string[],
    })
    for (const { scope, environments } of scopes) {
      if (!environments.includes(row.environment)) continue
      nameChanges(db, row.id, scope, changes)
      for (const { change } of changes) unsettle(scope, change)
    }
  }
  for (const { scope, change } of names.values()) settle(db, system, scope, change)
  tellChangeSets(db)
  for (const incident of linksOfIncidents(db, [...incidents])) attribute(db, system, production, incident)
  return true
}

/** A commit graph, inferred deployments or an incident that names its deployment: then one event can move anything. */
function needsWhole(db: WriteDb, system: number): boolean {
  return (
    db.get('SELECT 1 FROM repo_systems WHERE system = ? LIMIT 1', system) !== undefined ||
    // Their commits may be in a repository of another system.
    db.get(
      `SELECT 1 FROM deployments WHERE system = ? AND commits <> '[]' AND EXISTS (SELECT 1 FROM repos) LIMIT 1`,
      system,
    ) !== undefined ||
    // What its deployments were built from may have to be forgotten.
    db.get('SELECT 1 FROM shipped_from WHERE system = ? LIMIT 1', system) !== undefined ||
    db.get('SELECT 1 FROM incidents WHERE system = ? AND deployment IS NOT NULL LIMIT 1', system) !== undefined ||
    db.get('SELECT 1 FROM deployments WHERE system = ? AND remedies IS NOT NULL LIMIT 1', system) !== undefined ||
    hasDecisions(db, system)
  )
}

interface DeploymentRow {
  id: number
  environment: number
  state: string
  finished_at_ms: number | null
  changes: string
  commits: string
}

/** Those that are among the things, each once, in one question, because asking costs more than finding. */
function deploymentsCalled(db: WriteDb, things: readonly Thing[]): DeploymentRow[] {
  const numbers = things.filter((thing) => thing.type === 'deployment').map((thing) => findThing(db, thing) ?? null)
  if (numbers.length === 0) return []
  return db.all(
    `SELECT id, environment, state, finished_at_ms, changes, commits FROM deployments
     WHERE thing_id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(numbers),
  )
}

function incidentsCalled(db: WriteDb, things: readonly Thing[]): number[] {
  const numbers = things.filter((thing) => thing.type === 'issue').map((thing) => findThing(db, thing) ?? null)
  if (numbers.length === 0) return []
  return db
    .all<{ id: number }>(
      'SELECT id FROM incidents WHERE thing_id IN (SELECT value FROM json_each(?))',
      JSON.stringify(numbers),
    )
    .map((row) => row.id)
}

/** Incidents a deployment has, and those it gets: started after it and not after the next one. */
function incidentsAround(db: WriteDb, system: number, production: number[], row: DeploymentRow): number[] {
  const had = db.all<{ id: number }>('SELECT incident AS id FROM incident_deployments WHERE deployment = ?', row.id)
  let gets: { id: number }[] = []
  if (row.state === 'succeeded' && row.finished_at_ms !== null && production.includes(row.environment)) {
    const { finished_at_ms } = row
    const next = production.map((environment) => nextFinish(db, system, environment, finished_at_ms))
    gets = db.all<{ id: number }>(
      'SELECT id FROM incidents WHERE system = ? AND started_at_ms > ? AND started_at_ms <= ?',
      system,
      finished_at_ms,
      Math.min(...next),
    )
  }
  return [...had, ...gets].map((one) => one.id)
}

const succeeded = `FROM deployments
  WHERE system = ? AND environment = ? AND state = 'succeeded' AND finished_at_ms IS NOT NULL`

function nextFinish(db: WriteDb, system: number, environment: number, after: number): number {
  const row = db.get<{ ms: number | null }>(
    `SELECT min(at_ms) AS ms ${succeeded} AND at_ms > ?`,
    system,
    environment,
    after,
  )
  return row?.ms ?? Number.MAX_SAFE_INTEGER
}

/** Says for every deployment that names a change whether it ships it: the first one does. */
function settle(db: WriteDb, system: number, scope: number, change: string): void {
  const start = db.get<{ ms: number }>(
    'SELECT created_at_ms AS ms FROM changes WHERE thing_id = ?',
    findThing(db, { type: 'change', system, environment: 0, id: change }) ?? null,
  )?.ms
  const links = linksNaming(db, system, scope, change).sort(byFinish)
  links.forEach((link, i) => {
    const now = changeLink(link, { change, named: link.named === 1, start, earlier: i > 0 })
    if (now.start_ms === link.start_ms && now.lead_ms === link.lead_ms && now.left_out === link.left_out) return
    settleLink(db, scope, change, { ...link, start_ms: now.start_ms, lead_ms: now.lead_ms, left_out: now.left_out })
  })
}

interface Linked {
  id: number
  started_at_ms: number
  /** The deployment that it is attributed to. */
  linked: number | null
}

function linksOfIncidents(db: WriteDb, ids: readonly number[]): Linked[] {
  if (ids.length === 0) return []
  return db.all(
    `SELECT i.id, i.started_at_ms, l.deployment AS linked
     FROM incidents i LEFT JOIN incident_deployments l ON l.incident = i.id
     WHERE i.id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  )
}

function attribute(db: WriteDb, system: number, production: number[], incident: Linked): void {
  // One environment at a time: each is found in the index's own order.
  const last = production
    .flatMap((environment) =>
      db.all<{ id: number; finished_at_ms: number; thing: string }>(
        `SELECT id, finished_at_ms, thing ${succeeded} AND at_ms < ? ORDER BY at_ms DESC, thing DESC, id DESC LIMIT 1`,
        system,
        environment,
        incident.started_at_ms,
      ),
    )
    .sort(byFinish)
    .at(-1)
  if (last === undefined && incident.linked === null) return
  writeIncidentLink(db, incident.id, lastDeployment(last?.id))
}
