// The five metrics a second time, written from their definitions with plain arrays and loops and sharing no code with the
// application, so that a mistake has to be made twice, in two ways, to go unseen. Slow on purpose: it recounts everything.
import { Temporal } from 'temporal-polyfill'
import type { State } from '../../src-shared/contract/metrics.ts'
import type { ChangeEvent, DeploymentEvent, Event, IncidentEvent } from '../../src-shared/event.ts'
import type { Bucket } from '../../src-shared/time.ts'

export interface Commit {
  id: string
  parents: string[]
  authored_at_ms: number
  committed_at_ms: number
}

export interface Tag {
  name: string
  commit: string
  /** Null for a lightweight tag. */
  at_ms: number | null
}

export interface Graph {
  system: string
  commits: Commit[]
  tags: Tag[]
  /** Where its main line ends. */
  main: string
}

export interface World {
  /** Those about one thing have times of their own, or there is one only. All were received at `now`. */
  events: Event[]
  graph: Graph | null
  now: number
}

export interface Question {
  /** Empty for all. */
  systems: string[]
  environment: string
  from: string
  to: string
  bucket: Bucket
  zone: string
}

export interface Summary {
  state: State
  value: number | null
  n: number
}

export interface Answer extends Summary {
  id: string
  points: { from_ms: number; value: number | null; n: number }[]
  previous: Summary
}

export interface Deployment {
  system: string
  environment: string
  id: string
  state: DeploymentEvent['state']
  kind: string | null
  version: string | null
  finished: number | null
  /** When it finished, else began, else was heard of. */
  time: number
  named: string[]
  commits: string[]
}

/** A deployment as a sender or a tag speaks of it, and which one that is. */
interface Spoken {
  as: Deployment
  is: Deployment
}

export interface Span {
  from: number
  to: number
}

/** What one metric finds in a span of time: how many things, and the value they have there. */
type Measure = (span: Span) => { n: number; value: number | null }

const week = 7 * 24 * 3_600_000

export function naiveOverview(world: World, question: Question): Answer[] {
  const spoken = deploymentsOf(world)
  const deployments = [...new Set(spoken.map((one) => one.is))]
  const inSystems = deployments.filter((one) => isChosen(one.system, question))
  const chosen = inSystems.filter((one) => covers(question.environment, one.environment))
  const blamed = attributions(world, spoken)
  const incidentsKnown = world.events.some((event) => event.type === 'incident')

  const succeededIn = (span: Span) =>
    chosen.filter((one) => one.state === 'succeeded' && one.finished !== null && inside(one.finished, span))
  const firstKnown = chosen.length === 0 ? null : Math.min(...chosen.map((one) => one.time))

  const frequency: Measure = (span) => {
    const n = succeededIn(span).length
    const observed = Math.min(span.to, world.now) - Math.max(span.from, firstKnown ?? span.from)
    return { n, value: n === 0 ? null : n / (Math.max(observed, week) / week) }
  }

  const leadTimes = leadTimesOf(world, chosen)
  const leadTime: Measure = (span) => medianOf(leadTimes.filter((one) => inside(one.at, span)).map((one) => one.took))

  const failRate: Measure = (span) => {
    const all = succeededIn(span)
    const failed = all.filter((one) => blamed.some(({ deployment }) => deployment === one))
    return { n: all.length, value: all.length === 0 ? null : failed.length / all.length }
  }

  const recovery: Measure = (span) => {
    const times: number[] = []
    for (const { incident, deployment } of blamed) {
      const resolved = incident.resolved_at_ms ?? null
      if (deployment === null || !chosen.includes(deployment)) continue
      if (resolved === null || resolved < incident.started_at_ms || !inside(resolved, span)) continue
      times.push(resolved - incident.started_at_ms)
    }
    return medianOf(times)
  }

  const saysKinds = (system: string) => deployments.some((one) => one.system === system && one.kind !== null)
  const rework: Measure = (span) => {
    const all = succeededIn(span).filter((one) => saysKinds(one.system))
    const unplanned = all.filter((one) => one.kind === 'hotfix' || one.kind === 'rollback')
    return { n: all.length, value: all.length === 0 ? null : unplanned.length / all.length }
  }

  const deploymentsKnown = inSystems.length > 0
  const answer = (id: string, connected: boolean, measure: Measure): Answer => {
    const whole = periodOf(question)
    return {
      id,
      ...summaryOf(connected, measure(whole)),
      previous: summaryOf(connected, measure(periodBefore(question))),
      points: bucketsOf(whole, question).map((bucket) => {
        const { n, value } = measure({ from: Math.max(bucket.from, whole.from), to: Math.min(bucket.to, whole.to) })
        if (!connected) return { from_ms: bucket.from, n: 0, value: null }
        if (id !== 'deployment-frequency') return { from_ms: bucket.from, n, value }
        // A count of nothing is 0 only while something could have been counted.
        const isObserved = firstKnown !== null && firstKnown < bucket.to && bucket.from < world.now
        return { from_ms: bucket.from, n, value: isObserved ? n : null }
      }),
    }
  }
  return [
    answer('deployment-frequency', deploymentsKnown, frequency),
    answer('change-lead-time', deploymentsKnown, leadTime),
    answer('change-fail-rate', incidentsKnown, failRate),
    answer('failed-deployment-recovery-time', incidentsKnown, recovery),
    answer(
      'deployment-rework-rate',
      inSystems.some((one) => saysKinds(one.system)),
      rework,
    ),
  ]
}

