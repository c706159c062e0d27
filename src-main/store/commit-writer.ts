// Writes the commits of scanned repositories, in batches as git gives them.
import { assert } from '../../src-shared/assert.ts'
import { type CommitColumns, commitId, edgesOf, packedOids } from './commits.ts'
import type { WriteDb } from './database.ts'
import { OidTable } from '../../src-shared/oid-table.ts'
import { Rows } from './rows.ts'

/** Ids that one transaction makes findable: it takes some 30 ms. */
const foundAtOnce = 32_768

const commits = {
  into: 'INSERT INTO commits (id, oid, parents, authored_at_ms, committed_at_ms, author, subject)',
  columns: 7,
}
const found = { into: 'INSERT OR IGNORE INTO commit_oids (oid, id)', columns: 2 }

/**
 * Writes the commits of one repository over one scan. Numbers are given on first mention, as commit or as parent; a
 * parent not read yet (or never: beyond a shallow clone's edge) is kept in commit_edges, so that every number given is
 * in the file and a scan cut off anywhere can go on. What such a scan leaves unfound, the next one is given again.
 */
export class CommitWriter {
  readonly #db: WriteDb
  readonly #repo: number
  readonly #numbers: OidTable
  readonly #authors = new Map<string, number>()
  /** Numbers given but not read. */
  readonly #edges = new Set<number>()
  /** Commits that were read but cannot be found by id yet. */
  #unfound: number[] = []
  #found = 0
  readonly #rows: Rows

  constructor(db: WriteDb, repo: number, oidBytes: number) {
    this.#db = db
    this.#repo = repo
    this.#numbers = new OidTable(oidBytes)
    this.#rows = new Rows(db, commits)
    this.#restore()
  }

  /** Writes some batches; returns how many of their commits were new. Call inside a transaction. */
  append(batches: readonly CommitColumns[]): number {
    const kept = new Set(this.#edges)
    let written = 0
    for (const batch of batches) written += this.#append(batch)
    this.#rows.end()
    this.#keepEdges(kept)
    return written
  }

  /**
   * Whether as much has gathered to be made findable as was before. The more at once, the fewer pages are written again,
   * since ids come in no order.
   */
  get muchUnfound(): boolean {
    return this.#unfound.length >= Math.max(foundAtOnce, this.#found)
  }

  /** Makes what was read findable by its id. Each step belongs in a transaction of its own. */
  *find(): Generator<void, void> {
    const numbers = this.#unfound
    this.#unfound = []
    const order = inOrder(numbers.map((number) => this.#numbers.start(number)))
    for (let from = 0; from < order.length; from += foundAtOnce) {
      const rows = new Rows(this.#db, found)
      for (const at of order.subarray(from, from + foundAtOnce)) {
        const number = numbers[at] as number
        rows.add(this.#numbers.oid(number), commitId(this.#repo, number))
      }
      rows.end()
      this.#found += foundAtOnce
      yield
    }
  }

  #append(batch: CommitColumns): number {
    const { n, oidBytes, oids, parentCounts, parents } = batch
    const packed = Buffer.alloc((parents.length / oidBytes) * 4)
    let mention = 0
    let written = 0
    for (let i = 0; i < n; i++) {
      const given = this.#numbers.size
      const number = this.#numbers.number(oids, i * oidBytes)
      const isNew = number === given || this.#edges.delete(number)
      const from = mention
      for (const end = from + (parentCounts[i] ?? 0); mention < end; mention++)
        packed.writeInt32LE(this.#mention(parents, mention * oidBytes), mention * 4)
      const before = packed.subarray(from * 4, mention * 4)
      this.#unfound.push(number)
      if (isNew) written += this.#insert(batch, i, number, before)
      else written += this.#changeParents(number, before)
    }
    return written
  }

  #mention(oids: Uint8Array, at: number): number {
    const given = this.#numbers.size
    const number = this.#numbers.number(oids, at)
    if (number === given) this.#edges.add(number)
    return number
  }

  #insert(batch: CommitColumns, i: number, number: number, parents: Uint8Array): 1 {
    const { oidBytes, oids } = batch
    this.#rows.add(
      commitId(this.#repo, number),
      oids.subarray(i * oidBytes, (i + 1) * oidBytes),
      parents,
      orNull(batch.authoredAt[i]),
      orNull(batch.committedAt[i]),
      this.#author(batch.authors[i] ?? ''),
      batch.subjects[i] ?? '',
    )
    return 1
  }

  /** Unshallowing gives a commit its parents back. */
  #changeParents(number: number, parents: Uint8Array): number {
    return this.#db.run(
      'UPDATE commits SET parents = ?1 WHERE id = ?2 AND parents <> ?1',
      parents,
      commitId(this.#repo, number),
    ).changes
  }

  /** `kept`: the numbers that the file has as edges. */
  #keepEdges(kept: ReadonlySet<number>): void {
    for (const number of kept)
      if (!this.#edges.has(number)) this.#db.run('DELETE FROM commit_edges WHERE id = ?', commitId(this.#repo, number))
    for (const number of this.#edges)
      if (!kept.has(number))
        this.#db.run(
          'INSERT INTO commit_edges (id, oid) VALUES (?, ?)',
          commitId(this.#repo, number),
          this.#numbers.oid(number),
        )
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
    const oids = packedOids(this.#db, 'commits', this.#repo)
    const edgeOids = packedOids(this.#db, 'commit_edges', this.#repo)
    const edges = edgesOf(this.#db, this.#repo)
    const bytes = this.#numbers.bytes
    const size = (oids.length + edgeOids.length) / bytes
    for (let number = 0, edge = 0; number < size; number++) {
      const isEdge = edges[edge] === number
      const given = isEdge
        ? this.#numbers.number(edgeOids, edge * bytes)
        : this.#numbers.number(oids, (number - edge) * bytes)
      assert(given === number, 'every number of a repository to be kept, without gaps')
      if (!isEdge) continue
      this.#edges.add(number)
      edge++
    }
  }
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}

/** The positions of ids in their order, by the first three bytes of each: near enough for a page to be written once. */
function inOrder(starts: readonly number[]): Int32Array {
  const keys = Float64Array.from(starts, (start, at) => start * 2 ** 29 + at).sort()
  return Int32Array.from(keys, (key) => key % 2 ** 29)
}
