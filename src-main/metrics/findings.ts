// Findings: what in the data is odd, and what it does to the numbers. Nothing is dropped silently elsewhere; it is here.
import type { Finding } from '../../src-shared/contract/findings.ts'
import { unknownSystem } from '../../src-shared/event.ts'
import { day } from '../../src-shared/time.ts'
import type { Param, ReadDb } from '../store/database.ts'

type Row = Finding['rows'][number]
type Rule = (db: ReadDb, now: number) => Finding

const rowsShown = 100

function find(db: ReadDb, id: string, title: string, effect: string, sql: string, ...params: Param[]): Finding {
  const rows = db.all<Row>(sql, ...params)
  return { id, title, effect, n: rows.length, rows: rows.slice(0, rowsShown) }
}

const deployment = `SELECT 'deployment' AS kind, d.id AS number, d.thing AS id, s.name AS system, d.at_ms
  FROM deployments d JOIN systems s ON s.id = d.system JOIN environments e ON e.id = d.environment WHERE d.joined_to IS NULL AND`
const incident = `SELECT 'incident' AS kind, i.id AS number, i.thing AS id, s.name AS system, i.started_at_ms AS at_ms
  FROM incidents i JOIN systems s ON s.id = i.system LEFT JOIN incident_deployments l ON l.incident = i.id WHERE`
const change = (leftOut: string) => `SELECT 'change' AS kind, d.id AS number,
    coalesce(c.change, (SELECT lower(hex(oid)) FROM commits WHERE id = c.commit_id)) AS id, s.name AS system, d.at_ms
  FROM deployment_changes c JOIN deployments d ON d.id = c.deployment JOIN systems s ON s.id = d.system
  WHERE c.scope < 0 AND c.left_out = '${leftOut}' ORDER BY d.at_ms DESC`
/** Before 1971: a clock that was never set, or seconds lost on the way. */
const year = 365 * day

export const findingRules: readonly Rule[] = [
  (db) => {
    const all = db.get<{ n: number }>(
      `SELECT count(*) AS n FROM deployments d JOIN environments e ON e.id = d.environment
       WHERE d.joined_to IS NULL AND d.state = 'succeeded' AND e.tier = 'production'`,
    )
    const found = find(
      db,
      'deployment-without-commit',
      'Deployments that name no commit and no change',
      '',
      // A rollback ships nothing new, so it has nothing to name.
      `${deployment} d.state = 'succeeded' AND e.tier = 'production' AND d.changes = '[]' AND d.commits = '[]'
         AND d.kind <> 'rollback'
         AND NOT EXISTS (SELECT 1 FROM deployments j WHERE j.joined_to = d.id) ORDER BY d.at_ms DESC`,
    )
    return { ...found, effect: `Lead time cannot use ${found.n} of ${all?.n ?? 0} deployments.` }
  },
  (db) =>
    find(
      db,
      'commit-not-scanned',
      'Deployments whose commit is in no scanned repository',
      'Lead time leaves them out. Add the repository they were built from.',
      `${deployment} d.id IN (SELECT deployment FROM deployment_changes WHERE scope < 0 AND left_out = 'not scanned')
         ORDER BY d.at_ms DESC`,
    ),
  (db) =>
    find(
      db,
      'change-without-time',
      'Changes without a start time',
      'Lead time leaves them out. Report the change itself, or add its repository.',
      change('no time'),
    ),
  (db) =>
    find(
      db,
      'change-after-deployment',
      'Changes that start after the deployment that shipped them',
      'Lead time leaves them out. A clock was wrong, or history was rewritten after the deployment.',
      change('negative'),
    ),
  (db) =>
    find(
      db,
      'incident-without-deployment',
      'Incidents that no deployment came before',
      'They count neither as a failed change nor in the recovery of failed deployments.',
      `${incident} l.incident IS NULL ORDER BY i.started_at_ms DESC`,
    ),
  (db) =>
    find(
      db,
      'resolved-before-started',
      'Incidents resolved before they started',
      'Recovery time leaves them out. A time zone may be wrong.',
      `${incident} i.resolved_at_ms < i.started_at_ms ORDER BY i.started_at_ms DESC`,
    ),
  (db) =>
    find(
      db,
      'finished-before-started',
      'Deployments that finished before they started',
      'They count at their finish time; how long they took is unknown.',
      `${deployment} d.finished_at_ms < d.started_at_ms ORDER BY d.at_ms DESC`,
    ),
  (db) =>
    find(
      db,
      'year-1970',
      'Deployments and incidents dated 1970 or before',
      'They count in 1970. A time was 0 or in the wrong unit.',
      `SELECT * FROM (${deployment} d.at_ms < ?1) UNION ALL SELECT * FROM (${incident} i.started_at_ms < ?1)`,
      year,
    ),
  (db) =>
    find(
      db,
      'change-1970',
      'Changes dated 1970 or before',
      'Their lead times are decades long.',
      `SELECT 'change' AS kind, NULL AS number, c.thing AS id, s.name AS system, c.created_at_ms AS at_ms
       FROM changes c JOIN systems s ON s.id = c.system WHERE c.created_at_ms < ?1`,
      year,
    ),
  (db, now) =>
    find(
      db,
      'in-the-future',
      'Deployments and incidents dated more than a day ahead',
      'They count when their time comes. A sender’s clock may be wrong.',
      `SELECT * FROM (${deployment} d.at_ms > ?1) UNION ALL SELECT * FROM (${incident} i.started_at_ms > ?1)`,
      now + day,
    ),
  (db) =>
    find(
      db,
      'no-system',
      'Deployments and incidents that name no system',
      `They are counted together as ${unknownSystem}.`,
      `SELECT * FROM (${deployment} s.name = ?1) UNION ALL SELECT * FROM (${incident} s.name = ?1)`,
      unknownSystem,
    ),
  (db) =>
    find(
      db,
      'repository-incomplete',
      'Repositories with a problem',
      'Numbers that need their commits may be short. The repositories page says what is missing.',
      `SELECT 'repo' AS kind, r.id AS number, r.path AS id, s.name AS system, r.scanned_at_ms AS at_ms
       FROM repos r JOIN systems s ON s.id = r.system WHERE r.problem IS NOT NULL`,
    ),
]
