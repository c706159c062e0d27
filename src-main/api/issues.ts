import type { IssueRow } from '../../src-shared/contract/issues.ts'
import type { IssueStatus } from '../../src-shared/event.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { deliveriesOf } from '../store/events.ts'
import type { Handlers } from './context.ts'
import { systemsFilter } from './filter.ts'

const columns = `i.thing AS id, i.id AS number, i.title, s.name AS system, i.kind, i.status, i.priority, i.severity,
  i.story_points, i.created_at_ms, i.resolved_at_ms`
const tables = 'issues i JOIN systems s ON s.id = i.system'

export const issues: Handlers<'issues'> = {
  'issues.list': (input, { db }) => {
    const where = `(?1 IS NULL OR i.system IN (SELECT value FROM json_each(?1)))
      AND (?2 IS NULL OR i.created_at_ms >= ?2) AND (?3 IS NULL OR i.created_at_ms < ?3)
      AND (?4 IS NULL OR i.kind = ?4) AND (?5 IS NULL OR i.status = ?5)`
    const params = [
      systemsFilter(db, input.systems),
      input.from_ms ?? null,
      input.to_ms ?? null,
      input.kind ?? null,
      input.status ?? null,
    ]
    return db.snapshot(() => ({
      total: db.get<{ n: number }>(`SELECT count(*) AS n FROM issues i WHERE ${where}`, ...params)?.n ?? 0,
      rows: db.all<IssueRow>(
        `SELECT ${columns} FROM ${tables} WHERE ${where} ORDER BY i.created_at_ms DESC, i.id DESC LIMIT ?6 OFFSET ?7`,
        ...params,
        input.limit,
        input.offset,
      ),
      kinds: db.all<{ kind: string; issues: number }>(
        'SELECT kind, count(*) AS issues FROM issues GROUP BY kind ORDER BY issues DESC, kind',
      ),
    }))
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
