// The deployments of a system as deriving reads them, and what the successful ones ship from which repository.
import { createHash } from 'node:crypto'
import { commitId, oidOf, repoOf } from '../store/commits.ts'
import type { ReadDb } from '../store/database.ts'
import { reposOf } from '../store/repos.ts'
import { allEnvironments, scopesOf } from '../store/systems.ts'
import type { ShippedFrom } from '../store/waiting.ts'
import type { GraphCache, ShippedSets } from './cache.ts'
import { reposShipped, type Shipped } from './deployment-changes.ts'
import { byFinish } from './order.ts'
import type { DeploymentRow } from './same-deployment.ts'

export function readDeployments(db: ReadDb, cache: GraphCache, system: number): DeploymentRow[] {
  return db
    .all<Omit<DeploymentRow, 'changes' | 'commits' | 'names'> & { changes: string; commits: string; names: string }>(
      `SELECT id, environment, thing, repo, state, version, finished_at_ms, at_ms, place, changes, commits, names,
         remedies, remedied_by, excluded, joined_to
       FROM deployments WHERE system = ? ORDER BY at_ms, place, thing, id`,
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
function wholeId(db: ReadDb, cache: GraphCache, hex: string): string {
  if (hex.length >= 40) return hex
  const [id] = cache.commits(db, hex)
  return id === undefined ? hex : oidOf(db, id)
}

/** Successful ones with a finish time, each with the commits of the inferred ones that joined it; by time, then id. */
export function successful(rows: readonly DeploymentRow[]): Shipped[] {
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

/** What a system ships, as it was derived last, or read now. */
export function shippedOf(db: ReadDb, cache: GraphCache, system: number): ShippedSets {
  return cache.shipped(system) ?? findShipped(db, cache, system, successful(readDeployments(db, cache, system)))
}

/** What these successful deployments of a system ship, kept for the next question. */
export function findShipped(db: ReadDb, cache: GraphCache, system: number, rows: readonly Shipped[]): ShippedSets {
  const sets = new Map<string, { roots: Set<number>; named: Set<number> }>()
  const own = reposOf(db, system).map((repo) => repo.id)
  for (const { scope, environments } of scopesOf(allEnvironments(db))) {
    const within = rows.filter((row) => environments.includes(row.environment))
    const naming = reposShipped(db, cache, own, within)
    const note = (kind: 'roots' | 'named', id: number) => {
      const key = `${repoOf(id)} ${scope}`
      const set = sets.get(key) ?? { roots: new Set(), named: new Set() }
      set[kind].add(id - commitId(repoOf(id), 0))
      sets.set(key, set)
    }
    for (const row of within) {
      for (const hex of row.commits) for (const id of cache.commits(db, hex)) note('roots', id)
      for (const change of row.changes)
        for (const id of cache.commits(db, change)) if (naming.has(repoOf(id))) note('named', id)
    }
  }
  const sorted = (numbers: Set<number>) => [...numbers].sort((a, b) => a - b)
  const found = new Map(
    [...sets].map(([key, { roots, named }]) => [key, { roots: sorted(roots), named: sorted(named) }]),
  )
  cache.keepShipped(system, found)
  return found
}

/** Of each set, what it hashes to. */
export function digestsOf(sets: ShippedSets): ShippedFrom[] {
  return [...sets].map(([key, { roots, named }]) => {
    const [repo = 0, scope = 0] = key.split(' ').map(Number)
    const hash = createHash('sha256')
      .update(Float64Array.from(roots))
      .update('named')
      .update(Float64Array.from(named))
      .digest()
    // 48 bits: SQLite and JavaScript both hold them exactly.
    return { repo, scope, digest: hash.readUIntBE(0, 6) }
  })
}
