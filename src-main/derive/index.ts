// Derives all links of a system from its facts and repositories. May be run at any time: the same facts give the same
// links, and only what differs is written.
import { must } from '../../src-shared/assert.ts'
import type { WriteDb } from '../store/database.ts'
import { writeDeployedAgain } from '../store/deployed-again.ts'
import { changeLinkSets, dropChangeLinks, writeChangeLinks } from '../store/links.ts'
import { reposOf } from '../store/repos.ts'
import { allEnvironments, scopesOf, tierScope } from '../store/systems.ts'
import { writeShippedFrom } from '../store/waiting.ts'
import type { GraphCache } from './cache.ts'
import { findDeployedAgain } from './deployed-again.ts'
import { linkChanges, type Shipped } from './deployment-changes.ts'
import { type Grounds, GroundsComparison } from './grounds.ts'
import { isWorthKeeping } from './grown.ts'
import { attributeIncidents } from './incident-deployment.ts'
import { byName } from './names.ts'
import { linkRemedies } from './remedies.ts'
import { joinInferred } from './same-deployment.ts'
import { digestsOf, findShipped, readDeployments, successful } from './shipped.ts'
import { placeTies } from './ties.ts'

export { GraphCache } from './cache.ts'
export { squashStarts } from './squash-starts.ts'
export { deriveThings } from './things.ts'
export { deriveWaiting } from './waiting.ts'

export function deriveSystem(db: WriteDb, cache: GraphCache, system: number): void {
  const rows = readDeployments(db, cache, system)
  placeTies(db, cache, rows)
  joinInferred(db, rows)
  const shipped = successful(rows)
  const repos = reposOf(db, system)
  const own = { system, repos: repos.map((repo) => repo.id) }
  // What was deployed before has no changes yet, and what came after none of its.
  const from_ms = Math.max(...repos.map((repo) => repo.unread_before_ms ?? -Infinity))
  const times = changeTimes(db, system)
  const sets = changeLinkSets(db, system)
  const digests = new Map(sets.map((set) => [`${set.deployment} ${set.scope}`, set.digest]))
  const standing = new Set<string>()
  const [before, comparison] = [cache.grounds(system), new GroundsComparison()]
  const kept = new Map<string, { grounds: Grounds; digest: number }>()
  let production: Shipped[] = []

  for (const { scope, environments } of scopesOf(allEnvironments(db))) {
    const within = shipped.filter((row) => environments.includes(row.environment))
    if (scope === tierScope('production')) production = within
    if (within.length === 0) continue
    const earlier = within.filter((row) => row.finished_at_ms < from_ms).length
    let next = earlier
    for (const { links, grounds } of linkChanges(db, cache, { ...own, earlier }, times, within)) {
      const { id } = must(within[next++], 'because links come in the order of deployments')
      const key = `${id} ${scope}`
      standing.add(key)
      const [stood, written] = [before?.get(key), digests.get(key)]
      const isSame = stood !== undefined && grounds !== null && comparison.isSame(stood.grounds, grounds)
      const digest = isSame && stood.digest === written ? stood.digest : writeChangeLinks(db, id, scope, links, written)
      if (grounds !== null && digest !== null && isWorthKeeping(grounds.graph)) kept.set(key, { grounds, digest })
    }
  }
  for (const set of sets)
    if (!standing.has(`${set.deployment} ${set.scope}`)) dropChangeLinks(db, set.deployment, set.scope)
  cache.keepGrounds(system, kept)
  writeShippedFrom(db, system, digestsOf(findShipped(db, cache, system, shipped)))
  writeDeployedAgain(db, system, findDeployedAgain(db, cache, own, shipped))
  const counting = rows.filter((row) => row.excluded === null)
  const named = byName(counting, production)
  linkRemedies(db, rows, named)
  attributeIncidents(db, cache, system, counting, production, named)
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
