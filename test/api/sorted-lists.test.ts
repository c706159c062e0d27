// Lists sorted by a column: pages put one after the other are the whole list, sorted naively, each row once; whatever is
// alike stays in the order of the list, and what has no value is last in both directions.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ChangeRow, type ChangeSort, changeSorts } from '../../src-shared/contract/changes.ts'
import { type BuildRow, type BuildSort, buildSorts } from '../../src-shared/contract/builds.ts'
import { type IssueRow, type IssueSort, issueSorts } from '../../src-shared/contract/issues.ts'
import { type DeliveryRow, type JournalSort, journalSorts } from '../../src-shared/contract/journal.ts'
import { type VersionRow, type VersionSort, versionSorts } from '../../src-shared/contract/versions.ts'
import { type Direction, directions } from '../../src-shared/contract/call.ts'
import type { DeploymentRow, DeploymentSort } from '../../src-shared/contract/deployments.ts'
import { deploymentSorts } from '../../src-shared/contract/deployments.ts'
import { type IncidentRow, type IncidentSort, incidentSorts } from '../../src-shared/contract/incidents.ts'
import type { CallName } from '../../src-shared/contract/index.ts'
import { deploymentStates, type Event, issueStatuses } from '../../src-shared/event.ts'
import { openReadDb } from '../../src-main/store/database.ts'
import { wrongSets } from '../helpers/change-sets.ts'
import { at, build, deployment, incident, issue, type TestWorkspace, workspace } from '../helpers/workspace.ts'

const from = at('2026-01-01T00:00:00Z')
const hour = 3_600_000
const runs = Math.ceil(Number(process.env['SHIPLOG_RUNS'] ?? 60) / 10)

type Key = string | number | null
interface Sortable {
  call: CallName
  input?: object
  /** It is narrowed by no period, nor, the journal, by systems. */
  timeless?: boolean
  sorts: readonly string[]
  /** What people see in the column, one after the other where several count. */
  keys: (row: never, by: string) => Key[]
}

const named = (name: string | null): Key[] => [name?.toLowerCase() ?? null, name]

const lists: Sortable[] = [
  {
    call: 'deployments.list',
    sorts: deploymentSorts,
    keys: (row: DeploymentRow, by) =>
      ({
        time: () => [row.finished_at_ms ?? row.started_at_ms],
        system: () => named(row.system),
        environment: () => named(row.environment),
        state: () => [deploymentStates.indexOf(row.state)],
        changes: () => [row.changes],
        lead_time: () => [row.lead_time_ms],
        incidents: () => [row.incidents],
      })[by as DeploymentSort](),
  },
  {
    call: 'incidents.list',
    sorts: incidentSorts,
    keys: (row: IncidentRow, by) =>
      ({
        started: () => [row.started_at_ms],
        title: () => named(row.title ?? row.id),
        severity: () => grave(row.severity),
        system: () => named(row.system),
        duration: () => [row.resolved_at_ms === null ? null : row.resolved_at_ms - row.started_at_ms],
      })[by as IncidentSort](),
  },
  ...[{}, { state: 'deployed' }, { state: 'undeployed' }, { search: '1-' }].map((input) => ({
    call: 'changes.list' as const,
    input,
    sorts: changeSorts,
    keys: (row: ChangeRow, by: string) =>
      ({
        title: () => named(row.title ?? row.id),
        start: () => [row.start_at_ms],
        reached: () => [row.reached_at_ms],
        deployed: () => [row.deployment?.finished_at_ms ?? null],
        lead_time: () => [row.lead_time_ms],
        // What waits, what counts, and what does not by why.
        state: () => [['undeployed', 'deployed', 'left out'].indexOf(row.state), row.reason ?? ''],
        system: () => named(row.system),
      })[by as ChangeSort](),
  })),
  {
    call: 'builds.list',
    sorts: buildSorts,
    keys: (row: BuildRow, by) =>
      ({
        time: () => [row.at_ms],
        system: () => named(row.system),
        state: () => [deploymentStates.indexOf(row.state)],
        branch: () => named(row.branch),
        duration: () => [lasting(row.started_at_ms, row.finished_at_ms, 1)],
      })[by as BuildSort](),
  },
  {
    call: 'issues.list',
    sorts: issueSorts,
    keys: (row: IssueRow, by) =>
      ({
        created: () => [row.created_at_ms],
        title: () => named(row.title ?? row.id),
        kind: () => named(row.kind),
        system: () => named(row.system),
        priority: () => grave(row.priority ?? row.severity),
        points: () => [row.story_points],
        status: () => [issueStatuses.indexOf(row.status)],
        duration: () => [lasting(row.created_at_ms, row.resolved_at_ms, 0)],
      })[by as IssueSort](),
  },
  ...[{}, { conflicts: true }].map((input) => ({
    call: 'versions.list' as const,
    input,
    timeless: true,
    sorts: versionSorts,
    keys: (row: VersionRow, by: string) =>
      ({
        version: () => [versions.indexOf(row.version)],
        system: () => named(row.system),
        first_seen: () => [row.first_seen_ms],
        builds: () => [row.builds],
      })[by as VersionSort](),
  })),
  ...[{}, { outcome: 'accepted' }].map((input) => ({
    call: 'journal.list' as const,
    input,
    timeless: true,
    sorts: journalSorts,
    keys: (row: DeliveryRow, by: string) =>
      ({
        received: () => [row.id],
        outcome: () => [row.outcome],
        answer: () => [row.status],
        source: () => named(row.source),
        size: () => [row.bytes],
      })[by as JournalSort](),
  })),
]

