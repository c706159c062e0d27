// Times of one stretch in order, with what chooses among them, and many stretches as one list of the period.
import type { Asked } from './metric.ts'
import { type Ordered, ordered } from './ordered.ts'
import { stretchMs } from '../store/stretches.ts'
import { recent } from '../store/unchanged.ts'

/** The shortest first. */
export interface Leads {
  from_ms: number
  value: Float64Array
  /** From the stretch's beginning to the finish of the deployment. */
  after: Int32Array
  system: Int32Array
}

export interface Row {
  deployment: number
  system: number
  at_ms: number
  value: number
}

export function inOrder(rows: readonly Row[], from_ms: number): Leads {
  const n = rows.length
  const leads: Leads = { from_ms, value: new Float64Array(n), after: new Int32Array(n), system: new Int32Array(n) }
  order(rows).forEach((from, to) => {
    const { value, at_ms, system } = rows[from] as Row
    leads.value[to] = value
    leads.after[to] = at_ms - from_ms
    leads.system[to] = system
  })
  return leads
}

/**
 * Which row comes when, by value. Each value and its row's number make one number, because numbers alone are sorted many
 * times as fast as anything by a function; values are whole, or halves where they are medians.
 */
function order(rows: readonly Row[]): ArrayLike<number> & { forEach(each: (from: number, to: number) => void): void } {
  const n = rows.length
  const keys = new Float64Array(n)
  let exact = true
  for (let i = 0; i < n; i++) {
    const twice = (rows[i] as Row).value * 2
    keys[i] = twice * n + i
    exact &&= Number.isInteger(twice) && twice >= 0 && Number.isSafeInteger(keys[i])
  }
  if (!exact) return rows.map((_, i) => i).sort((a, b) => (rows[a] as Row).value - (rows[b] as Row).value)
  return keys.sort().map((key) => key % n)
}

/** What was made of times that are others as soon as anything about them changes: some choices of systems, some periods. */
const choices = new WeakMap<Leads, Map<string, Leads>>()
const periods = new WeakMap<Leads, Map<string, { touched: Leads[]; values: Ordered }>>()
const madeMax = 3

function madeOf<T>(all: WeakMap<Leads, Map<string, T>>, leads: Leads): Map<string, T> {
  const known = all.get(leads) ?? new Map<string, T>()
  all.set(leads, known)
  return known
}

/** Those of the chosen systems. */
export function ofSystems({ systems }: Asked, all: Leads[]): Leads[] {
  if (systems === null) return all
  const chosen = new Set(systems)
  const name = systems.join()
  const choose = (leads: Leads) => sifted(leads, (i) => chosen.has(leads.system[i] ?? 0))
  return all.map((leads) =>
    leads.value.length === 0 ? leads : recent(madeOf(choices, leads), madeMax, name, () => choose(leads)),
  )
}

/** Those of a period, in order. */
export function between(all: readonly Leads[], from_ms: number, to_ms: number): Ordered {
  const touched = all.slice(...touching(all, from_ms, to_ms))
  const [first] = touched
  if (first === undefined) return ordered([])
  const made = () => ({ touched, values: ordered(touched.map((leads) => within(leads, from_ms, to_ms))) })
  const known = madeOf(periods, first)
  const name = `${from_ms} ${to_ms}`
  const found = recent(known, madeMax, name, made)
  if (found.touched.length === touched.length && found.touched.every((leads, i) => leads === touched[i]))
    return found.values
  known.delete(name)
  return recent(known, madeMax, name, made).values
}

function within(leads: Leads, from_ms: number, to_ms: number): Float64Array {
  const from = from_ms - leads.from_ms
  const to = to_ms - leads.from_ms
  return from <= 0 && to >= stretchMs ? leads.value : cut(leads, from, to)
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
    value: kept.slice(0, n),
    after: keptAfter.slice(0, n),
    system: keptSystem.slice(0, n),
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
  return kept.slice(0, n)
}
