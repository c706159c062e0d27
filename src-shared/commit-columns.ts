// Commits on their way from the parser to the file: columns, because rows of objects cost more to hand over than to write.

/** As they cross threads; every buffer is the batch's own and may be transferred. */
export interface CommitColumns {
  n: number
  /** How long an id is. */
  oidBytes: number
  /** n ids of oidBytes each. */
  oids: Uint8Array
  parentCounts: Uint16Array
  /** The parents of all commits one after the other, oidBytes each. */
  parents: Uint8Array
  /** Milliseconds UTC; NaN where the commit carries no usable date. */
  authoredAt: Float64Array
  committedAt: Float64Array
  /** Who wrote them, each once: names as committed, without control characters and without addresses. */
  names: string[]
  /** Which of the names wrote each. */
  authors: Uint16Array
  /** First lines one after the other, UTF-8: at most 500 characters each, without control characters. */
  subjects: Uint8Array
  /** Where each ends. */
  subjectEnds: Uint32Array
}
