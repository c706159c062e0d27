// Changes as people look for them: commits of scanned repositories by the beginning of their id, changes that events
// pushed, and what production deployments shipped first, in the order of their deployments.
import { commitId, repoOf } from './commits.ts'
import type { Param, ReadDb } from './database.ts'
import type { LeftOut } from './change-link.ts'
import { counted, ever, pageOf } from './pages.ts'

export interface CommitRow {
  id: string
  title: string
  author: string
  authored_at_ms: number | null
  committed_at_ms: number | null
  /** The author date, or that of the first commit squashed into it. */
  start_at_ms: number | null
  /** 1 where that is the date of a squash, and nobody knows when the work began. */
  start_unknown: 0 | 1
}

const commitColumns = `lower(hex(k.oid)) AS id, k.subject AS title, a.name AS author, k.authored_at_ms, k.committed_at_ms,
  coalesce((SELECT start_ms FROM commit_starts WHERE id = k.id), k.authored_at_ms) AS start_at_ms,
  EXISTS (SELECT 1 FROM unknown_starts WHERE id = k.id) AS start_unknown`
const commitTables = 'commits k JOIN authors a ON a.id = k.author'

/** More commits than that do not begin alike where a person may choose among them. */
const alikeMax = 100

/** Row ids and whole ids of the commits whose id begins so, in every repository. */
export function commitsStarting(db: ReadDb, text: string): { commit: number; id: string }[] {
  if (!/^[0-9a-f]{7,64}$/i.test(text)) return []
  const even = text.slice(0, text.length - (text.length % 2))
  return db.all(
    `SELECT id AS "commit", lower(hex(oid)) AS id FROM commit_oids
     WHERE oid >= unhex(?1) AND oid <= unhex(?2) AND lower(hex(oid)) >= ?3 AND substr(lower(hex(oid)), 1, length(?3)) = ?3
     ORDER BY oid, id LIMIT ${alikeMax}`,
    even,
    `${even}${'f'.repeat(64 - even.length)}`,
    text.toLowerCase(),
  )
}

export function commitRow(db: ReadDb, commit: number): CommitRow | undefined {
  return db.get(`SELECT ${commitColumns} FROM ${commitTables} WHERE k.id = ?`, commit)
}

/** Of these commits, in the order given. */
export function commitRows(db: ReadDb, commits: readonly number[]): CommitRow[] {
  return db.all(
    `SELECT ${commitColumns} FROM json_each(?) n CROSS JOIN ${commitTables} WHERE k.id = n.value ORDER BY n.key`,
    JSON.stringify(commits),
  )
}

/** Whole ids of a commit's parents, those beyond a shallow clone's edge too. */
export function parentsOf(db: ReadDb, commit: number): string[] {
  const packed = Buffer.from(
    db.get<{ parents: Uint8Array }>('SELECT parents FROM commits WHERE id = ?', commit)?.parents ?? [],
  )
  const first = commitId(repoOf(commit), 0)
  const ids = Array.from({ length: packed.length / 4 }, (_, i) => first + packed.readInt32LE(i * 4))
  return ids.flatMap((id) =>
    db
      .all<{ hex: string }>(
        `SELECT lower(hex(oid)) AS hex FROM commits WHERE id = ?1
         UNION ALL SELECT lower(hex(oid)) FROM commit_edges WHERE id = ?1`,
        id,
      )
      .map((row) => row.hex),
  )
}

/** Systems that a change was pushed to by this id, and when it began there. */
export function pushedChanges(db: ReadDb, id: string): { system: number; created_at_ms: number }[] {
  return db.all(
    `SELECT c.system, c.created_at_ms FROM systems s
     CROSS JOIN names n ON n.type = 'change' AND n.system = s.id AND n.environment = 0 AND n.name = ?
     CROSS JOIN changes c ON c.thing_id = n.thing_id`,
    id,
  )
}

/** What a list of changes is narrowed by. `systems` is a JSON list, as the other filters' null means all. */
export interface ChangeFilter {
  systems: string | null
  from_ms: number | null
  to_ms: number | null
  search: string | null
}

export interface ListedChange {
  system: string
  id: string
  title: string | null
  author: string | null
  start_at_ms: number | null
  reached_at_ms: number | null
  start_unknown: 0 | 1
}

export function paramsOf({ systems, from_ms, to_ms, search }: ChangeFilter): Param[] {
  // Any of these characters would mean something else in a pattern.
  return [systems, from_ms, to_ms, search === null ? null : search.replace(/[\\%_]/g, '\\$&')]
}

/** Of what stands in `title`, `author` and `id`. */
function matches(title: string, author: string, id: string): string {
  return `(?4 IS NULL OR ${title} LIKE '%' || ?4 || '%' ESCAPE '\\' OR ${author} LIKE '%' || ?4 || '%' ESCAPE '\\'
    OR ${id} LIKE ?4 || '%' ESCAPE '\\')`
}

export interface ShippedChange extends ListedChange {
  number: number
  deployment: string
  version: string | null
  finished_at_ms: number
  environment: string
  lead_time_ms: number | null
  left_out: LeftOut | null
}

