// What waits for production in each repository, and for each of its systems where it has several: git says where its main line is, stored commits and deployments the rest.
import { must } from '../../src-shared/assert.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { startOf, undeployed } from '../derive/undeployed.ts'
import { mainLine } from '../sources/git/main-line.ts'
import { openRepo } from '../sources/git/open.ts'
import { commitId, findCommits, repoOf } from '../store/commits.ts'
import { partOf, systemsOf } from '../store/components.ts'
import { allRepos, type RepoRow } from '../store/repos.ts'
import { builtFrom, namedCommits } from '../store/shipments.ts'
import { allEnvironments, tierScope } from '../store/systems.ts'
import type { JobContext } from './context.ts'

export interface Waiting {
  repo: RepoRow
  system: number
  name: string | null
  problem: string | null
  ever: boolean
  /** Ids, oldest first; null where it cannot be told. */
  commits: number[] | null
  oldest_at_ms: number | null
}

/** What waits in each repository of these systems. */
export async function waiting({ db, graphs, signal }: JobContext, systems: string | null): Promise<Waiting[]> {
  const chosen = systems === null ? null : (JSON.parse(systems) as number[])
  const asks = (system: number) => chosen === null || chosen.includes(system)
  const repos = allRepos(db).filter((repo) => systemsOf(db, repo.id).some(asks))
  if (repos.length === 0) return []
  const lines: Line[] = []
  for (const repo of repos) lines.push(await lineOf(repo, signal))
  return db.snapshot(() => {
    const production = allEnvironments(db).filter((one) => one.tier === 'production')
    const built = builtFrom(
      db,
      production.map((one) => one.id),
    )
    const shipping = built.filter((row) => row.ships === 1)
    const named = namedCommits(db, tierScope('production'))
    const waits = (repo: RepoRow, line: Line, system: number): Waiting => {
      const { name, tips, problem } = line
      const first = commitId(repo.id, 0)
      const numbersIn = (ids: readonly number[]) => ids.filter((id) => repoOf(id) === repo.id).map((id) => id - first)
      // What deploys one of several systems deploys none of the others; of a whole repository, whatever CI calls it.
      const part = partOf(db, repo.id, system)
      const its = (row: { system: number }) => part === null || row.system === system
      const own = {
        roots: numbersIn(shipping.filter(its).map((row) => row.commit)),
        named: numbersIn(named.filter(its).map((row) => row.id)),
      }
      const ever = own.roots.length + own.named.length > 0
      const ends = tips.map((tip) => numbersIn(findCommits(db, tip))[0])
      const unread = tips.find((_, at) => ends[at] === undefined)
      const untold = problem ?? (unread === undefined ? null : notRead(name, unread))
      if (untold !== null) return { repo, system, name, problem: untold, ever, commits: null, oldest_at_ms: null }
      const graph = graphs.graph(db, repo.id)
      const tipsRead = ends.filter((end) => end !== undefined)
      const numbers = undeployed(graph, tipsRead, own).filter((number) => part?.has(number) ?? true)
      const [oldest] = numbers
      return {
        repo,
        system,
        name,
        problem: null,
        ever,
        commits: numbers.map((number) => first + number),
        oldest_at_ms: oldest === undefined ? null : startOf(graph, oldest),
      }
    }
    return repos.flatMap((repo, i) => {
      const line = must(lines[i], 'because each repository was asked')
      return systemsOf(db, repo.id)
        .filter(asks)
        .map((system) => waits(repo, line, system))
    })
  })
}

interface Line {
  name: string | null
  tips: string[]
  problem: string | null
}

/** A repository that cannot be read does not keep the others from being shown. */
async function lineOf(repo: RepoRow, signal: AbortSignal): Promise<Line> {
  try {
    const line = await mainLine(await openRepo(repo.path, signal), signal)
    return { name: line?.name ?? null, tips: line?.tips ?? [], problem: null }
  } catch (error) {
    if (!(error instanceof Refusal) || signal.aborted) throw error
    return { name: null, tips: [], problem: error.message }
  }
}

function notRead(name: string | null, tip: string): string {
  return `${name} is at ${tip.slice(0, 8)} now, which was not read yet. Scan the repository again.`
}
