import { Refusal, shown } from '../../src-shared/reply.ts'
import { pairs, type RepoGraphs } from '../derive/commits-apart.ts'
import { aheadMs, rowAt, runOf, way } from '../derive/environments.ts'
import { type Attempt, historyOf, knownCells, standingAt } from '../store/cells.ts'
import type { ReadDb } from '../store/database.ts'
import { allEnvironments, type EnvironmentRow, findEnvironment, findSystem, systemName } from '../store/systems.ts'
import type { Handlers } from './context.ts'
import { systemsFilter } from './filter.ts'

const commitsShown = 200

export const environments: Handlers<'environments'> = {
  'environments.matrix': ({ systems, as_of_ms }, { db, clock, graphs }) =>
    db.snapshot(() => {
      const now = clock()
      const known = knownCells(db, systemsFilter(db, systems))
      const columns = allEnvironments(db)
        .filter(({ id }) => known.some((cell) => cell.environment === id))
        .sort((a, b) => way.indexOf(a.tier) - way.indexOf(b.tier))
      const rows = [...new Set(known.map((cell) => cell.system))]
        .map((id) => ({
          system: systemName(db, id),
          cells: rowAt(db, graphs, id, columns, as_of_ms ?? now + aheadMs),
        }))
        .sort((a, b) => (a.system < b.system ? -1 : 1))
      return {
        as_of_ms: as_of_ms ?? now,
        environments: columns.map(({ name, tier }) => ({ name, tier })),
        rows,
      }
    }),

  'environments.history': ({ system, environment, limit, offset }, { db }) =>
    db.snapshot(() => {
      const place = environmentCalled(db, environment).id
      const { total, rows } = historyOf(db, systemCalled(db, system), place, limit, offset)
      return { total, rows: rows.map((row) => runOf(row)) }
    }),

  'environments.compare': ({ system, from, to, as_of_ms }, { db, clock, graphs }) =>
    db.snapshot(() => {
      const id = systemCalled(db, system)
      const currentIn = (environment: EnvironmentRow) =>
        standingAt(db, id, environment.id, as_of_ms ?? clock() + aheadMs)?.current ?? null
      const [one, other] = [environmentCalled(db, from), environmentCalled(db, to)]
      const [a, b] = [currentIn(one), currentIn(other)]
      return {
        from: { environment: one.name, current: a && runOf(a) },
        to: { environment: other.name, current: b && runOf(b) },
        only_from: a && b && commitsApart(db, graphs, id, a, b),
        only_to: a && b && commitsApart(db, graphs, id, b, a),
      }
    }),
}

function systemCalled(db: ReadDb, name: string): number {
  const id = findSystem(db, name)
  if (id === undefined) throw new Refusal('not_found', `There is no system ${shown(name)}.`)
  return id
}

function environmentCalled(db: ReadDb, name: string): EnvironmentRow {
  const id = findEnvironment(db, name)
  const found = allEnvironments(db).find((row) => row.id === id)
  if (found === undefined) throw new Refusal('not_found', `There is no environment ${shown(name)}.`)
  return found
}

interface CommitRow {
  id: string
  title: string
  author: string
  at_ms: number | null
}

/** The commits that `from` has and `to` has not; null where no scanned repository tells. */
function commitsApart(
  db: ReadDb,
  graphs: RepoGraphs,
  system: number,
  from: Attempt,
  to: Attempt,
): { total: number; rows: CommitRow[] } | null {
  const found = pairs(db, system, from.commits, to.commits)
  if (found.length === 0) return null
  const ids = found.flatMap((pair) => graphs.list(db, pair))
  const rows = db.all<CommitRow>(
    `SELECT lower(hex(c.oid)) AS id, c.subject AS title, a.name AS author, c.committed_at_ms AS at_ms
     FROM json_each(?) n JOIN commits c ON c.id = n.value JOIN authors a ON a.id = c.author
     ORDER BY c.committed_at_ms DESC, c.id LIMIT ${commitsShown}`,
    JSON.stringify(ids),
  )
  return { total: ids.length, rows }
}
