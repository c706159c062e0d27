// The SQL that metrics share: deployments and what they wait for behind the filters. An inferred deployment that joined a
// pushed one is that one, and is never counted itself; what a person left out counts nowhere.
import { finalStates } from '../../src-shared/event.ts'
import { dateOf } from '../../src-shared/time.ts'
import type { ReadDb } from '../store/database.ts'
import { type Asked, once, type Sample } from './metric.ts'
import { unreadBefore } from '../store/repos.ts'
import { inStretches, type Reading } from '../store/stretches.ts'

/** A null list means all; SQLite reads lists as JSON. */
export function list(ids: number[] | null): string | null {
  return ids === null ? null : JSON.stringify(ids)
}

/** `?1` systems, `?2` environments. */
const chosen = `d.joined_to IS NULL
  AND (?1 IS NULL OR d.system IN (SELECT value FROM json_each(?1)))
  AND (?2 IS NULL OR d.environment IN (SELECT value FROM json_each(?2)))`

/** What numbers need of a deployment. */
export interface DeploymentFact {
  id: number
  system: number
  at_ms: number
  state: string
  kind: string
  /** Whether it says its kind, or what it remedies. */
  kind_said: number
  remedies: number
  /** Whether another one says that it remedies this. */
  remedied: number
  /** How many incidents blame it, as derived. */
  blamed: number
}

/** What is kept of one between questions. */
export interface Deployed extends DeploymentFact {
  environment: number
}

/** It as a sample: one that is counted or is above the line of a share, or one that is only below it. */
export function sampleOf({ at_ms }: DeploymentFact, value: 0 | 1 = 1): Sample {
  return { at_ms, value }
}

/** What a working shows of it as well. */
export interface DeploymentSample extends DeploymentFact {
  thing: string
  system_name: string
  environment: string
  /** Why a person left it out. */
  excluded: string | null
}

const facts = `d.id, d.system, d.at_ms, d.state, d.kind, d.kind_said OR d.remedies IS NOT NULL AS kind_said,
  d.remedies IS NOT NULL AS remedies, d.remedied_by IS NOT NULL AS remedied,
  (SELECT count(*) FROM incident_deployments WHERE deployment = d.id) AS blamed`
const inPeriod = `${chosen} AND d.at_ms >= ?3 AND d.at_ms < ?4 ORDER BY d.at_ms, d.place, d.thing`

/** Deployments whose time (finished, else started, else first heard of) lies in the period; any environment and state. */
export function allDeployments(db: ReadDb, asked: Asked): DeploymentSample[] {
  return db.all<DeploymentSample>(
    `SELECT ${facts}, d.thing, d.excluded, s.name AS system_name, e.name AS environment
     FROM deployments d CROSS JOIN systems s ON s.id = d.system CROSS JOIN environments e ON e.id = d.environment
     WHERE ${inPeriod}`,
    list(asked.systems),
    null,
    asked.from_ms,
    asked.to_ms,
  )
}

/** Those in the chosen environments that nobody left out. */
export function deploymentsInPeriod(db: ReadDb, asked: Asked): Deployed[] {
  return once(asked, 'deployments', () => {
    const { systems, scope, from_ms, to_ms } = asked
    const inSystems = systems === null ? null : new Set(systems)
    const inScope = new Set(scope.environments)
    return inStretches(db, countingDeployments(db), from_ms, to_ms).flatMap((rows) =>
      rows.filter(
        ({ at_ms, environment, system }) =>
          at_ms >= from_ms && at_ms < to_ms && inScope.has(environment) && (inSystems?.has(system) ?? true),
      ),
    )
  })
}

/** All that count, by stretches: in any system and environment. */
export function countingDeployments(db: ReadDb): Reading<Deployed[]> {
  return {
    facts: 'deployments',
    name: 'deployments',
    read: (from_ms, to_ms) =>
      db
        .all<Deployed>(
          `SELECT ${facts}, d.environment FROM deployments d WHERE d.joined_to IS NULL AND d.excluded IS NULL
             AND d.at_ms >= ? AND d.at_ms < ? ORDER BY d.at_ms, d.place, d.thing`,
          from_ms,
          to_ms,
        )
        .map((row) => ({
          ...row,
          // The driver makes a string for each row; one for all is less to keep and quicker to compare.
          state: shared(row.state),
          kind: shared(row.kind),
        })),
  }
}

const words = new Map<string, string>()

function shared(word: string): string {
  const known = words.get(word)
  if (known === undefined) words.set(word, word)
  return known ?? word
}

/** Successful deployments in the chosen environments that finished in the period. */
export function successes(db: ReadDb, asked: Asked): Deployed[] {
  return once(asked, 'successes', () => deploymentsInPeriod(db, asked).filter((row) => row.state === 'succeeded'))
}

export function isFinished(row: { state: string }): boolean {
  return (finalStates as readonly string[]).includes(row.state)
}

/** When the chosen systems and environments were first heard of; null for never. */
export function firstDeployment(db: ReadDb, asked: Asked): number | null {
  return once(
    asked,
    'first deployment',
    () =>
      db.get<{ at_ms: number }>(
        `SELECT d.at_ms FROM deployments d WHERE ${chosen} AND d.excluded IS NULL ORDER BY d.at_ms LIMIT 1`,
        list(asked.systems),
        list(asked.scope.environments),
      )?.at_ms ?? null,
  )
}

/** Why nothing can be said about deployments: there never was one. */
export function noDeployments(db: ReadDb, asked: Asked): string | null {
  const any = db.get(`SELECT 1 FROM deployments d WHERE ${chosen} LIMIT 1`, list(asked.systems), null)
  return any === undefined ? 'No deployment is known yet. Add a repository, or point CI at the listener.' : null
}

/** What is not known yet of a long history, where a period goes back beyond what is read of it. */
export function unreadHistory(db: ReadDb, asked: Asked): string | null {
  const [unread] = unreadBefore(db, asked.systems)
  if (unread === undefined) return null
  if (unread.reported === 1)
    return `Not yet: the older history of ${unread.name} is still to be read, and commits that were reported as deployed meanwhile may be in it.`
  if (asked.from_ms >= unread.before_ms) return null
  const day = dateOf(unread.before_ms, asked.zone)
  return `Not yet: the history of ${unread.name} is read from ${day} on, and what was deployed before it is still to be read. Periods from then on are complete, unless dates of commits are wrong.`
}

/** What may still move where a part of a history is not read. */
export function unreadNote(db: ReadDb, { systems }: Asked): string[] {
  return unreadBefore(db, systems).map(
    ({ name }) =>
      `The older history of ${name} is still to be read: where dates of its commits are wrong, this may still change`,
  )
}

/** Why nothing can be said about failures: no incident ever reached the workspace. */
export function noIncidents(db: ReadDb): string | null {
  const any = db.get('SELECT 1 FROM incidents LIMIT 1')
  return any === undefined
    ? 'No incident is known yet. Import an incident file, or send incidents to the listener.'
    : null
}
