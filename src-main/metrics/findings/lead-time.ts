// Findings about what lead time needs: commits and changes, and when each began.
import { nounOf, plural } from '../../../src-shared/plural.ts'
import { type Found, type Rule, deployment, rowsOf } from './rule.ts'
import { tierScope } from '../../store/systems.ts'
import { before1971 } from './times.ts'

const touches = ['change-lead-time']
/** As in `deployment_changes_odd`: 'negative', 'no time' and 'not scanned'. */
const odd = `c.left_out > 'n'`

function changes(leftOut: string): string {
  return `SELECT 'change' AS kind, d.id AS number, s.name AS system, d.at_ms, e.name || ' ' || d.thing AS place,
      coalesce(c.change, (SELECT lower(hex(oid)) FROM commits WHERE id = c.commit_id)) AS id
    FROM deployment_changes c JOIN deployments d ON d.id = c.deployment JOIN systems s ON s.id = d.system
    JOIN environments e ON e.id = d.environment
    WHERE c.scope < 0 AND ${odd} AND c.left_out = '${leftOut}' ORDER BY d.at_ms DESC`
}

export const leadTimeRules: readonly Rule[] = [
  {
    id: 'deployment-without-commit',
    title: 'Deployments that name no commit and no change',
    effect: (db, n) => {
      const all = db.get<{ n: number }>(
        `SELECT count(*) AS n FROM deployments d JOIN environments e ON e.id = d.environment
         WHERE d.joined_to IS NULL AND d.excluded IS NULL AND d.state = 'succeeded' AND e.tier = 'production'`,
      )
      return `Lead time cannot use ${n} of ${plural(all?.n ?? 0, 'deployment')}.`
    },
    touches,
    rows: (db) =>
      rowsOf(
        db,
        null,
        // A rollback ships nothing new, so it has nothing to name.
        `${deployment} d.state = 'succeeded' AND e.tier = 'production' AND d.changes = '[]' AND d.commits = '[]'
           AND d.kind <> 'rollback'
           AND NOT EXISTS (SELECT 1 FROM deployments j WHERE j.joined_to = d.id) ORDER BY d.at_ms DESC`,
      ),
  },
  {
    id: 'commit-not-scanned',
    title: 'Deployments whose commit is in no scanned repository',
    effect: 'Lead time leaves them out. Add the repository they were built from.',
    touches,
    rows: (db) =>
      rowsOf(
        db,
        null,
        `${deployment} d.id IN (SELECT c.deployment FROM deployment_changes c WHERE c.scope < 0 AND ${odd} AND c.left_out = 'not scanned')
           ORDER BY d.at_ms DESC`,
      ),
  },
  {
    id: 'squashed-start-unknown',
    title: 'Squashed changes of an unknown start',
    effect: (db) => {
      const row = db.get<{ n: number; squashed: number }>(
        `SELECT count(*) AS n, coalesce(sum(squashed), 0) AS squashed FROM deployment_changes
         WHERE scope = ? AND left_out IS NULL`,
        tierScope('production'),
      )
      return `Each stands for the commits of a pull request that is not here. ${row?.squashed ?? 0} of ${plural(row?.n ?? 0, 'change')} in lead time ${nounOf(row?.squashed ?? 0, 'counts', 'count')} from the date of the squash, ${nounOf(row?.squashed ?? 0, 'so it looks shorter than it was', 'so they look shorter than they were')}. Fetch the refs of pull requests, or leave such changes out by a switch of the definition.`
    },
    touches,
    *rows(db) {
      if (db.get('SELECT 1 FROM unknown_starts LIMIT 1') === undefined) return
      const shipped = db.all<{ repo: number; n: number }>(
        `SELECT commit_id >> 32 AS repo, count(*) AS n FROM deployment_changes
         WHERE scope = ? AND left_out IS NULL AND squashed = 1 GROUP BY repo`,
        tierScope('production'),
      )
      for (const { repo, n } of shipped)
        yield* rowsOf<Found>(
          db,
          null,
          `SELECT 'repo' AS kind, r.id AS number, r.path AS id, s.name AS system, r.scanned_at_ms AS at_ms,
             ?2 AS note, CAST(?3 AS INTEGER) AS weight
           FROM repos r JOIN systems s ON s.id = (SELECT min(o.system) FROM repo_systems o WHERE o.repo = r.id)
           WHERE r.id = ?1`,
          repo,
          plural(n, 'change'),
          n,
        )
    },
  },
  {
    id: 'change-without-time',
    title: 'Changes without a start time',
    effect: 'Lead time leaves them out. Report the change itself, or add its repository.',
    touches,
    rows: (db) => rowsOf(db, null, changes('no time')),
  },
  {
    id: 'change-after-deployment',
    title: 'Changes that start after the deployment that shipped them',
    effect: 'Lead time leaves them out. A clock was wrong, or history was rewritten after the deployment.',
    touches,
    rows: (db) => rowsOf(db, null, changes('negative')),
  },
  {
    id: 'change-1970',
    title: 'Changes dated 1970 or before',
    effect: 'Their lead times are decades long. A time was 0, or in seconds where milliseconds were due.',
    touches,
    rows: (db) =>
      rowsOf<Found>(
        db,
        null,
        `SELECT 'change' AS kind, NULL AS number, c.thing AS id, s.name AS system, c.created_at_ms AS at_ms
         FROM changes c JOIN systems s ON s.id = c.system WHERE c.created_at_ms < ?1`,
        before1971,
      ),
  },
]
