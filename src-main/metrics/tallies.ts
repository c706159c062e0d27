// What is counted, in order of time, so that how many there are between two moments is found without looking at each: of
// whole stretches the sums are known, and those that are cut are searched.
import type { ReadDb } from '../store/database.ts'
import { inStretches } from '../store/stretches.ts'
import type { Asked, Count, Sample, Tally } from './metric.ts'
import { countingDeployments, type Deployed } from './query.ts'

/** Some that follow each other, by time, with the sums before each and at the end. */
interface Run {
  at: Float64Array
  n: Float64Array
  above: Float64Array
}

/** The tally of samples in any order. */
export function tallyOf(samples: readonly Sample[], { from_ms, to_ms }: Pick<Asked, 'from_ms' | 'to_ms'>): Tally {
  const inOrder = samples.every((sample, i) => i === 0 || sample.at_ms >= (samples[i - 1]?.at_ms ?? 0))
  return tally([runOf(inOrder ? samples : samples.toSorted((a, b) => a.at_ms - b.at_ms))], from_ms, to_ms)
}

/**
 * The tally of the deployments in the chosen systems and environments, each 1 above the line or 0 only below it, or null
 * where it does not count. That may depend on the deployment and on what is in the name.
 */
export function deploymentTally(db: ReadDb, asked: Asked, name: string, mark: (row: Deployed) => 0 | 1 | null): Tally {
  const { systems, scope, from_ms, to_ms } = asked
  const inSystems = systems === null ? null : new Set(systems)
  const inScope = new Set(scope.environments)
  const key = JSON.stringify([name, systems, scope.environments])
  const make = (rows: readonly Deployed[]) =>
    runOf(
      rows.flatMap((row) => {
        const asks = inScope.has(row.environment) && (inSystems?.has(row.system) ?? true)
        const value = asks ? mark(row) : null
        return value === null ? [] : [{ at_ms: row.at_ms, value }]
      }),
    )
  const runs = inStretches(db, countingDeployments(db), from_ms, to_ms).map((rows) => keptRun(rows, key, make))
  return tally(runs, from_ms, to_ms)
}

/** Of the deployments of a stretch, which are others as soon as anything about them changes. */
const kept = new WeakMap<readonly Deployed[], Map<string, Run>>()
/** Tallies of each stretch: a question makes some six. */
const keptMax = 48

function keptRun(rows: readonly Deployed[], key: string, make: (rows: readonly Deployed[]) => Run): Run {
  let runs = kept.get(rows)
  if (runs === undefined) kept.set(rows, (runs = new Map()))
  let run = runs.get(key)
  if (run === undefined) {
    if (runs.size >= keptMax) runs.clear()
    runs.set(key, (run = make(rows)))
  }
  return run
}

function runOf(samples: readonly Sample[]): Run {
  const { length } = samples
  const run: Run = {
    at: new Float64Array(length),
    n: new Float64Array(length + 1),
    above: new Float64Array(length + 1),
  }
  samples.forEach(({ at_ms, value, base = 1 }, i) => {
    run.at[i] = at_ms
    run.n[i + 1] = (run.n[i] ?? 0) + base
    run.above[i + 1] = (run.above[i] ?? 0) + value
  })
  return run
}

function tally(all: readonly Run[], first_ms: number, end_ms: number): Tally {
  const runs = all.filter(({ at }) => at.length > 0)
  const begins = Float64Array.from(runs, ({ at }) => at[0] as number)
  const between = (from_ms: number, to_ms: number): Count => {
    const from = Math.max(from_ms, first_ms)
    const to = Math.min(to_ms, end_ms)
    const count = { n: 0, above: 0 }
    // The one before the first that begins later may reach into it.
    for (let i = Math.max(0, before(begins, from) - 1); i < runs.length && (begins[i] as number) < to; i++) {
      const { at, n, above } = runs[i] as Run
      const [low, high] = [before(at, from), before(at, to)]
      count.n += (n[high] as number) - (n[low] as number)
      count.above += (above[high] as number) - (above[low] as number)
    }
    return count
  }
  return { whole: between(first_ms, end_ms), between }
}

/** How many of these ascending times lie before a moment. */
function before(times: Float64Array, ms: number): number {
  const { length } = times
  if (length === 0 || (times[length - 1] as number) < ms) return length
  if ((times[0] as number) >= ms) return 0
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] as number) < ms) low = middle + 1
    else high = middle
  }
  return low
}
