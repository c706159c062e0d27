// Versions: what builds and deployments of a system say of one.
import type { ReadDb } from './database.ts'

/** The commits a version is known to have, those of builds first; more than one is a conflict. */
export function commitsOfVersion(db: ReadDb, system: number, version: string): string[] {
  return db
    .all<{ oid: string }>(
      `SELECT DISTINCT oid FROM (
         SELECT commit_oid AS oid, 0 AS rank FROM builds
         WHERE system = ?1 AND version = ?2 AND commit_oid IS NOT NULL
         UNION ALL
         SELECT c.value, 1 FROM deployments d, json_each(d.commits) c
         WHERE d.system = ?1 AND d.version = ?2 AND d.repo = 0) ORDER BY rank`,
      system,
      version,
    )
    .map((row) => row.oid)
}
