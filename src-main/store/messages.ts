// What commits say of others, as scans found it: when the work of squashed ones began, and which take back which.
import { commitId, findCommits, oidOf, repoOf } from './commits.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { startsOf } from './graph.ts'

/** Returns whether any start moved. */
export function keepSquashes(
  db: WriteDb,
  repo: { id: number; pulls: string | null },
  /** The digest of what they were found in, and by the ids of commits when their work began; null where there are none. */
  found: { digest: string; starts: ReadonlyMap<number, number> } | null,
): boolean {
  if (found === null && repo.pulls === null) return false
  const before = new Map(startsOf(db, repo.id).map(({ id, start_ms }) => [id, start_ms]))
  let moved = false
  for (const [id, start_ms] of found?.starts ?? []) {
    if (before.get(id) !== start_ms) {
      db.run('INSERT OR REPLACE INTO commit_starts (id, start_ms) VALUES (?, ?)', id, start_ms)
      moved = true
    }
    before.delete(id)
  }
  for (const id of before.keys()) db.run('DELETE FROM commit_starts WHERE id = ?', id)
  db.run('UPDATE repos SET pulls = ? WHERE id = ?', found?.digest ?? null, repo.id)
  return moved || before.size > 0
}

/** Ids of commits from a number on whose first line begins as that of a revert, or of a merge of a revert's branch. */
export function maybeReverts(db: ReadDb, repo: number, from: number): string[] {
  return db
    .all<{ hex: string }>(
      `SELECT lower(hex(oid)) AS hex FROM commits WHERE id >= ? AND id < ? AND (subject LIKE 'Revert %'
         OR subject LIKE 'Merge pull request #% from %/revert-%' OR subject LIKE 'Merge branch ''revert-%') ORDER BY id`,
      commitId(repo, from),
      commitId(repo + 1, 0),
    )
    .map((row) => row.hex)
}

export interface Reverts {
  found: { id: string; reverted: string[]; pull: number | null; title: string | null }[]
  /** How many commit numbers were looked at. */
  looked: number
}

/** Keeps which commits take back which; what is named is looked for in the same repository. */
export function keepReverts(db: WriteDb, repo: number, { found, looked }: Reverts): void {
  const titles = byTitle(
    db,
    repo,
    found.flatMap(({ title }) => title ?? []),
  )
  const pulls = found.some(({ pull }) => pull !== null) ? byPull(db, repo) : new Map<number, number>()
  for (const { id: hex, reverted, pull, title } of found) {
    const id = inRepo(db, repo, hex)
    if (id === undefined) continue
    const named = [...reverted.map((one) => inRepo(db, repo, one)), pulls.get(pull ?? -1), titles.get(title ?? '')]
    for (const other of named)
      if (other !== undefined && other !== id)
        db.run('INSERT OR IGNORE INTO reverts (id, reverted) VALUES (?, ?)', id, other)
  }
  db.run('UPDATE repos SET messages = ? WHERE id = ?', looked, repo)
}

function inRepo(db: ReadDb, repo: number, hex: string): number | undefined {
  return findCommits(db, hex).find((one) => repoOf(one) === repo)
}

/** Squashed commits and merges by the number of their pull request, where only one names it. */
function byPull(db: ReadDb, repo: number): Map<number, number> {
  const rows = db.all<{ subject: string; id: number }>(
    `SELECT subject, id FROM commits WHERE id >= ? AND id < ? AND (subject LIKE '%)' OR subject LIKE 'Merge pull request #%')`,
    commitId(repo, 0),
    commitId(repo + 1, 0),
  )
  const found = new Map<number, number>()
  const twice = new Set<number>()
  for (const { subject, id } of rows) {
    const pull = Number((/^Merge pull request #(\d+) /.exec(subject) ?? /\([#!](\d+)\)$/.exec(subject))?.[1] ?? -1)
    if (found.has(pull)) twice.add(pull)
    found.set(pull, id)
  }
  for (const pull of [-1, ...twice]) found.delete(pull)
  return found
}

/** Commits by their first line, where only one has it. */
function byTitle(db: ReadDb, repo: number, titles: readonly string[]): Map<string, number> {
  if (titles.length === 0) return new Map()
  const rows = db.all<{ subject: string; id: number }>(
    `SELECT subject, min(id) AS id FROM commits
     WHERE id >= ?1 AND id < ?2 AND subject IN (SELECT value FROM json_each(?3)) GROUP BY subject HAVING count(*) = 1`,
    commitId(repo, 0),
    commitId(repo + 1, 0),
    JSON.stringify(titles),
  )
  return new Map(rows.map((row) => [row.subject, row.id]))
}

/** A production deployment that ships a revert of what an earlier one shipped, and that nobody says it remedies. */
export interface RevertingDeployment {
  deployment: number
  reverted: string
  /** The deployment that shipped what is taken back, and its number. */
  by: string
  from: number
  from_at_ms: number
}

export function revertingDeployments(db: ReadDb, production: number): RevertingDeployment[] {
  // Links are found by what was deployed, not by commit: all are read, which most workspaces can be spared.
  if (db.get('SELECT 1 FROM reverts LIMIT 1') === undefined) return []
  const rows = db.all<{ deployment: number; commit: number; by: string; from: number; from_at_ms: number }>(
    `WITH shipped AS MATERIALIZED (
       SELECT c.commit_id, c.deployment, d.finished_at_ms, d.system, d.thing, d.remedied_by
       FROM deployment_changes c JOIN deployments d ON d.id = c.deployment
       WHERE c.scope = ? AND c.left_out IS NOT 'earlier'
         AND c.commit_id IN (SELECT id FROM reverts UNION SELECT reverted FROM reverts))
     SELECT DISTINCT later.deployment, r.reverted AS "commit", earlier.thing AS "by",
       earlier.deployment AS "from", earlier.finished_at_ms AS from_at_ms
     FROM reverts r JOIN shipped later ON later.commit_id = r.id JOIN shipped earlier ON earlier.commit_id = r.reverted
     WHERE later.system = earlier.system AND later.deployment <> earlier.deployment
       AND earlier.finished_at_ms <= later.finished_at_ms AND earlier.remedied_by IS NOT later.deployment
     ORDER BY later.finished_at_ms DESC, 1, 2`,
    production,
  )
  return rows.map(({ commit, ...row }) => ({ ...row, reverted: oidOf(db, commit) }))
}