/** As people rank them; what nobody ranks comes after, by its letters. */
function grave(word: string | null): Key[] {
  const ranks = new Map(Object.entries({ Critical: 1, p1: 1, P2: 2, high: 2, low: 4 }))
  const rank = word?.startsWith('2 - ') ? 2 : (ranks.get(word ?? '') ?? 6)
  return [word === null ? null : rank, ...named(word)]
}

/** From the lowest to the highest. */
const versions = ['1.9.0', '1.10.0-rc.2', '1.10.0-rc.10', '1.10.0']

function lasting(from: number | null, to: number | null, least: number): number | null {
  return from === null || to === null || to - from < least ? null : to - from
}

/** The obvious way. */
function naively(rows: readonly unknown[], keys: (row: never) => Key[], direction: Direction): unknown[] {
  const compare = (a: Key, b: Key) => {
    if (a === b) return 0
    if (a === null || b === null) return a === null ? 1 : -1
    return (a < b ? -1 : 1) * (direction === 'ascending' ? 1 : -1)
  }
  return rows.toSorted((a, b) => {
    const [one, other] = [keys(a as never), keys(b as never)]
    return one.map((key, i) => compare(key, other[i] as Key)).find((sign) => sign !== 0) ?? 0
  })
}

const spot = fc.nat(30)
const moment = (n: number) => new Date(from + n * 9 * hour).toISOString()
/** Few of everything, so that many are alike. */
const event: fc.Arbitrary<Event> = fc
  .record({
    id: fc.nat(40),
    at: spot,
    end: fc.option(spot),
    system: fc.constantFrom('api', 'Api', 'web', 'billing'),
    environment: fc.constantFrom('production', 'staging', 'Test'),
    state: fc.constantFrom(...deploymentStates),
    changes: fc.nat(3),
    type: fc.constantFrom('deployment', 'deployment', 'incident', 'change', 'build', 'issue'),
    version: fc.constantFrom(undefined, ...versions),
    word: fc.constantFrom(undefined, 'main', 'Main', 'next'),
    severity: fc.constantFrom(undefined, 'odd', 'Blue', 'low', 'P2', 'high', 'p1', 'Critical'),
    title: fc.constantFrom(undefined, 'Down', 'down', 'Slow'),
  })
  .map(({ id, at: start, end, system, environment, state, changes, type, severity, title, version, word }): Event => {
    if (type === 'change') return { type, system, id: `${id}-0`, created_at_ms: from + start * 9 * hour }
    if (type === 'incident')
      return incident(`${id}`, moment(start), end === null ? null : moment(start + end), {
        system,
        ...(severity === undefined ? {} : { severity }),
        ...(title === undefined ? {} : { title }),
      })
    const commit = `${changes}`.repeat(40)
    if (type === 'build')
      return build(`${id}`, moment(start + (end ?? 0)), {
        system,
        state,
        commit,
        ...(end === null ? {} : { started_at_ms: at(moment(start)) }),
        ...(version === undefined ? {} : { version }),
        ...(word === undefined ? {} : { branch: word }),
      })
    if (type === 'issue')
      return issue(`${id}`, moment(start), {
        system,
        kind: word ?? 'bug',
        ...(end === null ? {} : { resolved_at_ms: at(moment(end)) }),
        ...(severity === undefined ? {} : { severity }),
        ...(title === undefined ? {} : { title, story_points: changes }),
        ...(version === undefined ? {} : { priority: version.replace('1.', '2 - ') }),
      })
    return deployment(`${id}`, moment(start), {
      system,
      ...(version === undefined ? {} : { version }),
      environment,
      state,
      changes: Array.from({ length: changes }, (_, i) => `${id}-${i}`),
    })
  })

