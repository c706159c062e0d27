// Lead times in order, by stretches of time: what the number, its percentiles and its buckets are taken from, where a row
// for each change would be too many.
import { ascending, lowerMedian, quantile } from '../../src-shared/series.ts'
import type { ReadDb } from '../store/database.ts'
import { anyScope, changesOf, leftOut, select, type Why } from './changes.ts'
import { type Asked, once } from './metric.ts'
import { type Ordered, ordered, type Values } from './ordered.ts'
import { inStretches, stretchMs } from '../store/stretches.ts'

/** Lead times that count, the shortest first, with what chooses among them. */
interface Leads {
  from_ms: number
  value: Float64Array
  /** From the stretch's beginning to the finish of the deployment. */
  after: Int32Array
  system: Int32Array
}

interface LeftOut {
  at_ms: number
  system: number
  why: Why
  n: number
}

interface Stretch {
  leads: Leads
  leftOut: LeftOut[]
  /** Those that count from the date of a squash. */
  squashed: Omit<LeftOut, 'why'>[]
}

/** Null where changes have to be looked at one by one. */
function stretches(db: ReadDb, asked: Asked): Stretch[] | null {
  const { definition, scope, from_ms, to_ms } = asked
  if (definition.lead_changes !== 'shipped' || scope.scope === anyScope) return null
  return once(asked, 'stretches of lead times', () => {
    const { lead_start, lead_squashed, lead_of, merges, zero, whole_minutes } = definition
    const lower = lead_of === 'deployment' && definition.lead_aggregate === 'lower median'
    const environments = JSON.stringify(scope.environments)
    return inStretches(
      db,
      {
        facts: 'deployments',
        name: JSON.stringify([
          scope.scope,
          environments,
          lead_start,
          lead_squashed,
          lead_of,
          merges,
          zero,
          whole_minutes,
          lower,
        ]),
        read: (from, to) => read(db, asked, from, to),
      },
      from_ms,
      to_ms,
    )
  })
}

/** One row for all changes of a stretch: a row for each takes the driver several times as long. */
function read(db: ReadDb, { definition, scope }: Asked, from_ms: number, to_ms: number): Stretch {
  const columns = ['deployment', 'system', 'at_ms', 'lead_ms', 'left_out', 'squashed']
  const packed = db.get<Record<string, string>>(
    `SELECT ${columns.map((name) => `json_group_array(${name}) AS ${name}`).join(', ')}
     FROM (${select(definition, ', d.system')} FROM deployment_changes c JOIN deployments d ON d.id = c.deployment
       WHERE c.scope = ?1 AND d.at_ms >= ?2 AND d.at_ms < ?3 AND d.environment IN (SELECT value FROM json_each(?4)))`,
    scope.scope,
    from_ms,
    to_ms,
    JSON.stringify(scope.environments),
  )
  const column = <T>(name: string) => JSON.parse(packed?.[name] ?? '[]') as T[]
  const rows: Row[] = []
  const leftOut = new Map<string, LeftOut>()
  const squashed = new Map<number, Omit<LeftOut, 'why'>>()
  const [deployments, systems, times, leads, whys, squashes] = [
    column<number>('deployment'),
    column<number>('system'),
    column<number>('at_ms'),
    column<number | null>('lead_ms'),
    column<Why | null>('left_out'),
    column<number>('squashed'),
  ]
  deployments.forEach((deployment, i) => {
    const [system, at_ms, value, why] = [systems[i] ?? 0, times[i] ?? 0, leads[i], whys[i]]
    if (why != null) {
      const known = leftOut.get(`${deployment} ${why}`)
      if (known === undefined) leftOut.set(`${deployment} ${why}`, { at_ms, system, why, n: 1 })
      else known.n++
    } else if (value != null) {
      rows.push({ deployment, system, at_ms, value })
      if (squashes[i] !== 1) return
      const known = squashed.get(deployment)
      if (known === undefined) squashed.set(deployment, { at_ms, system, n: 1 })
      else known.n++
    }
  })
  return {
    leads: inOrder(perDeployment(rows, definition), from_ms),
    leftOut: [...leftOut.values()],
    squashed: [...squashed.values()],
  }
}

interface Row {
  deployment: number
  system: number
  at_ms: number
  value: number
}

/** The rows; or each deployment by the median of its changes. */
function perDeployment(rows: Row[], { lead_of, lead_aggregate }: Asked['definition']): Row[] {
  if (lead_of === 'change') return rows
  return [...Map.groupBy(rows, (row) => row.deployment).values()].map((group) => {
    const sorted = ascending(group.map((row) => row.value))
    const value = (lead_aggregate === 'lower median' ? lowerMedian(sorted) : quantile(sorted, 0.5)) ?? 0
    return { ...(group[0] as Row), value }
  })
}

