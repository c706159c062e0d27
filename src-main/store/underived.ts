// Systems whose links are to be derived again, because a newer version derives more of the same facts.
import type { WriteDb } from './database.ts'

/** Nothing is written where there are none: a file may only be for reading. */
export function hasUnderived(db: WriteDb): boolean {
  return db.get('SELECT 1 FROM underived LIMIT 1') !== undefined
}

/** Whoever takes them derives them in the same transaction. */
export function takeUnderived(db: WriteDb): number[] {
  const systems = db.all<{ system: number }>('SELECT system FROM underived ORDER BY system')
  db.run('DELETE FROM underived')
  return systems.map(({ system }) => system)
}
