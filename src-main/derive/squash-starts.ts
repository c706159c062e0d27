// When the work of squashed commits began: the earliest commit that a pull request has and the main line before its squash
// had not. One sweep over the main line for all of them, then a walk over each one's own work.
import type { PullWork } from '../../src-shared/pull-work.ts'
import { commitId, findCommits, repoOf } from '../store/commits.ts'
import type { ReadDb } from '../store/database.ts'
import type { History } from '../store/graph.ts'
import { pullNumbers } from '../store/main-line.ts'
import { visitor } from './commit-graph.ts'

/** Ids of squashes, and when the work on each began. `tips`: where the main line ends. */
export function squashStarts(
  db: ReadDb,
  history: History,
  tips: readonly string[],
  work: PullWork,
): Map<number, number> {
  const first = commitId(history.repo, 0)
  const numberOf = (hex: string) => {
    const id = findCommits(db, hex).find((one) => repoOf(one) === history.repo)
    return id === undefined ? -1 : id - first
  }
  const said = new Map([...work.said].map(([hex, pull]) => [numberOf(hex), pull]))
  const starts = new Map<number, number>()
  if (work.heads.size === 0) return starts
  const walker = new WorkWalker(history, work, numberOf)
  for (const tip of tips) {
    const end = numberOf(tip)
    if (end === -1) continue
    const line = lineTo(history, end)
    const numbered = line.filter((commit) => history.numbered[commit] === 1 && hasOneParent(history, commit))
    const pulls = pullNumbers(db, history.repo, numbered)
    walker.sweep(line)
    line.forEach((commit, i) => {
      const pull = pulls.get(commit) ?? said.get(commit)
      const head = pull === undefined ? undefined : work.heads.get(pull)
      // What came before one whose parent was not read is not known.
      if (head === undefined || i === 0 || !hasOneParent(history, commit)) return
      const start_ms = walker.earliest(head, i)
      // A number may be another repository's: work that began after the squash is not what it stands for.
      if (start_ms <= dateOf(history, commit)) starts.set(first + commit, start_ms)
    })
  }
  return starts
}

function hasOneParent({ offsets }: History, commit: number): boolean {
  return (offsets[commit + 1] as number) - (offsets[commit] as number) === 1
}

/** Author date. Git makes 0 of what is none. */
function dateOf({ authoredAt }: History, commit: number): number {
  return authoredAt[commit] === 0 ? Number.NaN : (authoredAt[commit] ?? Number.NaN)
}

/** First parents up to `end`, the oldest first; that may be one that was not read. */
function lineTo({ offsets, parents }: History, end: number): number[] {
  const line: number[] = []
  for (let at = end; at !== -1; at = offsets[at] === offsets[at + 1] ? -1 : (parents[offsets[at]!] as number))
    line.push(at)
  return line.reverse()
}

/** Walks the work of one pull request after the other, partly outside the main line and partly on it. */
class WorkWalker {
  readonly #history: History
  readonly #work: PullWork
  readonly #numberOf: (hex: string) => number
  /** Where on the main line each commit came to be contained. */
  readonly #from: Int32Array
  /** By which walk each commit was visited last. */
  readonly #visited: Int32Array
  readonly #visitedHere: Int32Array
  /** Of commits of the main line in the work's graph, their numbers here; -1 for none. */
  readonly #here = new Map<number, number>()
  #walk = 0

  constructor(history: History, work: PullWork, numberOf: (hex: string) => number) {
    this.#history = history
    this.#work = work
    this.#numberOf = numberOf
    this.#from = new Int32Array(history.n)
    this.#visited = new Int32Array(work.graph.n)
    this.#visitedHere = new Int32Array(history.n)
  }

  sweep(line: readonly number[]): void {
    this.#from.fill(line.length)
    const visit = visitor(this.#history)
    line.forEach((commit, i) => visit(commit, (one) => (this.#from[one] = i)))
  }

  /** The earliest date in what `head` reaches and the main line before its i-th commit does not; Infinity for none. */
  earliest(head: number, i: number): number {
    const { graph } = this.#work
    const { offsets, parents } = this.#history
    const walk = ++this.#walk
    let start = Infinity
    const outside = [head]
    const here: number[] = []
    const enterHere = (commit: number) => {
      // Not read yet: so old that the main line has it.
      if (commit === -1 || (this.#from[commit] as number) < i || this.#visitedHere[commit] === walk) return
      this.#visitedHere[commit] = walk
      here.push(commit)
    }
    for (let commit = outside.pop(); commit !== undefined; commit = outside.pop()) {
      if (this.#visited[commit] === walk) continue
      this.#visited[commit] = walk
      const count = graph.count[commit] as number
      if (count === -1) enterHere(this.#hereOf(commit))
      if ((graph.at[commit] as number) < start) start = graph.at[commit] as number
      const begin = graph.begin[commit] as number
      for (let p = begin; p < begin + count; p++) outside.push(graph.parents[p] as number)
    }
    for (let commit = here.pop(); commit !== undefined; commit = here.pop()) {
      const at = dateOf(this.#history, commit)
      if (at < start) start = at
      const end = offsets[commit + 1] as number
      for (let p = offsets[commit] as number; p < end; p++) enterHere(parents[p] as number)
    }
    return start
  }

  #hereOf(commit: number): number {
    let here = this.#here.get(commit)
    if (here === undefined) this.#here.set(commit, (here = this.#numberOf(this.#work.graph.onMain.get(commit) ?? '')))
    return here
  }
}