export function summaryOf(connected: boolean, { n, value }: { n: number; value: number | null }): Summary {
  if (!connected) return { state: 'not-connected', value: null, n: 0 }
  if (n === 0) return { state: 'empty', value: null, n }
  return { state: n < 5 ? 'too-few' : 'ok', value, n }
}

export function medianOf(values: number[]): { n: number; value: number | null } {
  const sorted = values.toSorted((a, b) => a - b)
  const n = sorted.length
  if (n === 0) return { n, value: null }
  const upper = sorted[Math.floor(n / 2)] ?? Number.NaN
  const lower = sorted[Math.ceil(n / 2) - 1] ?? Number.NaN
  return { n, value: (lower + upper) / 2 }
}

export function isChosen(system: string, { systems }: Question): boolean {
  return systems.length === 0 || systems.includes(system)
}

export function inside(ms: number, { from, to }: Span): boolean {
  return ms >= from && ms < to
}

// Environments: as far as the names in these tests go.

export function folded(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[\s_-]+/g, '-')
  return ['prod', 'prd', 'live'].includes(plain) ? 'production' : plain
}

function tierOf(environment: string): string {
  return environment.startsWith('prod') ? 'production' : environment
}

/** Whether an environment is asked about: by its own name, or by that of its whole tier. */
export function covers(asked: string, environment: string): boolean {
  const name = folded(asked)
  return name === environment || name === tierOf(environment)
}

// Periods and buckets.

export function startOf(date: Temporal.PlainDate, zone: string): number {
  return date.toZonedDateTime(zone).epochMilliseconds
}

/** A date that a zone never had is read as the next: Samoa went from 29 to 31 December 2011. */
export function dateIn(zone: string, text: string): Temporal.PlainDate {
  return Temporal.PlainDate.from(text).toZonedDateTime(zone).toPlainDate()
}

export function periodOf({ from, to, zone }: Question): Span {
  return { from: startOf(dateIn(zone, from), zone), to: startOf(dateIn(zone, to).add({ days: 1 }), zone) }
}

/** As many calendar days, ending where the period begins. */
function periodBefore(question: Question): Span {
  const { from, zone } = question
  const first = dateIn(zone, from)
  const days = bucketsOf(periodOf(question), { ...question, bucket: 'day' }).length
  const to = startOf(first, zone)
  const start = startOf(first.subtract({ days }), zone)
  // The day before one that never was.
  return { from: start < to ? start : startOf(first.subtract({ days: days + 1 }), zone), to }
}

export function bucketsOf({ from, to }: Span, { bucket, zone, from: fromDate }: Question): Span[] {
  let date = dateIn(zone, fromDate)
  if (bucket === 'week') date = date.subtract({ days: date.dayOfWeek - 1 })
  if (bucket === 'month') date = date.with({ day: 1 })
  if (bucket === 'quarter') date = date.with({ day: 1, month: date.month - ((date.month - 1) % 3) })
  const step = { day: { days: 1 }, week: { days: 7 }, month: { months: 1 }, quarter: { months: 3 } }[bucket]
  const found: Span[] = []
  while (startOf(date, zone) < to) {
    const after = date.add(step)
    const span = { from: startOf(date, zone), to: startOf(after, zone) }
    // A day without a moment is no bucket.
    if (span.from < span.to && span.to > from) found.push(span)
    date = after
  }
  return found
}

// Facts.

/** The events about each thing, by their own time. */
function things<T extends Event>(events: T[], keyOf: (event: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const event of events) groups.set(keyOf(event), [...(groups.get(keyOf(event)) ?? []), event])
  return [...groups.values()].map((group) =>
    group.toSorted((a, b) => (a.at_ms ?? Infinity) - (b.at_ms ?? Infinity) || 0),
  )
}

