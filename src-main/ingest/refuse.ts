// What only the workspace can tell about a delivery: that its key may not speak of a system, or that a version has
// another commit already.
import type { Event } from '../../src-shared/event.ts'
import { shown } from '../../src-shared/reply.ts'
import { Rejection } from '../sources/source.ts'
import type { ReadDb } from '../store/database.ts'
import type { Thing } from '../store/things.ts'
import { fixedCommits, sameCommit } from '../store/versions.ts'
import { systemIds } from '../store/systems.ts'

/** Throws where an event is about a system that the key was not made for. `allowed` holds names. */
export function refuseOutOfScope(
  db: ReadDb,
  allowed: readonly string[],
  events: readonly Event[],
  things: readonly Thing[],
): void {
  const { ids } = systemIds(db, allowed)
  events.forEach((event, i) => {
    if (!allowed.includes(event.system) && !ids.includes(things[i]?.system ?? 0))
      throw new Rejection(
        'out of scope',
        `This key may not report for ${shown(event.system)}; it was made for ${allowed.map(shown).join(', ')}.`,
      )
  })
}

/** Throws where a build gives a version another commit than it is known to have. */
export function refuseOtherCommits(db: ReadDb, events: readonly Event[], things: readonly Thing[]): void {
  events.forEach((event, i) => {
    const system = things[i]?.system
    if (event.type !== 'build' || typeof event.version !== 'string' || typeof event.commit !== 'string') return
    const { commit, version } = event
    const known = system === undefined ? [] : fixedCommits(db, system, version)
    if (known.length > 0 && !known.some((one) => sameCommit(one, commit)))
      throw new Rejection('conflict', `Version ${version} already exists with different SHA`, [
        { field: 'scm_sha', value: shown(commit), accepted: `${known[0]}, the commit this version has` },
      ])
  })
}
