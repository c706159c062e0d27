// Which of the deployments found in a repository came first where they have one time: git tells seconds, and a rebase dates
// many commits alike. A commit came after what it contains.
import { commitId, repoOf } from '../store/commits.ts'
import type { WriteDb } from '../store/database.ts'
import type { GraphCache } from './cache.ts'
import { byTime } from './order.ts'
import type { DeploymentRow } from './same-deployment.ts'

/** Writes `place` where it changed, in the rows given and in the file. Rows: all of one system, by time, and so afterwards. */
export function placeTies(db: WriteDb, cache: GraphCache, rows: DeploymentRow[]): void {
  let changed = false
  for (const tie of tiesOf(rows)) {
    const depths = tie.map((row) => (tie.length === 1 ? 0 : depthOf(db, cache, row)))
    const order = [...new Set(depths)].sort((a, b) => a - b)
    tie.forEach((row, i) => {
      const place = order.indexOf(depths[i] ?? 0)
      if (place === row.place) return
      row.place = place
      db.run('UPDATE deployments SET place = ? WHERE id = ?', place, row.id)
      changed = true
    })
  }
  if (changed) rows.sort(byTime)
}

/** Those found in one repository, by their time. Where nothing is tied, as nearly always, no graph is looked at. */
function tiesOf(rows: readonly DeploymentRow[]): DeploymentRow[][] {
  const ties = new Map<string, DeploymentRow[]>()
  for (const row of rows) {
    if (row.repo === 0) continue
    const key = `${row.repo} ${row.at_ms}`
    const tie = ties.get(key)
    if (tie === undefined) ties.set(key, [row])
    else tie.push(row)
  }
  return [...ties.values()]
}

/** The longest way down from the commit: one that contains another is deeper. */
function depthOf(db: WriteDb, cache: GraphCache, { repo, commits }: DeploymentRow): number {
  const id = cache.commits(db, commits[0] ?? '').find((one) => repoOf(one) === repo)
  return id === undefined ? 0 : (cache.depths(db, repo).depth[id - commitId(repo, 0)] ?? 0)
}
