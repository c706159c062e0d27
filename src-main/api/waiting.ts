// What waits for production in each repository, and for each of its systems where it has several, as it was derived
// after the last scan and the last deployment.
import type { Undeployed, UndeployedSort } from '../../src-shared/contract/changes.ts'
import type { SortKey } from '../../src-shared/in-order.ts'
import { mainLine } from '../derive/main-line.ts'
import { type CommitRow, commitRows } from '../store/changes.ts'
import { componentsOf, systemsOf } from '../store/components.ts'
import type { ReadDb } from '../store/database.ts'
import { allRepos, type RepoRow } from '../store/repos.ts'
import { systemName, tierScope } from '../store/systems.ts'
import { countWaiting, oldestWaiting, shippedFrom, waitingPage } from '../store/waiting.ts'

/** A row for each system of each repository; `systems`: a JSON list of those asked for, or null for all. */
export function undeployedRows(
  db: ReadDb,
  systems: string | null,
  { limit, offset }: { limit: number; offset: number },
  now: number,
): Undeployed[] {
  const chosen = systems === null ? null : (JSON.parse(systems) as number[])
  const scope = tierScope('production')
  return allRepos(db).flatMap((repo) => {
    const problem = untold(db, repo)
    const shipping = shippedFrom(db, repo.id).filter((one) => one.scope === scope)
    const parts = componentsOf(db, repo.id)
    return systemsOf(db, repo.id)
      .filter((system) => chosen?.includes(system) ?? true)
      .map((system): Undeployed => {
        const set = { scope, system, repo: repo.id }
        const oldest = problem === null ? oldestWaiting(db, set) : null
        return {
          system: systemName(db, system),
          repo: repo.name,
          main_line: repo.main_line,
          scanned_at_ms: repo.scanned_at_ms,
          problem,
          ever: parts.length === 0 ? shipping.length > 0 : shipping.some((one) => one.system === system),
          total: problem === null ? countWaiting(db, set) : null,
          oldest_at_ms: oldest,
          age_ms: oldest === null ? null : now - oldest,
          rows: commitRows(db, waitingPage(db, set, limit, offset)).map(brief),
        }
      })
  })
}

/** What each column is sorted by. */
export const undeployedKeys: Record<UndeployedSort, (row: Undeployed) => SortKey> = {
  system: (row) => row.system,
  commits: (row) => row.total,
  age: (row) => row.age_ms,
}

/** A commit in a list of its repository's. */
export function brief({ id, title, author, start_at_ms, start_unknown }: CommitRow) {
  return { id, title, author, start_at_ms, start_unknown: start_unknown === 1 }
}

/** Why nobody knows what stands on its main line. */
function untold(db: ReadDb, repo: RepoRow): string | null {
  if (repo.main_tips === null) return `Where the main line of ${repo.name} is was not read yet. Scan the repository.`
  if (mainLine(db, repo.id) !== null) return null
  return `${repo.main_line} ends at a commit that was not read. ${repo.problem ?? 'Scan the repository again.'}`
}
