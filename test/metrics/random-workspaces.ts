// Random workspaces: what happened, the question, and the order in which it is told. Times come from a few that lie on
// the edges of buckets, periods and clock changes, so that they meet.
import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { silent } from '../../src-main/log.ts'
import type { Shiplog } from '../../src-main/shiplog.ts'
import { openWorkspace } from '../helpers/open-workspace.ts'
import type { Overview } from '../../src-shared/contract/metrics.ts'
import type { DeploymentEvent, Event } from '../../src-shared/event.ts'
import { createRepo, type TestRepo } from '../helpers/repos.ts'
import { deliveryOf } from '../helpers/workspace.ts'
import { type Answer, folded, type Graph, type Question, type World } from './naive.ts'

const hour = 3_600_000

/** Zones, each with days near which its clocks or its calendar jump. Cairo's jump at midnight. */
const places: [zone: string, ...dates: string[]][] = [
  ['UTC', '2026-06-01'],
  ['Europe/Berlin', '2026-03-29', '2026-10-25'],
  ['America/New_York', '2026-03-08', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05', '2026-10-04'],
  ['Pacific/Apia', '2011-12-30', '2026-06-01'],
  ['Africa/Cairo', '2026-04-24', '2026-10-30'],
]

/** A world as it is drawn: commits are named `#0`, `#1`, until a repository gives them ids. */
export interface Plan {
  world: World
  question: Question
  /** Where each event stands in its delivery, and how many events a delivery holds. */
  order: number[]
  batch: number
  /** How many deliveries come before the repository is added. */
  scanAfter: number
}

/** Local midnights, the milliseconds around them, and hours between; few, so that equal times are common. */
function momentsAround(zone: string, date: string): fc.Arbitrary<number[]> {
  const moment = fc.record({
    days: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -45, max: 45 })),
    ms: fc.oneof(
      fc.constantFrom(0, -1, 1, -1000, hour),
      fc.integer({ min: 0, max: 23 }).map((n) => n * hour),
    ),
  })
  return fc.array(
    moment.map(
      ({ days, ms }) => Temporal.PlainDate.from(date).add({ days }).toZonedDateTime(zone).epochMilliseconds + ms,
    ),
    { minLength: 2, maxLength: 14 },
  )
}

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })

/** Leaves out what is undefined: an absent field says nothing, and so the type has it. */
function said<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

const ids = ['1.0.0', 'v1.1.0', 'run-1', 'run-2', 'run-3', 'a', 'b']
const environments = ['production', 'Prod', 'LIVE', 'prod-eu', 'Prod EU', 'prod_us', 'staging', 'Staging']
export const systemNames = ['api', 'web', 'shop']

function changesOf(moment: fc.Arbitrary<number>, name: fc.Arbitrary<string>): fc.Arbitrary<Event[]> {
  return fc.uniqueArray(
    fc.record({
      type: fc.constant('change' as const),
      system: fc.constantFrom(...systemNames),
      id: name,
      created_at_ms: moment,
    }),
    { maxLength: 10, size: 'max', selector: (one) => `${one.system} ${one.id}` },
  )
}

/** One id at one moment in two environments: no definition says which of them is the later one. */
function apart<T extends { system: string; id: string; state: string; finished: number }>(list: T[]): T[] {
  // One that has not finished is placed by other times, so that it is kept away from all of its id.
  const isOpen = ({ state }: T) => state === 'started' || state === 'pending'
  const meets = (a: T, b: T) =>
    a.system === b.system && a.id === b.id && (isOpen(a) || isOpen(b) || a.finished === b.finished)
  return list.filter((one, i) => !list.slice(0, i).some((other) => meets(one, other)))
}

function deploymentsOf(
  moment: fc.Arbitrary<number>,
  name: fc.Arbitrary<string>,
  commit: fc.Arbitrary<string>,
): fc.Arbitrary<Event[]> {
  const one = fc.record({
    system: fc.constantFrom('api', 'api', 'api', 'api', ...systemNames),
    environment: fc.constantFrom(...environments),
    id: fc.constantFrom(...ids),
    state: fc.constantFrom<DeploymentEvent['state'][]>(
      'succeeded',
      'succeeded',
      'succeeded',
      'succeeded',
      'failed',
      'aborted',
      'started',
      'pending',
    ),
    kind: maybe(fc.constantFrom('regular' as const, 'hotfix' as const, 'rollback' as const)),
    version: maybe(fc.constantFrom('1.0.0', 'v1.1.0', '2.0.0', 'nightly', null)),
    started: maybe(moment),
    finished: moment,
    changes: maybe(fc.array(name, { maxLength: 4 })),
    commits: maybe(fc.uniqueArray(commit, { maxLength: 2 })),
    lifecycle: fc.boolean(),
  })
  return fc
    .uniqueArray(one, {
      maxLength: 16,
      size: 'max',
      selector: (it) => JSON.stringify([it.system, folded(it.environment), it.id]),
    })
    .map((list) =>
      apart(list).flatMap(({ started, finished, lifecycle, kind, version, changes, commits, ...base }) => {
        const isOver = base.state !== 'started' && base.state !== 'pending'
        const last: Event = said({
          type: 'deployment',
          ...base,
          kind,
          version,
          changes,
          commits,
          started_at_ms: started,
          finished_at_ms: isOver ? finished : undefined,
        })
        if (!lifecycle || !isOver) return [last]
        // Begun and ended, each said by an event of its own, which may come in any order.
        const begun = Math.min(started ?? finished, finished) - 1
        const first: Event = { type: 'deployment', ...base, state: 'started', at_ms: begun, started_at_ms: begun }
        return [first, { ...last, at_ms: finished }]
      }),
    )
}

