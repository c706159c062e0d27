// Rows of `deployment_changes`, many a statement: a first scan makes one for every commit of a history. Each value that the
// driver is handed takes as long as a fourth of the rest of its row, and each name of one slows all the others down, so
// what all rows of a statement have in common is in its text.
import type { Param, WriteDb } from './database.ts'
import { LinkDigest } from './link-digest.ts'
import { type ChangeLinks, type LinkColumns, reasonNumber, reasons } from './link-columns.ts'

const atOnce = [32, 8, 1] as const
const earlier = reasonNumber('earlier')

const statements = new Map<string, string>()

/** Writes all links of a deployment in a scope, in their order, gone through once. */
export function insertLinks(
  db: WriteDb,
  deployment: number,
  scope: number,
  links: ChangeLinks,
): { counted: number; without: number; digest: number } {
  const digest = new LinkDigest()
  let [position, counted, without] = [0, 0, 0]
  for (const columns of links.inColumns()) {
    const { length, reason } = columns
    digest.add(columns)
    for (let i = 0; i < length; i++) {
      if (reason[i] === 0) counted++
      else if (reason[i] !== earlier) without++
    }
    for (let from = 0; from < length;) {
      const rows = atOnce.find((some) => some <= length - from) ?? 1
      const { sql, params } = rowsOf(columns, from, rows)
      db.runShared(sql, { deployment, scope, position }, params)
      from += rows
      position += rows
    }
  }
  return { counted, without, digest: digest.value }
}

/** What writes some links, and their values. */
function rowsOf(columns: LinkColumns, from: number, rows: number): { sql: string; params: Param[] } {
  const { commit, start, lead, reached, reason, named, squashed, changes } = columns
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
  const values = {
    change: changes.size === 0 ? 'NULL' : '?',
    named: alike.named ? String(named[from]) : '?',
    left_out: alike.reason || only !== -1 ? textOf(only) : '?',
    squashed: alike.squashed ? String(squashed[from]) : '?',
  }
  if (!alike.reason && only !== -1) values.left_out = `iif(?, ${values.left_out}, NULL)`
  const params: Param[] = []
  for (let i = from; i < to; i++) {
    params.push(orNull(commit[i]), orNull(start[i]), orNull(lead[i]), orNull(reached[i]))
    if (changes.size > 0) params.push(changes.get(i) ?? null)
    if (!alike.named) params.push(named[i] as number)
    if (!alike.reason) params.push(only === -1 ? (reasons[reason[i] as number] ?? null) : Number(reason[i] !== 0))
    if (!alike.squashed) params.push(squashed[i] as number)
  }
  return { sql: insert(rows, values), params }
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}

/** A reason as SQL. */
function textOf(reason: number): string {
  const text = reasons[reason]
  return text === null || text === undefined ? 'NULL' : `'${text}'`
}

function insert(rows: number, { change, named, left_out, squashed }: Record<string, string>): string {
  const key = `${rows} ${change} ${named} ${left_out} ${squashed}`
  let sql = statements.get(key)
  if (sql === undefined) {
    const row = (i: number) =>
      `(@deployment, @scope, @position + ${i}, ?, ?, ?, ?, ${change}, ${named}, ${left_out}, ${squashed})`
    sql = `INSERT INTO deployment_changes
      (deployment, scope, position, commit_id, start_ms, lead_ms, reached_ms, change, named, left_out, squashed)
      VALUES ${Array.from({ length: rows }, (_, i) => row(i)).join(', ')}`
    statements.set(key, sql)
  }
  return sql
}
