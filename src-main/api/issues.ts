import type { IssueRow } from '../../src-shared/contract/issues.ts'
import type { IssueStatus } from '../../src-shared/event.ts'
import { Refusal } from '../../src-shared/reply.ts'
import type { ReadDb } from '../store/database.ts'
import { deliveriesOf } from '../store/events.ts'
import { counted, everCounted, type Listing, pageOf } from '../store/pages.ts'
import type { Handlers } from './context.ts'
import { systemsFilter } from './filter.ts'

const columns = `i.thing AS id, i.id AS number, i.title, s.name AS system, i.kind, i.status, i.priority, i.severity,
  i.story_points, i.created_at_ms, i.resolved_at_ms`
const tables = 'issues i JOIN systems s ON s.id = i.system'

function listing(db: ReadDb, filter: (string | null)[]): Listing<IssueRow> {
  const where = `i.created_at_ms >= ?1 AND i.created_at_ms < ?2
    AND (?3 IS NULL OR i.system IN (SELECT value FROM json_each(?3)))
    AND (?4 IS NULL OR i.kind = ?4) AND (?5 IS NULL OR i.status = ?5)`
  return {
    facts: 'issues',
    name: JSON.stringify(['issues', filter]),
    count: (from, to) => counted(db, `FROM issues i WHERE ${where}`, from, to, ...filter),
    rows: (from, to, limit, offset) =>
      db.all<IssueRow>(
        `SELECT ${columns} FROM ${tables} WHERE ${where} ORDER BY i.created_at_ms DESC, i.id DESC LIMIT ?6 OFFSET ?7`,
        from,
        to,
        ...filter,
        limit,
        offset,
      ),
  }
}

/** The kinds there are, with how many issues are of each, the most frequent first. */
function kindsOf(db: ReadDb): { kind: string; issues: number }[] {
  const kinds = new Map<string, number>()
  const count = (from: number, to: number) =>
    db.all<{ kind: string; n: number }>(
      'SELECT kind, count(*) AS n FROM issues WHERE created_at_ms >= ? AND created_at_ms < ? GROUP BY kind',
      from,
      to,
    )
  for (const rows of everCounted(db, { facts: 'issues', name: 'kinds of issues', read: count }))
    for (const { kind, n } of rows) kinds.set(kind, (kinds.get(kind) ?? 0) + n)
  return [...kinds]
    .map(([kind, n]) => ({ kind, issues: n }))
    .sort((a, b) => b.issues - a.issues || (a.kind < b.kind ? -1 : 1))
}

export const issues: Handlers<'issues'> = {
  'issues.list': (input, { db }) => {
    const filter = [systemsFilter(db, input.systems), input.kind ?? null, input.status ?? null]
    return db.snapshot(() => ({ ...pageOf(db, listing(db, filter), input), kinds: kindsOf(db) }))
  },

  'issues.get': ({ number }, { db }) =>
    db.snapshot(() => {
      const row = db.get<IssueRow & { url: string | null; history: string; system_id: number }>(
        `SELECT ${columns}, i.url, i.history, i.system AS system_id FROM ${tables} WHERE i.id = ?`,
        number,
      )
      if (row === undefined) throw new Refusal('not_found', `There is no issue number ${number} any more.`)
      const { system_id, history, ...issue } = row
      return {
        ...issue,
        history: JSON.parse(history) as { status: IssueStatus; at_ms: number }[],
        deliveries: deliveriesOf(db, { type: 'issue', system: system_id, environment: 0, id: row.id }),
      }
    }),
}
