import type { VersionRow } from '../../src-shared/contract/versions.ts'
import { must } from '../../src-shared/assert.ts'
import { knownCells, standingAt } from '../store/cells.ts'
import type { ReadDb } from '../store/database.ts'
import { allEnvironments, systemName } from '../store/systems.ts'
import { versionPage } from '../store/version-order.ts'
import { commitsOfVersion, isConflict, type KnownVersion, taggedCommits } from '../store/versions.ts'
import type { Handlers } from './context.ts'
import { aheadMs } from '../derive/environments.ts'
import { systemsFilter } from './filter.ts'

export const versions: Handlers<'versions'> = {
  'versions.list': ({ systems, conflicts, sort, ...paging }, { db, clock }) =>
    db.snapshot(() => {
      const { total, rows } = versionPage(db, { systems: systemsFilter(db, systems), conflicts, sort }, paging)
      const places = running(db, rows, clock() + aheadMs)
      return { total, rows: rows.map((row) => complete(db, row, places)) }
    }),
}

type Places = ReadonlyMap<string, string[]>

function keyOf(system: number, version: string): string {
  return `${system} ${version}`
}

/** The environments each version of the systems shown runs in. */
function running(db: ReadDb, shown: readonly KnownVersion[], atMs: number): Places {
  const places = new Map<string, string[]>()
  const names = new Map(allEnvironments(db).map(({ id, name }) => [id, name]))
  const systems = JSON.stringify([...new Set(shown.map((row) => row.system))])
  for (const { system, environment } of knownCells(db, systems)) {
    const version = standingAt(db, system, environment, atMs)?.current?.version
    if (typeof version !== 'string') continue
    const key = keyOf(system, version)
    places.set(key, [
      ...(places.get(key) ?? []),
      must(names.get(environment), 'because environments are never deleted'),
    ])
  }
  return places
}

function complete(db: ReadDb, { system, version, first_seen_ms }: KnownVersion, places: Places): VersionRow {
  const builds = db.all<{ state: VersionRow['last_build_state'] }>(
    'SELECT state FROM builds WHERE system = ? AND version = ? ORDER BY at_ms DESC, id DESC',
    system,
    version,
  )
  const said = distinct(commitsOfVersion(db, system, version))
  return {
    system: systemName(db, system),
    version,
    first_seen_ms,
    commits: said.length > 0 ? said : taggedCommits(db, system, version),
    conflict: isConflict(db, system, version),
    builds: builds.length,
    last_build_state: builds[0]?.state ?? null,
    runs_in: (places.get(keyOf(system, version)) ?? []).sort(),
  }
}

/** Without those that only shorten another. */
function distinct(commits: readonly string[]): string[] {
  return commits.filter(
    (one, i) =>
      !commits.some((other, j) => {
        const [short, long] = [one.toLowerCase(), other.toLowerCase()]
        return long.startsWith(short) && (long.length > short.length || j < i)
      }),
  )
}
