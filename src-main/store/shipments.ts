// What successful deployments say they contain: the commits they were built from, and the changes they name. Those that
// joined a pushed deployment speak for it; what a person left out contains nothing.
import { findCommits } from './commits.ts'
import type { ReadDb } from './database.ts'

export interface Shipped {
  number: number
  id: string
  version: string | null
  finished_at_ms: number
  /** Among those found at one time. */
  place: number
  system: number
  environment: number
}

const columns = 'p.id AS number, p.thing AS id, p.version, p.finished_at_ms, p.place, p.system, p.environment'
const counting = `p.state = 'succeeded' AND p.finished_at_ms IS NOT NULL AND p.excluded IS NULL AND p.joined_to IS NULL`
/** `?1`: a JSON list of environments, or null for all. */
const built = `FROM deployments d CROSS JOIN deployments p ON p.id = coalesce(d.joined_to, d.id)
  CROSS JOIN json_each(d.commits) j`
const places = `(?1 IS NULL OR p.environment IN (SELECT value FROM json_each(?1)))`

interface Built extends Shipped {
  commit: number
  /** 1 for a deployment that counts: a successful one, which has a finish. */
  ships: number
}

/** A row for each commit of a scanned repository that a deployment to these environments was built from, in any state. */
export function builtFrom(db: ReadDb, environments: number[] | null): Built[] {
  const chosen = environments === null ? null : JSON.stringify(environments)
  const whole = db.all<Built>(
    `SELECT ${columns}, ${counting} AS ships, o.id AS "commit" ${built} CROSS JOIN commit_oids o ON o.oid = unhex(j.value)
     WHERE d.commits <> '[]' AND ${places}`,
    chosen,
  )
  const shortened = db.all<Omit<Built, 'commit'> & { hex: string }>(
    `SELECT ${columns}, ${counting} AS ships, j.value AS hex ${built} WHERE d.commits <> '[]' AND ${places} AND length(j.value) < 40`,
    chosen,
  )
  return [
    ...whole,
    ...shortened.flatMap(({ hex, ...row }) => findCommits(db, hex).map((commit) => ({ ...row, commit }))),
  ]
}

/** Deployments that name one of these commits. */
export function namingCommit(db: ReadDb, commits: readonly number[]): Shipped[] {
  return db.all(
    `SELECT DISTINCT ${columns} FROM deployments p CROSS JOIN deployment_changes c ON c.deployment = p.id
     WHERE p.changes <> '[]' AND c.named = 1 AND c.commit_id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(commits),
  )
}

/** Deployments that name a change no scanned repository knows, by exactly this id. */
export function namingChange(db: ReadDb, change: string): Shipped[] {
  return db.all(
    `SELECT DISTINCT ${columns} FROM deployment_changes c CROSS JOIN deployments p ON p.id = c.deployment
     WHERE c.change = ?`,
    change,
  )
}

/** Those of a system that list no changes. */
export function listingNothing(db: ReadDb, system: number): Shipped[] {
  return db.all(`SELECT ${columns} FROM deployments p WHERE p.system = ? AND ${counting} AND p.changes = '[]'`, system)
}
