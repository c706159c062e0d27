// Commits in columns as they leave the parser, and how they are filled in. Text stays bytes, which is what it is kept as.
import type { CommitColumns } from '../../../src-shared/commit-columns.ts'
import { release } from '../../../src-shared/release.ts'
import type { Sayings } from './sayings.ts'

/** About 512 commits. */
export interface CommitBatch extends CommitColumns {
  oidBytes: 20 | 32
  /** What they say of other commits. */
  says: Sayings
}

export const batchSize = 512
export const subjectMax = 500
/** The most bytes that so many characters take. */
const subjectBytesMax = subjectMax * 4

/** A batch that is filled commit by commit: `take` counts what was put in place since. */
export class BatchMaker {
  n = 0
  readonly oidBytes: 20 | 32
  readonly oids: Uint8Array<ArrayBuffer>
  readonly parentCounts = new Uint16Array(batchSize)
  readonly authoredAt = new Float64Array(batchSize)
  readonly committedAt = new Float64Array(batchSize)
  readonly says: Sayings = { reverts: [], requests: [] }
  /** Most commits have one parent, a merge has two. */
  parents: Uint8Array<ArrayBuffer>
  /** Bytes of parents that are taken. */
  parentsUsed = 0
  readonly #authors = new Uint16Array(batchSize)
  readonly #names = new Map<string, number>()
  #subjects = Buffer.alloc(batchSize * 64)
  readonly #subjectEnds = new Uint32Array(batchSize)
  #subjectsUsed = 0

  constructor(oidBytes: 20 | 32) {
    this.oidBytes = oidBytes
    this.oids = new Uint8Array(batchSize * oidBytes)
    this.parents = new Uint8Array(batchSize * oidBytes * 1.5)
  }

  /** Where to put the next parent. */
  parentAt(already: number): number {
    const at = this.parentsUsed + already * this.oidBytes
    if (at + this.oidBytes > this.parents.length) this.parents = grown(this.parents)
    return at
  }

  author(name: string): void {
    let which = this.#names.get(name)
    if (which === undefined) this.#names.set(name, (which = this.#names.size))
    this.#authors[this.n] = which
  }

  /** Printable ASCII of at most `subjectMax` bytes as it is, else text. */
  subject(line: string | { bytes: Uint8Array; from: number; to: number }): void {
    if (this.#subjectsUsed + subjectBytesMax > this.#subjects.length)
      this.#subjects = Buffer.from(grown(this.#subjects).buffer)
    let used = this.#subjectsUsed
    if (typeof line === 'string') used += this.#subjects.write(line, used)
    else for (let i = line.from; i < line.to; i += 1) this.#subjects[used++] = line.bytes[i] as number
    this.#subjectEnds[this.n] = this.#subjectsUsed = used
  }

  take(parents: number): void {
    this.parentCounts[this.n] = parents
    this.parentsUsed += parents * this.oidBytes
    this.n += 1
  }

  done(): CommitBatch {
    const { n, oidBytes, oids, parentCounts, authoredAt, committedAt, says } = this
    const cut = <T extends { slice(from: number, to: number): T }>(column: T, length: number) =>
      n === batchSize ? column : column.slice(0, length)
    const done = {
      n,
      oidBytes,
      oids: cut(oids, n * oidBytes),
      parentCounts: cut(parentCounts, n),
      parents: this.parents.slice(0, this.parentsUsed),
      authoredAt: cut(authoredAt, n),
      committedAt: cut(committedAt, n),
      names: [...this.#names.keys()],
      authors: cut(this.#authors, n),
      subjects: new Uint8Array(this.#subjects.subarray(0, this.#subjectsUsed)),
      subjectEnds: cut(this.#subjectEnds, n),
      says,
    }
    release(this.parents)
    release(this.#subjects)
    return done
  }
}

/** A batch as the first `at` of its commits and the others. */
export function cutAt(batch: CommitBatch, at: number): [CommitBatch, CommitBatch] {
  return [partOf(batch, 0, at), partOf(batch, at, batch.n)]
}

/** An id of a column of them, as git writes it. */
export function idAt(oids: Uint8Array, oidBytes: number, i: number): string {
  return Buffer.from(oids.subarray(i * oidBytes, (i + 1) * oidBytes)).toString('hex')
}

function partOf(batch: CommitBatch, from: number, to: number): CommitBatch {
  const { oidBytes, oids, parentCounts, parents, authoredAt, committedAt, authors, subjects, subjectEnds, says } = batch
  const mentions = (end: number) => parentCounts.subarray(0, end).reduce((sum, count) => sum + count, 0)
  const text = subjectEnds[from - 1] ?? 0
  const ids = oids.slice(from * oidBytes, to * oidBytes)
  const has = new Set(Array.from({ length: to - from }, (_, i) => idAt(ids, oidBytes, i)))
  return {
    ...batch,
    n: to - from,
    oids: ids,
    parentCounts: parentCounts.slice(from, to),
    parents: parents.slice(mentions(from) * oidBytes, mentions(to) * oidBytes),
    authoredAt: authoredAt.slice(from, to),
    committedAt: committedAt.slice(from, to),
    authors: authors.slice(from, to),
    subjects: subjects.slice(text, subjectEnds[to - 1] ?? 0),
    subjectEnds: subjectEnds.slice(from, to).map((end) => end - text),
    says: {
      reverts: says.reverts.filter(({ id }) => has.has(id)),
      requests: says.requests.filter((id) => has.has(id)),
    },
  }
}

function grown(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.buffer.transfer(bytes.length * 2))
}
