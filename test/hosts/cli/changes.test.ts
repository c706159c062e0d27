// Where a commit is, what is not deployed yet, and the list of changes, as scripts and people read them from processes.
import { beforeAll, expect, test } from 'vitest'
import { silent } from '../../../src-main/log.ts'
import { openWorkspace } from '../../helpers/open-workspace.ts'
import { runCli } from '../../helpers/cli.ts'
import { createRepo, temporaryPath } from '../../helpers/repos.ts'
import { at, deliveryOf, deployment } from '../../helpers/workspace.ts'

const data = temporaryPath('data')
const repo = createRepo({ name: 'api' })
const [c1, c2, c3] = [1, 2, 3].map((day) =>
  repo.commit({ at: `2026-06-0${day}T10:00:00Z`, message: `Change ${day}` }),
) as [string, string, string]

beforeAll(async () => {
  const now = at('2026-06-30T00:00:00Z')
  const shiplog = await openWorkspace({ dataDir: data, clock: () => now, log: silent })
  await shiplog.dispatch('repos.add', { path: repo.path, system: 'api' })
  const events = [
    deployment('1', '2026-06-01T12:00:00Z', { version: '1.0.0', commits: [c1] }),
    deployment('2', '2026-06-03T11:00:00Z', { commits: [c2] }),
    deployment('s', '2026-06-04T10:00:00Z', { environment: 'staging' }),
    deployment('w', '2026-06-04T10:00:00Z', { system: 'web', changes: ['PR-1'] }),
  ]
  await shiplog.ops.deliver(deliveryOf(events, now), { events, at: events.map(() => 'body'), skipped: [] }, false)
  await shiplog.close()
})

async function run(...args: string[]): Promise<string[]> {
  const ran = await runCli([...args, '--data', data])
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' })
  // Columns are as wide as their widest cell; what waits still waits longer every day.
  return ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, ' | ').replace(/\d+ d( \d+ \w+)? (?=so far|old)/, '… '))
}

test('where a commit is', async () => {
  expect(await run('where', c2.slice(0, 8))).toEqual([
    'Change 2',
    `system api, repository api, commit ${c2}`,
    'by Jane Doe, authored 2026-06-02 10:00Z, committed 2026-06-02 10:00Z',
    'on the main line since 2026-06-02 10:00Z',
    'environment | first deployment | finished | waited | there now',
    'staging | unknown (1 before do not say what they contain) | – | … so far | –',
    'production | 2 | 2026-06-03 11:00Z | 1 d 1 h | yes',
  ])
  expect((await run('where', c3)).at(-1)).toBe('production | not yet | – | … so far | no')
  expect(await run('where', 'PR-1')).toEqual([
    'PR-1',
    'system web',
    'began –',
    'environment | first deployment | finished | waited | there now',
    'production | w | 2026-06-04 10:00Z | – | yes',
  ])
})

test('an unknown commit ends with 1 and says where it was looked for', async () => {
  const ran = await runCli(['where', 'abcdef1', '--data', data, '--json'])
  expect(ran.code).toBe(1)
  expect(ran.json()).toMatchObject({ error: { code: 'not_found', message: expect.stringContaining('Looked in api.') } })
})

test('what is not deployed yet', async () => {
  expect(await run('undeployed')).toEqual([
    'api: 1 commit on main, the oldest … old; as scanned 2026-06-30 00:00Z',
    'authored | commit | author | title',
    `2026-06-03 10:00Z | ${c3.slice(0, 12)} | Jane Doe | Change 3`,
  ])
  expect(await run('undeployed', '--system', 'web')).toEqual(['No repository of these systems was added.'])
  const json = (await runCli(['undeployed', '--data', data, '--json'])).json()
  expect(json).toMatchObject({ total: 1, rows: [{ system: 'api', total: 1, main_line: 'main', rows: [{ id: c3 }] }] })
})

test('changes, all and by state or text', async () => {
  const deployed = `2026-06-02 10:00Z | 2026-06-02 10:00Z | 2026-06-03 11:00Z | api | 1 d 1 h | deployed | ${c2.slice(0, 12)} | Change 2`
  expect((await run('changes')).map((line) => line.split(' | ')[6])).toEqual([
    'id',
    c3.slice(0, 12),
    'PR-1',
    c2.slice(0, 12),
    c1.slice(0, 12),
  ])
  expect(await run('changes', '--state', 'deployed')).toEqual([
    'started | main line | deployed | system | lead time | state | id | title',
    deployed,
  ])
  expect((await run('changes', '--search', 'change 2')).slice(1)).toEqual([deployed])
  expect((await run('changes', '--limit', '1')).at(-1)).toBe('1 of 4; --limit shows more.')
})