function incidentsOf(moment: fc.Arbitrary<number>, commit: fc.Arbitrary<string>): fc.Arbitrary<Event[]> {
  return fc
    .uniqueArray(
      fc.record({
        type: fc.constant('incident' as const),
        system: fc.constantFrom(...systemNames),
        id: fc.constantFrom('I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8'),
        started_at_ms: moment,
        resolved_at_ms: maybe(fc.option(moment)),
        deployment: maybe(fc.oneof(fc.constantFrom(...ids, '2.0.0', 'nightly', 'unknown', null), commit)),
      }),
      { maxLength: 10, size: 'max', selector: (one) => `${one.system} ${one.id}` },
    )
    .map((list) => list.map((one) => said(one) as Event))
}

function graphOf(moment: fc.Arbitrary<number>, beginning: fc.Arbitrary<number>): fc.Arbitrary<Graph> {
  // Git counts in seconds.
  const inSeconds = (ms: number) => Math.floor(ms / 1000) * 1000
  const second = moment.map(inSeconds)
  const commit = fc.record({
    parents: fc.array(fc.nat(9), { maxLength: 2 }),
    isRoot: fc.nat(12).map((n) => n === 0),
    authored_at_ms: beginning.map(inSeconds),
    committed_at_ms: second,
  })
  const tag = fc.record({
    name: fc.constantFrom('v1.0.0', 'release/1.0.0', '1.1.0', 'v2.0.0', 'v2.0.0-rc.1', 'v1.2', 'nightly', '3.0.0'),
    commit: fc.nat(9),
    at_ms: fc.option(second),
  })
  return fc
    .record({
      system: fc.constantFrom('api', 'web'),
      commits: fc.array(commit, { minLength: 1, maxLength: 10, size: 'max' }).map((list) =>
        list.map(({ parents, isRoot, ...times }, i) => ({
          ...times,
          id: `#${i}`,
          parents:
            i === 0 || isRoot ? [] : [...new Set([i - 1, ...parents.map((n) => n % i)])].slice(-2).map((n) => `#${n}`),
        })),
      ),
      tags: fc.uniqueArray(tag, { maxLength: 5, selector: (one) => one.name }),
      main: fc.nat(9),
    })
    .map(({ tags, main, ...rest }) => ({
      ...rest,
      main: `#${main % rest.commits.length}`,
      tags: tags.map((one) => ({ ...one, commit: `#${one.commit % rest.commits.length}` })),
    }))
}

export function plans({ withGraph }: { withGraph: boolean }): fc.Arbitrary<Plan> {
  return fc
    .constantFrom(...places.flatMap(([zone, ...dates]) => dates.map((date) => ({ zone, date }))))
    .chain(({ zone, date }) => momentsAround(zone, date).map((moments) => ({ zone, date, moments })))
    .chain(({ zone, date, moments }) => {
      const moment = fc.constantFrom(...moments)
      // Work mostly begins before it ships, or there would be no lead time to compare.
      const beginning = fc.oneof(moment, fc.constantFrom(...moments.toSorted((a, b) => a - b).slice(0, 2)))
      const commit = fc.nat(11).map((n) => (withGraph ? `#${n}` : 'f'.repeat(40)))
      const name = fc.oneof({ weight: 5, arbitrary: fc.constantFrom('c1', 'c2', 'c3', 'c4') }, commit)
      const span = fc.tuple(fc.integer({ min: -50, max: 10 }), fc.oneof(fc.nat(3), fc.nat(100), fc.constant(100)))
      return fc.record({
        world: fc.record({
          events: fc
            .tuple(changesOf(beginning, name), deploymentsOf(moment, name, commit), incidentsOf(moment, commit))
            .map((lists) => lists.flat()),
          graph: withGraph ? graphOf(moment, beginning) : fc.constant(null),
          now: fc.oneof(moment, fc.constant(Math.max(...moments) + 60 * 24 * hour)),
        }),
        question: fc.record({
          systems: fc.oneof(
            fc.constant<string[]>([]),
            fc.uniqueArray(fc.constantFrom(...systemNames), { minLength: 1 }),
          ),
          environment: fc.constantFrom('production', 'production', 'prod', 'prod-eu', 'PROD US', 'staging'),
          from: span.map(([days]) => Temporal.PlainDate.from(date).add({ days }).toString()),
          to: span.map(([days, length]) =>
            Temporal.PlainDate.from(date)
              .add({ days: days + length })
              .toString(),
          ),
          bucket: fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'quarter' as const),
          zone: fc.oneof({ weight: 5, arbitrary: fc.constant(zone) }, fc.constantFrom(...places.map(([one]) => one))),
        }),
        order: fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
        batch: fc.integer({ min: 1, max: 40 }),
        scanAfter: fc.nat(6),
      })
    })
    .map((plan) => {
      const { from, to } = plan.question
      return from <= to ? plan : { ...plan, question: { ...plan.question, from: to, to: from } }
    })
}

