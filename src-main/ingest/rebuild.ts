// Makes facts and links again from the journal and the repositories: facts = fold(journal + repositories), links =
// derive(facts). Says what came out different, which is nothing when all is well.
import { must } from '../../src-shared/assert.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { deriveSystem, deriveWaiting, type GraphCache } from '../derive/index.ts'
import type { WriteDb } from '../store/database.ts'
import { type DeliveryRow, getDelivery, markUndone } from '../store/deliveries.ts'
import { allThings } from '../store/events.ts'
import { deleteOrphanFacts } from '../store/facts.ts'
import { allRepos } from '../store/repos.ts'
import { allStages } from '../store/stages.ts'
import { writeUnreadable } from '../store/settings.ts'
import { unsettle } from '../store/waiting.ts'
import { inferDeployments } from './infer.ts'
import { refold } from './thing.ts'
import { insertAll } from './translate.ts'
import { correction } from './corrections.ts'
import { differences, remember } from './rebuild-differences.ts'
import { replayDecisions } from './replay-decisions.ts'

export interface Rebuilt {
  deliveries: number
  events: number
  /** Deliveries that were accepted once and cannot be read today: what was read then stands. */
  refused: number
  facts: number
  links: number
  /** Rows that are there only before or only after, so that a row with another value counts twice. */
  changed: number
  /** The first of them, in words. */
  differences: string[]
}

/** What a rebuild would come to, without doing it: in a transaction that is rolled back. */
export function checkRebuild(db: WriteDb, cache: GraphCache): Rebuilt {
  const made: Rebuilt[] = []
  const back = new Error('rolled back, as intended')
  try {
    db.transaction(() => {
      made.push(rebuild(db, cache))
      throw back
    })
  } catch (error) {
    if (error !== back) throw error
  } finally {
    // What it kept is of rows that are no more.
    cache.forget()
  }
  return must(made[0], 'because the rebuild came to its end')
}

/** Runs inside one transaction of the caller: all or nothing. */
export function rebuild(db: WriteDb, cache: GraphCache): Rebuilt {
  remember(db, 'before')
  // One by one and in order, since an event of a series looks at those before it.
  db.exec('CREATE TEMP TABLE events_before AS SELECT * FROM main.events')
  db.exec('CREATE INDEX temp.events_before_delivery ON events_before (delivery)')
  db.run('DELETE FROM events')
  db.run('UPDATE deliveries SET undone_by = NULL WHERE undone_by IS NOT NULL')
  for (const row of db.all<{ id: number; path: string; delivery: number }>(
    `SELECT id, path, CAST(meta ->> 'delivery' AS INTEGER) AS delivery FROM deliveries WHERE source = ? AND path IN ('undo', 'redo') ORDER BY id`,
    correction,
  ))
    markUndone(db, row.delivery, row.path === 'undo' ? row.id : null)
  replayDecisions(db)

  const ids = db.all<{ id: number }>(
    `SELECT id FROM deliveries WHERE outcome = 'accepted' AND undone_by IS NULL AND source <> ? ORDER BY id`,
    correction,
  )
  const underWay = new Set(allStages(db).map((stage) => stage.delivery))
  let events = 0
  const refused: number[] = []
  for (const { id } of ids) {
    const row = getDelivery(db, id)
    if (row === undefined) continue
    // One that is being published says so far what it has said.
    const again = underWay.has(id) ? null : readAgain(db, row)
    if (again === null && !underWay.has(id)) refused.push(id)
    events += again ?? db.run('INSERT INTO events SELECT * FROM temp.events_before WHERE delivery = ?', id).changes
  }
  db.exec('DROP TABLE temp.events_before')
  writeUnreadable(db, refused)
  const things = allThings(db)
  for (const thing of things) refold(db, thing)
  deleteOrphanFacts(db)
  cache.forget()
  let facts = things.length
  for (const repo of allRepos(db)) facts += inferDeployments(db, repo.id)
  db.run('DELETE FROM deployment_changes')
  db.run('DELETE FROM deployment_change_sets')
  db.run('DELETE FROM incident_deployments')
  db.run('DELETE FROM waiting')
  db.run('DELETE FROM shipped_from')
  for (const { id } of db.all<{ id: number }>('SELECT id FROM systems')) deriveSystem(db, cache, id)
  for (const { id } of allRepos(db)) unsettle(db, id)
  deriveWaiting(db, cache)
  remember(db, 'after')
  const links = db.get<{ n: number }>(
    'SELECT (SELECT count(*) FROM deployment_changes) + (SELECT count(*) FROM incident_deployments) AS n',
  )
  return { deliveries: ids.length, events, refused: refused.length, facts, links: links?.n ?? 0, ...differences(db) }
}

/** How many events it says today; null, and nothing done, where it cannot be read any more. */
function readAgain(db: WriteDb, row: DeliveryRow): number | null {
  try {
    return db.transaction(() => insertAll(db, row))
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
