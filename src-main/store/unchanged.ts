// What is kept in memory until anything in the file changes, whoever changes it: for answers that take long and are asked
// for again and again.
import type { ReadDb } from './database.ts'

interface Kept {
  revision: string
  made: Map<string, unknown>
}

const kept = new WeakMap<ReadDb, Kept>()
const keptMax = 200

/** Another after each commit of another connection: what this one read before may be no more. */
export function stateOf(db: ReadDb): number {
  return db.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0
}

/** What was made under this name of the file as it is now, or makes it. Within a snapshot. */
export function untilChanged<T>(db: ReadDb, name: string, make: () => T): T {
  // What other connections changed, and what this one did.
  const { revision = '' } =
    db.get<{ revision: string }>(
      `SELECT data_version || ' ' || total_changes() AS revision FROM pragma_data_version`,
    ) ?? {}
  let known = kept.get(db)
  if (known?.revision !== revision) kept.set(db, (known = { revision, made: new Map() }))
  return recent(known.made as Map<string, T>, keptMax, name, make)
}

/** What a map has under this name, or makes it; the one that was not asked for longest makes room. */
export function recent<T>(all: Map<string, T>, most: number, name: string, make: () => T): T {
  const value = all.has(name) ? (all.get(name) as T) : make()
  all.delete(name)
  all.set(name, value)
  const [oldest] = all.keys()
  if (all.size > most && oldest !== undefined) all.delete(oldest)
  return value
}
