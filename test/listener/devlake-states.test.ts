// What reports to DevLake's webhooks add up to: results, reports about the same thing, issues closed and opened again.
import { expect, test } from 'vitest'
import {
  deploymentExample,
  issueExample,
  pullRequestExample,
} from '../../src-main/sources/webhooks/devlake/examples.ts'
import { base, deployments, incidents, post, success, warnings } from './devlake-door.ts'
import { type Door, openDoor } from './door.ts'

const created = Date.UTC(2026, 2, 2, 10, 5)
const hour = 3_600_000
const commit = deploymentExample.deploymentCommits[0]
const sha = 'a'.repeat(40)

/** A door whose clock is set by hand. */
async function timed(): Promise<{ door: Door; at(ms: number): void }> {
  let now = created
  return { door: await openDoor({ clock: () => now }), at: (ms) => (now = ms) }
}

function issue(more: object = {}) {
  return { ...issueExample, ...more }
}

async function changedByRebuild(door: Door): Promise<number> {
  return (await door.ask('workspace.rebuild', {})).changed
}

test.each([
  ['SUCCESS', [], 'succeeded'],
  ['FAILURE', ['SUCCESS', 'SUCCESS'], 'failed'],
  ['ABORT', [], 'aborted'],
  [undefined, [], 'succeeded'],
  ['', ['', ''], 'succeeded'],
  [undefined, ['SUCCESS', 'FAILURE'], 'failed'],
  [undefined, ['ABORT', 'SUCCESS'], 'aborted'],
  [undefined, ['ABORT', 'FAILURE'], 'failed'],
  ['SUCCESS', ['FAILURE'], 'succeeded'],
])('result %s with commits %j: %s', async (result, commits, state) => {
  const door = await openDoor()
  const deploymentCommits = commits.length === 0 ? commit : commits.map((one) => ({ ...commit, result: one }))
  const texts = await warnings(post(door, `${base}/deployments`, { ...deploymentExample, result, deploymentCommits }))
  // Said twice and differently: the sender is told which of them counts.
  const contradictions = commits.filter((one) => one && result && one !== result)
  expect(texts).toHaveLength(contradictions.length)
  expect(await deployments(door)).toMatchObject([{ state, finished_at_ms: Date.UTC(2026, 2, 2, 9, 42) }])
})

test('MANUAL waits for somebody: pending, until it is sent again', async () => {
  const door = await openDoor()
  const texts = await warnings(post(door, `${base}/deployments`, { ...deploymentExample, result: 'MANUAL' }))
  expect(texts).toEqual([expect.stringContaining('kept as pending')])
  expect(await deployments(door)).toMatchObject([{ state: 'pending', finished_at_ms: null }])
  await warnings(post(door, `${base}/deployments`, deploymentExample))
  expect(await deployments(door)).toMatchObject([{ state: 'succeeded', finished_at_ms: Date.UTC(2026, 2, 2, 9, 42) }])
})

test.each([
  ['PRODUCTION', 'production'],
  ['STAGING', 'staging'],
  ['TESTING', 'testing'],
  ['DEVELOPMENT', 'development'],
])('environment %s', async (sent, environment) => {
  const door = await openDoor()
  await warnings(post(door, `${base}/deployments`, { ...deploymentExample, environment: sent }))
  expect(await deployments(door)).toMatchObject([{ environment }])
})

test.each([
  [['v1.4.0'], 'v1.4.0'],
  [['refs/tags/api-1.4.0', 'main'], 'api-1.4.0'],
  [['v1.4.0', 'v1.4.0'], 'v1.4.0'],
  [['v1.4.0', 'v2.0.0'], null],
  [['refs/heads/release/1.4.0'], null],
  [['main'], null],
  [[undefined], null],
])('refs %j are of version %s', async (refs, version) => {
  const door = await openDoor()
  const deploymentCommits = refs.map((refName) => ({ ...commit, refName }))
  await warnings(post(door, `${base}/deployments`, { ...deploymentExample, deploymentCommits }))
  expect(await deployments(door)).toMatchObject([{ version }])
})

