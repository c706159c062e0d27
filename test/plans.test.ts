// How SQLite answers the questions that grow with the data: by which index. Every statement a call runs is seen here
// with EXPLAIN QUERY PLAN, on the real schema; without statistics in the file the plan does not depend on what is in it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silent } from '../src-main/log.ts'
import { countWaiting, oldestWaiting, readWaiting, shippedFrom, waitingPage } from '../src-main/store/waiting.ts'
import { openWorkspace } from './helpers/open-workspace.ts'
import { openReadDb, type OpenDb, type ReadDb, type WriteDb } from '../src-main/store/database.ts'
import { leftOut } from '../src-main/store/change-link.ts'
import { deleteEventsOf, entriesOf } from '../src-main/store/events.ts'
import { findIdentical } from '../src-main/store/deliveries.ts'
import { findKey } from '../src-main/store/keys.ts'
import type { Event } from '../src-shared/event.ts'
import type { CallName, Input } from '../src-shared/contract/index.ts'
import * as plans from './helpers/plans.ts'
import { planOf, scans, sorts, watching } from './helpers/plans.ts'
import { temporaryPath } from './helpers/repos.ts'
import { at, deliveryOf, deployment, incident } from './helpers/workspace.ts'

let opened: OpenDb<ReadDb>

beforeAll(async () => {
  const dataDir = temporaryPath('data')
  const shiplog = await openWorkspace({ dataDir, clock: () => at('2026-07-01T00:00:00Z'), log: silent })
  const events: Event[] = [
    deployment('D1', '2026-06-02T10:00:00Z', { changes: ['c1'], kind: 'hotfix' }),
    incident('I1', '2026-06-02T12:00:00Z', '2026-06-02T13:00:00Z'),
    incident('I2', '2026-06-02T12:00:00Z', null),
    { type: 'build', system: 'api', id: 'B1', state: 'succeeded', finished_at_ms: at('2026-06-02T09:00:00Z') },
    { type: 'issue', system: 'api', id: 'R1', kind: 'requirement', created_at_ms: at('2026-06-02T09:00:00Z') },
  ]
  await shiplog.ops.deliver(
    deliveryOf(events, at('2026-07-01T00:00:00Z')),
    { events, at: events.map((_, i) => `event ${i + 1}`), skipped: [] },
    false,
  )
  await shiplog.close()
  opened = openReadDb(dataDir)
})

afterAll(() => opened.close())

const plansOf = <N extends CallName>(name: N, input: Input<N>) =>
  plans.plansOf(opened.db, at('2026-07-01T00:00:00Z'), name, input)

