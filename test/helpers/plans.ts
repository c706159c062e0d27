// How SQLite answers what a call asks of it: every statement is seen with EXPLAIN QUERY PLAN, on the real schema. Without
// statistics in the file the plan does not depend on what is in it.
import { expect } from 'vitest'
import { handlers } from '../../src-main/api/index.ts'
import { RepoGraphs } from '../../src-main/derive/commits-apart.ts'
import type { ReadDb } from '../../src-main/store/database.ts'
import { type CallName, contract, type Input } from '../../src-shared/contract/index.ts'

export interface Seen {
  sql: string
  plan: string[]
}

/** The same handle, noting the plan of everything asked of it. */
export function watching(db: ReadDb): { db: ReadDb; seen: Seen[] } {
  const seen: Seen[] = []
  const note: ReadDb['all'] = (sql, ...params) => {
    const plan = db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...params)
    seen.push({ sql, plan: plan.map((row) => row.detail) })
    return db.all(sql, ...params)
  }
  return {
    seen,
    db: {
      all: note,
      get: (sql, ...params) => {
        note(sql, ...params)
        return db.get(sql, ...params)
      },
      each: (sql, ...params) => {
        note(sql, ...params)
        return db.each(sql, ...params)
      },
      snapshot: (work) => db.snapshot(work),
    },
  }
}

/** Everything a call asks of the database, with its plan. */
export async function plansOf<N extends CallName>(on: ReadDb, now: number, name: N, input: Input<N>): Promise<Seen[]> {
  const { db, seen } = watching(on)
  const handler = handlers[name] as (input: unknown, context: unknown) => unknown
  await handler(contract[name].input.parse(input), { db, graphs: new RepoGraphs(), clock: () => now })
  return seen
}

/** The plans of the statements with this part, of which there must be one. */
export function planOf(seen: readonly Seen[], part: string): string[] {
  const found = seen.filter((one) => one.sql.includes(part))
  expect(found.length, part).toBeGreaterThan(0)
  return found.flatMap((one) => one.plan)
}

/** Steps that read a whole table, without any index. */
export function scans(plan: readonly string[]): string[] {
  return plan.filter((step) => /^SCAN (?!.*\bUSING\b)(?!json_each|pragma_|CONSTANT|\()/.test(step))
}

/** Steps that sort, but for the last terms of rows that come almost in order. */
export function sorts(plan: readonly string[]): string[] {
  return plan.filter((step) => step.includes('TEMP B-TREE') && !step.includes('LAST'))
}
