// Writes the commits of scanned repositories, in batches as git gives them.
import { bytesOf, CommitRows, writeOids } from './commit-rows.ts'
import type { CommitColumns } from '../../src-shared/commit-columns.ts'
import { release } from '../../src-shared/release.ts'
import { larger, memory } from '../../src-shared/room.ts'
import { commitId, edgesOf } from './commits.ts'
import type { WriteDb } from './database.ts'
import { type History, isNumbered } from './graph.ts'
import { allNumbers, FewNumbers, type GivenNumbers } from './given-numbers.ts'
import { HistoryMaker } from './history-maker.ts'
import { Numbers } from './numbers.ts'

/** Ids that one transaction makes findable: it takes some 4 ms. */
const foundAtOnce = 4_096
/** As many are worth it, and as large a part of what was made findable before. */
const foundFirst = 16_384
const foundPart = 1 / 2

/** More commits than any repository has; three bytes beside such a number are still a whole number. */
const numbersMax = 2 ** 29

const isEdge = 1
const isKept = 2

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
  /** Of each number: whether it is an edge, which is given but not read, and whether the file has it as one. */
  #edges: Uint8Array<ArrayBuffer>
  /** Numbers of which that is not, or was not, the same. */
  readonly #moved = new Numbers()
  /** Commits that were read but cannot be found by id yet. */
  readonly #unfound = new Numbers()
  /** Parents of the commit that is written. */
  readonly #parents = new Numbers()
  #found = 0
  readonly #rows: CommitRows
  #made = new HistoryMaker()
  /** How many numbers were given before what it has made. */
  #before: number
  /** Whether a commit that was read before has other parents now. */
  #completed = false

  /** `lookUp`: ids are looked up rather than all read, which is right where the scan before came to its end. */
  constructor(db: WriteDb, repo: number, oidBytes: number, lookUp = false) {
    this.#db = db
    this.#repo = repo
    this.#oidBytes = oidBytes
    this.#rows = new CommitRows(db, commitId(repo, 0), oidBytes)
    const edges = edgesOf(db, repo)
    const few = lookUp && edges.length === 0
    this.#numbers = few ? new FewNumbers(db, repo, oidBytes) : allNumbers(db, repo, oidBytes)
    this.#before = this.#numbers.size
    this.#edges = new Uint8Array(memory(Math.max(1024, this.#before)))
    for (const edge of edges) this.#edges[edge] = isEdge | isKept
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
    return this.#unfound.length >= Math.max(foundFirst, this.#found * foundPart)
  }

  /** Makes what was read findable by its id. Each step belongs in a transaction of its own. */
  *find(): Generator<void, void> {
    const numbers = this.#unfound.all()
    this.#unfound.clear()
    this.#found += numbers.length
    const order = inOrder(numbers, (number) => this.#numbers.start(number))
    const into = { first: commitId(this.#repo, 0), oidBytes: this.#oidBytes }
    for (let from = 0; from < order.length; from += foundAtOnce) {
      const some = order.subarray(from, from + foundAtOnce)
      writeOids(this.#db, into, some, this.#numbers.oids(some))
      yield
    }
    release(order)
  }

  /** Nothing more comes. Ids are some dozen megabytes in a long history: they are gone before it is told what follows from it. */
  end(): void {
    this.#numbers.end()
    release(this.#edges)
    this.#unfound.end()
  }

  /** All that was read of the repository: since it was last asked, and as it is in `before`; null where that is not all. */
  history(before: History | undefined): History | null {
    if (this.#completed || this.#before !== (before?.n ?? 0)) return null
    const { size } = this.#numbers
    const history = this.#made.history(this.#repo, size, before ?? null)
    this.#made = new HistoryMaker()
    this.#before = size
    return history
  }

  #append(batch: CommitColumns): number {
    const { n, oidBytes, oids, parentCounts, parents } = batch
    let mention = 0
    let written = 0
    for (let i = 0; i < n; i++) {
      const given = this.#numbers.size
      const number = this.#numbers.number(oids, i * oidBytes)
      const isNew = number === given || this.#wasEdge(number)
      this.#parents.clear()
      for (const end = mention + (parentCounts[i] ?? 0); mention < end; mention++)
        this.#parents.push(this.#mention(parents, mention * oidBytes))
      this.#unfound.push(number)
      if (isNew) written += this.#insert(batch, i, number)
      else written += this.#changeParents(number)
    }
    return written
  }

  #wasEdge(number: number): boolean {
    const edge = this.#edges[number] as number
    if ((edge & isEdge) === 0) return false
    this.#edges[number] = edge & isKept
    if (edge === (isEdge | isKept)) this.#moved.push(number)
    return true
  }

  #mention(oids: Uint8Array, at: number): number {
    const given = this.#numbers.size
    const number = this.#numbers.number(oids, at)
    if (number !== given) return number
    if (number >= this.#edges.length) this.#edges = larger(this.#edges, number * 2)
    this.#edges[number] = isEdge
    this.#moved.push(number)
    return number
  }

  #insert(batch: CommitColumns, i: number, number: number): 1 {
    const { subjects, subjectEnds } = batch
    this.#made.add({
      number,
      parents: this.#parents,
      authored_at_ms: batch.authoredAt[i] ?? Number.NaN,
      committed_at_ms: batch.committedAt[i] ?? Number.NaN,
      numbered: isNumbered(subjects, subjectEnds[i - 1] ?? 0, subjectEnds[i] ?? 0),
    })
    this.#rows.add(batch, i, number, this.#parents)
    return 1
  }

  /** Unshallowing gives a commit its parents back. */
  #changeParents(number: number): number {
    const id = commitId(this.#repo, number)
    const sql = 'UPDATE commits SET parents = ?1 WHERE id = ?2 AND parents <> ?1'
    const { changes } = this.#db.run(sql, bytesOf(this.#parents.all()), id)
    if (changes > 0) this.#completed = true
    return changes
  }

  #keepEdges(): void {
    for (let i = 0; i < this.#moved.length; i++) {
      const number = this.#moved.at(i)
      const edge = this.#edges[number]
      if (edge === isEdge) this.#keepEdge(number)
      else if (edge === isKept) this.#dropEdge(number)
    }
    this.#moved.clear()
  }

  #keepEdge(number: number): void {
    const id = commitId(this.#repo, number)
    this.#db.run('INSERT INTO commit_edges (id, oid) VALUES (?, ?)', id, this.#numbers.oid(number))
    this.#edges[number] = isEdge | isKept
  }

  #dropEdge(number: number): void {
    this.#db.run('DELETE FROM commit_edges WHERE id = ?', commitId(this.#repo, number))
    this.#edges[number] = 0
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

/** Puts numbers in the order of the first three bytes of their ids: near enough for a page to be written once. */
function inOrder(numbers: Int32Array<ArrayBuffer>, start: (number: number) => number): Int32Array<ArrayBuffer> {
  const keys = new Float64Array(numbers.length)
  for (let i = 0; i < keys.length; i++) {
    const number = numbers[i] as number
    keys[i] = start(number) * numbersMax + number
  }
  keys.sort()
  // A list of them would be made first, if they were asked for one by one.
  for (let i = 0; i < keys.length; i++) numbers[i] = (keys[i] as number) % numbersMax
  release(keys)
  return numbers
}
