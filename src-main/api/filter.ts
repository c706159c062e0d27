// From a filter's names to ids, for list pages. An unknown name is said, not silently matched to nothing.
import { Refusal, shown } from '../../src-shared/reply.ts'
import type { ReadDb } from '../store/database.ts'
import { findScope, systemIds } from '../store/systems.ts'

/** JSON lists for SQL, null for all. */
export function systemsFilter(db: ReadDb, names: string[] | undefined): string | null {
  if (names === undefined || names.length === 0) return null
  const { ids, unknown } = systemIds(db, names)
  if (unknown.length > 0) throw new Refusal('not_found', `There is no system ${unknown.map(shown).join(', ')}.`)
  return JSON.stringify(ids)
}

export function environmentsFilter(db: ReadDb, name: string | undefined): string | null {
  if (name === undefined) return null
  const scope = findScope(db, name)
  if (scope === undefined) throw new Refusal('not_found', `There is no environment ${shown(name)}.`)
  return JSON.stringify(scope.environments)
}
