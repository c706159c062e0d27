// Findings about deployments: told twice, never ended, or of a version that means two things.
import { plural } from '../../../src-shared/plural.ts'
import { must } from '../../../src-shared/assert.ts'
import { longestRunMs } from '../../store/cells.ts'
import { revertingDeployments } from '../../store/messages.ts'
import { olderAgain } from '../../store/older-again.ts'
import { findScope, systemName, tierScope } from '../../store/systems.ts'
import { commitsInVersions, versionsInConflict } from '../../store/versions.ts'
import { deployment, deploymentColumns, type Found, type Rule, rowsOf } from './rule.ts'

const twiceWithinMs = 10 * 60_000

export const deploymentRules: readonly Rule[] = [
  {
    id: 'likely-duplicate',
    title: 'Deployments that look like one told twice',
    effect: 'Each counts. They are of one version to one environment within 10 minutes, under different ids.',
    touches: ['deployment-frequency', 'change-fail-rate', 'deployment-rework-rate'],
    rows: (db) =>
      rowsOf<Found & { twin: string }>(
        db,
        ({ twin }) => ({ kind: 'exclude', reason: `the same deployment as ${twin}` }),
        // A second attempt after a failed one is no duplicate of it. In the order of an index, so that nothing is sorted.
        `SELECT ${deploymentColumns}, twin, 'like ' || twin AS note FROM (
           SELECT id AS second, at_ms - lag(at_ms) OVER before AS apart_ms, lag(thing) OVER before AS twin,
             coalesce(version, commits) AS said, lag(coalesce(version, commits)) OVER before AS said_before
           FROM deployments WHERE joined_to IS NULL AND excluded IS NULL AND state = 'succeeded'
           WINDOW before AS (PARTITION BY system, environment ORDER BY at_ms))
         JOIN deployments d ON d.id = second JOIN systems s ON s.id = d.system JOIN environments e ON e.id = d.environment
         WHERE apart_ms <= ?1 AND said = said_before AND said <> '[]' ORDER BY d.at_ms DESC`,
        twiceWithinMs,
      ),
  },
  {
    id: 'ships-a-revert',
    title: 'Deployments that take back what an earlier one shipped',
    effect:
      'They count as any other: a revert alone makes no failed change and no rework. Where it was for a failure, say so: then the earlier deployment failed, and this one is rework. A switch of the definition says it of all of them.',
    touches: ['change-fail-rate', 'deployment-rework-rate'],
    *rows(db) {
      const found = revertingDeployments(db, tierScope('production'))
      const notes = new Map<number, string[]>()
      // Of several that it takes back from, the latest is the one that it was made for.
      const latest = new Map<number, (typeof found)[number]>()
      for (const one of found) {
        const { deployment: id, reverted, by } = one
        notes.set(id, [...(notes.get(id) ?? []), `${reverted.slice(0, 8)} of ${by}`])
        const before = latest.get(id)
        if (before === undefined || before.from_at_ms < one.from_at_ms) latest.set(id, one)
      }
      const rows = rowsOf<Found>(
        db,
        null,
        // What is a hotfix or a rollback already is no question any more.
        `${deployment} d.kind = 'regular' AND d.remedies IS NULL AND d.id IN (SELECT value FROM json_each(?1))
         ORDER BY d.at_ms DESC`,
        JSON.stringify([...notes.keys()]),
      )
      for (const row of rows) {
        const of = latest.get(row.number ?? 0)
        const fix = of === undefined ? null : ({ kind: 'remedy', remedies: of.from, id: of.by } as const)
        yield { ...row, fix, note: `reverts ${(notes.get(row.number ?? 0) ?? []).join(', ')}` }
      }
    },
  },
  {
    id: 'older-version-again',
    title: 'Deployments of older code, or of a version that another one had replaced',
    effect:
      'They may be rollbacks, and count as any other. Where one was, say what it fixed: then the deployment before it failed, and this one is rework. A switch of the definition says it of all of them.',
    touches: ['change-fail-rate', 'deployment-rework-rate'],
    *rows(db) {
      const found = new Map(olderAgain(db, findScope(db)?.environments ?? []).map((one) => [one.again, one]))
      const rows = rowsOf<Found>(
        db,
        null,
        // What is a hotfix or a rollback already is no question any more.
        `${deployment} d.kind = 'regular' AND d.id IN (SELECT value FROM json_each(?1)) ORDER BY d.at_ms DESC`,
        JSON.stringify([...found.keys()]),
      )
      for (const row of rows) {
        const of = must(found.get(row.number ?? 0), 'because only those found are asked for')
        const fix = { kind: 'remedy', remedies: of.before, id: of.before_id } as const
        const ran = of.version_before ?? of.before_id
        const versions = of.versions === 1 ? `${of.version} again, after ${ran}` : `older than ${ran}`
        yield {
          ...row,
          fix,
          note: of.taken === null ? versions : `${versions}: ${plural(of.taken, 'commit')} taken back`,
        }
      }
    },
  },
  {
    id: 'never-finished',
    title: 'Deployments that never finished',
    effect:
      'They count in no metric, and environments do not show them as under way. Each has run for more than a day.',
    touches: ['deployment-frequency'],
    byClock: true,
    rows: (db, now) =>
      rowsOf<Found>(
        db,
        () => ({ kind: 'exclude', reason: 'never reported as finished' }),
        `${deployment} d.state IN ('pending', 'started') AND d.at_ms < ?1 ORDER BY d.at_ms DESC`,
        now - longestRunMs,
      ),
  },
  {
    id: 'version-with-two-commits',
    title: 'Versions with two different commits',
    effect: 'Lead time takes for each deployment the commit it names; which of them the version is, nobody can tell.',
    touches: ['change-lead-time'],
    rows: (db) =>
      versionsInConflict(db, null).map(({ system, version, first_seen_ms }) => ({
        kind: 'version',
        number: null,
        id: version,
        system: systemName(db, system),
        at_ms: first_seen_ms,
      })),
  },
  {
    id: 'commit-with-two-versions',
    title: 'Commits deployed or built under two versions',
    effect:
      'Each deployment counts, and all but the first ship nothing new. Where two of them are one told twice, leave one out.',
    touches: ['deployment-frequency'],
    rows: (db) =>
      commitsInVersions(db).map(({ system, commit, versions, at_ms }) => ({
        kind: 'version',
        number: null,
        id: versions.at(-1) ?? '',
        system: systemName(db, system),
        at_ms,
        place: commit,
        note: `${commit.slice(0, 8)} is ${versions.slice(0, -1).join(', ')} too`,
      })),
  },
  {
    id: 'finished-before-started',
    title: 'Deployments that finished before they started',
    effect: 'They count at their finish time; how long they took is unknown.',
    touches: [],
    rows: (db) => rowsOf(db, null, `${deployment} d.finished_at_ms < d.started_at_ms ORDER BY d.at_ms DESC`),
  },
]