describe('lists', () => {
  const paging = { limit: 50, offset: 0 }

  test('deployments come in the order of their index, without sorting', async () => {
    const plan = planOf(await plansOf('deployments.list', paging), 'ORDER BY d.at_ms DESC')
    expect(plan).toContain('SEARCH d USING INDEX deployments_at (at_ms>? AND at_ms<?)')
    expect(plan.filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
  })

  test('what a row of deployments needs is found by index', async () => {
    const seen = await plansOf('deployments.list', paging)
    const plan = [
      ...planOf(seen, 'LEFT JOIN deployment_change_sets t'),
      ...planOf(seen, 'SELECT sources FROM deployments WHERE joined_to'),
    ]
    // Of repositories there are a few.
    expect(scans(plan).filter((step) => step !== 'SCAN repos')).toEqual([])
    expect(plan.join()).toMatch(/SEARCH t USING PRIMARY KEY \(deployment=\? AND scope=\?\)/)
  })

  test.each(['changes', 'lead_time'] as const)('sorted by %s, what they shipped is not read', async (by) => {
    const seen = await plansOf('deployments.list', { ...paging, sort: { by } })
    expect(seen.filter((one) => one.sql.includes('deployment_changes'))).toEqual([])
    expect(planOf(seen, 'NULLS LAST')).toContain('SEARCH t USING PRIMARY KEY (deployment=? AND scope=?)')
  })

  test('incidents come in the order of their index, without sorting', async () => {
    const plan = planOf(await plansOf('incidents.list', paging), 'ORDER BY i.started_at_ms DESC')
    expect(plan).toContain('SEARCH i USING INDEX incidents_started (started_at_ms>? AND started_at_ms<?)')
    expect(plan.filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
  })

  test('open incidents are found among the open ones', async () => {
    const plan = planOf(await plansOf('incidents.list', { ...paging, state: 'open' }), 'ORDER BY i.started_at_ms DESC')
    expect(plan).toContain('SEARCH i USING INDEX incidents_open (started_at_ms>? AND started_at_ms<?)')
    expect(plan.filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
  })

  test('changes are counted by their sets, and a page comes in the order of deployments', async () => {
    const seen = await plansOf('changes.list', paging)
    const counting = planOf(seen, 'deployment_change_sets')
    expect(counting).toContain('SEARCH d USING INDEX deployments_at (at_ms>? AND at_ms<?)')
    expect(counting).toContain('SEARCH t USING PRIMARY KEY (deployment=? AND scope=?)')
    const plan = planOf(seen, 'c.position LIMIT')
    expect(plan).toContain('SEARCH d USING INDEX deployments_at (at_ms>? AND at_ms<?)')
    expect(plan.filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
  })

  test('a filtered journal is counted and paged by index alone', async () => {
    for (const [filter, index] of [
      [{ outcome: 'rejected' }, 'deliveries_outcome (outcome=?)'],
      [{ outcome: 'duplicate', source: 'pulse' }, 'deliveries_outcome (outcome=?)'],
      [{ source: 'pulse' }, 'deliveries_source (source=?)'],
    ] as const) {
      const seen = await plansOf('journal.list', { ...paging, ...filter })
      expect(planOf(seen, 'count(*) AS n FROM deliveries')).toEqual([`SEARCH deliveries USING COVERING INDEX ${index}`])
      expect(planOf(seen, 'OFFSET')).toContain(`SEARCH deliveries USING COVERING INDEX ${index}`)
    }
  })

  test('what is odd is found by an index of its own', async () => {
    const seen = await plansOf('findings.list', { rows: 20 })
    const odd = [
      ["c.left_out = 'no time'", 'deployment_changes_odd'],
      ["c.left_out = 'not scanned'", 'deployment_changes_odd'],
      ["d.changes = '[]' AND d.commits = '[]'", 'deployments_naming_nothing'],
      ["d.state IN ('pending', 'started')", 'deployments_under_way'],
      ['d.finished_at_ms < d.started_at_ms', 'deployments_backwards'],
      ['i.resolved_at_ms < i.started_at_ms', 'incidents_backwards'],
      ['i.resolved_at_ms IS NULL', 'incidents_open'],
      ['d.excluded IS NOT NULL', 'deployments_excluded'],
      ['i.excluded IS NOT NULL', 'incidents_excluded'],
    ] as const
    // What that index holds is told by the first letter.
    expect(Object.keys(leftOut).filter((word) => word > 'n')).toEqual(['negative', 'no time', 'not scanned'])
    for (const [part, index] of odd)
      expect([part, planOf(seen, part).join()]).toEqual([part, expect.stringContaining(index)])
  })

  test('the journal is read backwards from its end, and its events are counted by index', async () => {
    const seen = await plansOf('journal.list', paging)
    const plan = planOf(seen, 'ORDER BY id DESC LIMIT')
    expect(plan.filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
    expect(planOf(seen, 'FROM events e')).toContain('SEARCH e USING COVERING INDEX events_delivery (delivery=?)')
  })
})

describe('one thing', () => {
  test.each(['deployments.get', 'incidents.get'] as const)('%s reads no whole table', async (name) => {
    const seen = (await plansOf(name, { number: 1 })).flatMap((one) => scans(one.plan))
    // Of repositories there are a few.
    expect(seen.filter((step) => step !== 'SCAN repos')).toEqual([])
  })

  test('a delivery reads no whole table', async () => {
    expect((await plansOf('journal.get', { id: 1 })).flatMap((one) => scans(one.plan))).toEqual([])
  })
})

describe('the road in', () => {
  function plans(ask: (db: ReadDb) => void): string[] {
    const { db, seen } = watching(opened.db)
    ask(db)
    return seen.flatMap((one) => one.plan)
  }

  test('the events about a thing are found by it', () => {
    const plan = plans((db) => entriesOf(db, { type: 'deployment', system: 1, environment: 1, id: 'D1' }))
    expect(plan).toContain('SEARCH e USING INDEX events_thing (thing_id=?)')
    for (const names of ['new_names', 'old_names'])
      expect(plan).toContain(`SEARCH ${names} USING PRIMARY KEY (type=? AND system=? AND environment=? AND name=?)`)
  })

  test('an identical delivery is found by what it speaks of, a file and a key by their digests', () => {
    const thing = { type: 'deployment', system: 1, environment: 1, id: 'D1' } as const
    expect(plans((db) => findIdentical(db, new Uint8Array(32), thing))).toContain(
      'SEARCH e USING INDEX events_thing (thing_id=?)',
    )
    expect(plans((db) => findIdentical(db, new Uint8Array(32)))).toContain(
      'SEARCH deliveries USING INDEX deliveries_digest (digest=?)',
    )
    expect(plans((db) => findKey(db, 'x', 0))).toContain('SEARCH keys USING INDEX keys_live_hash (hash=?)')
  })
})

test('what waits is found by its key, in its order, and what a repository shipped by it', () => {
  const { db, seen } = watching(opened.db)
  const set = { scope: -1, system: 1, repo: 1 }
  readWaiting(db, set)
  countWaiting(db, set)
  oldestWaiting(db, set)
  waitingPage(db, set, 50, 100)
  shippedFrom(db, 1)
  const steps = seen.flatMap((one) => one.plan).filter((step) => !step.startsWith('CO-ROUTINE'))
  expect(steps.filter((step) => step.includes('waiting')).map((step) => step.split(' (')[0])).toEqual(
    Array(4).fill('SEARCH waiting USING PRIMARY KEY'),
  )
  expect(steps).toContain('SEARCH shipped_from USING COVERING INDEX shipped_from_repo (repo=?)')
  expect(sorts(steps)).toEqual([])
})

describe('metrics', () => {
  const period = { from: '2026-06-01', to: '2026-06-30', zone: 'UTC' }

  test('what moved in a period is found by its key, and deployments by their time', async () => {
    const seen = await plansOf('metrics.overview', period)
    // Once of deployments and once of incidents, however many ask.
    expect(planOf(seen, 'FROM stretches')).toEqual(Array(2).fill('SEARCH stretches USING PRIMARY KEY (facts=?)'))
    const steps = planOf(seen, 'AND d.at_ms >= ? AND d.at_ms < ?')
    expect(steps).toContain('SEARCH d USING INDEX deployments_at (at_ms>? AND at_ms<?)')
    expect(sorts(steps)).toEqual([])
    expect(planOf(seen, 'ORDER BY d.at_ms LIMIT 1')).toContain('SCAN d USING INDEX deployments_at')
    expect(planOf(seen, 'd.kind_said = 1').join()).toContain('USING INDEX deployments_telling (system=?)')
  })

  test('incidents of a period are found by their times', async () => {
    const seen = await plansOf('metrics.overview', { ...period, all: true })
    const steps = planOf(seen, 'i.started_at_ms >= ? AND i.started_at_ms < ?')
    expect(steps).toContain('SEARCH i USING INDEX incidents_started (started_at_ms>? AND started_at_ms<?)')
    expect(sorts(steps)).toEqual([])
    expect(planOf(seen, 'FROM builds b').join()).toContain('USING INDEX builds_at')
    expect(planOf(seen, 'i.created_at_ms >= ?3').join()).toContain('USING INDEX issues_created')
  })

  test('the changes of a deployment are found by it', async () => {
    const plan = planOf(await plansOf('metrics.overview', period), 'FROM deployment_changes c')
    expect(plan.filter((step) => step.includes('SCAN c'))).toEqual([])
    expect(plan.some((step) => step.startsWith('SEARCH c USING PRIMARY KEY (deployment=? AND scope=?)'))).toBe(true)
  })

  test('no metric reads events, deliveries or commits as a whole', async () => {
    const seen = await plansOf('metrics.overview', period)
    for (const metric of ['deployment-frequency', 'change-lead-time', 'change-fail-rate'] as const)
      seen.push(...(await plansOf('metrics.working', { ...period, metric, rows: 100 })))
    const touched = seen
      .flatMap((one) => one.plan)
      .filter((step) => /\b(?:events|deliveries|e)\b(?!.*environments)/.test(step))
    expect(touched.filter((step) => step.startsWith('SCAN'))).toEqual([])
    expect(seen.flatMap((one) => one.plan).filter((step) => step.startsWith('SCAN commits'))).toEqual([])
  })
})

test('what a delivery says of one thing is found by the thing, whose events are few', () => {
  const { db } = opened
  const steps: string[] = []
  const run: WriteDb['run'] = (sql, ...params) => {
    steps.push(...db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...params).map((row) => row.detail))
    return { changes: 0, id: 0 }
  }
  deleteEventsOf({ ...db, run } as WriteDb, 1, { type: 'issue', system: 1, environment: 0, id: 'I1' })
  expect(steps).toEqual(['SEARCH events USING INDEX events_thing (thing_id=?)'])
})
