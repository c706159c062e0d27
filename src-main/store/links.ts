// Links, derived from facts: which changes a deployment shipped, which incident blames which deployment. Rows are only
// written where they differ from what stands, so that deriving again costs reading, not writing.
import { insertChangeSet } from './change-sets.ts'
import type { ReadDb, WriteDb } from './database.ts'
import type { ChangeLinks } from './link-columns.ts'
import { digestOf } from './link-digest.ts'
import { insertLinks } from './link-rows.ts'

/**
 * Replaces the links of one deployment in one scope if they differ from what `before` is the digest of. Where there are any,
 * they have a digest. Returns that of those that stand now; null for none.
 */
export function writeChangeLinks(
  db: WriteDb,
  deployment: number,
  scope: number,
  links: ChangeLinks,
  before: number | undefined,
): number | null {
  if (before === undefined ? links.length === 0 : before === digestOf(links)) return before ?? null
  if (before !== undefined) dropChangeLinks(db, deployment, scope)
  if (links.length === 0) return null
  const { digest, set } = insertLinks(db, deployment, scope, links)
  insertChangeSet(db, deployment, scope, digest, set)
  return digest
}

export function dropChangeLinks(db: WriteDb, deployment: number, scope: number): void {
  db.run('DELETE FROM deployment_changes WHERE deployment = ? AND scope = ?', deployment, scope)
  db.run('DELETE FROM deployment_change_sets WHERE deployment = ? AND scope = ?', deployment, scope)
}

/** The (deployment, scope) pairs of a system that have links now, with the digest of those. */
export function changeLinkSets(db: ReadDb, system: number): { deployment: number; scope: number; digest: number }[] {
  return db.all(
    `SELECT s.deployment, s.scope, s.digest FROM deployment_change_sets s JOIN deployments d ON d.id = s.deployment WHERE d.system = ?`,
    system,
  )
}

/** The rule behind an attribution; migration 0003 says which is which. */
export type Rule = 0 | 1 | 2 | 3 | 4

export interface IncidentLink {
  deployment: number
  rule: Rule
  reason: string
  confidence: number
}

export function writeIncidentLink(db: WriteDb, incident: number, link: IncidentLink | null): void {
  if (link === null) db.run('DELETE FROM incident_deployments WHERE incident = ?', incident)
  else
    db.run(
      `INSERT INTO incident_deployments (incident, deployment, rule, reason, confidence) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (incident) DO UPDATE SET deployment = excluded.deployment, rule = excluded.rule,
         reason = excluded.reason, confidence = excluded.confidence`,
      incident,
      link.deployment,
      link.rule,
      link.reason,
      link.confidence,
    )
}

/** The deployment of a system that shipped a commit first, within a scope. */
export function deploymentShipping(db: ReadDb, commit: number, scope: number, system: number): number | undefined {
  return db.get<{ id: number }>(
    `SELECT d.id FROM deployments d JOIN deployment_changes c ON c.deployment = d.id AND c.scope = ?
     WHERE d.system = ? AND c.commit_id = ? AND c.left_out IS NOT 'earlier' LIMIT 1`,
    scope,
    system,
    commit,
  )?.id
}