/** Makes the planned commits in one process, and puts their ids where the plan has `#n`. */
function built({ events, graph, now }: World): { world: World; repo: TestRepo | null } {
  if (graph === null) return { world: { events, graph, now }, repo: null }
  const repo = createRepo({ name: graph.system })
  const lines: string[] = []
  const mark = (name: string) => `:${Number(name.slice(1)) + 1}`
  for (const commit of graph.commits) {
    const [first, ...others] = commit.parents
    lines.push(`commit refs/heads/branch-${commit.id.slice(1)}`, `mark ${mark(commit.id)}`)
    lines.push(`author Jane <jane@example.org> ${commit.authored_at_ms / 1000} +0000`)
    lines.push(`committer Carl <carl@example.org> ${commit.committed_at_ms / 1000} +0000`)
    // The number makes equal commits differ.
    const message = `Change ${commit.id}`
    lines.push(`data ${message.length}`, message)
    if (first !== undefined) lines.push(`from ${mark(first)}`)
    for (const other of others) lines.push(`merge ${mark(other)}`)
  }
  lines.push('reset refs/heads/main', `from ${mark(graph.main)}`, '')
  for (const tag of graph.tags) {
    if (tag.at_ms === null) lines.push(`reset refs/tags/${tag.name}`, `from ${mark(tag.commit)}`, '')
    else {
      lines.push(`tag ${tag.name}`, `from ${mark(tag.commit)}`)
      lines.push(`tagger Rita <rita@example.org> ${tag.at_ms / 1000} +0000`, 'data 1', 't')
    }
  }
  repo.git(['fast-import', '--quiet'], { input: `${lines.join('\n')}\n` })
  const branches = repo.git(['for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/heads/branch-*'])
  const ids = new Map(
    branches
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' '))
      .map(([branch = '', id = '']) => [branch.replace('branch-', '#'), id]),
  )
  const named = JSON.stringify({ events, graph, now }).replaceAll(/"(#\d+)"/g, (_, name: string) => {
    // Commits that no repository has are apart, too: two reports of one change would be settled by the order of arrival.
    return `"${ids.get(name) ?? name.slice(1).padStart(40, 'e')}"`
  })
  return { world: JSON.parse(named) as World, repo }
}

export interface Opened {
  ask(question: Question, preset?: string): Promise<Answer[] | string>
  send(events: Event[]): Promise<void>
  shiplog: Shiplog
  dataDir: string
}

/** A workspace that holds a plan, for as long as `use` runs. Not a test's own: there are thousands in one test. */
export async function opened(plan: Plan, use: (workspace: Opened, world: World) => Promise<void>): Promise<void> {
  const { world, repo } = built(plan.world)
  const dataDir = mkdtempSync(path.join(tmpdir(), 'shiplog-differential-'))
  const shiplog = await openWorkspace({ dataDir, clock: () => world.now, log: silent })
  const send = async (events: Event[]) => {
    const delivery = deliveryOf(events, world.now)
    const outcome = await shiplog.ops.deliver(
      delivery,
      { events, at: events.map((_, i) => `${i}`), skipped: [] },
      false,
    )
    if (outcome.state === 'rejected') throw new Error(outcome.message)
  }
  const scan = async () => {
    if (repo === null || world.graph === null) return
    const reply = await shiplog.dispatch('repos.add', { path: repo.path, system: world.graph.system })
    if (!reply.ok) throw new Error(reply.error.message)
  }
  const ask: Opened['ask'] = async (question, preset = 'dora') => {
    const reply = await shiplog.dispatch('metrics.overview', { ...question, preset })
    return reply.ok ? (reply.value as Overview).metrics : reply.error.message
  }
  try {
    const shuffled = world.events
      .map((event, i) => ({ event, key: plan.order[i] ?? 0 }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ event }) => event)
    let batches = 0
    for (let i = 0; i < shuffled.length; i += plan.batch) {
      if (batches === plan.scanAfter) await scan()
      await send(shuffled.slice(i, i + plan.batch))
      batches += 1
    }
    if (batches <= plan.scanAfter) await scan()
    await use({ ask, send, shiplog, dataDir }, world)
  } finally {
    await shiplog.close()
    rmSync(dataDir, { recursive: true, force: true })
    if (repo !== null) rmSync(repo.path, { recursive: true, force: true })
  }
}