interface Page {
  total: number
  rows: unknown[]
}

const narrowings = [{}, { systems: ['api', 'web'], from_ms: from + 50 * hour, to_ms: from + 200 * hour }]
const questions = lists.flatMap(({ call, input, timeless = false, sorts, keys }) =>
  narrowings
    .slice(0, timeless ? 1 : 2)
    .flatMap((narrowed) =>
      sorts.flatMap((by) =>
        directions.map((direction) => ({ call, keys, narrowed: { ...input, ...narrowed }, by, direction })),
      ),
    ),
)

async function expectSorted({ call, dataDir }: TestWorkspace, size: number, asked: typeof questions): Promise<void> {
  const { db, close } = openReadDb(dataDir)
  expect(wrongSets(db)).toEqual([])
  close()
  const ask = async (name: CallName, input: object) => (await call(name, input as never)) as unknown as Page
  for (const { call: name, keys, narrowed, by, direction } of asked) {
    const whole = await ask(name, { ...narrowed, limit: 500 })
    const pages: Page[] = []
    for (let offset = 0; offset <= whole.total; offset += size)
      pages.push(await ask(name, { ...narrowed, sort: { by, direction }, limit: size, offset }))
    const question = { name, by, direction }
    expect({ ...question, totals: new Set(pages.map((page) => page.total)) }).toEqual({
      ...question,
      totals: new Set([whole.total]),
    })
    expect({ ...question, rows: pages.flatMap((page) => page.rows) }).toEqual({
      ...question,
      rows: naively(whole.rows, (row) => keys(row, by), direction),
    })
  }
}

test('pages of a sorted list are the whole list, sorted naively, before and after events', { timeout: 120_000 }, () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 20, maxLength: 60 }),
      fc.array(event, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 9 }),
      async (events, later, size) => {
        const opened = await workspace()
        // Names of all systems, so that a filter of them is never refused.
        await opened.send(
          ...(['api', 'web'] as const).map((system) => deployment('first', moment(10), { system })),
          ...events,
        )
        await expectSorted(opened, size, questions)
        await opened.send(...later)
        // Backwards, so that what was kept last is asked for first.
        await expectSorted(opened, size, questions.toReversed())
      },
    ),
    { numRuns: runs },
  ),
)

test('a sort that a list does not know is refused by the names it knows', async () => {
  const { refusal } = await workspace()
  expect(await refusal('deployments.list', { sort: { by: 'colour' } })).toBe(
    '"sort.by" is "colour", expected one of time, system, environment, state, changes, lead_time, incidents.',
  )
  expect(await refusal('deployments.list', { sort: { by: 'time', direction: 'up' } })).toBe(
    '"sort.direction" is "up", expected one of ascending, descending.',
  )
})
