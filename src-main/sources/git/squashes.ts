// Squashed commits of the main line, where the refs of their pull requests are here: when the work they stand for began.
// Those refs may lie in a repository of Shiplog's own instead. Fetches nothing. Invariant: git is given object ids alone, through stdin.
import { createHash } from 'node:crypto'
import { type Besides, readGit, revisionLines } from './git.ts'
import { graphOf, type HistoryGraph } from './graph.ts'
import type { RepoFacts } from './open.ts'
import { pullRefs } from './pull-refs.ts'
import { refusalOf } from './refusals.ts'

export interface Squashes {
  /** Of what they were found in: the same digest, the same starts. */
  digest: string
  starts: { commit: string; start_ms: number }[]
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
    const heads = new Map<number, string>()
    for (const line of listed.split('\n')) {
      const [id = '', name = ''] = line.split(' ')
      const number = isHead.exec(name)?.[1]
      if (number !== undefined) heads.set(Number(number), id)
    }
    if (heads.size === 0) return null
    const digest = createHash('sha256').update(`${tips.join()}\n${listed}`).digest('hex')
    if (digest === seen) return 'seen'
    const starts = new Map<string, number>()
    for (const tip of tips) {
      const found = await squashesOf(facts, tip, heads, signal, besides)
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
  heads: ReadonlyMap<number, string>,
  signal?: AbortSignal,
  besides?: Besides,
): Promise<Squashes['starts']> {
  const squashes = await candidates(facts, tip, heads, signal)
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

/** Commits of the main line with one parent that name a pull request whose ref is here; the oldest first. */
async function candidates(
  facts: RepoFacts,
  tip: string,
  heads: ReadonlyMap<number, string>,
  signal?: AbortSignal,
): Promise<Squash[]> {
  const args = ['-z', '--first-parent', '--no-merges', '--stdin', '--no-show-signature', '--encoding=UTF-8']
  const answer = await readGit(
    facts.gitDir,
    'log',
    [...args, '--format=%H %P%x00%s%x00%b'],
    revisionLines([tip]),
    signal,
  )
  const fields = answer.split('\0')
  const found: Squash[] = []
  for (let i = 0; i + 2 < fields.length; i += 3) {
    const [ids = '', subject = '', body = ''] = fields.slice(i, i + 3)
    const [id = '', parent = ''] = ids.trim().split(' ')
    const number = /\((?:#|!)(\d+)\)\s*$/.exec(subject)?.[1] ?? /^See merge request \S*!(\d+)\s*$/m.exec(body)?.[1]
    const head = number === undefined ? undefined : heads.get(Number(number))
    if (parent !== '' && head !== undefined) found.push({ id, parent, head })
  }
  return found.reverse()
}

/** Visits what a commit reaches. `enter` notes a commit, and says whether it and what it reaches are to be visited. */
function walk(graph: HistoryGraph, from: number, enter: (commit: number) => boolean): void {
  const stack = from >= 0 && enter(from) ? [from] : []
  for (let commit = stack.pop(); commit !== undefined; commit = stack.pop())
    for (const parent of graph.parents(commit)) if (enter(parent)) stack.push(parent)
}
