// A first deployment brings all the history before it, however long: more commits than a call may have arguments.
import { expect, test } from 'vitest'
import type { CommitColumns } from '../../src-shared/commit-columns.ts'
import { at, deployment, workspace } from '../helpers/workspace.ts'

const commits = 150_000
const oidBytes = 20

/** Begins as no other, as ids do. */
function idOf(number: number): string {
  return (Math.imul(number + 1, 0x9e3779b1) >>> 0)
    .toString(16)
    .padStart(8, '0')
    .padEnd(oidBytes * 2, '0')
}

/** Each on the one before it, a second apart, as a scan hands them over. */
function line(): CommitColumns {
  const oids = new Uint8Array(Buffer.from(Array.from({ length: commits }, (_, i) => idOf(i)).join(''), 'hex'))
  const parentCounts = new Uint16Array(commits).fill(1)
  parentCounts[0] = 0
  const times = Float64Array.from({ length: commits }, (_, i) => at('2026-01-01T00:00:00Z') + i * 1000)
  return {
    n: commits,
    oidBytes,
    oids,
    parentCounts,
    parents: new Uint8Array(oids.subarray(0, (commits - 1) * oidBytes)),
    authoredAt: times,
    committedAt: times.slice(),
    names: ['Jane'],
    authors: new Uint16Array(commits),
    subjects: new TextEncoder().encode('Change'.repeat(commits)),
    subjectEnds: Uint32Array.from({ length: commits }, (_, i) => (i + 1) * 'Change'.length),
  }
}

test('a deployment of a history of 150,000 commits ships all of it, and nothing waits', async () => {
  const { shiplog, send, call } = await workspace()
  const repo = { gitDir: '/nowhere/.git', path: '/nowhere', name: 'api', system: 'api', objectFormat: 'sha1' as const }
  const id = await shiplog.ops.saveRepo({ ...repo, strategy: { by: 'events' }, components: [] })
  await shiplog.ops.appendCommits(id, [line()], false)
  await shiplog.ops.findCommits(id)
  await shiplog.ops.finishScan(id, {
    known: [idOf(commits - 1)],
    tags: [],
    branches: [],
    ignored: [],
    deployments: [],
    note: null,
    problem: null,
    unread_before_ms: null,
    mark: null,
    objects: null,
    mainLine: { name: 'main', ref: null, tips: [idOf(commits - 1)] },
    strategy: { by: 'events' },
    components: [],
    touching: { all: true, looked: commits, numbers: [] },
    said: { squashes: null, onMain: 'seen', reverts: { found: [], looked: commits } },
  })
  expect((await call('changes.undeployed', { limit: 1 })).rows).toMatchObject([
    { total: commits, oldest_at_ms: at('2026-01-01T00:00:00Z'), rows: [{ id: idOf(0) }] },
  ])
  await send(deployment('1', '2026-06-01T10:00:00Z', { commits: [idOf(commits - 2)] }))
  expect((await call('changes.undeployed', {})).rows).toMatchObject([{ total: 1, rows: [{ id: idOf(commits - 1) }] }])
  expect((await call('changes.list', { state: 'left out', limit: 1 })).total).toBe(commits - 1)
})
