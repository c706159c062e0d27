// By which index SQLite finds builds, versions, issues and the cells of the environments matrix.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openReadDb, type OpenDb, type ReadDb } from '../../src-main/store/database.ts'
import { silent } from '../../src-main/log.ts'
import { openWorkspace } from '../helpers/open-workspace.ts'
import type { CallName, Input } from '../../src-shared/contract/index.ts'
import { planOf, plansOf, scans, sorts } from '../helpers/plans.ts'
import { createRepo, temporaryPath } from '../helpers/repos.ts'
import { at, build, deliveryOf, deployment, issue } from '../helpers/workspace.ts'

let opened: OpenDb<ReadDb>
const now = at('2026-07-01T00:00:00Z')
const plans = <N extends CallName>(name: N, input: Input<N>) => plansOf(opened.db, now, name, input)

beforeAll(async () => {
  const dataDir = temporaryPath('data')
  const repo = createRepo()
  const [first, second] = [repo.commit(), repo.commit()]
  const shiplog = await openWorkspace({ dataDir, clock: () => now, log: silent })
  await shiplog.dispatch('repos.add', { path: repo.path, system: 'api' })
  const events = [
    deployment('D1', '2026-06-02T10:00:00Z', { commits: [first], version: '1.0.0' }),
    deployment('D2', '2026-06-02T10:00:00Z', { commits: [second], version: '1.1.0', environment: 'staging' }),
    build('B1', '2026-06-02T09:00:00Z', { version: '1.0.0', commit: first }),
    issue('U1', '2026-06-02T09:00:00Z', { kind: 'bug' }),
  ]
  const translation = { events, at: events.map(() => 'body'), skipped: [] }
  await shiplog.ops.deliver(deliveryOf(events, now), translation, false)
  await shiplog.close()
  opened = openReadDb(dataDir)
})

afterAll(() => opened.close())

test('builds and issues come in the order of their index, without sorting', async () => {
  const of = planOf(await plans('builds.list', {}), 'ORDER BY b.at_ms DESC')
  expect(of).toContain('SEARCH b USING INDEX builds_at (at_ms>? AND at_ms<?)')
  const listed = planOf(await plans('issues.list', {}), 'ORDER BY i.created_at_ms DESC')
  expect(listed).toContain('SEARCH i USING INDEX issues_created (created_at_ms>? AND created_at_ms<?)')
  expect(sorts([...of, ...listed])).toEqual([])
})

test('versions are found by index, and so is what a row needs', async () => {
  const seen = await plans('versions.list', {})
  expect(planOf(seen, 'GROUP BY system, version')).toEqual(
    expect.arrayContaining([
      'SCAN builds USING INDEX builds_version',
      'SCAN deployments USING INDEX deployments_version',
    ]),
  )
  const row = [
    ...planOf(seen, 'SELECT state FROM builds'),
    ...planOf(seen, 'json_array(commit_oid)'),
    ...planOf(seen, 'SELECT min(at_ms)'),
  ]
  expect(row.filter((step) => / (?:builds|deployments)\b/.test(step) && !step.startsWith('SEARCH'))).toEqual([])
})

test('a cell of the matrix is found by system, environment and time', async () => {
  for (const as_of_ms of [undefined, at('2026-06-15T00:00:00Z')]) {
    const seen = await plans('environments.matrix', as_of_ms === undefined ? {} : { as_of_ms })
    const exists = planOf(seen, 'EXISTS (SELECT 1 FROM deployments').filter((step) => / d\b/.test(step))
    expect(exists).toEqual([
      expect.stringMatching(/^SEARCH d .*USING COVERING INDEX \w+ \(system=\? AND environment=\?\)$/),
    ])
    const cells = [...planOf(seen, 'AND at_ms <= ?3 AND state IN'), ...planOf(seen, 'coalesce(started_at_ms, at_ms)')]
    expect(cells.filter((step) => step.startsWith('SCAN'))).toEqual([])
    expect(cells).toContain(
      'SEARCH deployments USING INDEX deployments_system (system=? AND environment=? AND at_ms<?)',
    )
    expect(cells).toContain(
      'SEARCH deployments USING INDEX deployments_system (system=? AND environment=? AND at_ms>? AND at_ms<?)',
    )
  }
})

test('a history and a comparison read neither all deployments nor all commits', async () => {
  const cell = { system: 'api', environment: 'production' }
  const seen = await plans('environments.history', cell)
  seen.push(...(await plans('environments.compare', { system: 'api', from: 'staging', to: 'production' })))
  const plan = seen.flatMap((one) => one.plan)
  expect(scans(plan).filter((step) => /deployments|commits/.test(step))).toEqual([])
  expect(sorts(planOf(await plans('environments.history', cell), 'ORDER BY at_ms DESC'))).toEqual([])
})

test('one build or issue reads no whole table', async () => {
  const seen = [...(await plans('builds.get', { number: 1 })), ...(await plans('issues.get', { number: 1 }))]
  expect(scans(seen.flatMap((one) => one.plan))).toEqual([])
})
