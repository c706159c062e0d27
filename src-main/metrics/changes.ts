// The changes a metric of lead times is made of, each with its time and why it is left out if it is, by the definition.
// What a deployment shipped first is derived and stored; here its times are only read again, from another start.
import type { Definition } from '../../src-shared/definition.ts'
import { must } from '../../src-shared/assert.ts'
import { findCommits } from '../store/commits.ts'
import type { ReadDb } from '../store/database.ts'
import { type LeftOut, leftOut as stored } from '../store/change-link.ts'
import { systemName } from '../store/systems.ts'
import { type Asked, once } from './metric.ts'
import { list, successes } from './query.ts'

/** Why a change is left out. */
export const leftOut = {
  ...stored,
  zero: 'takes no time',
  squashed: 'start unknown: squashed',
  'main line': 'not known to have reached a main line',
} as const
export type Why = LeftOut | 'zero' | 'squashed' | 'main line'

export interface ChangeSample {
  deployment: number
  system: string
  at_ms: number
  lead_ms: number | null
  left_out: Why | null
  id: string
  /** When it reached the main line; null where it did not, or nobody knows. */
  reached_ms: number | null
  /** 1 where it counts from the date of a squash, and when the work began is not known. */
  squashed: 0 | 1
}

/** The scope that holds every environment: no links are kept for it. */
export const anyScope = 0

export function changesOf(db: ReadDb, asked: Asked): ChangeSample[] {
  return once(asked, 'changes', () => {
    if (asked.definition.lead_changes === 'built from') return builtFrom(db, asked)
    return asked.scope.scope === anyScope ? shippedAnywhere(db, asked) : shipped(db, asked)
  })
}

// Only finished deployments have changes, and what is finished is listed by its finish: at_ms is that, and has an index.
const inPeriod = `FROM deployment_changes c JOIN deployments d ON d.id = c.deployment
  WHERE c.scope = ?1 AND d.at_ms >= ?2 AND d.at_ms < ?3
    AND (?4 IS NULL OR d.system IN (SELECT value FROM json_each(?4)))
    AND d.environment IN (SELECT value FROM json_each(?5))`

function params(asked: Asked): [number, number, number, string | null, string] {
  return [asked.scope.scope, asked.from_ms, asked.to_ms, list(asked.systems), JSON.stringify(asked.scope.environments)]
}

/** Columns of a change under a definition. Under the default they are as stored. */
export function select(definition: Definition, more: string): string {
  const { lead_start, lead_squashed, merges, zero, whole_minutes } = definition
  const committed = '(SELECT committed_at_ms FROM commits WHERE id = c.commit_id)'
  const start = {
    author: 'c.start_ms',
    committer: `iif(c.commit_id IS NULL, c.start_ms, ${committed})`,
    'main line': 'c.reached_ms',
  }[lead_start]
  const lead = `d.finished_at_ms - ${start}`
  // Only a start by the author's date can be another than the work's.
  const squashed = lead_start === 'author' ? 'c.squashed' : '0'
  const columns = `SELECT c.deployment, d.finished_at_ms AS at_ms, ${squashed} AS squashed, c.reached_ms${more}`
  const whole = `((${lead} + 59999) / 60000 * 60000)`
  if (lead_start === 'author' && lead_squashed === 'own date' && !merges && zero)
    return `${columns}, ${whole_minutes ? whole : 'c.lead_ms'} AS lead_ms, c.left_out`
  // What was left out for its time is judged again; every other reason stands.
  const again = `('negative', 'no time', 'not scanned'${merges ? `, 'merge'` : ''})`
  return `${columns}, ${whole_minutes ? whole : lead} AS lead_ms,
    CASE WHEN c.left_out NOT IN ${again} THEN c.left_out
      ${lead_squashed === 'left out' ? `WHEN ${squashed} = 1 THEN 'squashed'` : ''}
      WHEN ${start} IS NULL THEN ${lead_start === 'main line' ? `'main line'` : `iif(c.left_out = 'not scanned', 'not scanned', 'no time')`}
      WHEN ${lead} < 0 THEN 'negative'${zero ? '' : ` WHEN ${lead} = 0 THEN 'zero'`} END AS left_out`
}

const naming = `, (SELECT name FROM systems WHERE id = d.system) AS system,
  coalesce(c.change, (SELECT lower(hex(oid)) FROM commits WHERE id = c.commit_id)) AS id`

/** Changes first shipped in the scope within the period. */
function shipped(db: ReadDb, asked: Asked): ChangeSample[] {
  return db.all<ChangeSample>(
    `${select(asked.definition, naming)} ${inPeriod} ORDER BY d.finished_at_ms, c.deployment, c.position`,
    ...params(asked),
  )
}

/**
 * Changes first shipped anywhere: of what each tier shipped first, the earliest. Exact where changes are named; why it is
 * not for commit graphs is told by `notAnywhere`.
 */