/** What the last event that mentions a field says of it. */
function lastSaid<T extends Event, K extends keyof T>(group: T[], field: K): T[K] | undefined {
  return group.findLast((event) => event[field] !== undefined)?.[field]
}

export function deploymentsOf({ events, graph, now }: World): Spoken[] {
  const pushed = things(
    events.filter((event) => event.type === 'deployment'),
    (event) => JSON.stringify([event.system, folded(event.environment), event.id]),
  ).flatMap((group): Deployment[] => {
    const last = group.at(-1)
    if (last === undefined) return []
    const finished = lastSaid(group, 'finished_at_ms') ?? null
    return [
      {
        system: last.system,
        environment: folded(last.environment),
        id: last.id,
        state: last.state,
        kind: lastSaid(group, 'kind') ?? null,
        version: lastSaid(group, 'version') ?? null,
        finished,
        time: finished ?? lastSaid(group, 'started_at_ms') ?? now,
        named: lastSaid(group, 'changes') ?? [],
        commits: lastSaid(group, 'commits') ?? [],
      },
    ]
  })
  const joined = pushed.map((one) => ({ ...one, commits: [...one.commits] }))
  const spoken: Spoken[] = pushed.map((as, i) => ({ as, is: joined[i] ?? as }))
  for (const one of graph === null ? [] : inferredFrom(graph)) {
    // The commits a pushed one brings itself decide, not those an earlier tag brought it.
    const [earliest] = spoken
      .slice(0, pushed.length)
      .filter(({ as }) => as.system === one.system && as.environment === one.environment)
      .filter(({ as }) => as.commits.includes(one.commits[0] ?? '') || versionsOf(as).includes(one.version ?? ''))
      .toSorted((a, b) => a.as.time - b.as.time || compare(a.as.id, b.as.id))
    earliest?.is.commits.push(...one.commits)
    spoken.push({ as: one, is: earliest?.is ?? one })
  }
  return spoken
}

/** A version, or an id that is one, however prefixed; any other version as it is. */
function versionsOf({ version, id }: Deployment): string[] {
  return [version === null ? null : (numberIn(version) ?? version), numberIn(id)].filter((one) => one !== null)
}

/** Version tags that are no pre-releases, one deployment for each commit that has some. */
function inferredFrom({ system, commits, tags }: Graph): Deployment[] {
  return commits.flatMap((commit): Deployment[] => {
    const [first] = tags
      .filter((tag) => tag.commit === commit.id && numberIn(tag.name) !== null)
      .map((tag) => ({ name: tag.name, at: tag.at_ms ?? commit.committed_at_ms }))
      .toSorted((a, b) => a.at - b.at || compare(a.name, b.name))
    if (first === undefined) return []
    return [
      {
        system,
        environment: 'production',
        id: first.name,
        state: 'succeeded',
        kind: null,
        version: numberIn(first.name),
        finished: first.at,
        time: first.at,
        named: [],
        commits: [commit.id],
      },
    ]
  })
}

