// Deployments of older code, or of a version that another one had replaced in the same environment: rollbacks, perhaps. Where
// commits tell how two deployments differ, they decide; else their versions do.
import { plural } from '../../src-shared/plural.ts'
import type { ReadDb } from './database.ts'

export interface OlderAgain {
  again: number
  version: string | null
  /** What ran until then: its number, its id, its version. */
  before: number
  before_id: string
  version_before: string | null
  /** Whether another had replaced its version. */
  versions: 0 | 1
  /** How many commits of what ran it takes back; null where no repository tells. */
  taken: number | null
}

/** Those that do not say what they remedy, the latest first. */
export function olderAgain(db: ReadDb, environments: readonly number[]): OlderAgain[] {
  // In the order of an index, so that nothing is sorted; the version is the second time there, and the one before it had
  // another. Brought forward again by its commits, it is no older one.
  return db.all<OlderAgain>(
    `WITH versions AS MATERIALIZED (SELECT again, before FROM (
       SELECT id AS again, version, lag(id) OVER seen AS before, lag(version) OVER seen AS version_before,
         row_number() OVER (PARTITION BY system, environment, version ORDER BY at_ms) AS times
       FROM deployments WHERE joined_to IS NULL AND excluded IS NULL AND state = 'succeeded' AND version IS NOT NULL
       WINDOW seen AS (PARTITION BY system, environment ORDER BY at_ms))
     WHERE times > 1 AND version_before <> version)
     SELECT d.id AS again, d.version, b.id AS before, b.thing AS before_id, b.version AS version_before,
       v.again IS NOT NULL AS versions, g.taken
     FROM (SELECT again FROM versions UNION SELECT deployment FROM deployed_again) c
     CROSS JOIN deployments d ON d.id = c.again
     LEFT JOIN versions v ON v.again = d.id LEFT JOIN deployed_again g ON g.deployment = d.id
     JOIN deployments b ON b.id = coalesce(g.before, v.before)
     WHERE g.taken IS NOT 0 AND d.remedies IS NULL AND d.environment IN (SELECT value FROM json_each(?))
     ORDER BY d.at_ms DESC, d.id`,
    JSON.stringify(environments),
  )
}

/** What it does, in words. */
export function broughtBack({ version, versions, taken }: OlderAgain): string {
  const commits = taken === null ? '' : `takes ${plural(taken, 'commit')} back`
  return [versions === 1 ? `brings back ${version}` : '', commits].filter((part) => part !== '').join(', ')
}
