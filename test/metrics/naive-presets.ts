// The presets a second time, each written out from its row of the table in docs/metrics.md, with plain loops, and knowing
// nothing of switches. What a preset cannot say of a world is left out of its answers.
import { Temporal } from 'temporal-polyfill'
import {
  type Answer,
  arrival,
  type Attribution,
  attributions,
  bucketsOf,
  covers,
  dateIn,
  type Deployment,
  deploymentsOf,
  inside,
  isChosen,
  medianOf,
  periodOf,
  type Question,
  shipmentsOf,
  type Span,
  startOf,
  startReported,
  summaryOf,
  type World,
} from './naive.ts'

type Found = { n: number; value: number | null }

interface Item {
  at: number
  value: number
}

/** How a preset makes one number of what lies in a span, and of a whole period. */
interface Way {
  id: string
  connected: boolean
  /** `span` is what of the bucket lies in the period. */
  point(span: Span, whole: Span, bucket: Span): Found
  whole(question: Question): Found
}

const week = 7 * 24 * 3_600_000
const minute = 60_000

export const naivePresets = ['pulse', 'devlake-2023', 'devlake-2021', 'gitlab', 'fourkeys', 'devgrid'] as const
export type NaivePreset = (typeof naivePresets)[number]

export function naiveUnder(preset: NaivePreset, world: World, question: Question): Answer[] {
  return waysOf(preset, world, question).map((way) => {
    const whole = periodOf(question)
    return {
      id: way.id,
      ...summaryOf(way.connected, way.whole(question)),
      previous: summaryOf(way.connected, way.whole(before(question))),
      points: bucketsOf(whole, question).map((bucket) => {
        const span = { from: Math.max(bucket.from, whole.from), to: Math.min(bucket.to, whole.to) }
        const found = way.connected ? way.point(span, whole, bucket) : { n: 0, value: null }
        return { from_ms: bucket.from, ...found }
      }),
    }
  })
}

/** The same question about as many days before. */
function before(question: Question): Question {
  const first = dateIn(question.zone, question.from)
  const days = bucketsOf(periodOf(question), { ...question, bucket: 'day' }).length
  const from = first.subtract({ days })
  // The day before the first; where the calendar has a hole there, the one before that is its last day.
  let to = first.subtract({ days: 1 })
  while (startOf(to, question.zone) >= startOf(first, question.zone)) to = to.subtract({ days: 1 })
  return { ...question, from: from.toString(), to: to.toString() }
}

