// Writes the commits of scanned repositories, in batches as git gives them.
import { CommitRows, packed, writeOids } from './commit-rows.ts'
import type { CommitColumns } from '../../src-shared/commit-columns.ts'
import { commitId, edgesOf } from './commits.ts'
import type { WriteDb } from './database.ts'
import { type History, isNumbered } from './graph.ts'
import { allNumbers, FewNumbers, type GivenNumbers } from './given-numbers.ts'
import { HistoryMaker } from './history-maker.ts'

/** Ids that one transaction makes findable: it takes some 4 ms. */
const foundAtOnce = 4_096
/** As many are worth it, for the first time. */
const foundFirst = 32_768

/**
 * Writes the commits of one repository over one scan. Numbers are given on first mention, as commit or as parent; a
 * parent not read yet (or never: beyond a shallow clone's edge) is kept in commit_edges, so that every number given is
 * in the file and a scan cut off anywhere can go on. What such a scan leaves unfound, the next one is given again.
 */
export class CommitWriter {
  readonly #db: WriteDb
  readonly #repo: number
  readonly #numbers: GivenNumbers
  readonly #oidBytes: number
  readonly #authors = new Map<string, number>()
  /** Numbers given but not read. */
  readonly #edges = new Set<number>()
  /** Those of them that the file has. */
  readonly #kept = new Set<number>()
  /** Numbers that became edges or were read since the file was told. */
  #moved: number[] = []
  /** Commits that were read but cannot be found by id yet. */
  #unfound: number[] = []
  #found = 0
  readonly #rows: CommitRows
  readonly #made = new HistoryMaker()
  /** How many numbers were given before. */
  readonly #before: number
  /** Whether a commit that was read before has other parents now. */
  #completed = false

  /** `lookUp`: ids are looked up rather than all read, which is right where the scan before came to its end. */
  constructor(db: WriteDb, repo: number, oidBytes: number, lookUp = false) {
    this.#db = db
    this.#repo = repo
    this.#oidBytes = oidBytes
    this.#rows = new CommitRows(db, commitId(repo, 0), oidBytes)
    for (const edge of edgesOf(db, repo)) {
      this.#edges.add(edge)
      this.#kept.add(edge)
    }
    const few = lookUp && this.#edges.size === 0
    this.#numbers = few ? new FewNumbers(db, repo, oidBytes) : allNumbers(db, repo, oidBytes)
    this.#before = this.#numbers.size
  }

  /** Writes some batches; returns how many of their commits were new. Call inside a transaction. */
  append(batches: readonly CommitColumns[]): number {
    let written = 0
    for (const batch of batches) {
      this.#rows.begin(batch.names.map((name) => this.#author(name)))
      written += this.#append(batch)
      this.#rows.end(batch)
    }
    this.#keepEdges()
    return written
  }

  /**
   * Whether as much has gathered to be made findable as was before. The more at once, the fewer pages are written again,
   * since ids come in no order; the less at the end, the more of it is done while git works.
   */
  get muchUnfound(): boolean {
    return this.#unfound.length >= Math.max(foundFirst, this.#found)
  }

