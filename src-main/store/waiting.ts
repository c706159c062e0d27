// What waits on main lines to be deployed, as derived, and what it is derived from: which system's deployments were built
// from which repository. Rows are written only where they differ from what stands.
import type { ReadDb, WriteDb } from './database.ts'

/** One set of what waits. */
export interface WaitingSet {
  scope: number
  system: number
  repo: number
}

/** In columns, oldest first. */
export interface WaitingColumns {
  commits: number[]
  starts: (number | null)[]
  reached: (number | null)[]
}

const its = 'scope = ? AND system = ? AND repo = ?'

function keyOf({ scope, system, repo }: WaitingSet): [number, number, number] {
  return [scope, system, repo]
}

/** In one row, since a row for each takes the driver several times as long. */
export function readWaiting(db: ReadDb, set: WaitingSet): WaitingColumns {
  const row = db.get<Record<'commits' | 'starts' | 'reached', string>>(
    `SELECT json_group_array(commit_id) AS commits, json_group_array(start_ms) AS starts,
       json_group_array(reached_ms) AS reached
     FROM (SELECT commit_id, start_ms, reached_ms FROM waiting WHERE ${its} ORDER BY position)`,
    ...keyOf(set),
  )
  const column = <T>(name: 'commits' | 'starts' | 'reached') => JSON.parse(row?.[name] ?? '[]') as T[]
  return { commits: column<number>('commits'), starts: column('starts'), reached: column('reached') }
}

/** Writes one set, from where it differs on. */
export function writeWaiting(db: WriteDb, set: WaitingSet, rows: WaitingColumns): void {
  const before = readWaiting(db, set)
  const n = rows.commits.length
  let same = 0
  while (
    same < n &&
    rows.commits[same] === before.commits[same] &&
    rows.starts[same] === before.starts[same] &&
    rows.reached[same] === before.reached[same]
  )
    same++
  if (same < before.commits.length) db.run(`DELETE FROM waiting WHERE ${its} AND position >= ?`, ...keyOf(set), same)
  if (same === n) return
  const rest = rows.commits.slice(same).map((id, i) => [id, rows.starts[same + i], rows.reached[same + i]])
  db.run(
    `INSERT INTO waiting (scope, system, repo, position, commit_id, start_ms, reached_ms)
     SELECT ?1, ?2, ?3, ?4 + key, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?5) ORDER BY key`,
    ...keyOf(set),
    same,
    JSON.stringify(rest),
  )
}

/** The sets of a repository that have rows. */
export function waitingSets(db: ReadDb, repo: number): WaitingSet[] {
  return db.all('SELECT DISTINCT scope, system, repo FROM waiting WHERE repo = ?', repo)
}

/** How many commits wait. Positions have no gaps. */
export function countWaiting(db: ReadDb, set: WaitingSet): number {
  return (
    db.get<{ n: number }>(`SELECT coalesce(max(position) + 1, 0) AS n FROM waiting WHERE ${its}`, ...keyOf(set))?.n ?? 0
  )
}

/** When the oldest began; null where nothing waits, or nobody knows. */
export function oldestWaiting(db: ReadDb, set: WaitingSet): number | null {
  return (
    db.get<{ ms: number | null }>(`SELECT start_ms AS ms FROM waiting WHERE ${its} AND position = 0`, ...keyOf(set))
      ?.ms ?? null
  )
}

export interface WaitingRow {
  id: string
  /** The system's name. */
  system: string
  start_ms: number | null
  reached_ms: number | null
}

/** All of them, the newest first: a working turns them round, and begins with what waits longest. */
export function waitingRows(db: ReadDb, set: WaitingSet): WaitingRow[] {
  return db.all(
    `SELECT lower(hex(k.oid)) AS id, s.name AS system, w.start_ms, w.reached_ms
     FROM waiting w CROSS JOIN commits k ON k.id = w.commit_id CROSS JOIN systems s ON s.id = w.system
     WHERE w.scope = ? AND w.system = ? AND w.repo = ? ORDER BY w.position DESC`,
    ...keyOf(set),
  )
}

/** A page of their ids, oldest first. */
export function waitingPage(db: ReadDb, set: WaitingSet, limit: number, offset: number): number[] {
  return db
    .all<{ id: number }>(
      `SELECT commit_id AS id FROM waiting WHERE ${its} AND position >= ? AND position < ? ORDER BY position`,
      ...keyOf(set),
      offset,
      offset + limit,
    )
    .map((row) => row.id)
}

export interface ShippedFrom {
  scope: number
  repo: number
  digest: number
}

/** Replaces what one system's deployments were built from, where it differs. */
export function writeShippedFrom(db: WriteDb, system: number, wanted: readonly ShippedFrom[]): void {
  const before = db.all<ShippedFrom>('SELECT scope, repo, digest FROM shipped_from WHERE system = ?', system)
  const keep = new Set(wanted.map(({ scope, repo }) => `${scope} ${repo}`))
  const digests = new Map(before.map((row) => [`${row.scope} ${row.repo}`, row.digest]))
  for (const { scope, repo } of before)
    if (!keep.has(`${scope} ${repo}`))
      db.run('DELETE FROM shipped_from WHERE system = ? AND scope = ? AND repo = ?', system, scope, repo)
  for (const { scope, repo, digest } of wanted)
    if (digests.get(`${scope} ${repo}`) !== digest)
      db.run(
        `INSERT INTO shipped_from (system, scope, repo, digest) VALUES (?, ?, ?, ?)
         ON CONFLICT (system, scope, repo) DO UPDATE SET digest = excluded.digest`,
        system,
        scope,
        repo,
        digest,
      )
}

/** Which systems deployed from a repository, to which scopes. */
export function shippedFrom(db: ReadDb, repo: number): { scope: number; system: number }[] {
  return db.all('SELECT scope, system FROM shipped_from WHERE repo = ? ORDER BY scope, system', repo)
}

/** What waits in a repository must be derived again. */
export function unsettle(db: WriteDb, repo: number): void {
  db.run('INSERT OR IGNORE INTO unsettled (repo) VALUES (?)', repo)
}

export function unsettledRepos(db: WriteDb): number[] {
  return db.all<{ repo: number }>('SELECT repo FROM unsettled ORDER BY repo').map((row) => row.repo)
}

export function settled(db: WriteDb, repo: number): void {
  db.run('DELETE FROM unsettled WHERE repo = ?', repo)
}
