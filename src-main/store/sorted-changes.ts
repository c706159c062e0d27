// Changes sorted by a column, those that wait among those that were deployed. Each is known by two numbers: its deployment
// and its position there; or, below 0, its system and its place in what waits there.
import type { ChangeSort } from '../../src-shared/contract/changes.ts'
import type { Direction } from '../../src-shared/contract/call.ts'
import {
  type ChangeFilter,
  type ListedChange,
  paramsOf,
  type ShippedChange,
  shippedColumns,
  shippedId,
  shippedLinks,
  shippedTables,
  shippedWhere,
  waitingColumns,
  waitingFrom,
} from './changes.ts'
import { commitId, repoOf } from './commits.ts'
import type { ReadDb } from './database.ts'
import { leftOut } from './change-link.ts'
import { byName, byRank, ordered, pageInOrder, ranked } from './orders.ts'

/** Those left out, by why, as people read it. */
const whys = Object.entries(leftOut).sort(([, one], [, other]) => (one < other ? -1 : 1))

/** What each column is sorted by, of what waits and of what was shipped. */
const terms: Record<ChangeSort, [waiting: string, shipped: string]> = {
  title: ['coalesce(w.title, w.id)', `coalesce(k.subject, ${shippedId})`],
  start: ['w.start_at_ms', 'c.start_ms'],
  reached: ['w.reached_at_ms', 'c.reached_ms'],
  deployed: ['NULL', 'd.finished_at_ms'],
  lead_time: ['NULL', 'c.lead_ms'],
  state: ['0', `CASE ${whys.map(([why], i) => `WHEN c.left_out = '${why}' THEN ${i + 2}`).join(' ')} ELSE 1 END`],
  system: [byRank('systems', 'w.system_id'), byRank('systems', 'd.system')],
}

export interface ChangesAsked {
  scope: number
  filter: ChangeFilter
  sort: { by: ChangeSort; direction: Direction }
  /** Whether those that wait are asked for, and which of those shipped: see shippedChanges; undefined for none. */
  waiting: boolean
  counting: boolean | null | undefined
  limit: number
  offset: number
}

export function sortedChanges(
  db: ReadDb,
  { scope, filter, sort, waiting, counting, limit, offset }: ChangesAsked,
): { total: number; rows: (ListedChange | ShippedChange)[] } {
  return pageInOrder(
    db,
    {
      name: JSON.stringify(['changes', scope, filter, waiting, counting, sort]),
      width: 2,
      numbers: () => inOrder(db, { scope, filter, sort, waiting, counting }),
      rows: (numbers) =>
        Array.from({ length: numbers.length / 2 }, (_, i) => {
          const [of = 0, place = 0] = numbers.slice(2 * i, 2 * i + 2)
          return of < 0 ? waitingAt(db, scope, -of, place) : shippedAt(db, scope, of, place)
        }).flat(),
    },
    { limit, offset },
  )
}

function inOrder(
  db: ReadDb,
  { scope, filter, sort, waiting, counting }: Omit<ChangesAsked, 'limit' | 'offset'>,
): Float64Array {
  const [ofWaiting, ofShipped] = terms[sort.by]
  const parts = [
    ...(waiting
      ? [
          `SELECT ${ofWaiting} AS key, 0 AS part, -w.system_id AS "of", w.place * ${commitId(1, 0)} + w.item AS place,
             w.start_at_ms AS at, 0 AS number, w.id ${waitingFrom}`,
        ]
      : []),
    ...(counting === undefined
      ? []
      : [
          `SELECT ${ofShipped} AS key, 1 AS part, d.id AS "of", c.position AS place, d.at_ms AS at, d.id AS number,
             c.position AS id ${shippedLinks} ${filter.search === null && sort.by !== 'title' ? '' : shippedTables}
             WHERE ${shippedWhere(counting, filter.search)}`,
        ]),
  ]
  const found = db.all<{ of: number; place: number }>(
    // What is alike stays as it is by default: see waitingChanges and shippedChanges.
    `${ranked} SELECT "of", place FROM (${parts.join(' UNION ALL ')})
     ORDER BY ${ordered(sort.by === 'title' ? byName('key') : ['key'], sort.direction)}, part, at DESC, number DESC, id`,
    ...paramsOf(filter),
    scope,
  )
  const numbers = new Float64Array(found.length * 2)
  found.forEach(({ of, place }, i) => numbers.set([of, place], 2 * i))
  return numbers
}

function waitingAt(db: ReadDb, scope: number, system: number, place: number): ListedChange[] {
  const [repo, item] = [repoOf(place), place - commitId(repoOf(place), 0)]
  return db.all(
    `${waitingColumns} ${waitingFrom} AND w.system_id = ?6 AND w.place = ?7 AND w.item = ?8`,
    ...paramsOf(whole),
    scope,
    system,
    repo,
    item,
  )
}

function shippedAt(db: ReadDb, scope: number, deployment: number, position: number): ShippedChange[] {
  return db.all(
    `${shippedColumns} ${shippedLinks} ${shippedTables}
     WHERE coalesce(?1, ?2, ?3, ?4) IS NULL AND d.id = ?6 AND c.position = ?7`,
    ...paramsOf(whole),
    scope,
    deployment,
    position,
  )
}

const whole: ChangeFilter = { systems: null, from_ms: null, to_ms: null, search: null }
