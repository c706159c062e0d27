// Rows of `deployment_changes`, many a statement: a first scan makes one for every commit of a history. Each value that the
// driver is handed takes as long as a fourth of the rest of its row, and each name of one slows all the others down, so
// what all rows of a statement have in common is said once, and what follows from other values is worked out by SQLite.
import { type ChangeSet, ChangeSetTally } from './change-sets.ts'
import type { Param, WriteDb } from './database.ts'
import { LinkDigest } from './link-digest.ts'
import { type ChangeLinks, type LinkColumns, reasons } from './link-columns.ts'

const atOnce = [256, 32, 8, 1] as const
/** Its place, its commit, when that began and when it reached the main line. */
const ownAlways = 4

const statements = new Map<string, string>()

/** Writes all links of a deployment in a scope, in their order, gone through once. */
export function insertLinks(
  db: WriteDb,
  deployment: number,
  scope: number,
  links: ChangeLinks,
): { digest: number; set: ChangeSet } {
  const { finished_at_ms: finished } = links
  const digest = new LinkDigest(finished)
  const tally = new ChangeSetTally(finished)
  let position = 0
  for (const columns of links.inColumns()) {
    const { length } = columns
    digest.add(columns)
    tally.add(columns)
    for (let from = 0; from < length;) {
      const rows = atOnce.find((some) => some <= length - from) ?? 1
      const { sql, params } = rowsOf(columns, from, rows, [deployment, scope, position, finished])
      db.runMany(sql, params)
      from += rows
      position += rows
    }
  }
  return { digest: digest.value, set: tally.value }
}

/** What writes some links, and their values; NaN is NULL for SQLite. */
function rowsOf(
  columns: LinkColumns,
  from: number,
  rows: number,
  shared: readonly number[],
): { sql: string; params: Param[] } {
  const { commit, start, reached, reason, named, squashed, changes } = columns
  const to = from + rows
  const alike = { reason: true, named: true, squashed: true }
  // The one reason there is besides none; -1 for several.
  let only = 0
  for (let i = from; i < to; i++) {
    const why = reason[i] as number
    if (why !== reason[from]) alike.reason = false
    if (named[i] !== named[from]) alike.named = false
    if (squashed[i] !== squashed[from]) alike.squashed = false
    if (why !== 0 && why !== only) only = only === 0 ? why : -1
  }
  let own = ownAlways
  const value = () => `column${++own}`
  const values = {
    change: changes.size === 0 ? 'NULL' : value(),
    named: alike.named ? String(named[from]) : value(),
    left_out: alike.reason
      ? textOf(reason[from] as number)
      : only === -1
        ? value()
        : `iif(${value()}, ${textOf(only)}, NULL)`,
    squashed: alike.squashed ? String(squashed[from]) : value(),
  }
  const params: Param[] = [...shared]
  for (let i = from; i < to; i++) {
    params.push(commit[i] as number, start[i] as number, reached[i] as number)
    if (changes.size > 0) params.push(changes.get(i) ?? null)
    if (!alike.named) params.push(named[i] as number)
    if (!alike.reason) params.push(only === -1 ? (reasons[reason[i] as number] ?? null) : Number(reason[i] !== 0))
    if (!alike.squashed) params.push(squashed[i] as number)
  }
  return { sql: insert(rows, own, values), params }
}

/** A reason as SQL. */
function textOf(reason: number): string {
  const text = reasons[reason]
  return text === null || text === undefined ? 'NULL' : `'${text}'`
}

/** `own`: how many values a row has, its place among them included. */
function insert(rows: number, own: number, { change, named, left_out, squashed }: Record<string, string>): string {
  const key = `${rows} ${change} ${named} ${left_out} ${squashed}`
  let sql = statements.get(key)
  if (sql === undefined) {
    const row = (place: number) => `(${place}${', ?'.repeat(own - 1)})`
    sql = `INSERT INTO deployment_changes
      (deployment, scope, position, commit_id, start_ms, lead_ms, reached_ms, change, named, left_out, squashed)
      SELECT deployment, scope, position + column1, column2, column3, finished - column3, column4,
        ${change}, ${named}, ${left_out}, ${squashed}
      FROM (SELECT ? AS deployment, ? AS scope, ? AS position, ? AS finished), (VALUES ${Array.from({ length: rows }, (_, place) => row(place)).join(', ')})`
    statements.set(key, sql)
  }
  return sql
}
