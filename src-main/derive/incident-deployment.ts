// Which deployment an incident is attributed to, by which rule and why. A person's choice wins; else the first that holds:
// the deployment it names; the one remedied by what resolved it; the one that shipped the commit it names; the last
// successful production deployment of its system strictly before it started; none.
import type { WriteDb } from '../store/database.ts'
import { decisionsIn, subjectOf } from '../store/decisions.ts'
import { deploymentShipping, type IncidentLink, type Rule, writeIncidentLink } from '../store/links.ts'
import { tierScope } from '../store/systems.ts'
import type { GraphCache } from './cache.ts'
import type { Shipped } from './deployment-changes.ts'
import { findNamed } from './names.ts'
import type { DeploymentRow } from './same-deployment.ts'

interface IncidentRow {
  id: number
  thing: string
  started_at_ms: number
  deployment: string | null
  resolved_by: string | null
  excluded: string | null
  linked: number | null
  rule: Rule | null
  reason: string | null
}

/** Where a person put an incident: a deployment by its subject, or none. */
export type Attributed = { deployment: string | null; reason: string }

/** `rows`: the deployments that count; `production`: the successful ones of that tier, by finish time, then id. */
export function attributeIncidents(
  db: WriteDb,
  cache: GraphCache,
  system: number,
  rows: readonly DeploymentRow[],
  production: readonly Shipped[],
  named: ReadonlyMap<string, number>,
): void {
  const incidents = db.all<IncidentRow>(
    `SELECT i.id, i.thing, i.started_at_ms, i.deployment, i.resolved_by, i.excluded, l.deployment AS linked, l.rule, l.reason
     FROM incidents i LEFT JOIN incident_deployments l ON l.incident = i.id WHERE i.system = ?`,
    system,
  )
  if (incidents.length === 0) return
  const decided = decisionsIn<Attributed>(db, 'attribute', system)
  const known = new Map(rows.map((row) => [row.id, row]))
  const bySubject =
    decided.size === 0 ? null : new Map(rows.map((row) => [subjectOf({ ...row, system, id: row.thing }), row]))

  const attribute = (incident: IncidentRow): IncidentLink | null => {
    if (incident.excluded !== null) return null
    const choice = decided.get(subjectOf({ system, environment: 0, id: incident.thing }))
    if (choice !== undefined) {
      const chosen = choice.deployment === null ? undefined : bySubject?.get(choice.deployment)
      return chosen === undefined ? null : link(chosen.joined_to ?? chosen.id, 0, choice.reason)
    }
    if (incident.deployment !== null) {
      const found = findNamed(named, incident.deployment)
      if (found !== undefined) return link(found, 1, `names ${incident.deployment}`)
    }
    if (incident.resolved_by !== null) {
      const fix = known.get(findNamed(named, incident.resolved_by) ?? 0)
      const remedied = fix?.remedies == null ? undefined : findNamed(named, fix.remedies)
      if (remedied !== undefined && remedied !== fix?.id)
        return link(remedied, 2, `resolved by ${incident.resolved_by}, which remedies it`)
    }
    if (incident.deployment !== null) {
      const [commit] = cache.commits(db, incident.deployment)
      const shipping =
        commit === undefined ? undefined : deploymentShipping(db, commit, tierScope('production'), system)
      if (shipping !== undefined) return link(shipping, 3, `names ${incident.deployment}, which it shipped`)
    }
    return lastDeployment(lastBefore(production, incident.started_at_ms)?.id)
  }

  for (const incident of incidents) {
    const now = attribute(incident)
    const same = now?.deployment === (incident.linked ?? undefined) && now?.reason === (incident.reason ?? undefined)
    if (same && now?.rule === (incident.rule ?? undefined)) continue
    writeIncidentLink(db, incident.id, now)
  }
}

const confidences: Record<Rule, number> = { 0: 1, 1: 1, 2: 0.9, 3: 0.8, 4: 0.5 }

function link(deployment: number, rule: Rule, reason: string): IncidentLink {
  return { deployment, rule, reason, confidence: confidences[rule] }
}

/** The link to the last deployment before an incident, if there is one. */
export function lastDeployment(deployment: number | undefined): IncidentLink | null {
  return deployment === undefined ? null : link(deployment, 4, 'last successful production deployment before it')
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