function numberIn(text: string): string | null {
  return /^(?:.*[^0-9.+])?(\d+\.\d+\.\d+)$/.exec(text)?.[1] ?? null
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Deployments are ordered by when they finished, then id; the same id in two environments, by those. */
function inOrder(a: Deployment, b: Deployment): number {
  return (a.finished ?? 0) - (b.finished ?? 0) || compare(a.id, b.id) || compare(a.environment, b.environment)
}

// Lead time.

export interface Shipment {
  deployment: Deployment
  id: string
  at: number
  /** Null where nobody knows. */
  start: number | null
  /** A commit of the graph, named or reached. */
  commit: Commit | null
  isBaseline: boolean
  isMerge: boolean
}

/** Every change at the first of these deployments that contains it. */
export function shipmentsOf({ events, graph }: World, chosen: Deployment[]): Shipment[] {
  const reported = events.filter((event) => event.type === 'change')
  const found: Shipment[] = []
  for (const system of new Set(chosen.map((one) => one.system))) {
    const shipped = new Set<string>()
    const reached = new Set<string>()
    let hasBaseline = false
    const ships = chosen.filter((one) => one.system === system && one.state === 'succeeded' && one.finished !== null)
    // A repository is its system's. Another system reaches into it where a deployment says it was built from it.
    const built = new Set(ships.flatMap((one) => one.commits))
    const isKnown = graph?.system === system || graph?.commits.some((commit) => built.has(commit.id))
    const commits = isKnown ? (graph?.commits ?? []) : []
    for (const one of ships.toSorted(inOrder)) {
      const at = one.finished ?? 0
      const known = one.commits.filter((id) => commits.some((commit) => commit.id === id))
      const isFirst = known.length > 0 && !hasBaseline
      if (known.length > 0) hasBaseline = true
      const reachable = ancestors(known, commits)
      const isNamed = one.named.length > 0
      const elsewhere = one.commits.filter((id) => !known.includes(id))
      const contents = isNamed ? one.named : [...elsewhere, ...reachable.filter((id) => !reached.has(id))]
      for (const id of reachable) reached.add(id)
      for (const id of contents) {
        if (shipped.has(id)) continue
        shipped.add(id)
        const commit = commits.find((two) => two.id === id) ?? null
        const own = isNamed || commit === null ? startReported(reported, system, id) : undefined
        found.push({
          deployment: one,
          id,
          at,
          start: own ?? commit?.authored_at_ms ?? null,
          commit,
          isBaseline: commit !== null && !isNamed && isFirst,
          isMerge: commit !== null && !isNamed && commit.parents.length > 1,
        })
      }
    }
  }
  return found
}

function leadTimesOf(world: World, chosen: Deployment[]): { at: number; took: number }[] {
  return shipmentsOf(world, chosen).flatMap(({ at, start, isBaseline, isMerge }) =>
    isBaseline || isMerge || start === null || start > at ? [] : [{ at, took: at - start }],
  )
}

export function startReported(reported: ChangeEvent[], system: string, id: string): number | undefined {
  const group = reported.filter((event) => event.system === system && event.id === id)
  return lastSaid(
    group.toSorted((a, b) => (a.at_ms ?? Infinity) - (b.at_ms ?? Infinity) || 0),
    'created_at_ms',
  )
}

/** When a commit reached the main line: the date of the first commit on it, from its beginning on, that has this one in its past. */
export function arrival(graph: Graph, id: string): number | null {
  const line: Commit[] = []
  const at = (one: string | undefined) => graph.commits.find((commit) => commit.id === one)
  for (let on = at(graph.main); on !== undefined; on = at(on.parents[0])) line.unshift(on)
  return line.find((on) => ancestors([on.id], graph.commits).includes(id))?.committed_at_ms ?? null
}

function ancestors(tips: string[], commits: Commit[]): string[] {
  const seen: string[] = []
  const open = [...tips]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.includes(id)) continue
    seen.push(id)
    open.push(...(commits.find((commit) => commit.id === id)?.parents ?? []))
  }
  return seen
}

// Incidents.

export interface Attribution {
  incident: IncidentEvent
  deployment: Deployment | null
  /** The one it names. */
  named: Deployment | null
  /** The one that shipped the commit it names. */
  shipped: Deployment | null
  /** The last one before it. */
  before: Deployment | null
}

export function attributions(world: World, spoken: Spoken[]): Attribution[] {
  const isProduction = (one: Deployment) =>
    one.state === 'succeeded' && tierOf(one.environment) === 'production' && one.finished !== null
  const shipments = shipmentsOf(world, [...new Set(spoken.map((one) => one.is))].filter(isProduction))
  return things(
    world.events.filter((event) => event.type === 'incident'),
    (event) => JSON.stringify([event.system, event.id]),
  ).flatMap((group): Attribution[] => {
    const last = group.at(-1)
    if (last === undefined) return []
    const incident: IncidentEvent = { ...last, resolved_at_ms: lastSaid(group, 'resolved_at_ms') ?? null }
    const name = lastSaid(group, 'deployment') ?? null
    const ofSystem = spoken.filter((one) => one.is.system === incident.system)
    const production = [...new Set(ofSystem.map((one) => one.is))].filter(isProduction).toSorted(inOrder)
    const before = production.findLast((one) => (one.finished ?? 0) < incident.started_at_ms) ?? null
    const named = name === null ? null : namedBy(name, ofSystem, production)
    const shipped =
      shipments.find((one) => one.commit !== null && one.id === name && one.deployment.system === incident.system)
        ?.deployment ?? null
    return [{ incident, deployment: named ?? shipped ?? before, named, shipped, before }]
  })
}

/** By id, else version, else commit. Where several are called so, one in production wins, and then the last. */
function namedBy(name: string, ofSystem: Spoken[], production: Deployment[]): Deployment | null {
  const all = ofSystem.toSorted(
    ({ as: a }, { as: b }) => a.time - b.time || compare(a.id, b.id) || compare(a.environment, b.environment),
  )
  const isNamed: ((one: Deployment) => boolean)[] = [
    (one) => one.id === name,
    (one) => versionsOf(one).includes(numberIn(name) ?? name),
    (one) => one.commits.includes(name),
  ]
  for (const matches of isNamed) {
    const found = production.findLast(matches) ?? all.findLast((one) => matches(one.as))?.is
    if (found !== undefined) return found
  }
  return null
}
