// Commits on their way from the parser to the file: columns, because rows of objects cost more to hand over than to write.

/** As they cross threads; every buffer is the batch's own, so that it moves with it. */
export interface CommitColumns {
  n: number
  /** How long an id is. */
  oidBytes: number
  /** n ids of oidBytes each. */
  oids: Uint8Array<ArrayBuffer>
  parentCounts: Uint16Array<ArrayBuffer>
  /** The parents of all commits one after the other, oidBytes each. */
  parents: Uint8Array<ArrayBuffer>
  /** Milliseconds UTC; NaN where the commit carries no usable date. */
  authoredAt: Float64Array<ArrayBuffer>
  committedAt: Float64Array<ArrayBuffer>
  /** Who wrote them, each once: names as committed, without control characters and without addresses. */
  names: string[]
  /** Which of the names wrote each. */
  authors: Uint16Array<ArrayBuffer>
  /** First lines one after the other, UTF-8: at most 500 characters each, without control characters. */
  subjects: Uint8Array<ArrayBuffer>
  /** Where each ends. */
  subjectEnds: Uint32Array<ArrayBuffer>
}

/** All the memory of a batch but for its names. */
export function buffersOf(batch: CommitColumns): ArrayBuffer[] {
  const { oids, parentCounts, parents, authoredAt, committedAt, authors, subjects, subjectEnds } = batch
  return [oids, parentCounts, parents, authoredAt, committedAt, authors, subjects, subjectEnds].map(
    ({ buffer }) => buffer,
  )
}
