// Links, derived from facts: which changes a deployment shipped, which incident blames which deployment. Rows are only
// written where they differ from what stands, so that deriving again costs reading, not writing.
import { must } from '../../src-shared/assert.ts'
import type { Param, ReadDb, WriteDb } from './database.ts'

/** Why lead time leaves a change out. */
export const leftOut = {
  baseline: 'part of the first known deployment, which carries all history before it',
  merge: 'a merge commit',
  negative: 'starts after the deployment finished',
  'no time': 'no start time is known',
  'not scanned': 'a commit of no scanned repository, and reported by no event of its own',
  earlier: 'shipped by an earlier deployment',
} as const
export type LeftOut = keyof typeof leftOut

export interface ChangeLink {
  /** A commit of a scanned repository, or null. */
  commit: number | null
  /** The id an event named where no commit is known, or null. */
  change: string | null
  named: boolean
  start_ms: number | null
  lead_ms: number | null
  left_out: LeftOut | null
  /** Whether its start is the date of a squash of which nobody knows when the work began. */
  squashed: boolean
  /** When it reached the main line; null where it did not, or nobody knows. */
  reached_ms: number | null
}

/** Those of one deployment, gone through as often as needed. */
export interface ChangeLinks extends Iterable<ChangeLink> {
  readonly length: number
}

/** Rows a statement: a first scan makes one for every commit of a history, and calling the driver costs as much as a row. */
const insertRows = [32, 8, 1] as const
/** Values that a row has of its own. */
const columns = 8
const inserts = insertRows.map((rows) => {
  const row = (i: number) => `(@deployment, @scope, @from + ${i}, ?, ?, ?, ?, ?, ?, ?, ?)`
  return `INSERT INTO deployment_changes
    (deployment, scope, position, commit_id, change, named, start_ms, lead_ms, left_out, squashed, reached_ms)
    VALUES ${Array.from({ length: rows }, (_, i) => row(i)).join(', ')}`
})

/**
 * Replaces the links of one deployment in one scope if they differ from what `before` is the digest of. Returns whether
 * they did.
 */
export function writeChangeLinks(
  db: WriteDb,
  deployment: number,
  scope: number,
  links: ChangeLinks,
  before: number | undefined,
): boolean {
  const digest = digestLinks(links)
  if (before === digest || (before === undefined && links.length === 0)) return false
  dropChangeLinks(db, deployment, scope)
  if (links.length === 0) return true
  let [from, counted, without] = [0, 0, 0]
  const params: Param[] = []
  const insert = (size: number) => {
    const rows = must(insertRows[size], 'because the last is of one row')
    const sql = must(inserts[size], 'because there is one for each size')
    db.runShared(sql, { deployment, scope, from }, params.splice(0, rows * columns))
    from += rows
  }
  for (const link of links) {
    params.push(link.commit, link.change, link.named ? 1 : 0, link.start_ms, link.lead_ms)
    params.push(link.left_out, link.squashed ? 1 : 0, link.reached_ms)
    if (link.left_out === null) counted++
    else if (link.left_out !== 'earlier') without++
    if (params.length === insertRows[0] * columns) insert(0)
  }
  while (params.length > 0) insert(insertRows.findIndex((rows) => params.length >= rows * columns))
  db.run(
    'INSERT INTO deployment_change_sets (deployment, scope, digest, counted, left_out) VALUES (?, ?, ?, ?, ?)',
    deployment,
    scope,
    digest,
    counted,
    without,
  )
  return true
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

// Two 26-bit lanes make a 52-bit number, which SQLite and JavaScript both hold exactly. Not a secret and not a proof:
// it only spares writing what is already there, and a rebuild check compares the rows themselves.
function digestLinks(links: Iterable<ChangeLink>): number {
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  const mix = (value: number) => {
    a = Math.imul(a ^ value, 0x01000193)
    b = Math.imul(b + value, 0x85ebca6b) ^ (b >>> 13)
  }
  const mixNumber = (value: number | null) => {
    mix(value === null ? 1 : 2)
    if (value !== null) {
      mix(value | 0)
      mix(Math.floor(value / 4294967296) | 0)
    }
  }
  for (const link of links) {
    mixNumber(link.commit)
    mixNumber(link.start_ms)
    mixNumber(link.lead_ms)
    // As before for those that have none, so that what stood before there were any is not written again.
    if (link.reached_ms !== null) mixNumber(link.reached_ms)
    mix(link.named ? 3 : 4)
    if (link.squashed) mix(7)
    for (const text of [link.change, link.left_out]) {
      mix(text === null ? 5 : 6)
      for (const character of text ?? '') mix(character.codePointAt(0) ?? 0)
    }
  }
  return (a >>> 6) * 2 ** 26 + (b >>> 6)
}
