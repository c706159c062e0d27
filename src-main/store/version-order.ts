// Versions in an order: by when each was first seen, the newest first, or sorted by a column. Each is known by the number of
// a build that names it or, below 0, of a deployment.
import { inOrder, type SortKey } from '../../src-shared/in-order.ts'
import type { Sort } from '../../src-shared/contract/call.ts'
import type { VersionSort } from '../../src-shared/contract/versions.ts'
import { versionKey } from '../../src-shared/version.ts'
import type { ReadDb } from './database.ts'
import { pageInOrder } from './orders.ts'
import type { Paging } from './pages.ts'
import { firstSeen, inBuilds, inDeployments, type KnownVersion, versionsInConflict } from './versions.ts'

export interface VersionsAsked {
  /** A JSON list of ids, or null for all. */
  systems: string | null
  /** Only those with two different commits. */
  conflicts: boolean
  sort?: Sort<VersionSort> | undefined
}

interface Naming extends KnownVersion {
  name: string
  builds: number
  /** The last build that names it, or the first deployment. */
  of: number
}

const keys: Record<VersionSort, (row: Naming) => SortKey> = {
  version: (row) => versionKey(row.version),
  system: (row) => row.name,
  first_seen: (row) => row.first_seen_ms,
  builds: (row) => row.builds,
}

export function versionPage(
  db: ReadDb,
  { systems, conflicts, sort }: VersionsAsked,
  { limit, offset }: Paging,
): { total: number; rows: KnownVersion[] } {
  return pageInOrder(
    db,
    {
      name: JSON.stringify(['versions', systems, conflicts, sort]),
      width: 1,
      numbers: () => {
        const named = naming(db, systems)
        const only = conflicts ? new Set(versionsInConflict(db, systems).map(nameOf)) : null
        const rows = only === null ? named : named.filter((row) => only.has(nameOf(row)))
        return (sort === undefined ? rows : inOrder(rows, keys, sort)).map((row) => row.of)
      },
      rows: (numbers) => numbers.flatMap((of) => versionOf(db, of)),
    },
    { limit, offset },
  )
}

/** By default, which is the order of what is alike. */
function naming(db: ReadDb, systems: string | null): Naming[] {
  return db.all(
    `SELECT system, s.name, version, min(at_ms) AS first_seen_ms, count(built) AS builds, max("of") AS "of" FROM (
       SELECT system, version, at_ms, 1 AS built, id AS "of" ${inBuilds}
       UNION ALL SELECT system, version, at_ms, NULL, -id ${inDeployments}) JOIN systems s ON s.id = system
     WHERE ?1 IS NULL OR system IN (SELECT value FROM json_each(?1))
     GROUP BY system, version ORDER BY first_seen_ms DESC, system, version`,
    systems,
  )
}

function versionOf(db: ReadDb, of: number): KnownVersion[] {
  return db
    .all<Omit<KnownVersion, 'first_seen_ms'>>(
      of < 0
        ? 'SELECT system, version FROM deployments WHERE id = -?'
        : 'SELECT system, version FROM builds WHERE id = ?',
      of,
    )
    .map((row) => ({ ...row, first_seen_ms: firstSeen(db, row.system, row.version) }))
}

function nameOf({ system, version }: KnownVersion): string {
  return `${system} ${version}`
}
