import type { Parsed } from '../../src-shared/contract/index.ts'
import type { IssueRow, IssueSort } from '../../src-shared/contract/issues.ts'
import { type IssueStatus, issueStatuses } from '../../src-shared/event.ts'
import { Refusal } from '../../src-shared/reply.ts'
import type { ReadDb } from '../store/database.ts'
import { deliveriesOf } from '../store/events.ts'
import { severityRank } from '../sources/files/vocabulary.ts'
import { factPage, type Words } from '../store/fact-pages.ts'
import { byName, byPlace, byRank } from '../store/orders.ts'
import { everCounted } from '../store/pages.ts'
import type { Handlers } from './context.ts'
import { systemsFilter } from './filter.ts'

const columns = `i.thing AS id, i.id AS number, i.title, s.name AS system, i.kind, i.status, i.priority, i.severity,
  i.story_points, i.created_at_ms, i.resolved_at_ms`
const tables = 'issues i JOIN systems s ON s.id = i.system'

/** What each column is sorted by. */
const terms: Record<IssueSort, string[] | Words> = {
  created: ['i.created_at_ms'],
  title: byName('coalesce(i.title, i.thing)'),
  kind: byName('i.kind'),
  system: [byRank('systems', 'i.system')],
  priority: { column: 'coalesce(i.priority, i.severity)', rank: severityRank },
  points: ['i.story_points'],
  status: [byPlace(issueStatuses, 'i.status')],
  duration: ['iif(i.resolved_at_ms >= i.created_at_ms, i.resolved_at_ms - i.created_at_ms, NULL)'],
}

function listed(db: ReadDb, filter: (string | null)[], input: Parsed<'issues.list'>) {
  return factPage(
    db,
    {
      facts: 'issues',
      as: 'i',
      time: 'created_at_ms',
      where: `(?3 IS NULL OR i.system IN (SELECT value FROM json_each(?3)))
        AND (?4 IS NULL OR i.kind = ?4) AND (?5 IS NULL OR i.status = ?5)`,
      filter,
      terms,
      shown: `${columns} FROM ${tables}`,
      row: (row: IssueRow) => row,
    },
    input,
  )
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
    return db.snapshot(() => ({ ...listed(db, filter, input), kinds: kindsOf(db) }))
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
