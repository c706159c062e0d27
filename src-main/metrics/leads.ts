// Lead times in order, by stretches of time: what the number, its percentiles and its buckets are taken from, where a row
// for each change would be too many.
import { ascending, lowerMedian, quantile } from '../../src-shared/series.ts'
import type { ReadDb } from '../store/database.ts'
import { anyScope, changesOf, leftOut, select, type Why } from './changes.ts'
import { type Asked, once, onceUntilChanged } from './metric.ts'
import { between, inOrder, type Leads, ofSystems, type Row } from './leads-in-order.ts'
import type { Ordered, Values } from './ordered.ts'
import { inStretches } from '../store/stretches.ts'

/** Changes of one deployment, counted. */
interface Tally {
  at_ms: number
  system: number
  n: number
}

interface LeftOut extends Tally {
  why: Why
}

interface Stretch {
  leads: Leads
  leftOut: LeftOut[]
  /** Of those of which both are known: from the start to the main line, and from there to the finish. */
  parts: { toMain: Leads; toDeployed: Leads }
  /** Those that count from the date of a squash. */
  squashed: Tally[]
  /** Those that count and have no parts, where deployments are looked at; else those that count say how many. */
  whole: Tally[]
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

/** What is asked of a deployment's changes: a row for each change takes the driver several times as long. */
interface Packed {
  deployment: number
  system: number
  at_ms: number
  /** JSON: lead times that count; why others do not; how many count from a squash; those that reached the main line. */
  changes: string
}
type Changes = [leads: number[], whys: Why[], squashed: number, reached: [lead_ms: number, reached_ms: number][]]

function read(db: ReadDb, { definition, scope }: Asked, from_ms: number, to_ms: number): Stretch {
  const counts = 'left_out IS NULL AND lead_ms IS NOT NULL'
  const packed = db.all<Packed>(
    `SELECT d.id AS deployment, d.system, d.finished_at_ms AS at_ms, (
       SELECT json_array(json_group_array(lead_ms) FILTER (WHERE ${counts}),
         json_group_array(left_out) FILTER (WHERE left_out IS NOT NULL),
         count(*) FILTER (WHERE ${counts} AND squashed = 1),
         json_group_array(json_array(lead_ms, reached_ms)) FILTER (WHERE ${counts} AND reached_ms IS NOT NULL))
       FROM (${select(definition, '')} FROM deployment_changes c WHERE c.deployment = d.id AND c.scope = ?1)) AS changes
     FROM deployments d
     WHERE d.at_ms >= ?2 AND d.at_ms < ?3 AND d.environment IN (SELECT value FROM json_each(?4))`,
    scope.scope,
    from_ms,
    to_ms,
    JSON.stringify(scope.environments),
  )
  const rows: Row[] = []
  const [toMain, toDeployed]: [Row[], Row[]] = [[], []]
  const leftOut = new Map<string, LeftOut>()
  const [squashed, whole]: [Tally[], Tally[]] = [[], []]
  for (const { changes, ...one } of packed) {
    const [leads, whys, fromSquash, reached] = JSON.parse(changes) as Changes
    for (const value of leads) rows.push({ ...one, value })
    for (const why of whys) tally(leftOut, `${one.deployment} ${why}`, { ...one, why, n: 1 })
    if (fromSquash > 0) squashed.push({ ...one, n: fromSquash })
    const found = reached.flatMap(([lead_ms, reached_ms]) => partsOf(lead_ms, one.at_ms, reached_ms) ?? [])
    for (const parts of found) {
      toMain.push({ ...one, value: parts.toMain })
      toDeployed.push({ ...one, value: parts.toDeployed })
    }
    const n = leads.length - found.length
    if (definition.lead_of === 'deployment' && n > 0) whole.push({ ...one, n })
  }
  return {
    leads: inOrder(perDeployment(rows, definition), from_ms),
    parts: { toMain: inOrder(toMain, from_ms), toDeployed: inOrder(toDeployed, from_ms) },
    leftOut: [...leftOut.values()],
    squashed,
    whole,
  }
}

function tally<K, T extends Tally>(tallies: Map<K, T>, key: K, first: T): void {
  const known = tallies.get(key)
  if (known === undefined) tallies.set(key, first)
  else known.n++
}

export interface Parts {
  toMain: number
  toDeployed: number
}

/** The parts of one lead time; null where it did not reach the main line between its start and its deployment. */
export function partsOf(lead_ms: number, finished_at_ms: number, reached_ms: number | null): Parts | null {
  if (reached_ms === null) return null
  const toDeployed = finished_at_ms - reached_ms
  const toMain = lead_ms - toDeployed
  return toDeployed < 0 || toMain < 0 ? null : { toMain, toDeployed }
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

/** Lead times over the period and by bucket; null where changes have to be looked at one by one. */
export function leadTimes(db: ReadDb, asked: Asked): Values | null {
  const found = stretches(db, asked)
  return found && onceUntilChanged(db, asked, 'lead times', () => valuesIn(found, asked))
}

function valuesIn(found: readonly Stretch[], asked: Asked): Values {
  const { from_ms, to_ms, edges } = asked
  const all = ofSystems(
    asked,
    found.map(({ leads }) => leads),
  )
  const buckets = edges
    .slice(0, -1)
    .map((from, i) => between(all, Math.max(from, from_ms), Math.min(edges[i + 1] ?? to_ms, to_ms)))
  return { whole: between(all, from_ms, to_ms), buckets: () => buckets }
}

/** Parts of lead times over the period, each in order, and how many lead times have none. */
export interface LeadParts {
  toMain: Ordered
  toDeployed: Ordered
  unknown: number
}

/** Null where changes have to be looked at one by one. */
export function leadParts(db: ReadDb, asked: Asked): LeadParts | null {
  const found = stretches(db, asked)
  if (found === null) return null
  const of = (part: (one: Stretch) => Leads) => between(ofSystems(asked, found.map(part)), asked.from_ms, asked.to_ms)
  const toMain = of((one) => one.parts.toMain)
  const toDeployed = of((one) => one.parts.toDeployed)
  if (asked.definition.lead_of === 'change')
    return { toMain, toDeployed, unknown: of((one) => one.leads).length - toMain.length }
  const whole = asks(
    asked,
    found.flatMap((one) => one.whole),
  )
  return { toMain, toDeployed, unknown: whole.reduce((sum, one) => sum + one.n, 0) }
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
