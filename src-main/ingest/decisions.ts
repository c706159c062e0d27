// Decisions of people: kept in the journal like any delivery, so that they have a history, can be undone, and a rebuild
// comes to the same. The last one on a subject stands.
import type { Decision } from '../../src-shared/decision.ts'
import { Refusal } from '../../src-shared/reply.ts'
import type { GraphCache } from '../derive/index.ts'
import type { WriteDb } from '../store/database.ts'
import { getDelivery, markUndone } from '../store/deliveries.ts'
import { noteCorrection } from './corrections.ts'
import { inferDeployments } from './infer.ts'
import { refold } from './thing.ts'
import { type Join, moveNames } from './join.ts'
import { apply, find, isDecision, read, replayDecisions } from './replay-decisions.ts'
import { rebuild } from './rebuild.ts'
import type { Touched } from './touched.ts'

/** Keeps a decision and lets it take effect. Returns its number in the journal, to undo it by. */
export function decide(db: WriteDb, cache: GraphCache, decision: Decision, atMs: number, touched: Touched): number {
  const body = Buffer.from(JSON.stringify(decision))
  const id = noteCorrection(db, { action: decision.do, summary: summaryOf(decision), atMs, body })
  if (decision.do === 'join') {
    moveNames(db, decision, false)
    rebuild(db, cache)
    return id
  }
  apply(db, decision, id)
  settle(db, decision, touched)
  return id
}

/** Takes a decision back, or makes it again. What was decided before it on the same subject stands again. */
export function undoDecision(
  db: WriteDb,
  cache: GraphCache,
  { id, undone, atMs }: { id: number; undone: boolean; atMs: number },
  touched: Touched,
): void {
  const row = getDelivery(db, id)
  if (row === undefined || !isDecision(row)) throw new Refusal('not_found', `There is no decision ${id}.`)
  if ((row.undone_by !== null) === undone)
    throw new Refusal('conflict', `Decision ${id} is ${undone ? 'undone already' : 'not undone'}.`)
  const summary = `${row.summary}: ${undone ? 'undone' : 'made again'}`
  const by = noteCorrection(db, { action: undone ? 'undo' : 'redo', of: id, summary, atMs })
  markUndone(db, id, undone ? by : null)
  const decision = read(row)
  if (decision.do === 'join') {
    moveNames(db, decision, undone)
    rebuild(db, cache)
    return
  }
  replayDecisions(db)
  settle(db, decision, touched)
}

/** Writes the fact a decision is about again, and has its system derived. */
function settle(db: WriteDb, decision: Exclude<Decision, Join>, touched: Touched): void {
  if (decision.do === 'ignore') return
  const thing =
    decision.do === 'exclude' ? decision.thing : decision.do === 'attribute' ? decision.incident : decision.deployment
  const found = find(db, thing)
  if (found.repo !== 0) inferDeployments(db, found.repo)
  else if (decision.do === 'attribute' || (decision.do === 'exclude' && decision.type === 'incident'))
    refold(db, { type: 'issue', ...found })
  else refold(db, { type: 'deployment', ...found })
  touched.add(found.system)
}

function summaryOf(decision: Decision): string {
  switch (decision.do) {
    case 'attribute':
      return decision.deployment === null
        ? `incident ${decision.incident.id}: caused by no deployment`
        : `incident ${decision.incident.id} attributed to deployment ${decision.deployment.id}`
    case 'exclude':
      return `${decision.type} ${decision.thing.id} left out: ${decision.reason}`
    case 'kind':
      return `deployment ${decision.deployment.id} is a ${decision.kind} one`
    case 'remedy':
      return decision.remedies === null
        ? `deployment ${decision.deployment.id} was made to fix no other`
        : `deployment ${decision.deployment.id} was made to fix ${decision.remedies.id}`
    case 'join':
      return `${decision.what} ${decision.from} is ${decision.into}`
    case 'ignore':
      return `finding ${decision.finding}: no problem${decision.row === undefined ? '' : ` with ${decision.row}`} here`
  }
}
