// What squashed commits of the main line stand for, where the refs of their pull requests are here: the work that those have
// and the main line has not. Those refs may lie in a repository of Shiplog's own instead. Fetches nothing.
// Invariant: git is given object ids alone, through stdin.
import { createHash } from 'node:crypto'
import type { PullWork } from '../../../src-shared/pull-work.ts'
import { type Besides, existingCommits, readGit, revisionLines } from './git.ts'
import { workOf } from './graph.ts'
import type { RepoFacts } from './open.ts'
import { pullOf, pullRefs } from './pull-refs.ts'
import { GitFailed, refusalOf } from './refusals.ts'

export interface MainLineSays {
  /** Where the main line ends. */
  tips: readonly string[]
  /** Whether the repository itself may have refs of pull requests. */
  pulls: boolean
  /** Numbers that first lines end in, of commits that may be squashes. */
  named: () => ReadonlySet<number>
  /** Ids of commits with one parent that name a merge request below their first line, as GitLab has it, and not in it. */
  saying: () => readonly string[]
}

/**
 * Null where no pull request has a ref here; `seen` where they and the main line are as they were. Throws as readLog does.
 */
export async function findPullWork(
  facts: RepoFacts,
  { tips, pulls: mayHave, named, saying }: MainLineSays,
  seen: string | null,
  signal?: AbortSignal,
  besides?: Besides,
): Promise<PullWork | null | 'seen'> {
  // What came before the edge of a shallow clone is not known.
  if (facts.shallow) return null
  try {
    // The person's own refs win: they come later.
    const fetched = besides === undefined ? '' : await pullRefs(besides.gitDir, signal)
    const listed = fetched + (mayHave ? await pullRefs(facts.gitDir, signal) : '')
    const pulls = new Map<number, string>()
    for (const line of listed.split('\n')) {
      const [id = '', name = ''] = line.split(' ')
      const number = pullOf(name)
      if (number !== null) pulls.set(number, id)
    }
    if (pulls.size === 0) return null
    const digest = createHash('sha256').update(`${tips.join()}\n${listed}`).digest('hex')
    if (digest === seen) return 'seen'
    const inBodies = listed.includes('/merge-requests/')
    const said = inBodies ? await requestsIn(facts, saying(), signal) : new Map<string, number>()
    const wanted = new Set([...named(), ...said.values()])
    const asked = [...pulls].filter(([number]) => wanted.has(number))
    // With nothing on stdin git would read HEAD.
    if (asked.length === 0) return { digest, heads: new Map(), said, graph: nothing }
    const { there, graph, heads } = await workOfThose(facts, asked, tips, signal, besides)
    return { digest, heads: new Map(there.map(([number], i) => [number, heads[i] ?? -1])), said, graph }
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
}

/** One whose commit is missing tells nothing, and keeps nobody from what the others tell. */
async function workOfThose(
  facts: RepoFacts,
  asked: readonly (readonly [number, string])[],
  tips: readonly string[],
  signal?: AbortSignal,
  besides?: Besides,
) {
  const idsOf = (some: typeof asked) => some.map(([, id]) => id)
  try {
    return { there: asked, ...(await workOf(facts, idsOf(asked), tips, signal, besides)) }
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error
    const found = new Set(await existingCommits(facts.gitDir, idsOf(asked), signal, besides))
    const there = asked.filter(([, id]) => found.has(id))
    if (there.length === asked.length) throw error
    if (there.length === 0) return { there, graph: nothing, heads: [] }
    return { there, ...(await workOf(facts, idsOf(there), tips, signal, besides)) }
  }
}

const nothing: PullWork['graph'] = {
  n: 0,
  begin: new Int32Array(),
  count: new Int32Array(),
  parents: new Int32Array(),
  at: new Float64Array(),
  onMain: new Map(),
}

/** The merge request that each of these commits names in its body. */
async function requestsIn(
  facts: RepoFacts,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  // Some may have been on a main line that is gone.
  const there = await existingCommits(facts.gitDir, ids, signal)
  if (there.length === 0) return found
  const args = ['-z', '--no-walk=unsorted', '--stdin', '--no-show-signature', '--encoding=UTF-8', '--format=%H%n%b']
  const answer = await readGit(facts.gitDir, 'log', args, revisionLines(there), signal)
  for (const record of answer.split('\0')) {
    const request = /^See merge request \S*!(\d+)\s*$/m.exec(record)?.[1]
    if (request !== undefined) found.set(record.slice(0, record.indexOf('\n')), Number(request))
  }
  return found
}
