// Takes a delivery back, or puts it back: a decision of a person, kept in the journal as a delivery of its own, so that a
// rebuild comes to the same.
import { Refusal } from '../../src-shared/reply.ts'
import type { WriteDb } from '../store/database.ts'
import { type DeliveryRow, getDelivery, markUndone } from '../store/deliveries.ts'
import { deleteEventsOf, someThingsOf, thingsAfter } from '../store/events.ts'
import { allStages } from '../store/stages.ts'
import { noteCorrection } from './corrections.ts'
import { refold } from './thing.ts'
import type { Touched } from './touched.ts'
import { insertAll } from './translate.ts'

/** So many things in memory at a time. */
const atOnce = 1000

/** Removes what an import said. Returns how many events. Throws a Refusal where there is no such import or it is undone. */
export function undo(db: WriteDb, id: number, atMs: number, touched: Touched): number {
  const row = importNumbered(db, id)
  if (row.undone_by !== null) throw new Refusal('conflict', `Import ${id} is undone already.`)
  markUndone(db, id, noteCorrection(db, { action: 'undo', of: id, summary: `import ${id} undone`, atMs }))
  let removed = 0
  for (let some = someThingsOf(db, id, atOnce); some.length > 0; some = someThingsOf(db, id, atOnce))
    for (const thing of some) {
      removed += deleteEventsOf(db, id, thing)
      refold(db, thing)
      touched.add(thing.system)
    }
  return removed
}

/** Puts an undone import back, in its old place in the journal's order. */
export function redo(db: WriteDb, id: number, atMs: number, touched: Touched): number {
  const row = importNumbered(db, id)
  if (row.undone_by === null) throw new Refusal('conflict', `Import ${id} is not undone.`)
  const restored = insertAll(db, row)
  noteCorrection(db, { action: 'redo', of: id, summary: `import ${id} put back`, atMs })
  markUndone(db, id, null)
  for (let { things, last } = thingsAfter(db, id, 0, atOnce); things.length > 0;) {
    for (const thing of things) {
      refold(db, thing)
      touched.add(thing.system)
    }
    ;({ things, last } = thingsAfter(db, id, last, atOnce))
  }
  return restored
}

function importNumbered(db: WriteDb, id: number): DeliveryRow {
  const row = getDelivery(db, id)
  if (row === undefined || row.method !== 'FILE' || row.outcome === 'rejected')
    throw new Refusal('not_found', `There is no import ${id}. "shiplog import list" names them.`)
  if (allStages(db).some((stage) => stage.delivery === id))
    throw new Refusal('conflict', `Import ${id} is under way. Cancel it, or undo it when it has ended.`)
  if (row.outcome === 'duplicate')
    throw new Refusal(
      'conflict',
      `Import ${id} brought nothing new: it is the same file as import ${row.duplicate_of}. Undo that one.`,
    )
  return row
}
