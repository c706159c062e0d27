// Commits of scanned repositories: written in batches as git gives them, read back whole as a graph of small numbers.
import { assert } from '../../src-shared/assert.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { OidTable } from './oid-table.ts'

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

/**
 * Writes the commits of one repository over one scan. Numbers are given on first mention, as commit or as parent; a
 * parent not read yet (or never: beyond a shallow clone's edge) is kept in commit_edges, so that every number given is
 * in the file and a scan cut off anywhere can go on.
 */
export class CommitWriter {
  readonly #db: WriteDb
  readonly #repo: number
  readonly #numbers: OidTable
  readonly #authors = new Map<string, number>()
  /** Numbers given but not read, with their ids. */
  readonly #edges = new Set<number>()

  constructor(db: WriteDb, repo: number, oidBytes: number) {
    this.#db = db
    this.#repo = repo
    this.#numbers = new OidTable(oidBytes)
    this.#restore()
  }

  /** Writes one batch; returns how many of its commits were new. Call inside a transaction. */
  append(batch: CommitColumns): number {
    const { n, oidBytes, oids, parentCounts, parents } = batch
    const mentioned = new Map<number, Uint8Array>()
    let from = 0
    let written = 0
    for (let i = 0; i < n; i++) {
      const oid = oids.subarray(i * oidBytes, (i + 1) * oidBytes)
      const number = this.#numbers.number(oid, 0)
      const packed = new Int32Array(parentCounts[i] ?? 0)
      for (let p = 0; p < packed.length; p++, from += oidBytes) {
        const size = this.#numbers.size
        packed[p] = this.#numbers.number(parents, from)
        if (this.#numbers.size > size) mentioned.set(size, parents.subarray(from, from + oidBytes))
      }
      if (!mentioned.delete(number) && this.#edges.delete(number))
        this.#db.run('DELETE FROM commit_edges WHERE id = ?', commitId(this.#repo, number))
      written += this.#insert(batch, i, number, oid, new Uint8Array(packed.buffer))
    }
    for (const [number, oid] of mentioned) {
      this.#edges.add(number)
      this.#db.run('INSERT INTO commit_edges (id, oid) VALUES (?, ?)', commitId(this.#repo, number), oid)
    }
    return written
  }

  #insert(batch: CommitColumns, i: number, number: number, oid: Uint8Array, parents: Uint8Array): number {
    return this.#db.run(
      `INSERT INTO commits (id, oid, parents, authored_at_ms, committed_at_ms, author, subject)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       -- Unshallowing gives a commit its parents back.
       ON CONFLICT (id) DO UPDATE SET parents = excluded.parents WHERE parents <> excluded.parents`,
      commitId(this.#repo, number),
      oid,
      parents,
      orNull(batch.authoredAt[i]),
      orNull(batch.committedAt[i]),
      this.#author(batch.authors[i] ?? ''),
      batch.subjects[i] ?? '',
    ).changes
  }

  #author(name: string): number {
    const known = this.#authors.get(name)
    if (known !== undefined) return known
    const row = this.#db.get<{ id: number }>('SELECT id FROM authors WHERE name = ?', name)
    const id = row?.id ?? this.#db.run('INSERT INTO authors (name) VALUES (?)', name).id
    this.#authors.set(name, id)
    return id
  }

  /** Gives every number again as it was given before. */
  #restore(): void {
    const first = commitId(this.#repo, 0)
    for (const row of this.#db.all<{ id: number; oid: Uint8Array; edge: number }>(
      `SELECT id, oid, 0 AS edge FROM commits WHERE id >= ?1 AND id < ?2
       UNION ALL SELECT id, oid, 1 FROM commit_edges WHERE id >= ?1 AND id < ?2 ORDER BY id`,
      first,
      commitId(this.#repo + 1, 0),
    )) {
      const number = this.#numbers.number(row.oid, 0)
      assert(first + number === row.id, 'every number of a repository to be kept, without gaps')
      if (row.edge === 1) this.#edges.add(number)
    }
  }
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
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
  /** Milliseconds UTC; NaN where git holds garbage. */
  authoredAt: Float64Array
  committedAt: Float64Array
}

export function readGraph(db: ReadDb, repo: number): Graph {
  const range = [commitId(repo, 0), commitId(repo + 1, 0)] as const
  const sizes = db.get<{ n: number; edges: number; bytes: number | null }>(
    `SELECT count(*) AS n, sum(length(parents)) AS bytes,
       (SELECT count(*) FROM commit_edges WHERE id >= ?1 AND id < ?2) AS edges
     FROM commits WHERE id >= ?1 AND id < ?2`,
    ...range,
  ) ?? { n: 0, edges: 0, bytes: 0 }
  const n = sizes.n + sizes.edges
  const parents = new Int32Array((sizes.bytes ?? 0) / 4)
  const known = new Uint8Array(n)
  const offsets = new Int32Array(n + 1)
  const authoredAt = new Float64Array(n).fill(Number.NaN)
  const committedAt = new Float64Array(n).fill(Number.NaN)
  let filled = 0
  let next = 0
  for (const row of db.each<{ id: number; parents: Uint8Array; a: number | null; c: number | null }>(
    'SELECT id, parents, authored_at_ms AS a, committed_at_ms AS c FROM commits WHERE id >= ? AND id < ? ORDER BY id',
    ...range,
  )) {
    const i = row.id - range[0]
    while (next <= i) offsets[next++] = filled
    known[i] = 1
    if (row.a !== null) authoredAt[i] = row.a
    if (row.c !== null) committedAt[i] = row.c
    const view = new DataView(row.parents.buffer, row.parents.byteOffset, row.parents.byteLength)
    for (let p = 0; p < view.byteLength; p += 4) parents[filled++] = view.getInt32(p, true)
  }
  while (next <= n) offsets[next++] = filled
  return { repo, n, known, offsets, parents, authoredAt, committedAt }
}

/** Ids of the commit with this full hexadecimal id, in each repository that has it. */
export function findCommits(db: ReadDb, hex: string): number[] {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(hex)) return []
  return db.all<{ id: number }>('SELECT id FROM commits WHERE oid = ?', Buffer.from(hex, 'hex')).map((row) => row.id)
}

export function deleteCommits(db: WriteDb, repo: number): number {
  const range = [commitId(repo, 0), commitId(repo + 1, 0)] as const
  db.run('DELETE FROM commit_edges WHERE id >= ? AND id < ?', ...range)
  return db.run('DELETE FROM commits WHERE id >= ? AND id < ?', ...range).changes
}