function waysOf(preset: NaivePreset, world: World, question: Question): Way[] {
  const spoken = deploymentsOf(world)
  const all = [...new Set(spoken.map((one) => one.is))]
  const inSystems = all.filter((one) => isChosen(one.system, question))
  const chosen = inSystems.filter((one) => covers(question.environment, one.environment))
  const succeeded = chosen.filter((one) => one.state === 'succeeded' && one.finished !== null)
  const firstKnown = chosen.length === 0 ? null : Math.min(...chosen.map((one) => one.time))
  const blames = attributions(world, spoken).filter(({ incident }) => isChosen(incident.system, question))
  const incidentsKnown = world.events.some((event) => event.type === 'incident')
  const deploymentsKnown = inSystems.length > 0

  const blamedBy = (one: Attribution): Deployment | null => {
    if (preset === 'fourkeys') {
      if (one.named === null) return one.shipped
      return one.named.commits.includes(one.incident.deployment ?? '') ? one.named : null
    }
    return preset === 'devgrid' ? one.named : one.before
  }

  const frequency: Way = {
    id: 'deployment-frequency',
    connected: deploymentsKnown,
    point(span, _, bucket) {
      const n = succeeded.filter((one) => inside(one.finished ?? 0, span)).length
      const observed = firstKnown !== null && firstKnown < bucket.to && bucket.from < world.now
      return { n, value: observed ? n : null }
    },
    whole(asked) {
      const period = periodOf(asked)
      const times = succeeded.map((one) => one.finished ?? 0).filter((ms) => inside(ms, period))
      const value = times.length === 0 ? null : frequencyOf(preset, times, { world, asked, firstKnown })
      return { n: times.length, value }
    },
  }

  const failRate: Way = plain('change-fail-rate', incidentsKnown, (span) => {
    const finished = preset === 'devgrid' ? chosen.filter((one) => isFinal(one)) : succeeded
    const among = finished.filter((one) => inside(one.time, span))
    if (preset === 'gitlab') {
      const started = blames.filter(({ incident }) => inside(incident.started_at_ms, span)).length
      return { n: among.length, value: among.length === 0 ? null : started / among.length }
    }
    const failed = among.filter((one) => blames.some((blame) => blamedBy(blame) === one)).length
    return { n: among.length, value: among.length === 0 ? null : failed / among.length }
  })

  return [frequency, ...leadOf(preset, world, succeeded, deploymentsKnown), failRate, recoveryOf()]

  function recoveryOf(): Way {
    const id = 'failed-deployment-recovery-time'
    const items = blames.flatMap((blame): (Item & { resolved: number })[] => {
      const { incident } = blame
      const resolved = incident.resolved_at_ms ?? null
      const cause = blamedBy(blame)
      if (resolved === null) return []
      if (preset === 'devlake-2023') {
        const finished = cause !== null && chosen.includes(cause) ? cause.finished : null
        if (finished === null || resolved < finished) return []
        return [{ at: finished, value: Math.floor((resolved - finished) / minute) * minute, resolved }]
      }
      const start =
        preset === 'fourkeys' ? Math.min(incident.started_at_ms, cause?.finished ?? Infinity) : incident.started_at_ms
      if (resolved < start || (preset === 'devgrid' && (cause === null || !chosen.includes(cause)))) return []
      const took = resolved - start
      return [{ at: resolved, value: preset === 'devlake-2021' ? Math.floor(took / minute) * minute : took, resolved }]
    })
    const within = (span: Span, whole: Span) =>
      items.filter((one) => inside(one.at, span) && inside(one.resolved, whole))
    const reduce = preset === 'pulse' ? meanOf : preset.startsWith('devlake') ? lowerMedianOf : medianOf
    return {
      id,
      connected: incidentsKnown,
      point: (span, whole) => reduce(within(span, whole).map((one) => one.value)),
      whole(asked) {
        const period = periodOf(asked)
        const values = within(period, period).map((one) => one.value)
        return preset === 'pulse' ? highest(asked, items, reduce) : reduce(values)
      },
    }
  }
}

function isFinal({ state }: Deployment): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'aborted'
}

function plain(id: string, connected: boolean, measure: (span: Span) => Found): Way {
  return { id, connected, point: measure, whole: (asked) => measure(periodOf(asked)) }
}

function leadOf(preset: NaivePreset, world: World, succeeded: Deployment[], connected: boolean): Way[] {
  const id = 'change-lead-time'
  if (preset === 'gitlab') {
    const items = shipmentsOf(world, succeeded).flatMap(({ at, commit, isBaseline, isMerge }) => {
      const start = commit === null || world.graph === null ? null : arrival(world.graph, commit.id)
      return isBaseline || isMerge || start === null || start > at ? [] : [{ at, value: at - start }]
    })
    return [plain(id, connected && world.graph !== null, (span) => medianOf(valuesIn(items, span)))]
  }
  if (preset === 'devgrid') {
    const items = succeeded
      .flatMap((one) => [...new Set(one.commits)].map((hex) => ({ one, hex })))
      .flatMap(({ one, hex }) => {
        const at = one.finished ?? 0
        const changes = world.events.filter((event) => event.type === 'change')
        const commit = world.graph?.commits.find((two) => two.id === hex)
        const start = commit?.committed_at_ms ?? startReported(changes, one.system, hex)
        return start === undefined || start > at ? [] : [{ at, value: at - start }]
      })
    return [plain(id, connected, (span) => medianOf(valuesIn(items, span)))]
  }
  const shipped = shipmentsOf(world, succeeded).filter(
    (one) => !one.isBaseline && (preset === 'fourkeys' || !one.isMerge) && one.start !== null && one.start <= one.at,
  )
  const took = shipped.map((one) => ({ ...one, value: one.at - (one.start ?? 0) }))
  if (preset === 'fourkeys') {
    const items = took.filter((one) => one.value > 0)
    return [plain(id, connected, (span) => medianOf(valuesIn(items, span)))]
  }
  if (preset !== 'pulse') {
    const items = took.map((one) => ({ at: one.at, value: Math.ceil(one.value / minute) * minute }))
    return [plain(id, connected, (span) => lowerMedianOf(valuesIn(items, span)))]
  }
  const items = [...new Set(took.map((one) => one.deployment))].map((deployment) => {
    const own = took.filter((one) => one.deployment === deployment).map((one) => one.value)
    return { at: deployment.finished ?? 0, value: medianOf(own).value ?? 0 }
  })
  return [
    {
      id,
      connected,
      point: (span) => medianOf(valuesIn(items, span)),
      whole: (asked) => highest(asked, items, medianOf),
    },
  ]
}

