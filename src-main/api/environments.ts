import { Refusal, shown } from '../../src-shared/reply.ts'
import { aheadMs, rowAt, runOf, way } from '../derive/environments.ts'
import { historyOf, knownCells, standingAt } from '../store/cells.ts'
import type { ReadDb } from '../store/database.ts'
import { allEnvironments, type EnvironmentRow, findEnvironment, findSystem, systemName } from '../store/systems.ts'
import { commitsApart } from './commits-apart.ts'
import type { Handlers } from './context.ts'
import { systemsFilter } from './filter.ts'

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
        only_from: a && b && commitsApart(db, graphs, id, a.commits, b.commits),
        only_to: a && b && commitsApart(db, graphs, id, b.commits, a.commits),
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
