// The list of changes, by an example worked out by hand, and by which index SQLite finds what it shows.
import { describe, expect, onTestFinished, test } from 'vitest'
import { shippedChanges, type ChangeFilter, waitingChanges } from '../../src-main/store/changes.ts'
import { builtFrom } from '../../src-main/store/shipments.ts'
import { openReadDb, type ReadDb } from '../../src-main/store/database.ts'
import { tierScope } from '../../src-main/store/systems.ts'
import type { Direction } from '../../src-shared/contract/call.ts'
import type { ChangeSort } from '../../src-shared/contract/changes.ts'
import type { Input } from '../../src-shared/contract/index.ts'
import { planOf, plansOf, scans, sorts, watching } from '../helpers/plans.ts'
import { createRepo } from '../helpers/repos.ts'
import { at, deployment, type TestWorkspace, workspace } from '../helpers/workspace.ts'

const hour = 3_600_000
const production = tierScope('production')
const all: ChangeFilter = { systems: null, from_ms: null, to_ms: null, search: null }

async function filled(): Promise<TestWorkspace> {
  const repo = createRepo({ name: 'api' })
  const [c1 = '', c2 = '', c3 = ''] = [1, 2, 3].map((day) =>
    repo.commit({
      at: `2026-06-0${day}T10:00:00Z`,
      message: `Change ${day}`,
      author: day === 2 ? 'Joe_Bloggs' : 'Jane',
    }),
  )
  const side = repo.commit({ at: '2026-06-02T12:00:00Z', parents: [c1], branch: 'side', message: '100% done' })
  const merge = repo.commit({ at: '2026-06-04T10:00:00Z', parents: [c3, side], message: 'Merge side' })
  repo.commit({ at: '2026-06-20T10:00:00Z', message: 'Not deployed', author: 'Joe_Bloggs' })
  const opened = await workspace('2026-07-01T00:00:00Z')
  await opened.call('repos.add', { path: repo.path, system: 'api' })
  await opened.send(
    deployment('1', '2026-06-01T12:00:00Z', { commits: [c1], version: '1.0.0' }),
    deployment('2', '2026-06-03T12:00:00Z', { commits: [c2], environment: 'prod-eu' }),
    deployment('3', '2026-06-05T12:00:00Z', { commits: [merge] }),
    deployment('4', '2026-06-19T12:00:00Z', { commits: [c3] }),
    deployment('s', '2026-06-01T13:00:00Z', { commits: [merge], environment: 'staging' }),
    { type: 'change', system: 'web', id: 'PR-1', created_at_ms: at('2026-06-10T10:00:00Z') },
    { type: 'change', system: 'web', id: 'PR-2', created_at_ms: at('2026-06-25T10:00:00Z') },
    deployment('1', '2026-06-11T10:00:00Z', { system: 'web', changes: ['PR-1', 'PR-0'] }),
    deployment('2', '2026-06-12T10:00:00Z', { system: 'web', changes: ['PR-1'] }),
  )
  return opened
}

/** "Change 2: deployed by 2 to prod-eu after 26 h". */
async function list({ call }: TestWorkspace, input: Input<'changes.list'>): Promise<string[]> {
  const { rows } = await call('changes.list', input)
  return rows.map(({ title, id, state, deployment: by, lead_time_ms, reason }) =>
    [
      `${title ?? id}: ${state}`,
      by === null ? null : `by ${by.id} to ${by.environment}`,
      lead_time_ms === null ? null : `after ${lead_time_ms / hour} h`,
      reason === null ? null : `(${reason})`,
    ]
      .filter((part) => part !== null)
      .join(' '),
  )
}

const waiting = ['PR-2: undeployed', 'Not deployed: undeployed']
const shipped = [
  'PR-1: deployed by 1 to production after 24 h',
  'PR-0: left out by 1 to production (no start time is known)',
  'Merge side: left out by 3 to production after 26 h (a merge commit)',
  '100% done: deployed by 3 to production after 72 h',
  'Change 3: deployed by 3 to production after 50 h',
  'Change 2: deployed by 2 to prod-eu after 26 h',
  'Change 1: left out by 1 to production after 2 h (part of the first known deployment, which carries all history before it)',
]

