// Deployments of a version that another one had replaced in the same environment: rollbacks, perhaps.
import type { ReadDb } from './database.ts'

export interface OlderAgain {
  again: number
  version: string
  /** What ran until then: its number, its id, its version. */
  before: number
  before_id: string
  version_before: string
}

/** Those that do not say what they remedy, the latest first. */
export function olderAgain(db: ReadDb, environments: readonly number[]): OlderAgain[] {
  // In the order of an index, so that nothing is sorted; the version is the second time there, and the one before it had
  // another.
  return db.all<OlderAgain>(
    `SELECT again, d.version, before, before_id, version_before FROM (
       SELECT id AS again, lag(id) OVER seen AS before, lag(thing) OVER seen AS before_id,
         lag(version) OVER seen AS version_before,
         row_number() OVER (PARTITION BY system, environment, version ORDER BY at_ms) AS times
       FROM deployments WHERE joined_to IS NULL AND excluded IS NULL AND state = 'succeeded' AND version IS NOT NULL
       WINDOW seen AS (PARTITION BY system, environment ORDER BY at_ms))
     JOIN deployments d ON d.id = again
     WHERE times > 1 AND version_before <> d.version AND d.remedies IS NULL
       AND d.environment IN (SELECT value FROM json_each(?)) ORDER BY d.at_ms DESC`,
    JSON.stringify(environments),
  )
}
