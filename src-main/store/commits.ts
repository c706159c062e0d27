// Commits of scanned repositories, read back whole as a graph of small numbers; commit-writer.ts writes them.
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

/** Commits in columns, as they cross threads. `oids` and `parents` are raw ids, `parentCounts[i]` of them each. */
export interface CommitColumns {
  n: number
  oidBytes: number
  oids: Uint8Array
  parentCounts: Uint16Array
  parents: Uint8Array
  /** Milliseconds UTC; NaN where git holds garbage. */
  authoredAt: Float64Array
  committedAt: Float64Array
  authors: string[]
  subjects: string[]
}

/** The commits of one repository as a graph of numbers 0 … n-1, parents in one flat array (CSR). */
export interface Graph {
  repo: number
  n: number
  /** Whether the commit itself was read (false for a parent beyond a shallow clone's edge). */
  known: Uint8Array
  /** Parents of commit i: `parents[offsets[i]]` up to, not including, `parents[offsets[i + 1]]`. */
  offsets: Int32Array
  parents: Int32Array
  /** When the work on it began, milliseconds UTC: its author date, or that of the first commit squashed into it. NaN where
   * git holds garbage. */
  authoredAt: Float64Array
  /** 1 for a squash of which nobody knows when the work began: the date above is its own. */
  squashed: Uint8Array
}

/** In one row, since a row for each commit takes the driver ten times as long. */
export function readGraph(db: ReadDb, repo: number): Graph {
  const packed = db.get<{ parents: string | null; counts: string; times: string }>(
    `SELECT group_concat(hex(parents), '') AS parents, json_group_array(length(parents) / 4) AS counts,
       json_group_array(authored_at_ms) AS times
     FROM (SELECT parents, authored_at_ms FROM commits WHERE id >= ? AND id < ? ORDER BY id)`,
    ...rangeOf(repo),
  )
  const counts = JSON.parse(packed?.counts ?? '[]') as number[]
  const times = JSON.parse(packed?.times ?? '[]') as (number | null)[]
  const edges = edgesOf(db, repo)
  const n = counts.length + edges.length
  const known = new Uint8Array(n).fill(1)
  for (const edge of edges) known[edge] = 0
  const offsets = new Int32Array(n + 1)
  const authoredAt = new Float64Array(n).fill(Number.NaN)
  for (let i = 0, row = 0; i < n; i++) {
    offsets[i + 1] = (offsets[i] as number) + (known[i] === 1 ? (counts[row] as number) : 0)
    if (known[i] === 1) authoredAt[i] = times[row++] ?? Number.NaN
  }
  const first = commitId(repo, 0)
  for (const start of startsOf(db, repo)) authoredAt[start.id - first] = start.start_ms
  const squashed = new Uint8Array(n)
  for (const id of unknownStartsOf(db, repo)) squashed[id - first] = 1
  const bytes = Buffer.from(packed?.parents ?? '', 'hex')
  const parents = new Int32Array(bytes.length / 4)
  for (let p = 0; p < parents.length; p++) parents[p] = bytes.readInt32LE(p * 4)
  return { repo, n, known, offsets, parents, authoredAt, squashed }
}

/** When each commit was committed, by its number; NaN where git holds garbage, or it was not read. */
export function readCommitted(db: ReadDb, repo: number, n: number): Float64Array {
  const packed = db.get<{ numbers: string; times: string }>(
    `SELECT json_group_array(id - ?1) AS numbers, json_group_array(committed_at_ms) AS times
     FROM (SELECT id, committed_at_ms FROM commits WHERE id >= ?1 AND id < ?2 ORDER BY id)`,
    ...rangeOf(repo),
  )
  const times = JSON.parse(packed?.times ?? '[]') as (number | null)[]
  const committed = new Float64Array(n).fill(Number.NaN)
  ;(JSON.parse(packed?.numbers ?? '[]') as number[]).forEach(
    (number, i) => (committed[number] = times[i] ?? Number.NaN),
  )
  return committed
}

/** How many commit numbers were given in a repository. */
export function countNumbers(db: ReadDb, repo: number): number {
  return countCommits(db, repo) + edgesOf(db, repo).length
}

/** Of the squashed commits of a repository, when their work began. */
export function startsOf(db: ReadDb, repo: number): { id: number; start_ms: number }[] {
  return db.all('SELECT id, start_ms FROM commit_starts WHERE id >= ? AND id < ?', ...rangeOf(repo))
}

/** Squashed commits of a repository whose start is not known. */
export function unknownStartsOf(db: ReadDb, repo: number): number[] {
  return db
    .all<{ id: number }>('SELECT id FROM unknown_starts WHERE id >= ? AND id < ?', ...rangeOf(repo))
    .map((row) => row.id)
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

function rangeOf(repo: number): [number, number] {
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
  db.run('DELETE FROM commit_starts WHERE id >= ? AND id < ?', ...rangeOf(repo))
  db.run('DELETE FROM unknown_starts WHERE id >= ? AND id < ?', ...rangeOf(repo))
  db.run('DELETE FROM reverts WHERE id >= ? AND id < ?', ...rangeOf(repo))
  db.run('DELETE FROM commit_lines WHERE id >= ? AND id < ?', ...rangeOf(repo))
  db.run('DELETE FROM commit_oids WHERE id >= ? AND id < ?', ...rangeOf(repo))
  return db.run('DELETE FROM commits WHERE id >= ? AND id < ?', ...rangeOf(repo)).changes
}
