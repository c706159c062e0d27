// Whether commits are kept, for a scan that reads on from there.
import { edgesOf, rangeOf } from './commits.ts'
import type { ReadDb } from './database.ts'

/**
 * Tells whether the commit whose id of so many bytes starts there is kept. Undefined where not all that a kept commit leads to
 * is certain to be kept too: where parents were not read yet, as after a scan that was stopped, and where a clone was shallow
 * once, whose branches of then may come back.
 */
export function keptCommits(
  db: ReadDb,
  repo: number,
  oidBytes: number,
): ((oids: Uint8Array, at: number) => boolean) | undefined {
  if (wasCut(db, repo) || edgesOf(db, repo).length > 0) return undefined
  const [first, end] = rangeOf(repo)
  const sql = 'SELECT 1 FROM commit_oids WHERE oid = ? AND id >= ? AND id < ?'
  return (oids, at) => db.get(sql, oids.subarray(at, at + oidBytes), first, end) !== undefined
}

function wasCut(db: ReadDb, repo: number): boolean {
  return db.get('SELECT 1 FROM repos WHERE id = ? AND cut = 1', repo) !== undefined
}
