// What stands behind pull requests and is on no main line: read from git, told with the commits of the main line that are
// stored already. Crosses threads by structured clone.

export interface PullWork {
  /** Of all that it was read from: the same digest, the same work. */
  digest: string
  /** By the number of a pull request, the number below of its newest commit. */
  heads: Map<number, number>
  /** Squashes that name their pull request below their first line: whole hexadecimal ids, and the number they name. */
  said: Map<string, number>
  graph: WorkGraph
}

/** Commits that the main line does not contain, and by their ids those of it that they began from. */
export interface WorkGraph {
  /** How many numbers there are. */
  n: number
  /** Parents of commit i: `parents[begin[i]]` and on, `count[i]` of them; -1 of them for one of the main line. */
  begin: Int32Array
  count: Int32Array
  parents: Int32Array
  /** Author dates in milliseconds UTC; NaN where there is none. */
  at: Float64Array
  /** Hexadecimal ids of those of the main line, by their numbers. */
  onMain: Map<number, string>
}
