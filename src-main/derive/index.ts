// Derives all links of a system from its facts and repositories. May be run at any time: the same facts give the same
// links, and only what differs is written.
import { must } from '../../src-shared/assert.ts'
import type { WriteDb } from '../store/database.ts'
import { changeLinkSets, dropChangeLinks, writeChangeLinks } from '../store/links.ts'
import { oidOf } from '../store/commits.ts'
import { reposOf } from '../store/repos.ts'
import { allEnvironments, scopesOf, tierScope } from '../store/systems.ts'
import type { GraphCache } from './cache.ts'
import { linkChanges, type Shipped } from './deployment-changes.ts'
import { attributeIncidents } from './incident-deployment.ts'
import { byName } from './names.ts'
import { linkRemedies } from './remedies.ts'
import { byFinish } from './order.ts'
import { type DeploymentRow, joinInferred } from './same-deployment.ts'

export { GraphCache } from './cache.ts'
export { deriveThings } from './things.ts'

export function deriveSystem(db: WriteDb, cache: GraphCache, system: number): void {
  const rows = readDeployments(db, cache, system)
  joinInferred(db, rows)
  const shipped = successful(rows)
  const repos = reposOf(db, system).map((repo) => repo.id)
  const times = changeTimes(db, system)
  const sets = changeLinkSets(db, system)
  const digests = new Map(sets.map((set) => [`${set.deployment} ${set.scope}`, set.digest]))
  const standing = new Set<string>()
  let production: Shipped[] = []

  for (const { scope, environments } of scopesOf(allEnvironments(db))) {
    const within = shipped.filter((row) => environments.includes(row.environment))
    if (scope === tierScope('production')) production = within
    if (within.length === 0) continue
    linkChanges(db, cache, { system, own: repos }, times, within).forEach((links, i) => {
      const { id } = must(within[i], 'because links come in the order of deployments')
      const key = `${id} ${scope}`
      writeChangeLinks(db, id, scope, links, digests.get(key))
      standing.add(key)
    })
  }
  for (const set of sets)
    if (!standing.has(`${set.deployment} ${set.scope}`)) dropChangeLinks(db, set.deployment, set.scope)
  const counting = rows.filter((row) => row.excluded === null)
  const named = byName(counting, production)
  linkRemedies(db, rows, named)
  attributeIncidents(db, cache, system, counting, production, named)
}

function readDeployments(db: WriteDb, cache: GraphCache, system: number): DeploymentRow[] {
  return db
    .all<Omit<DeploymentRow, 'changes' | 'commits' | 'names'> & { changes: string; commits: string; names: string }>(
      `SELECT id, environment, thing, repo, state, version, finished_at_ms, at_ms, changes, commits, names,
         remedies, remedied_by, excluded, joined_to
       FROM deployments WHERE system = ? ORDER BY at_ms, thing, id`,
      system,
    )
    .map((row) => ({
      ...row,
      changes: JSON.parse(row.changes) as string[],
      commits: (JSON.parse(row.commits) as string[]).map((hex) => wholeId(db, cache, hex)),
      names: JSON.parse(row.names) as string[],
    }))
}

/** CI may shorten a commit's id; a scanned repository knows the rest. */
function wholeId(db: WriteDb, cache: GraphCache, hex: string): string {
  if (hex.length >= 40) return hex
  const [id] = cache.commits(db, hex)
  return id === undefined ? hex : oidOf(db, id)
}

/** Successful ones with a finish time, each with the commits of the inferred ones that joined it; by time, then id. */
function successful(rows: readonly DeploymentRow[]): Shipped[] {
  const joined = new Map<number, string[]>()
  for (const row of rows)
    if (row.joined_to !== null) joined.set(row.joined_to, [...(joined.get(row.joined_to) ?? []), ...row.commits])
  return rows
    .flatMap((row) =>
      row.state === 'succeeded' && row.finished_at_ms !== null && row.joined_to === null && row.excluded === null
        ? [
            {
              ...row,
              finished_at_ms: row.finished_at_ms,
              commits: [...new Set([...row.commits, ...(joined.get(row.id) ?? [])])],
            },
          ]
        : [],
    )
    .sort(byFinish)
}

/** When each change pushed by id began. */
function changeTimes(db: WriteDb, system: number): Map<string, number> {
  return new Map(
    db
      .all<{ thing: string; created_at_ms: number }>(
        'SELECT thing, created_at_ms FROM changes WHERE system = ?',
        system,
      )
      .map((row) => [row.thing, row.created_at_ms]),
  )
}