  /** Makes what was read findable by its id. Each step belongs in a transaction of its own. */
  *find(): Generator<void, void> {
    const numbers = Int32Array.from(this.#unfound)
    this.#unfound = []
    this.#found += numbers.length
    const order = inOrder(numbers, (number) => this.#numbers.start(number))
    const into = { first: commitId(this.#repo, 0), oidBytes: this.#oidBytes }
    for (let from = 0; from < order.length; from += foundAtOnce) {
      const some = order.subarray(from, from + foundAtOnce)
      writeOids(this.#db, into, some, this.#numbers.oids(some))
      yield
    }
  }

  /** Nothing more comes. Ids are some dozen megabytes in a long history: they are gone before it is told what follows from it. */
  end(): void {
    this.#numbers.end()
  }

  /** Once: all that was read of the repository, in this scan and as it is in `before`; null where that is not all. */
  history(before: History | undefined): History | null {
    if (this.#completed || this.#before !== (before?.n ?? 0)) return null
    return this.#made.history(this.#repo, this.#numbers.size, before ?? null)
  }

  #append(batch: CommitColumns): number {
    const { n, oidBytes, oids, parentCounts, parents } = batch
    let mention = 0
    let written = 0
    for (let i = 0; i < n; i++) {
      const given = this.#numbers.size
      const number = this.#numbers.number(oids, i * oidBytes)
      const isNew = number === given || this.#wasEdge(number)
      const before: number[] = []
      for (const end = mention + (parentCounts[i] ?? 0); mention < end; mention++)
        before.push(this.#mention(parents, mention * oidBytes))
      this.#unfound.push(number)
      if (isNew) written += this.#insert(batch, i, number, before)
      else written += this.#changeParents(number, before)
    }
    return written
  }

  #wasEdge(number: number): boolean {
    if (!this.#edges.delete(number)) return false
    this.#moved.push(number)
    return true
  }

  #mention(oids: Uint8Array, at: number): number {
    const given = this.#numbers.size
    const number = this.#numbers.number(oids, at)
    if (number !== given) return number
    this.#edges.add(number)
    this.#moved.push(number)
    return number
  }

  #insert(batch: CommitColumns, i: number, number: number, parents: readonly number[]): 1 {
    const { subjects, subjectEnds } = batch
    this.#made.add({
      number,
      parents,
      authored_at_ms: batch.authoredAt[i] ?? Number.NaN,
      committed_at_ms: batch.committedAt[i] ?? Number.NaN,
      numbered: isNumbered(subjects, subjectEnds[i - 1] ?? 0, subjectEnds[i] ?? 0),
    })
    this.#rows.add(batch, i, number, parents)
    return 1
  }

  /** Unshallowing gives a commit its parents back. */
  #changeParents(number: number, parents: readonly number[]): number {
    const id = commitId(this.#repo, number)
    const sql = 'UPDATE commits SET parents = ?1 WHERE id = ?2 AND parents <> ?1'
    const { changes } = this.#db.run(sql, packed(parents), id)
    if (changes > 0) this.#completed = true
    return changes
  }

  #keepEdges(): void {
    for (const number of this.#moved) {
      if (this.#edges.has(number) === this.#kept.has(number)) continue
      const id = commitId(this.#repo, number)
      if (this.#kept.delete(number)) this.#db.run('DELETE FROM commit_edges WHERE id = ?', id)
      else {
        this.#kept.add(number)
        this.#db.run('INSERT INTO commit_edges (id, oid) VALUES (?, ?)', id, this.#numbers.oid(number))
      }
    }
    this.#moved = []
  }

  #author(name: string): number {
    const known = this.#authors.get(name)
    if (known !== undefined) return known
    const row = this.#db.get<{ id: number }>('SELECT id FROM authors WHERE name = ?', name)
    const id = row?.id ?? this.#db.run('INSERT INTO authors (name) VALUES (?)', name).id
    this.#authors.set(name, id)
    return id
  }
}

/** Numbers in the order of the first three bytes of their ids: near enough for a page to be written once. */
function inOrder(numbers: Int32Array, start: (number: number) => number): Int32Array {
  // Sorted by the lower twelve bits, then by the upper ones, which keeps the order of the lower.
  let from: Int32Array = numbers
  let to: Int32Array = new Int32Array(numbers.length)
  for (const shift of [0, 12]) {
    const digit = (number: number) => (start(number) >> shift) & 0xfff
    const at = new Int32Array(0x1001)
    for (const number of from) at[digit(number) + 1]!++
    for (let i = 0; i < 0x1000; i++) at[i + 1]! += at[i]!
    for (const number of from) to[at[digit(number)]!++] = number
    ;[from, to] = [to, from]
  }
  return from
}
