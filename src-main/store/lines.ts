// How many lines commits added and deleted: which are still to be counted, and what was.
import { commitId, countCommits, countNumbers } from './commits.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** Lines of commits in columns, as they cross threads; -1 where they cannot be told. */
export interface LineColumns {
  ids: Float64Array
  added: Float64Array
  deleted: Float64Array
}

const notMerge = 'length(c.parents) <= 4'
const without = 'NOT EXISTS (SELECT 1 FROM commit_lines l WHERE l.id = c.id)'

/** Ids from the first to before the second, among which some commits are still to be counted, merges apart. */
export interface Uncounted {
  from: number
  to: number
  commits: number
}

/** So many ids in memory at a time. */
const together = 2 ** 17

/** All that are still to be counted, those first that have the newest among them. */
export function uncounted(db: ReadDb, repo: number): Uncounted[] {
  const found: (Uncounted & { newest: number })[] = []
  const end = commitId(repo, countNumbers(db, repo))
  for (let from = commitId(repo, 0); from < end; from += together) {
    const to = Math.min(end, from + together)
    const row = db.get<{ commits: number; newest: number | null }>(
      `SELECT count(*) AS commits, max(c.committed_at_ms) AS newest FROM commits c
       WHERE c.id >= ? AND c.id < ? AND ${notMerge} AND ${without}`,
      from,
      to,
    )
    if (row !== undefined && row.commits > 0) found.push({ from, to, commits: row.commits, newest: row.newest ?? 0 })
  }
  return found.sort((a, b) => b.newest - a.newest)
}

/** The ids of these commits, the newest first. */
export function idsOf(db: ReadDb, { from, to }: Uncounted): Float64Array {
  // In one row, since a row for each takes the driver ten times as long.
  const packed = db.get<{ ids: string }>(
    `SELECT json_group_array(id) AS ids FROM (SELECT c.id FROM commits c
       WHERE c.id >= ? AND c.id < ? AND ${notMerge} AND ${without} ORDER BY c.committed_at_ms DESC, c.id)`,
    from,
    to,
  )
  return Float64Array.from(JSON.parse(packed?.ids ?? '[]') as number[])
}

/** Whole ids of commits by their row ids, in the order given. */
export function oidsOf(db: ReadDb, ids: Float64Array): string[] {
  return db
    .all<{ hex: string }>(
      `SELECT lower(hex(c.oid)) AS hex FROM json_each(?) n CROSS JOIN commits c ON c.id = n.value ORDER BY n.key`,
      JSON.stringify([...ids]),
    )
    .map((row) => row.hex)
}

/** What stands already stays. A commit that was removed meanwhile is passed over. */
export function writeLines(db: WriteDb, { ids, added, deleted }: LineColumns): void {
  ids.forEach((id, i) =>
    db.run(
      `INSERT OR IGNORE INTO commit_lines (id, authored_at_ms, added, deleted)
       SELECT id, authored_at_ms, ?, ? FROM commits WHERE id = ?`,
      orNull(added[i]),
      orNull(deleted[i]),
      id,
    ),
  )
}

function orNull(lines: number | undefined): number | null {
  return lines === undefined || lines < 0 ? null : lines
}

/** Notes that nothing is left to count in a repository as it is now; `commits`: how many it had when that was seen. */
export function noteCounted(db: WriteDb, repo: number, commits: number): void {
  db.run('UPDATE repos SET counted = ? WHERE id = ?', commits, repo)
}

/** Lets commits whose lines could not be told be counted again. */
export function forgetUnknown(db: WriteDb, repo: number): void {
  const gone = db.run(
    'DELETE FROM commit_lines WHERE id >= ? AND id < ? AND added IS NULL',
    commitId(repo, 0),
    commitId(repo + 1, 0),
  ).changes
  if (gone > 0) noteCounted(db, repo, 0)
}

export interface LineTotals {
  commits: number
  /** Commits whose lines cannot be told. */
  unknown: number
  lines: number
}

export function lineTotals(db: ReadDb, repo: number): LineTotals {
  const row = db.get<LineTotals>(
    `SELECT count(*) AS commits, count(*) - count(added) AS unknown, coalesce(sum(added + deleted), 0) AS lines
     FROM commit_lines WHERE id >= ? AND id < ?`,
    commitId(repo, 0),
    commitId(repo + 1, 0),
  )
  return row ?? { commits: 0, unknown: 0, lines: 0 }
}

export interface Span {
  from_ms: number
  /** Exclusive. */
  to_ms: number
}

/** How many commits authored in a span are still to be counted. */
export function leftToCount(db: ReadDb, repo: { id: number; counted: number }, { from_ms, to_ms }: Span): number {
  if (countCommits(db, repo.id) === repo.counted) return 0
  const row = db.get<{ n: number }>(
    `SELECT count(*) AS n FROM commits c WHERE c.id >= ? AND c.id < ?
       AND c.authored_at_ms >= ? AND c.authored_at_ms < ? AND ${notMerge} AND ${without}`,
    commitId(repo.id, 0),
    commitId(repo.id + 1, 0),
    from_ms,
    to_ms,
  )
  return row?.n ?? 0
}

export interface LinesOfCommit {
  repo: number
  id: string
  at_ms: number
  /** Null where they cannot be told. */
  added: number | null
  deleted: number | null
}

/** The commits authored in a span, merges apart; one that several of the repositories hold is there once. */
export function linesIn(db: ReadDb, repos: readonly number[], { from_ms, to_ms }: Span): LinesOfCommit[] {
  return db.all<LinesOfCommit>(
    `SELECT min(l.id) / 4294967296 AS repo, lower(hex(c.oid)) AS id, l.authored_at_ms AS at_ms,
       max(l.added) AS added, max(l.deleted) AS deleted
     FROM commit_lines l JOIN commits c ON c.id = l.id
     WHERE l.authored_at_ms >= ?1 AND l.authored_at_ms < ?2
       AND l.id / 4294967296 IN (SELECT value FROM json_each(?3))
     GROUP BY c.oid ORDER BY l.authored_at_ms, c.oid`,
    from_ms,
    to_ms,
    JSON.stringify(repos),
  )
}