function inOrder(rows: Row[], from_ms: number): Leads {
  rows.sort((a, b) => a.value - b.value)
  return {
    from_ms,
    value: Float64Array.from(rows, (row) => row.value),
    after: Int32Array.from(rows, (row) => row.at_ms - from_ms),
    system: Int32Array.from(rows, (row) => row.system),
  }
}

/** Lead times over the period and by bucket; null where changes have to be looked at one by one. */
export function leadTimes(db: ReadDb, asked: Asked): Values | null {
  const found = stretches(db, asked)
  if (found === null) return null
  const { from_ms, to_ms, edges } = asked
  const chosen = asked.systems === null ? null : new Set(asked.systems)
  const all = found.map(({ leads }) =>
    chosen === null ? leads : sifted(leads, (i) => chosen.has(leads.system[i] ?? 0)),
  )
  return {
    whole: between(all, from_ms, to_ms),
    buckets: () =>
      edges
        .slice(0, -1)
        .map((from, i) => between(all, Math.max(from, from_ms), Math.min(edges[i + 1] ?? to_ms, to_ms))),
  }
}

function between(all: readonly Leads[], from_ms: number, to_ms: number): Ordered {
  return ordered(
    all.slice(...touching(all, from_ms, to_ms)).map((leads) => {
      const from = from_ms - leads.from_ms
      const to = to_ms - leads.from_ms
      return from <= 0 && to >= stretchMs ? leads.value : cut(leads, from, to)
    }),
  )
}

/** Where those that a period touches begin and end. */
function touching(all: readonly Leads[], from_ms: number, to_ms: number): [number, number] {
  const first = all.findIndex((leads) => leads.from_ms + stretchMs > from_ms)
  const end = all.findIndex((leads) => leads.from_ms >= to_ms)
  return [first === -1 ? all.length : first, end === -1 ? all.length : end]
}

/** Those that are kept, in the same order. */
function sifted({ from_ms, value, after, system }: Leads, keep: (i: number) => boolean): Leads {
  const kept = new Float64Array(value.length)
  const keptAfter = new Int32Array(value.length)
  const keptSystem = new Int32Array(value.length)
  let n = 0
  for (let i = 0; i < value.length; i++) {
    if (!keep(i)) continue
    kept[n] = value[i] as number
    keptAfter[n] = after[i] as number
    keptSystem[n++] = system[i] as number
  }
  return {
    from_ms,
    value: kept.subarray(0, n),
    after: keptAfter.subarray(0, n),
    system: keptSystem.subarray(0, n),
  }
}

/** The times between two moments of the stretch, in the same order. */
function cut({ value, after }: Leads, from: number, to: number): Float64Array {
  const kept = new Float64Array(value.length)
  let n = 0
  for (let i = 0; i < value.length; i++) {
    const at = after[i] as number
    if (at >= from && at < to) kept[n++] = value[i] as number
  }
  return kept.subarray(0, n)
}

/** How many changes were left out, by why, most frequent first. */
export function leftOutCounts(db: ReadDb, asked: Asked): [Why, number][] {
  // Those of the same count come in the order of their list.
  const counts = new Map((Object.keys(leftOut) as Why[]).map((why) => [why, 0]))
  const count = (why: Why, n: number) => counts.set(why, (counts.get(why) ?? 0) + n)
  const found = stretches(db, asked)
  if (found === null) {
    for (const { left_out } of changesOf(db, asked)) if (left_out !== null) count(left_out, 1)
  } else {
    for (const { why, n } of asks(
      asked,
      found.flatMap((one) => one.leftOut),
    ))
      count(why, n)
  }
  return [...counts].filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1])
}

/** How many of those that count do so from the date of a squash, since nobody knows when the work began. */
export function squashedCount(db: ReadDb, asked: Asked): number {
  const found = stretches(db, asked)
  if (found === null) return changesOf(db, asked).filter((row) => row.squashed === 1 && row.left_out === null).length
  const rows = asks(
    asked,
    found.flatMap((one) => one.squashed),
  )
  return rows.reduce((sum, one) => sum + one.n, 0)
}

function asks<R extends { at_ms: number; system: number }>({ from_ms, to_ms, systems }: Asked, rows: R[]): R[] {
  return rows.filter((row) => row.at_ms >= from_ms && row.at_ms < to_ms && (systems?.includes(row.system) ?? true))
}
