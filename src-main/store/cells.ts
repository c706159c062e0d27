// What stands in an environment at a moment: the last deployment that succeeded there, what failed after it, and what is
// under way. Found through the index of each cell, so that a long history costs nothing.
import type { DeploymentState } from '../../src-shared/event.ts'
import { day } from '../../src-shared/time.ts'
import type { ReadDb } from './database.ts'

/** A deployment as it stands in a cell. */
export interface Attempt {
  number: number
  id: string
  version: string | null
  /** With those of the inferred deployments that joined it. */
  commits: string[]
  state: DeploymentState
  /** When it finished, or since when it runs. */
  at_ms: number
}

export interface Standing {
  current: Attempt | null
  /** The last attempt, where that came after the current one and did not succeed. */
  failed: Attempt | null
  running: Attempt | null
}

/** What runs longer has most likely ended unheard; the findings say so. */
export const longestRunMs = day

/** The systems and environments that ever met in a deployment. `systems` is a JSON list of ids, or null for all. */
export function knownCells(db: ReadDb, systems: string | null): { system: number; environment: number }[] {
  return db.all(
    `SELECT s.id AS system, e.id AS environment FROM systems s, environments e
     WHERE (?1 IS NULL OR s.id IN (SELECT value FROM json_each(?1)))
       AND EXISTS (SELECT 1 FROM deployments d WHERE d.system = s.id AND d.environment = e.id)`,
    systems,
  )
}

/** The cell as it stood at a moment, by what is known today; null where nothing had been seen there yet. */
export function standingAt(db: ReadDb, system: number, environment: number, atMs: number): Standing | null {
  const last = lastOf(db, system, environment, atMs, `('succeeded', 'failed', 'aborted')`)
  const succeeded = last?.state === 'succeeded' ? last : lastOf(db, system, environment, atMs, `('succeeded')`)
  const running = underWay(db, system, environment, atMs)
  if (last === null && running === null && !seen(db, system, environment, atMs)) return null
  return { current: succeeded, failed: last === succeeded ? null : last, running }
}

const columns = 'id AS number, thing AS id, version, commits'
const inCell = 'FROM deployments WHERE system = ?1 AND environment = ?2 AND joined_to IS NULL'
/** What a person left out was no real deployment: a rehearsal. The history shows it all the same. */
const counting = `${inCell} AND excluded IS NULL`

function lastOf(db: ReadDb, system: number, environment: number, atMs: number, states: string): Attempt | null {
  return attempt(
    db,
    `SELECT ${columns}, state, at_ms ${counting} AND at_ms <= ?3 AND state IN ${states}
     ORDER BY at_ms DESC, place DESC, thing DESC, id DESC LIMIT 1`,
    system,
    environment,
    atMs,
  )
}

/** Started at the latest then, within a day before, and not finished by then: whatever became of it later. */
function underWay(db: ReadDb, system: number, environment: number, atMs: number): Attempt | null {
  const since = 'coalesce(started_at_ms, at_ms)'
  return attempt(
    db,
    `SELECT ${columns}, iif(state = 'pending', state, 'started') AS state, ${since} AS at_ms ${counting}
       AND at_ms > ?3 - ?4 AND at_ms <= ?3 + ?4 AND ${since} > ?3 - ?4 AND ${since} <= ?3
       AND (at_ms > ?3 OR state IN ('pending', 'started'))
     ORDER BY ${since} DESC, id DESC LIMIT 1`,
    system,
    environment,
    atMs,
    longestRunMs,
  )
}

type Row = Omit<Attempt, 'commits'> & { commits: string }

function attempt(db: ReadDb, sql: string, ...params: number[]): Attempt | null {
  const row = db.get<Row>(sql, ...params)
  return row === undefined ? null : withCommits(db, row)
}

function withCommits<R extends Row>(db: ReadDb, row: R): Omit<R, 'commits'> & { commits: string[] } {
  const joined = db.all<{ commits: string }>('SELECT commits FROM deployments WHERE joined_to = ?', row.number)
  const commits = [row, ...joined].flatMap((one) => JSON.parse(one.commits) as string[])
  return { ...row, commits: [...new Set(commits)] }
}

function seen(db: ReadDb, system: number, environment: number, atMs: number): boolean {
  return (
    db.get(
      'SELECT 1 FROM deployments WHERE system = ? AND environment = ? AND at_ms <= ? LIMIT 1',
      system,
      environment,
      atMs,
    ) !== undefined
  )
}

export interface Past {
  started_at_ms: number | null
  finished_at_ms: number | null
  excluded: string | null
}

/** All deployments to a cell, newest first. */
export function historyOf(
  db: ReadDb,
  system: number,
  environment: number,
  limit: number,
  offset: number,
): { total: number; rows: (Attempt & Past)[] } {
  const rows = db.all<Row & Past>(
    `SELECT ${columns}, state, at_ms, started_at_ms, finished_at_ms, excluded ${inCell}
     ORDER BY at_ms DESC, place DESC, thing DESC, id DESC LIMIT ?3 OFFSET ?4`,
    system,
    environment,
    limit,
    offset,
  )
  const counted = db.get<{ n: number }>(`SELECT count(*) AS n ${inCell}`, system, environment)
  return { total: counted?.n ?? 0, rows: rows.map((row) => withCommits(db, row)) }
}