function shippedAnywhere(db: ReadDb, asked: Asked): ChangeSample[] {
  const rows = db.all<ChangeSample & { key: string }>(
    `${select(asked.definition, `${naming}, d.system || ' ' || coalesce(c.change, c.commit_id) AS key`)}
     FROM deployment_changes c JOIN deployments d ON d.id = c.deployment
     WHERE c.scope < 0 AND d.at_ms < ?1 AND (?2 IS NULL OR d.system IN (SELECT value FROM json_each(?2)))
       AND c.left_out IS NOT 'earlier'
     ORDER BY d.finished_at_ms, d.place, d.thing, d.id, c.position`,
    asked.to_ms,
    list(asked.systems),
  )
  const seen = new Set<string>()
  return rows.filter(({ key, at_ms }) => {
    if (seen.has(key)) return false
    seen.add(key)
    return at_ms >= asked.from_ms
  })
}

/** Why first deployments in any environment cannot be told: links from a commit graph are kept tier by tier. */
export function notAnywhere(db: ReadDb, asked: Asked): string | null {
  if (asked.scope.scope !== anyScope || asked.definition.lead_changes === 'built from') return null
  const row = db.get<{ name: string }>(
    `SELECT s.name FROM systems s
     WHERE (?1 IS NULL OR s.id IN (SELECT value FROM json_each(?1)))
       AND EXISTS (SELECT 1 FROM deployments d JOIN deployment_changes c ON c.deployment = d.id
         WHERE d.system = s.id AND c.scope < 0 AND c.commit_id IS NOT NULL AND c.named = 0)
       AND (SELECT count(DISTINCT e.tier) FROM deployments d JOIN environments e ON e.id = d.environment
         WHERE d.system = s.id AND d.state = 'succeeded' AND d.joined_to IS NULL) > 1
     ORDER BY s.name LIMIT 1`,
    list(asked.systems),
  )
  if (row === undefined) return null
  return `${row.name} deploys commits to several tiers of environments, and which deployment was first is known within a tier only. Ask for one environment.`
}

interface Built {
  start_ms: number | null
  known: boolean
  id: string
  parents: number
  /** 1 for a squash whose work began nobody knows when. */
  squashed: 0 | 1
}

/** The commits each successful deployment of the period was built from, whether or not an earlier one was as well. */
function builtFrom(db: ReadDb, asked: Asked): ChangeSample[] {
  const { lead_start, lead_squashed, merges, zero, whole_minutes } = asked.definition
  return successes(db, asked).flatMap((row) =>
    commitsOf(db, row.id).map((hex): ChangeSample => {
      const { start_ms, known, id, parents, squashed } = builtAt(db, row.id, hex, lead_start)
      const exact = start_ms === null ? null : row.at_ms - start_ms
      const left_out =
        parents > 1 && !merges
          ? 'merge'
          : squashed === 1 && lead_squashed === 'left out'
            ? 'squashed'
            : exact === null
              ? known
                ? 'no time'
                : 'not scanned'
              : exact < 0
                ? 'negative'
                : exact === 0 && !zero
                  ? 'zero'
                  : null
      const lead_ms = exact !== null && whole_minutes ? Math.ceil(exact / 60_000) * 60_000 : exact
      return {
        deployment: row.id,
        system: systemName(db, row.system),
        at_ms: row.at_ms,
        lead_ms,
        left_out,
        id,
        reached_ms: null,
        squashed,
      }
    }),
  )
}

/** Its own, and those of the inferred ones that joined it. */
function commitsOf(db: ReadDb, deployment: number): string[] {
  return db
    .all<{ hex: string }>(
      `SELECT DISTINCT lower(c.value) AS hex FROM deployments d, json_each(d.commits) c
       WHERE d.id = ?1 OR d.id IN (SELECT id FROM deployments WHERE joined_to = ?1) ORDER BY hex`,
      deployment,
    )
    .map((row) => row.hex)
}

/** A commit of a scanned repository by its dates, a squash by its work's; any other by what was reported of it as a change. */
function builtAt(db: ReadDb, deployment: number, hex: string, start: Definition['lead_start']): Built {
  const [commit] = findCommits(db, hex)
  if (commit !== undefined) {
    const [began, squashed] =
      start === 'committer'
        ? ['committed_at_ms', '0']
        : [
            'coalesce((SELECT start_ms FROM commit_starts s WHERE s.id = c.id), authored_at_ms)',
            'EXISTS (SELECT 1 FROM unknown_starts u WHERE u.id = c.id)',
          ]
    const row = db.get<Omit<Built, 'known'>>(
      `SELECT ${began} AS start_ms, ${squashed} AS squashed, length(parents) / 4 AS parents, lower(hex(oid)) AS id
       FROM commits c WHERE id = ?`,
      commit,
    )
    return { ...must(row, 'because it was found by its id'), known: true }
  }
  const change = db.get<{ ms: number }>(
    `SELECT c.created_at_ms AS ms FROM deployments d
     CROSS JOIN names n ON n.type = 'change' AND n.system = d.system AND n.environment = 0
     CROSS JOIN changes c ON c.thing_id = n.thing_id WHERE d.id = ? AND n.name = ?`,
    deployment,
    hex,
  )
  return { start_ms: change?.ms ?? null, known: change !== undefined, id: hex, parents: 0, squashed: 0 }
}
