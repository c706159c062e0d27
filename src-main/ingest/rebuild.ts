// Makes facts and links again from the journal and the repositories: facts = fold(journal + repositories), links =
// derive(facts). Counts what came out different, which is nothing when all is well.
import type { Delivery } from '../../src-shared/delivery.ts'
import type { Translation } from '../../src-shared/event.ts'
import { deriveSystem, type GraphCache } from '../derive/index.ts'
import type { WriteDb } from '../store/database.ts'
import { asDelivery, getDelivery, markUndone } from '../store/deliveries.ts'
import { allThings, insertEvent } from '../store/events.ts'
import { deleteOrphanFacts } from '../store/facts.ts'
import { allRepos } from '../store/repos.ts'
import { inferDeployments } from './infer.ts'
import { makeThing, refold } from './ingest.ts'
import { Series } from './occurrence.ts'
import { correction } from './undo.ts'

export interface Rebuilt {
  deliveries: number
  events: number
  facts: number
  links: number
  changed: number
}

/** Runs inside one transaction of the caller: all or nothing. */
export function rebuild(db: WriteDb, cache: GraphCache, translate: (delivery: Delivery) => Translation): Rebuilt {
  remember(db, 'before')
  db.run('DELETE FROM events')
  db.run('UPDATE deliveries SET undone_by = NULL WHERE undone_by IS NOT NULL')
  for (const row of db.all<{ id: number; path: string; delivery: number }>(
    `SELECT id, path, CAST(meta ->> 'delivery' AS INTEGER) AS delivery FROM deliveries WHERE source = ? ORDER BY id`,
    correction,
  ))
    markUndone(db, row.delivery, row.path === 'undo' ? row.id : null)

  const ids = db.all<{ id: number }>(
    `SELECT id FROM deliveries WHERE outcome = 'accepted' AND undone_by IS NULL AND source <> ? ORDER BY id`,
    correction,
  )
  let events = 0
  for (const { id } of ids) {
    const row = getDelivery(db, id)
    if (row === undefined) continue
    const translation = translate(asDelivery(row))
    // Inserted one by one: each finds those before it in the file.
    const series = new Series()
    translation.events.forEach((event, i) =>
      insertEvent(db, id, translation.at[i] ?? '', series.resolve(db, makeThing(db, event), event), event),
    )
    events += translation.events.length
  }
  const things = allThings(db)
  for (const thing of things) refold(db, thing)
  deleteOrphanFacts(db)
  cache.forget()
  let facts = things.length
  for (const repo of allRepos(db)) facts += inferDeployments(db, repo.id)
  db.run('DELETE FROM deployment_changes')
  db.run('DELETE FROM deployment_change_sets')
  db.run('DELETE FROM incident_deployments')
  for (const { id } of db.all<{ id: number }>('SELECT id FROM systems')) deriveSystem(db, cache, id)
  remember(db, 'after')
  const links = db.get<{ n: number }>(
    'SELECT (SELECT count(*) FROM deployment_changes) + (SELECT count(*) FROM incident_deployments) AS n',
  )
  return { deliveries: ids.length, events, facts, links: links?.n ?? 0, changed: difference(db) }
}

// Facts and links by what they say, without row ids of their own.
const contents = {
  changes: 'SELECT system, thing, created_at_ms, sources FROM changes',
  deployments: `SELECT id, system, environment, thing, repo, state, kind, kind_said, version, started_at_ms, finished_at_ms,
    at_ms, title, url, teams, changes, commits, names, sources, joined_to FROM deployments`,
  builds: `SELECT id, system, thing, state, version, commit_oid, branch, url, started_at_ms, finished_at_ms, at_ms, sources
    FROM builds`,
  issues: `SELECT id, system, thing, kind, status, title, severity, priority, story_points, url, created_at_ms,
    resolved_at_ms, history, sources FROM issues`,
  incidents:
    'SELECT id, system, thing, title, severity, url, started_at_ms, resolved_at_ms, deployment, sources FROM incidents',
  deployment_changes:
    'SELECT scope, deployment, commit_id, change, named, start_ms, lead_ms, left_out FROM deployment_changes',
  incident_deployments: 'SELECT incident, deployment, reason, confidence FROM incident_deployments',
} as const

function remember(db: WriteDb, when: 'before' | 'after'): void {
  for (const [name, sql] of Object.entries(contents)) {
    db.exec(`DROP TABLE IF EXISTS temp.${when}_${name}`)
    db.exec(`CREATE TEMP TABLE ${when}_${name} AS ${sql}`)
  }
}

function difference(db: WriteDb): number {
  let changed = 0
  for (const name of Object.keys(contents)) {
    for (const [a, b] of [
      ['before', 'after'],
      ['after', 'before'],
    ])
      changed +=
        db.get<{ n: number }>(
          `SELECT count(*) AS n FROM (SELECT * FROM temp.${a}_${name} EXCEPT SELECT * FROM temp.${b}_${name})`,
        )?.n ?? 0
    db.exec(`DROP TABLE temp.before_${name}`)
    db.exec(`DROP TABLE temp.after_${name}`)
  }
  return changed
}
