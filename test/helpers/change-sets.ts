// What is kept of a deployment's changes, against the changes themselves, counted in another way than the program does.
import type { ReadDb } from '../../src-main/store/database.ts'

/** The sets that say something else than their changes do: none, whoever wrote them. */
export function wrongSets(db: ReadDb): unknown[] {
  return db.all(
    `SELECT * FROM deployment_change_sets t WHERE (counted, left_out, commits, changes, lead_ms) IS NOT (
       SELECT sum(left_out IS NULL), sum(left_out IS NOT NULL AND left_out <> 'earlier'),
         sum(commit_id IS NOT NULL AND left_out IS NOT 'earlier'),
         sum(left_out IS NULL OR left_out NOT IN ('earlier', 'merge', 'not scanned')),
         -- The one in the middle, or the mean of the two there.
         avg(lead_ms) FILTER (WHERE left_out IS NULL AND place IN ((n + 1) / 2, (n + 2) / 2))
       FROM (
         SELECT *, row_number() OVER (PARTITION BY left_out IS NULL ORDER BY lead_ms) AS place,
           count(*) OVER (PARTITION BY left_out IS NULL) AS n
         FROM deployment_changes c WHERE c.deployment = t.deployment AND c.scope = t.scope))`,
  )
}
