// Where a change is: for each environment of a system the first deployment that contained it, and whether what runs
// there now still does. A deployment contains what its commits reach in the commit graph, and what it names.
import type { Place } from '../../src-shared/contract/changes.ts'
import { knownCells, standingAt } from '../store/cells.ts'
import { commitId, findCommits, repoOf } from '../store/commits.ts'
import type { ReadDb } from '../store/database.ts'
import { getRepo } from '../store/repos.ts'
import { builtFrom, listingNothing, namingChange, namingCommit, type Shipped } from '../store/shipments.ts'
import { allEnvironments } from '../store/systems.ts'
import type { RepoGraphs } from './commits-apart.ts'
import { aheadMs, way } from './environments.ts'
import { arrivalOf, mainLine } from './main-line.ts'
import { byFinish } from './order.ts'
import { descendants } from './undeployed.ts'

export interface Whereabouts {
  /** Successful deployments that contain it. */
  containing: Shipped[]
  /** Whether one of them names it. */
  named: boolean
  /** Systems that were deployed from its repositories, or name it. */
  systems: Set<number>
  /** Numbers of the deployments that say which commits they contain. */
  telling: Set<number>
  /** With which commit it reached the main line of each repository that has it; none where it did not. */
  arrivals: Map<number, number>
  /** Repositories that have it, and no branch or tag that leads to it any more. */
  abandoned: Set<number>
}

/** `ids`: one commit in each repository that has it. */
export function whereIsCommit(db: ReadDb, graphs: RepoGraphs, ids: readonly number[]): Whereabouts {
  const marks = new Map(
    ids.map((id) => {
      const repo = repoOf(id)
      return [repo, descendants(graphs.graph(db, repo), numberOf(id))]
    }),
  )
  const arrivals = [...marks].flatMap(([repo, has]): [number, number][] => {
    const first = arrivalOf(graphs.graph(db, repo), mainLine(db, repo) ?? [], has)
    return first === null ? [] : [[repo, commitId(repo, first)]]
  })
  const holds = (commit: number) => marks.get(repoOf(commit))?.[numberOf(commit)] === 1
  const built = builtFrom(db, null)
  const naming = namingCommit(db, ids)
  const near = built.filter((row) => marks.has(repoOf(row.commit)))
  return {
    containing: [...near.filter(({ commit, ships }) => ships === 1 && holds(commit)), ...naming],
    named: naming.length > 0,
    systems: new Set([...near, ...naming].map((row) => row.system)),
    telling: new Set(built.filter((row) => row.ships === 1).map((row) => row.number)),
    arrivals: new Map(arrivals),
    abandoned: new Set([...marks].flatMap(([repo, has]) => (isLedTo(db, repo, has) ? [] : [repo]))),
  }
}

/** Whether any of the commits that `has` marks is where a branch or a tag ended when the repository was last scanned. */
function isLedTo(db: ReadDb, repo: number, has: Uint8Array): boolean {
  const tips = JSON.parse(getRepo(db, repo)?.tips ?? '[]') as string[]
  const marked = (hex: string) => findCommits(db, hex).some((id) => repoOf(id) === repo && has[numberOf(id)] === 1)
  // Of a shallow clone they are not kept.
  return tips.length === 0 || tips.some(marked)
}

function numberOf(commit: number): number {
  return commit - commitId(repoOf(commit), 0)
}

/** A change that no scanned repository knows: only what names it contains it. */
export function whereIsChange(db: ReadDb, id: string): Whereabouts {
  const containing = namingChange(db, id)
  return {
    containing,
    named: containing.length > 0,
    systems: new Set(containing.map((row) => row.system)),
    telling: new Set(),
    arrivals: new Map(),
    abandoned: new Set(),
  }
}

/** Every environment a system was deployed to. `start`: when the change began, or null. */
export function placesOf(
  db: ReadDb,
  system: number,
  { containing, telling }: Whereabouts,
  start: number | null,
  now: number,
): Omit<Place, 'parts'>[] {
  const silent = listingNothing(db, system).filter((row) => !telling.has(row.number))
  const cells = knownCells(db, JSON.stringify([system])).map((cell) => cell.environment)
  return allEnvironments(db)
    .filter(({ id }) => cells.includes(id))
    .sort((a, b) => way.indexOf(a.tier) - way.indexOf(b.tier))
    .map(({ id, name, tier }) => {
      const here = containing.filter((row) => row.system === system && row.environment === id)
      const first = here.sort((a, b) => byFinish(ordered(a), ordered(b)))[0] ?? null
      const until = first?.finished_at_ms ?? now
      const runs = standingAt(db, system, id, now + aheadMs)?.current?.number
      const holds = here.some((row) => row.number === runs)
      return {
        environment: name,
        tier,
        first: first && {
          number: first.number,
          id: first.id,
          version: first.version,
          finished_at_ms: first.finished_at_ms,
        },
        waited_ms: start === null ? null : until - start,
        unclear: silent.filter(
          (row) =>
            row.environment === id && (start === null || row.finished_at_ms >= start) && row.finished_at_ms < until,
        ).length,
        now: holds || (runs !== undefined && telling.has(runs) ? false : null),
      }
    })
}

function ordered({ finished_at_ms, place, id, number }: Shipped) {
  return { finished_at_ms, place, thing: id, id: number }
}
