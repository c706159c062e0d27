// Commits of scanned repositories by number and by id; commit-writer.ts writes them, graph.ts reads them back whole.
import { must } from '../../src-shared/assert.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** A repository's commits have ids from repo × 2^32 on, so a range of ids is a repository. */
const perRepo = 2 ** 32

export function commitId(repo: number, number: number): number {
  return repo * perRepo + number
}

export function repoOf(commit: number): number {
  return Math.floor(commit / perRepo)
}

/** How many commit numbers were given in a repository. */
export function countNumbers(db: ReadDb, repo: number): number {
  return countCommits(db, repo) + edgesOf(db, repo).length
}

/** Numbers that were given but not read, ascending. */
export function edgesOf(db: ReadDb, repo: number): number[] {
  return db
    .all<{ id: number }>('SELECT id FROM commit_edges WHERE id >= ? AND id < ? ORDER BY id', ...rangeOf(repo))
    .map((row) => row.id - commitId(repo, 0))
}

/** All ids of a repository's commits, or edges, one after the other in the order of their numbers. */
export function packedOids(db: ReadDb, table: 'commits' | 'commit_edges', repo: number): Buffer {
  const packed = db.get<{ oids: string | null }>(
    `SELECT group_concat(hex(oid), '') AS oids FROM (SELECT oid FROM ${table} WHERE id >= ? AND id < ? ORDER BY id)`,
    ...rangeOf(repo),
  )
  return Buffer.from(packed?.oids ?? '', 'hex')
}

/** How many commits of a repository were read. Numbers have no gaps, so that nothing needs to be counted but edges. */
export function countCommits(db: ReadDb, repo: number): number {
  const row = db.get<{ last: number | null; edges: number }>(
    `SELECT max((SELECT coalesce(max(id), 0) FROM commits WHERE id >= ?1 AND id < ?2),
         (SELECT coalesce(max(id), 0) FROM commit_edges WHERE id >= ?1 AND id < ?2)) AS last,
       (SELECT count(*) FROM commit_edges WHERE id >= ?1 AND id < ?2) AS edges`,
    ...rangeOf(repo),
  )
  const last = row?.last ?? 0
  return last === 0 ? 0 : last - commitId(repo, 0) + 1 - (row?.edges ?? 0)
}

/** The ids that its commits may have: from the first, up to the second. */
export function rangeOf(repo: number): [number, number] {
  return [commitId(repo, 0), commitId(repo + 1, 0)]
}

/**
 * Ids of the commit with this hexadecimal id, in each repository that has it. A shortened one finds its commit where only
 * one of the repository begins so, as git does.
 */
export function findCommits(db: ReadDb, hex: string): number[] {
  if (!/^[0-9a-f]{7,64}$/i.test(hex)) return []
  if (hex.length === 40 || hex.length === 64)
    return db
      .all<{ id: number }>('SELECT id FROM commit_oids WHERE oid = ?', Buffer.from(hex, 'hex'))
      .map((row) => row.id)
  const rows = db.all<{ id: number }>(
    'SELECT id FROM commit_oids WHERE oid >= ? AND oid <= ?',
    Buffer.from(hex.padEnd(64, '0'), 'hex').subarray(0, Math.ceil(hex.length / 2)),
    Buffer.from(hex.padEnd(64, 'f'), 'hex'),
  )
  const repos = rows.map((row) => repoOf(row.id))
  return rows.map((row) => row.id).filter((id) => repos.filter((repo) => repo === repoOf(id)).length === 1)
}

/** The whole hexadecimal id of a commit that was read. */
export function oidOf(db: ReadDb, id: number): string {
  const row = db.get<{ hex: string }>('SELECT lower(hex(oid)) AS hex FROM commits WHERE id = ?', id)
  return must(row, 'because its id was found').hex
}

export function deleteCommits(db: WriteDb, repo: number): number {
  db.run('DELETE FROM commit_edges WHERE id >= ? AND id < ?', ...rangeOf(repo))
  db.run('DELETE FROM cut_subjects WHERE id >= ? AND id < ?', ...rangeOf(repo))
  db.run('DELETE FROM commit_starts WHERE id >= ? AND id < ?', ...rangeOf(repo))
  db.run('DELETE FROM unknown_starts WHERE id >= ? AND id < ?', ...rangeOf(repo))
  db.run('DELETE FROM reverts WHERE id >= ? AND id < ?', ...rangeOf(repo))
  db.run('DELETE FROM commit_lines WHERE id >= ? AND id < ?', ...rangeOf(repo))
  db.run('DELETE FROM commit_oids WHERE id >= ? AND id < ?', ...rangeOf(repo))
  return db.run('DELETE FROM commits WHERE id >= ? AND id < ?', ...rangeOf(repo)).changes
}
