// Which deployment an incident is attributed to, with the reason. First match wins: the deployment it names; else the
// last successful production deployment of its system strictly before it started; else none.
import type { WriteDb } from '../store/database.ts'
import { type IncidentLink, writeIncidentLink } from '../store/links.ts'
import { parseVersion } from '../../src-shared/version.ts'
import type { DeploymentRow } from './same-deployment.ts'
import type { Shipped } from './deployment-changes.ts'

interface IncidentRow {
  id: number
  started_at_ms: number
  deployment: string | null
  linked: number | null
  reason: string | null
}

/** `rows`: all deployments of the system; `production`: the successful ones of that tier, by finish time, then id. */
export function attributeIncidents(
  db: WriteDb,
  system: number,
  rows: readonly DeploymentRow[],
  production: readonly Shipped[],
): void {
  const incidents = db.all<IncidentRow>(
    `SELECT i.id, i.started_at_ms, i.deployment, l.deployment AS linked, l.reason
     FROM incidents i LEFT JOIN incident_deployments l ON l.incident = i.id WHERE i.system = ?`,
    system,
  )
  if (incidents.length === 0) return
  const named = byName(rows, production)
  for (const incident of incidents) {
    const link = attribute(incident, named, production)
    if (link?.deployment === (incident.linked ?? undefined) && link?.reason === (incident.reason ?? undefined)) continue
    writeIncidentLink(db, incident.id, link)
  }
}

function attribute(
  incident: IncidentRow,
  named: Map<string, number>,
  production: readonly Shipped[],
): IncidentLink | null {
  if (incident.deployment !== null) {
    const text = incident.deployment
    const deployment =
      named.get(text) ??
      named.get(`version ${parseVersion(text)?.number ?? text}`) ??
      named.get(`commit ${text.toLowerCase()}`)
    if (deployment !== undefined) return { deployment, reason: `names ${text}`, confidence: 1 }
  }
  return lastDeployment(lastBefore(production, incident.started_at_ms)?.id)
}

/** The link to the last deployment before an incident, if there is one. */
export function lastDeployment(deployment: number | undefined): IncidentLink | null {
  if (deployment === undefined) return null
  return { deployment, reason: 'last successful production deployment before it', confidence: 0.5 }
}

/** Deployments by what an incident may call them. A production one wins over others, a later one over an earlier. */
function byName(rows: readonly DeploymentRow[], production: readonly Shipped[]): Map<string, number> {
  const named = new Map<string, number>()
  const add = (row: DeploymentRow) => {
    const id = row.joined_to ?? row.id
    for (const commit of row.commits) named.set(`commit ${commit.toLowerCase()}`, id)
    const version = parseVersion(row.thing)
    if (version !== null) named.set(`version ${version.number}`, id)
    // A version need not be SemVer: "2026.03" or "build-771" is one where a sender says so.
    if (row.version !== null) named.set(`version ${parseVersion(row.version)?.number ?? row.version}`, id)
    for (const name of row.names) named.set(name, id)
    named.set(row.thing, id)
  }
  rows.forEach(add)
  production.forEach(add)
  return named
}

/** The last deployment that finished strictly before a moment, by binary search. */
function lastBefore(production: readonly Shipped[], ms: number): Shipped | undefined {
  let low = 0
  let high = production.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((production[middle]?.finished_at_ms ?? Infinity) < ms) low = middle + 1
    else high = middle
  }
  return production[low - 1]
}