/** In the order of the deployments' index and then of their links' own, so that a page costs what it shows. */
export const shippedLinks = 'FROM deployments d CROSS JOIN deployment_changes c ON c.deployment = d.id AND c.scope = ?5'
const itsCommit = 'LEFT JOIN commits k ON k.id = c.commit_id LEFT JOIN authors a ON a.id = k.author'
export const shippedId = 'coalesce(c.change, lower(hex(k.oid)))'
export const shippedColumns = `SELECT s.name AS system, ${shippedId} AS id, k.subject AS title, a.name AS author,
  c.start_ms AS start_at_ms, c.reached_ms AS reached_at_ms, c.squashed AS start_unknown, d.id AS number,
  d.thing AS deployment, d.version, d.finished_at_ms, e.name AS environment, c.lead_ms AS lead_time_ms, c.left_out`
export const shippedTables = `${itsCommit} JOIN systems s ON s.id = d.system JOIN environments e ON e.id = d.environment`

/** What is asked of shipped changes. Without a search, neither commits nor authors. */
export function shippedWhere(counting: boolean | null, search: string | null): string {
  return `d.at_ms >= coalesce(?2, ${-ever}) AND d.at_ms < coalesce(?3, ${ever}) AND (?1 IS NULL OR d.system IN (SELECT value FROM json_each(?1)))
    AND c.left_out IS NOT 'earlier' ${counting === null ? '' : `AND c.left_out IS ${counting ? '' : 'NOT '}NULL`}
    AND ${search === null ? '?4 IS NULL' : matches('k.subject', 'a.name', shippedId)}`
}

/** What deployments of one scope shipped first. `counting`: only what counts, only what is left out, or null for both. */
export function shippedChanges(
  db: ReadDb,
  scope: number,
  filter: ChangeFilter,
  counting: boolean | null,
  limit: number,
  offset: number,
): { total: number; rows: ShippedChange[] } {
  const { systems, search } = filter
  const asked = (from_ms: number, to_ms: number) => [...paramsOf({ ...filter, from_ms, to_ms }), scope]
  const sets = `FROM deployments d CROSS JOIN deployment_change_sets t ON t.deployment = d.id AND t.scope = ?5
    WHERE d.at_ms >= ?2 AND d.at_ms < ?3 AND (?1 IS NULL OR d.system IN (SELECT value FROM json_each(?1))) AND ?4 IS NULL`
  const sum = counting === null ? 't.counted + t.left_out' : counting ? 't.counted' : 't.left_out'
  return pageOf<ShippedChange>(
    db,
    {
      facts: 'deployments',
      name: JSON.stringify(['changes', scope, systems, search, counting]),
      count: (from, to) =>
        search === null
          ? (db.get<{ n: number | null }>(`SELECT sum(${sum}) AS n ${sets}`, ...asked(from, to))?.n ?? 0)
          : counted(db, `${shippedLinks} ${itsCommit} WHERE ${shippedWhere(counting, search)}`, ...asked(from, to)),
      rows: (from, to, most, skipped) =>
        db.all(
          `${shippedColumns} ${shippedLinks} ${shippedTables} WHERE ${shippedWhere(counting, search)}
           ORDER BY d.at_ms DESC, d.id DESC, c.position LIMIT ?6 OFFSET ?7`,
          ...asked(from, to),
          most,
          skipped,
        ),
    },
    { from_ms: filter.from_ms, to_ms: filter.to_ms, limit, offset },
  )
}

/** Of what a query of `waitingFrom` has in w. */
export const waitingColumns =
  'SELECT s.name AS system, w.id, w.title, w.author, w.start_at_ms, w.reached_at_ms, w.start_unknown'
/** What waits. `place` and `item` tell one of them from all others: see sorted-changes.ts. */
export const waitingFrom = `FROM (
    SELECT n.system AS system_id, lower(hex(k.oid)) AS id, k.subject AS title, a.name AS author, n.start_ms AS start_at_ms,
      n.reached_ms AS reached_at_ms, EXISTS (SELECT 1 FROM unknown_starts WHERE id = k.id) AS start_unknown,
      n.repo AS place, n.position AS item
    FROM waiting n CROSS JOIN commits k ON k.id = n.commit_id JOIN authors a ON a.id = k.author WHERE n.scope = ?5
    UNION ALL
    SELECT h.system, h.thing, NULL, NULL, h.created_at_ms, NULL, 0, 0, h.id FROM changes h
    WHERE NOT EXISTS (SELECT 1 FROM commit_oids o WHERE o.oid = unhex(h.thing))
      AND NOT EXISTS (
        SELECT 1 FROM deployment_changes c JOIN deployments d ON d.id = c.deployment
        WHERE c.change = h.thing AND c.scope = ?5 AND d.system = h.system)
  ) w JOIN systems s ON s.id = w.system_id
  WHERE (?1 IS NULL OR w.system_id IN (SELECT value FROM json_each(?1)))
    AND (?2 IS NULL OR w.start_at_ms >= ?2) AND (?3 IS NULL OR w.start_at_ms < ?3) AND ${matches('w.title', 'w.author', 'w.id')}`

/**
 * What waits: commits of main lines, and pushed changes that no deployment of the scope names; newest first. A pushed
 * change that is a commit of a scanned repository waits as that.
 */
export function waitingChanges(
  db: ReadDb,
  scope: number,
  filter: ChangeFilter,
  limit: number,
  offset: number,
): { total: number; rows: ListedChange[] } {
  const asked = [...paramsOf(filter), scope]
  const total = db.get<{ n: number }>(`SELECT count(*) AS n ${waitingFrom}`, ...asked)?.n ?? 0
  const rows = db.all<ListedChange>(
    `${waitingColumns} ${waitingFrom} ORDER BY w.start_at_ms DESC, w.id LIMIT ?6 OFFSET ?7`,
    ...asked,
    limit,
    offset,
  )
  return { total, rows }
}