test('a deployment sent again: the same is a duplicate, another body replaces all of it', async () => {
  const door = await openDoor()
  const first = await post(door, `${base}/deployments`, deploymentExample)
  const again = await post(door, `${base}/deployments`, deploymentExample)
  expect([first.text, again.text]).toEqual([success, success])
  const journal = await door.ask('journal.list', {})
  expect(journal.rows.map((row) => row.outcome)).toEqual(['duplicate', 'accepted'])

  const { id, startedDate, finishedDate } = deploymentExample
  const other = { repoUrl: 'git@github.com:acme/shop.git', commitSha: sha, startedDate, finishedDate }
  await warnings(post(door, `${base}/deployments`, { id, startedDate, finishedDate, deploymentCommits: [other] }))
  const rows = await deployments(door)
  expect(rows).toMatchObject([{ id, state: 'succeeded', version: null }])
  const got = await door.ask('deployments.get', { number: rows[0]?.number ?? 0 })
  expect(got.commit_ids).toEqual([sha])
  expect(await changedByRebuild(door)).toBe(0)
})

test('one id is another deployment in another webhook, and in another environment', async () => {
  const door = await openDoor()
  await warnings(post(door, `${base}/deployments`, deploymentExample))
  await warnings(post(door, '/rest/plugins/webhook/2/deployments', deploymentExample))
  await warnings(post(door, `${base}/deployments`, { ...deploymentExample, environment: 'STAGING' }))
  const rows = await deployments(door)
  expect(rows.map((row) => `${row.id} ${row.system} ${row.environment}`).sort()).toEqual([
    'build-771 webhook 1 production',
    'build-771 webhook 1 staging',
    'build-771 webhook 2 production',
  ])
})

test('two repositories are one deployment with both commits', async () => {
  const door = await openDoor()
  const two = [commit, { ...commit, repoUrl: 'other', commitSha: sha.toUpperCase() }]
  await warnings(post(door, `${base}/deployments`, { ...deploymentExample, deploymentCommits: two }))
  const rows = await deployments(door)
  expect(rows).toHaveLength(1)
  const got = await door.ask('deployments.get', { number: rows[0]?.number ?? 0 })
  expect(got.commit_ids).toEqual([commit?.commitSha, sha])
})

test('finished before it started is kept and listed among the findings', async () => {
  const door = await openDoor()
  const swapped = { startedDate: deploymentExample.finishedDate, finishedDate: deploymentExample.startedDate }
  await warnings(post(door, `${base}/deployments`, { ...deploymentExample, ...swapped }))
  const findings = await door.ask('findings.list', {})
  const found = findings.rows.find((row) => row.id === 'finished-before-started')
  expect(found?.rows.map((row) => row.id)).toEqual(['build-771'])
})

test('an incident is closed when its close arrives, and a second close moves nothing', async () => {
  const { door, at } = await timed()
  await warnings(post(door, `${base}/issues`, issue()))
  expect(await incidents(door)).toMatchObject([{ started_at_ms: created, resolved_at_ms: null, severity: 'high' }])
  at(created + hour)
  expect((await post(door, `${base}/issue/OPS-12/close`)).text).toBe(success)
  at(created + 2 * hour)
  expect((await post(door, `${base}/issue/OPS-12/close`)).text).toBe(success)
  expect(await incidents(door)).toMatchObject([{ resolved_at_ms: created + hour, severity: 'high' }])
  expect(await changedByRebuild(door)).toBe(0)
})

test('a close may say when', async () => {
  const { door, at } = await timed()
  await warnings(post(door, `${base}/issues`, issue()))
  at(created + 5 * hour)
  await warnings(post(door, `${base}/issue/OPS-12/close`, { resolutionDate: '2026-03-02T11:05:00+00:00' }))
  expect(await incidents(door)).toMatchObject([{ resolved_at_ms: created + hour }])
})

test('opened again and closed again', async () => {
  const { door, at } = await timed()
  await warnings(post(door, `${base}/issues`, issue()))
  at(created + hour)
  await post(door, `${base}/issue/OPS-12/close`)
  at(created + 2 * hour)
  await warnings(post(door, `${base}/issues`, issue()))
  expect(await incidents(door)).toMatchObject([{ resolved_at_ms: null }])
  at(created + 3 * hour)
  await post(door, `${base}/issue/OPS-12/close`)
  expect(await incidents(door)).toMatchObject([{ resolved_at_ms: created + 3 * hour }])
  expect(await changedByRebuild(door)).toBe(0)
})

