// What is kept in memory until anything in the file changes, whoever changes it: for answers that take long and are asked
// for again and again.
import type { ReadDb } from './database.ts'

interface Kept {
  revision: string
  made: Map<string, unknown>
}

const kept = new WeakMap<ReadDb, Kept>()

/** What was made under this name of the file as it is now, or makes it. Only within a snapshot. */
export function untilChanged<T>(db: ReadDb, name: string, make: () => T): T {
  // What other connections changed, and what this one did.
  const { revision = '' } =
    db.get<{ revision: string }>(
      `SELECT data_version || ' ' || total_changes() AS revision FROM pragma_data_version`,
    ) ?? {}
  let known = kept.get(db)
  if (known?.revision !== revision) kept.set(db, (known = { revision, made: new Map() }))
  if (!known.made.has(name)) known.made.set(name, make())
  return known.made.get(name) as T
}