function valuesIn(items: readonly Item[], span: Span): number[] {
  return items.filter((one) => inside(one.at, span)).map((one) => one.value)
}

/** The largest of what the buckets of a period have. */
function highest(asked: Question, items: readonly Item[], reduce: (values: number[]) => Found): Found {
  const period = periodOf(asked)
  let value: number | null = null
  for (const bucket of bucketsOf(period, asked)) {
    const span = { from: Math.max(bucket.from, period.from), to: Math.min(bucket.to, period.to) }
    const found = reduce(valuesIn(items, span)).value
    if (found !== null && (value === null || found > value)) value = found
  }
  return { n: valuesIn(items, period).length, value }
}

function meanOf(values: number[]): Found {
  const sum = values.reduce((total, value) => total + value, 0)
  return { n: values.length, value: values.length === 0 ? null : sum / values.length }
}

function lowerMedianOf(values: number[]): Found {
  const sorted = values.toSorted((a, b) => a - b)
  return { n: sorted.length, value: sorted[Math.ceil(sorted.length / 2) - 1] ?? null }
}

function frequencyOf(
  preset: NaivePreset,
  times: number[],
  { world, asked, firstKnown }: { world: World; asked: Question; firstKnown: number | null },
): number {
  const period = periodOf(asked)
  const from = Math.max(period.from, firstKnown ?? period.from)
  const observed: Span = { from, to: Math.max(Math.min(period.to, world.now), from + week) }
  if (preset === 'devgrid') return times.length / ((observed.to - observed.from) / week)
  if (preset === 'fourkeys') return medianOf(daysPerWeek(times, observed, asked.zone)).value ?? 0
  // Whole days that have begun, or all of them where none has.
  const days = bucketsOf(period, { ...asked, bucket: 'day' })
  const begun = days.filter((one) => one.from <= world.now)
  const counted = begun.length === 0 ? days : begun
  const span = { from: period.from, to: counted.at(-1)?.to ?? period.to }
  if (preset.startsWith('devlake')) return lowerMedianOf(daysPerWeek(times, span, asked.zone)).value ?? 0
  return times.filter((ms) => inside(ms, span)).length / counted.length
}

/** Distinct dates with a deployment in each Monday week that a span touches. */
function daysPerWeek(times: number[], span: Span, zone: string): number[] {
  const dateOf = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate()
  const first = dateOf(span.from)
  let monday = first.subtract({ days: first.dayOfWeek - 1 })
  const counts: number[] = []
  while (startOf(monday, zone) < span.to) {
    const next = monday.add({ days: 7 })
    const here = times.filter(
      (ms) => inside(ms, span) && inside(ms, { from: startOf(monday, zone), to: startOf(next, zone) }),
    )
    counts.push(new Set(here.map((ms) => dateOf(ms).toString())).size)
    monday = next
  }
  return counts
}