describe('the list of changes', () => {
  test('what waits, then what was shipped first to production, newest first; what ships nothing new is not there', async () => {
    const opened = await filled()
    expect(await list(opened, {})).toEqual([...waiting, ...shipped])
    expect(await list(opened, { state: 'undeployed' })).toEqual(waiting)
    expect(await list(opened, { state: 'deployed' })).toEqual(shipped.filter((line) => line.includes(': deployed')))
    expect(await list(opened, { state: 'left out' })).toEqual(shipped.filter((line) => line.includes(': left out')))
    expect((await list(opened, { systems: ['web'] })).map((line) => line.split(':')[0])).toEqual([
      'PR-2',
      'PR-1',
      'PR-0',
    ])
    expect(await opened.refusal('changes.list', { state: 'done' })).toContain('"state" is "done"')
  })

  test('pages go from what waits on to what was shipped, and the total stays', async () => {
    const opened = await filled()
    const lines = [...waiting, ...shipped]
    for (const limit of [1, 4])
      for (let offset = 0; offset <= lines.length; offset += 1) {
        expect(await list(opened, { limit, offset })).toEqual(lines.slice(offset, offset + limit))
        expect((await opened.call('changes.list', { limit, offset })).total).toBe(lines.length)
      }
  })

  test('a period holds what was deployed in it, and what began in it and waits', async () => {
    const opened = await filled()
    const from_ms = at('2026-06-05T12:00:00Z')
    expect(await list(opened, { from_ms, to_ms: at('2026-06-20T10:00:00Z') })).toEqual(shipped.slice(0, 5))
    expect(await list(opened, { from_ms: from_ms + 1, to_ms: at('2026-06-25T10:00:00Z') })).toEqual([
      'Not deployed: undeployed',
      ...shipped.slice(0, 2),
    ])
  })

  test('a search is part of a title or an author, or the beginning of an id; nothing in it is a pattern', async () => {
    const opened = await filled()
    const found = async (search: string) => (await list(opened, { search })).map((line) => line.split(':')[0])
    expect(await found('change')).toEqual(['Change 3', 'Change 2', 'Change 1'])
    expect(await found('0%')).toEqual(['100% done'])
    expect(await found('joe_')).toEqual(['Not deployed', 'Change 2'])
    expect(await found('n_t')).toEqual([])
    expect(await found('pr-')).toEqual(['PR-2', 'PR-1', 'PR-0'])
    const { rows } = await opened.call('changes.list', { search: 'Change 2' })
    expect(await found(rows[0]?.id.slice(0, 9) ?? '')).toEqual(['Change 2'])
    expect((await opened.call('changes.list', { search: 'change', limit: 1 })).total).toBe(3)
    expect(await found('  ')).toHaveLength(9)
  })

  test('sorted by a column, what waits stands among the rest; what has no value is last, and what is alike as it is by default', async () => {
    const opened = await filled()
    const sorted = async (by: ChangeSort, direction: Direction) =>
      (await list(opened, { sort: { by, direction } })).map((line) => line.split(':')[0])
    // PR-0 has no start; 2 June 10:00 is before 12:00, and the merge began on 4 June.
    const started = ['Change 1', 'Change 2', '100% done', 'Change 3', 'Merge side', 'PR-1', 'Not deployed', 'PR-2']
    expect(await sorted('start', 'ascending')).toEqual([...started, 'PR-0'])
    expect(await sorted('start', 'descending')).toEqual([...started.toReversed(), 'PR-0'])
    // 24, 26, 50, 72 h; of what waits, in front by default, there is none.
    const left = ['PR-2', 'Not deployed', 'PR-0']
    expect(await sorted('lead_time', 'ascending')).toEqual([
      'Change 1',
      'PR-1',
      'Merge side',
      'Change 2',
      'Change 3',
      '100% done',
      ...left,
    ])
    expect(await sorted('lead_time', 'descending')).toEqual([
      '100% done',
      'Change 3',
      'Merge side',
      'Change 2',
      'PR-1',
      'Change 1',
      ...left,
    ])
  })

  test('its counts are those of lead time', async () => {
    const { call } = await filled()
    const { metrics } = await call('metrics.overview', { from: '2026-06-01', to: '2026-06-30', zone: 'UTC' })
    const n = metrics.find((one) => one.id === 'change-lead-time')?.n
    expect((await call('changes.list', { state: 'deployed' })).total).toBe(n)
    expect(n).toBe(4)
  })
})

describe('by which index', () => {
  async function reading(): Promise<ReadDb> {
    const { dataDir } = await filled()
    const { db, close } = openReadDb(dataDir)
    onTestFinished(close)
    return db
  }

  test('a page of what was shipped comes in the order of its indexes, without sorting, and reads only what it shows', async () => {
    const read = await reading()
    for (const filter of [all, { ...all, systems: '[1]', from_ms: 0, to_ms: 2 ** 42 }, { ...all, search: 'change' }]) {
      const { db, seen } = watching(read)
      shippedChanges(db, production, filter, null, 100, 0)
      const plan = planOf(seen, 'ORDER BY d.at_ms DESC')
      expect(sorts(plan)).toEqual([])
      expect(plan).toContain('SEARCH c USING PRIMARY KEY (deployment=? AND scope=?)')
      expect(plan[0]).toMatch(/^(?:SCAN|SEARCH) d USING INDEX deployments_at/)
      expect(scans(seen.flatMap((one) => one.plan))).toEqual([])
    }
  })

  test('of a list sorted by a column, what a page shows is found by its place', async () => {
    const read = await reading()
    const sort = { by: 'lead_time', direction: 'ascending' } as const
    const seen = await plansOf(read, at('2026-07-01T00:00:00Z'), 'changes.list', { sort })
    expect(planOf(seen, 'c.position = ?7')).toContain(
      'SEARCH c USING PRIMARY KEY (deployment=? AND scope=? AND position=?)',
    )
    const waits = planOf(seen, 'w.item = ?8').filter((step) => !/systems|json_each|SCAN w/.test(step))
    expect(waits).toContain('SEARCH n USING PRIMARY KEY (scope=? AND system=? AND repo=? AND position=?)')
    expect(scans(waits)).toEqual([])
  })

  test('a commit is found by id, its parents and its deployments without reading all commits or all links', async () => {
    const read = await reading()
    const { db, seen } = watching(read)
    builtFrom(db, null)
    waitingChanges(db, production, all, 100, 0)
    const oid = read.get<{ id: string }>('SELECT lower(hex(oid)) AS id FROM commits')?.id ?? ''
    seen.push(...(await plansOf(read, at('2026-07-01T00:00:00Z'), 'changes.where', { change: oid.slice(0, 9) })))
    const plan = seen.flatMap((one) => one.plan)
    expect(scans(plan).filter((step) => /\b(?:k|c|o|commits|commit_oids|deployment_changes)\b/.test(step))).toEqual([])
    expect(planOf(seen, 'FROM commit_oids')).toContain('SEARCH commit_oids USING PRIMARY KEY (oid>? AND oid<?)')
  })
})
