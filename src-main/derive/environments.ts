// One row of the environments matrix: what runs in each environment of a system, which of them run the same, and how far
// each is behind the one before it.
import type { Cell, Run } from '../../src-shared/contract/environments.ts'
import type { Tier } from '../../src-shared/environment.ts'
import { parseVersion } from '../../src-shared/version.ts'
import { pairs, type RepoGraphs } from './commits-apart.ts'
import { type Attempt, standingAt } from '../store/cells.ts'
import type { ReadDb } from '../store/database.ts'
import type { EnvironmentRow } from '../store/systems.ts'
import { sameCommit } from '../store/versions.ts'

/** What is built goes this way. Other environments stand at the end, and nothing comes before them. */
export const way: readonly Tier[] = ['development', 'testing', 'staging', 'production', 'other']

/** Clocks differ: what is dated a little ahead has happened, so that news shows at once. */
export const aheadMs = 10 * 60_000

export function rowAt(
  db: ReadDb,
  graphs: RepoGraphs,
  system: number,
  columns: readonly EnvironmentRow[],
  atMs: number,
): (Cell | null)[] {
  const standing = columns.map((column) => ({ ...column, cell: standingAt(db, system, column.id, atMs) }))
  const running = standing.flatMap(({ name, tier, cell }) =>
    cell === null || cell.current === null ? [] : [{ name, tier, current: cell.current }],
  )
  return standing.map(({ tier, cell }) => {
    if (cell === null) return null
    const { current } = cell
    const before = current === null || tier === 'other' ? null : lastBefore(running, tier)
    return {
      current: current && runOf(current),
      same: current && running.findIndex((one) => same(one.current, current)),
      failed: cell.failed && runOf(cell.failed),
      running: cell.running && runOf(cell.running),
      behind: before && {
        environment: before.name,
        commits: current && countApart(db, graphs, system, before.current, current),
      },
    }
  })
}

interface Running {
  name: string
  tier: Tier
  current: Attempt
}

/** In the nearest tier before this one that runs anything, what was deployed last. */
function lastBefore(running: readonly Running[], tier: Tier): Running | null {
  const earlier = running.filter((one) => way.indexOf(one.tier) < way.indexOf(tier))
  const nearest = earlier.filter((one) => one.tier === earlier.at(-1)?.tier)
  return nearest.sort((a, b) => a.current.at_ms - b.current.at_ms).at(-1) ?? null
}

/** How many commits `from` has and `to` has not; null where no scanned repository tells. */
function countApart(db: ReadDb, graphs: RepoGraphs, system: number, from: Attempt, to: Attempt): number | null {
  const found = pairs(db, system, from.commits, to.commits)
  if (found.length > 0) return found.reduce((sum, pair) => sum + graphs.count(db, pair), 0)
  return same(from, to) ? 0 : null
}

/** One version, however prefixed, or one commit; what has neither is known by its id. */
function same(a: Attempt, b: Attempt): boolean {
  if (a.commits.some((one) => b.commits.some((other) => sameCommit(one, other)))) return true
  const [one, other] = [a, b].map((run) => run.version ?? (run.commits.length === 0 ? run.id : null))
  return typeof one === 'string' && typeof other === 'string' && numberOf(one) === numberOf(other)
}

function numberOf(version: string): string {
  return parseVersion(version)?.number ?? version
}

/** With a name for people, and the first of its commits. */
export function runOf<R extends Attempt>({ commits, ...run }: R): Omit<R, 'commits'> & Run {
  const [commit = null] = commits
  return { ...run, commit, label: run.version ?? short(commit ?? run.id) }
}

/** The first 8 characters of a whole commit id; other text as it is. */
function short(text: string): string {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text) ? text.slice(0, 8) : text
}
