// The commits that one deployment has and another has not, as a page shows them.
import { pairs, type RepoGraphs } from '../derive/commits-apart.ts'
import type { ReadDb } from '../store/database.ts'

const commitsShown = 200

interface CommitRow {
  id: string
  title: string
  author: string
  at_ms: number | null
}

/** What these commits of a system reach and those do not; null where no scanned repository tells. */
export function commitsApart(
  db: ReadDb,
  graphs: RepoGraphs,
  system: number,
  from: readonly string[],
  to: readonly string[],
): { total: number; rows: CommitRow[] } | null {
  const found = pairs(db, system, from, to)
  if (found.length === 0) return null
  const ids = found.flatMap((pair) => graphs.list(db, pair))
  const rows = db.all<CommitRow>(
    `SELECT lower(hex(c.oid)) AS id, c.subject AS title, a.name AS author, c.committed_at_ms AS at_ms
     FROM json_each(?) n JOIN commits c ON c.id = n.value JOIN authors a ON a.id = c.author
     ORDER BY c.committed_at_ms DESC, c.id LIMIT ${commitsShown}`,
    JSON.stringify(ids),
  )
  return { total: ids.length, rows }
}
