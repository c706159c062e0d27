// What runs where, and the lists of builds, versions and issues, as scripts and people read them from real processes.
import { beforeAll, describe, expect, test } from 'vitest'
import { silent } from '../../../src-main/log.ts'
import { openWorkspace } from '../../helpers/open-workspace.ts'
import { runCli } from '../../helpers/cli.ts'
import { createRepo, temporaryPath } from '../../helpers/repos.ts'
import { at, build, deliveryOf, deployment, issue } from '../../helpers/workspace.ts'

const data = temporaryPath('data')
const repo = createRepo()
const [c1, c2, c3] = [repo.commit(), repo.commit(), repo.commit()]

beforeAll(async () => {
  const now = at('2026-06-30T00:00:00Z')
  const shiplog = await openWorkspace({ dataDir: data, clock: () => now, log: silent })
  await shiplog.dispatch('repos.add', { path: repo.path, system: 'api' })
  const events = [
    deployment('p1', '2026-06-01T10:00:00Z', { version: '1.0.0', commits: [c1] }),
    deployment('p2', '2026-06-05T10:00:00Z', { version: '1.1.0', commits: [c3], state: 'failed' }),
    deployment('s1', '2026-06-04T10:00:00Z', { version: '1.1.0', commits: [c3], environment: 'staging' }),
    deployment('w1', '2026-06-03T10:00:00Z', { version: '7', system: 'web' }),
    build('b1', '2026-06-04T09:00:00Z', { version: '1.1.0', commit: c3, branch: 'main' }),
    build('b2', '2026-06-03T09:00:00Z', { version: '1.0.0', commit: c2, state: 'failed' }),
    issue('U-1', '2026-06-02T09:00:00Z', { kind: 'bug', title: 'Wrong \u001b[31mtotal' }),
    issue('U-2', '2026-06-01T09:00:00Z', { kind: 'task', status: 'done', resolved_at_ms: at('2026-06-02T09:00:00Z') }),
  ]
  await shiplog.ops.deliver(deliveryOf(events, now), { events, at: events.map(() => 'body'), skipped: [] }, false)
  await shiplog.close()
})

async function run(...args: string[]): Promise<string[]> {
  const ran = await runCli([...args, '--data', data])
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' })
  // Columns are as wide as their widest cell, and ages depend on today.
  return ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, ' | '))
}

test('environments, as they were at a moment', async () => {
  expect(await run('environments', '--as-of', '2026-06-07T10:00:00Z')).toEqual([
    'system | staging | production',
    // c2 and c3 are missing in production.
    'api | 1.1.0 for 3 d | 1.0.0 for 6 d, 1.1.0 failed, 2 commits behind staging | drift',
    'web | never seen | 7 for 4 d',
  ])
  // Without an offset a time is UTC, as times in tables are.
  expect(await run('environments', '--system', 'web', '--as-of', '2026-06-03 10:30')).toEqual([
    'system | production',
    'web | 7 for 30 min',
  ])
})

test('builds, all and by their state', async () => {
  expect(await run('builds')).toEqual([
    'at | system | state | took | version | commit | branch | id',
    `2026-06-04 09:00Z | api | succeeded | – | 1.1.0 | ${c3.slice(0, 12)} | main | b1`,
    `2026-06-03 09:00Z | api | failed | – | 1.0.0 | ${c2.slice(0, 12)} | – | b2`,
  ])
  expect(await run('builds', '--state', 'failed', '--system', 'api')).toHaveLength(2)
})

test('versions, the newest and those in conflict', async () => {
  expect(await run('versions', '--system', 'api', '--limit', '1')).toEqual([
    'first seen | system | version | builds | runs in | commits',
    `2026-06-04 09:00Z | api | 1.1.0 | 1 | staging | ${c3.slice(0, 12)}`,
    '1 of 2; --limit shows more.',
  ])
  expect((await run('versions', '--conflicts')).slice(1)).toEqual([
    `2026-06-01 10:00Z | api | 1.0.0 | 1 | production | ${c2.slice(0, 12)} or ${c1.slice(0, 12)}`,
  ])
})

test('issues by kind and by status', async () => {
  expect(await run('issues', '--kind', 'bug')).toEqual([
    'created | resolved | system | kind | priority | points | status | id | title',
    '2026-06-02 09:00Z | – | api | bug | – | – | todo | U-1 | Wrong [31mtotal',
  ])
  expect((await run('issues', '--status', 'done')).slice(1)).toEqual([
    '2026-06-01 09:00Z | 2026-06-02 09:00Z | api | task | – | – | done | U-2',
  ])
})

test('with --json each prints what its call answers', async () => {
  const ran = await runCli(['environments', '--as-of', '2026-06-07', '--json', '--data', data])
  expect(ran.json()).toMatchObject({
    as_of_ms: at('2026-06-07T00:00:00Z'),
    rows: [{ system: 'api', cells: [{ current: { commit: c3 } }, {}] }, { system: 'web' }],
  })
})

describe('what is wrong is said', () => {
  test.each([
    [['environments', '--as-of', 'yesterday'], 2, '"yesterday" is no time'],
    [['environments', '--as-of', '2026-02-30'], 2, 'give one such as 2026-06-01T12:00:00Z'],
    [['builds', '--state', 'green'], 2, 'Allowed choices are pending, started, succeeded, failed, aborted'],
    [['issues', '--status', 'closed'], 2, 'Allowed choices are todo, in_progress, done'],
    [['environments', '--system', 'nobody'], 1, 'There is no system "nobody".'],
  ])('%j', async (args, code, says) => {
    const ran = await runCli([...args, '--data', data])
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code, stdout: '' })
    expect(ran.stderr).toContain(says)
  })

  test('an empty workspace', async () => {
    const ran = await runCli(['environments', '--data', temporaryPath('empty')])
    expect(ran.stdout.trim()).toBe('No deployment is known yet.')
  })
})
