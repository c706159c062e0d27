// Links to changes that events named and no scanned repository knows, found and settled one name at a time. Rows written
// here carry no digest (0), so that deriving the whole system writes them afresh; they are told together at the end.
import { forgetChangeSet } from './change-sets.ts'
import type { ReadDb, WriteDb } from './database.ts'
import type { LeftOut } from './change-link.ts'

/** What deployments have links to, by scope; `change` is null where that is a commit. */
export function linksOf(
  db: ReadDb,
  deployments: readonly number[],
): { deployment: number; scope: number; change: string | null }[] {
  if (deployments.length === 0) return []
  return db.all(
    'SELECT deployment, scope, change FROM deployment_changes WHERE deployment IN (SELECT value FROM json_each(?))',
    JSON.stringify(deployments),
  )
}

/** The scopes in which these changes are named. */
export function scopesNaming(db: ReadDb, changes: readonly string[]): { scope: number; change: string }[] {
  if (changes.length === 0) return []
  return db.all(
    'SELECT DISTINCT scope, change FROM deployment_changes WHERE change IN (SELECT value FROM json_each(?))',
    JSON.stringify(changes),
  )
}

/** Replaces a deployment's links in one scope with bare ones; `settle` says what each counts for. */
export function nameChanges(
  db: WriteDb,
  deployment: number,
  scope: number,
  names: readonly { change: string; isCommit: boolean }[],
): void {
  names.forEach(({ change, isCommit }, position) =>
    db.run(
      `INSERT INTO deployment_changes (deployment, scope, position, commit_id, change, named, start_ms, lead_ms, left_out)
       VALUES (?, ?, ?, NULL, ?, ?, NULL, NULL, 'no time')`,
      deployment,
      scope,
      position,
      change,
      isCommit ? 0 : 1,
    ),
  )
  if (names.length > 0) forgetChangeSet(db, deployment, scope)
}

export interface NamedLink {
  deployment: number
  finished_at_ms: number
  thing: string
  named: 0 | 1
  start_ms: number | null
  lead_ms: number | null
  left_out: LeftOut | null
}

export function linksNaming(db: ReadDb, system: number, scope: number, change: string): NamedLink[] {
  return db.all(
    `SELECT c.deployment, d.finished_at_ms, d.thing, c.named, c.start_ms, c.lead_ms, c.left_out
     FROM deployment_changes c JOIN deployments d ON d.id = c.deployment
     WHERE c.change = ? AND c.scope = ? AND d.system = ?`,
    change,
    scope,
    system,
  )
}

export function settleLink(db: WriteDb, scope: number, change: string, link: NamedLink): void {
  db.run(
    'UPDATE deployment_changes SET start_ms = ?, lead_ms = ?, left_out = ? WHERE deployment = ? AND scope = ? AND change = ?',
    link.start_ms,
    link.lead_ms,
    link.left_out,
    link.deployment,
    scope,
    change,
  )
  forgetChangeSet(db, link.deployment, scope)
}