test('the close of an unknown issue waits for it', async () => {
  const { door, at } = await timed()
  at(created + hour)
  expect((await post(door, `${base}/issue/OPS-12/close`)).text).toBe(success)
  expect(await incidents(door)).toEqual([])
  at(created + 2 * hour)
  await warnings(post(door, `${base}/issues`, issue()))
  expect(await incidents(door)).toMatchObject([
    { id: 'OPS-12', started_at_ms: created, resolved_at_ms: created + hour },
  ])
  expect(await changedByRebuild(door)).toBe(0)
})

test('an incident that turns out to be a bug is no incident any more', async () => {
  const door = await openDoor()
  await warnings(post(door, `${base}/issues`, issue()))
  await warnings(post(door, `${base}/issues`, issue({ type: 'BUG', severity: undefined })))
  expect(await incidents(door)).toEqual([])
  const { rows } = await door.ask('issues.list', {})
  // What the second report does not say is gone.
  expect(rows).toMatchObject([{ id: 'OPS-12', kind: 'bug', severity: null, status: 'todo' }])
  expect(await changedByRebuild(door)).toBe(0)
})

test.each([
  ['INCIDENT', 'incident'],
  [' Incident ', 'incident'],
  ['REQUIREMENT', 'requirement'],
  ['', 'issue'],
  [null, 'issue'],
])('type %j is of kind %s', async (type, kind) => {
  const door = await openDoor()
  await warnings(post(door, `${base}/issues`, issue({ type })))
  const issues = await door.ask('issues.list', {})
  expect([...(await incidents(door)).map(() => 'incident'), ...issues.rows.map((row) => row.kind)]).toEqual([kind])
})

test.each([
  ['DONE with its date', { status: 'DONE', resolutionDate: '2026-03-02T11:05:00Z' }, hour, 0],
  ['DONE without, resolved when updated', { status: 'DONE', updatedDate: '2026-03-02T11:05:00Z' }, hour, 1],
  ['DONE without either, resolved when reported', { status: 'DONE' }, 2 * hour, 1],
  ['IN_PROGRESS with a date is resolved', { status: 'IN_PROGRESS', resolutionDate: '2026-03-02T11:05:00Z' }, hour, 1],
  ['IN_PROGRESS', { status: 'IN_PROGRESS' }, null, 0],
])('%s', async (_, more, resolvedAfter, warned) => {
  const { door, at } = await timed()
  at(created + 2 * hour)
  expect(await warnings(post(door, `${base}/issues`, issue(more)))).toHaveLength(warned)
  const resolved_at_ms = resolvedAfter === null ? null : created + resolvedAfter
  expect(await incidents(door)).toMatchObject([{ resolved_at_ms }])
})

test('an older update that arrives late changes nothing', async () => {
  const door = await openDoor()
  const done = { status: 'DONE', resolutionDate: '2026-03-02T11:05:00Z', updatedDate: '2026-03-02T11:05:00Z' }
  await warnings(post(door, `${base}/issues`, issue(done)))
  await warnings(post(door, `${base}/issues`, issue({ updatedDate: '2026-03-02T10:30:00Z' })))
  expect(await incidents(door)).toMatchObject([{ resolved_at_ms: created + hour }])
})

test('only a merged pull request with its merge commit is a change, from when it was opened', async () => {
  const door = await openDoor()
  const to = `${base}/pull_requests`
  const skipped = [{ status: 'OPEN' }, { status: 'CLOSED', closedDate: '2026-03-02T09:20:00Z' }, { mergeCommitSha: '' }]
  for (const more of skipped) expect(await warnings(post(door, to, { ...pullRequestExample, ...more }))).toHaveLength(1)
  await warnings(post(door, `${base}/deployments`, deploymentExample))
  expect(await deployments(door)).toMatchObject([{ lead_time_ms: null }])
  await warnings(
    post(door, to, { ...pullRequestExample, status: undefined, mergeCommitSha: commit?.commitSha.toUpperCase() }),
  )
  // From 27 February 08:00 to 2 March 09:42.
  expect(await deployments(door)).toMatchObject([{ lead_time_ms: 73 * hour + 42 * 60_000 }])
})
