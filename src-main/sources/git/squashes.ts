// Squashed commits of the main line, where the refs of their pull requests are here: when the work they stand for began.
// Those refs may lie in a repository of Shiplog's own instead. Fetches nothing. Invariant: git is given object ids alone, through stdin.
import { createHash } from 'node:crypto'
import { type Besides, revisionLines, streamGit } from './git.ts'
import { graphOf, type HistoryGraph } from './graph.ts'
import type { RepoFacts } from './open.ts'
import { pullRefs } from './pull-refs.ts'
import { refusalOf } from './refusals.ts'

export interface Squashes {
  /** Of what they were found in: the same digest, the same starts. */
  digest: string
  starts: { commit: string; start_ms: number }[]
}

/** Pull requests whose refs are here, by their numbers. */
interface PullHeads {
  heads: Map<number, string>
  /** Whether any is GitLab's, whose squashes may name it in the body. */
  inBodies: boolean
}

const isHead = /^refs\/(?:pull|merge-requests)\/(\d+)\/head$/

/**
 * Null where no pull request has a ref here; `seen` where they and the main line are as they were. Throws as readLog does.
 */
export async function findSquashes(
  facts: RepoFacts,
  /** Where the main line ends. */
  tips: readonly string[],
  seen: string | null,
  signal?: AbortSignal,
  besides?: Besides,
): Promise<Squashes | null | 'seen'> {
  // What came before the edge of a shallow clone is not known.
  if (facts.shallow) return null
  try {
    // The person's own refs win: they come later.
    const fetched = besides === undefined ? '' : await pullRefs(besides.gitDir, signal)
    const listed = fetched + (await pullRefs(facts.gitDir, signal))
    const pulls: PullHeads = { heads: new Map(), inBodies: listed.includes(' refs/merge-requests/') }
    for (const line of listed.split('\n')) {
      const [id = '', name = ''] = line.split(' ')
      const number = isHead.exec(name)?.[1]
      if (number !== undefined) pulls.heads.set(Number(number), id)
    }
    if (pulls.heads.size === 0) return null
    const digest = createHash('sha256').update(`${tips.join()}\n${listed}`).digest('hex')
    if (digest === seen) return 'seen'
    const starts = new Map<string, number>()
    for (const tip of tips) {
      const found = await squashesOf(facts, tip, pulls, signal, besides)
      for (const { commit, start_ms } of found) starts.set(commit, start_ms)
    }
    return { digest, starts: [...starts].map(([commit, start_ms]) => ({ commit, start_ms })) }
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
}

interface Squash {
  id: string
  parent: string
  head: string
}

async function squashesOf(
  facts: RepoFacts,
  tip: string,
  pulls: PullHeads,
  signal?: AbortSignal,
  besides?: Besides,
): Promise<Squashes['starts']> {
  const squashes = await candidates(facts, tip, pulls, signal)
  if (squashes.length === 0) return []
  const ends = [tip, ...new Set(squashes.map((one) => one.head))]
  const graph = await graphOf(facts, ends, signal, besides)
  const { at } = graph
  // What the parents of the squashes so far reach. They follow one another on one line, so that it only grows.
  const before = new Uint8Array(graph.n)
  const found: Squashes['starts'] = []
  for (const { id, parent, head } of squashes) {
    walk(graph, graph.number(parent), (commit) => {
      if (before[commit] === 1) return false
      before[commit] = 1
      return true
    })
    const own = new Set<number>()
    walk(graph, graph.number(head), (commit) => {
      if (before[commit] === 1 || own.has(commit)) return false
      own.add(commit)
      return true
    })
    const written = at(graph.number(id))
    // A number may be another repository's: work that began after the squash is not what it stands for.
    let start_ms = Infinity
    for (const commit of own) if (at(commit) < start_ms) start_ms = at(commit)
    if (start_ms <= written) found.push({ commit: id, start_ms })
  }
  return found
}

/**
 * Commits of the main line with one parent that name a pull request whose ref is here; the oldest first. Only GitLab names
 * it in the body, which is not asked for elsewhere; of what passes by nothing is kept but what names one.
 */
async function candidates(
  facts: RepoFacts,
  tip: string,
  { heads, inBodies }: PullHeads,
  signal?: AbortSignal,
): Promise<Squash[]> {
  const args = ['-z', '--first-parent', '--no-merges', '--stdin', '--no-show-signature', '--encoding=UTF-8']
  const format = `--format=%H %P%n%s${inBodies ? '%n%b' : ''}`
  const found: Squash[] = []
  for await (const record of recordsOf(
    streamGit(facts.gitDir, 'log', [...args, format], revisionLines([tip]), signal),
  )) {
    const head = heads.get(numberIn(record))
    const [id = '', parent = ''] = record.toString('latin1', 0, record.indexOf(newline)).split(' ')
    if (parent !== '' && head !== undefined) found.push({ id, parent, head })
  }
  return found.reverse()
}

const newline = 10

/** What stands between the zero bytes of a stream, piece by piece. A piece is gone when the next is asked for. */
async function* recordsOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of stream) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let from = 0
    for (let to = bytes.indexOf(0); to !== -1; to = bytes.indexOf(0, from)) {
      yield bytes.subarray(from, to)
      from = to + 1
    }
    rest = bytes.subarray(from)
  }
  if (rest.length > 0) yield rest
}

/** The pull request that a record's first line ends in, or that a line of its body names; -1 for none. */
function numberIn(record: Buffer): number {
  const from = record.indexOf(newline) + 1
  const end = record.indexOf(newline, from)
  const to = end === -1 ? record.length : end
  // Of a line only its end, and of a body only a line that begins so, become text.
  const ending = /\([#!](\d+)\)\s*$/.exec(record.toString('latin1', Math.max(from, to - 32), to))
  if (ending !== null) return Number(ending[1])
  for (let at = record.indexOf(saying, to); at !== -1; at = record.indexOf(saying, at + 1)) {
    const next = record.indexOf(newline, at + 1)
    const line = record.toString('latin1', at + 1, next === -1 ? record.length : next)
    const said = /^See merge request \S*!(\d+)\s*$/.exec(line)
    if (said !== null) return Number(said[1])
  }
  return -1
}

const saying = Buffer.from('\nSee merge request ')

/** Visits what a commit reaches. `enter` notes a commit, and says whether it and what it reaches are to be visited. */
function walk(graph: HistoryGraph, from: number, enter: (commit: number) => boolean): void {
  const stack = from >= 0 && enter(from) ? [from] : []
  for (let commit = stack.pop(); commit !== undefined; commit = stack.pop())
    for (const parent of graph.parents(commit)) if (enter(parent)) stack.push(parent)
}
