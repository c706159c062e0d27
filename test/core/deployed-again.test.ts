// A rollback that commits alone tell: all that was deployed had been deployed to the same environment before, and something of
// what ran until then is gone. Every history is drawn by hand, with what follows from it.
import { expect, onTestFinished, test } from 'vitest'
import { silent } from '../../src-main/log.ts'
import { openShiplog, type Shiplog } from '../../src-main/shiplog.ts'
import type { Strategy } from '../../src-shared/strategy.ts'
import { tree } from '../helpers/components.ts'
import { createRepo, repoAt, runGit, temporaryPath, type TestRepo } from '../helpers/repos.ts'
import { deployment, incident, type TestWorkspace, workspace } from '../helpers/workspace.ts'
import { asOfStep } from '../helpers/file.ts'

const events: Strategy = { by: 'events' }
const day = (n: number) => `2026-02-${String(n).padStart(2, '0')}T10:00:00Z`

/** Deploys each of these, one a day, as d1, d2, …: a commit, several, or none. */
async function deploy({ send }: TestWorkspace, all: readonly (string | readonly string[])[], more: object = {}) {
  await send(...all.map((commits, i) => deployment(`d${i + 1}`, day(i + 1), { commits: [commits].flat(), ...more })))
}

/** "d3 d2: what it says": what may be a rollback, of what, the first first. */
async function found({ call }: TestWorkspace): Promise<string[]> {
  const { rows } = await call('findings.list', {})
  const finding = rows.find((one) => one.id === 'older-version-again')
  return (finding?.rows ?? [])
    .map(({ id, fix, note }) => `${id} ${fix?.kind === 'remedy' ? fix.id : ''}: ${note}`)
    .sort()
}

async function numberOf({ call }: TestWorkspace, id: string): Promise<number> {
  return (await call('deployments.list', {})).rows.find((row) => row.id === id)?.number ?? 0
}

/** c1 … cn on main, each on the one before. */
function line(n: number, repo: TestRepo = createRepo()): { repo: TestRepo; c: string[] } {
  return { repo, c: ['', ...Array.from({ length: n }, (_, i) => repo.commit({ message: `c${i + 1}` }))] }
}

test('older code after newer is one, deployed before itself or not; the same again and the way forward are none', async () => {
  const { repo, c } = line(5)
  const made = await workspace()
  await made.call('repos.add', { path: repo.path, system: 'api', strategy: events })
  // d3 was never deployed by itself, and d4 is it again; d5 goes on to what was taken back, d6 to what is new; d7 goes back by two.
  await deploy(made, [c[1], c[4], c[2], c[2], c[4], c[5], c[3]] as string[])
  expect(await found(made)).toEqual([
    'd3 d2: older than d2: 2 commits taken back',
    'd7 d6: older than d6: 2 commits taken back',
  ])
  const d3 = await made.call('deployments.get', { number: await numberOf(made, 'd3') })
  expect(d3.takes_back).toMatchObject({
    number: await numberOf(made, 'd2'),
    id: 'd2',
    commits: { total: 2, rows: [{ id: c[4], title: 'c4' }, { id: c[3] }] },
  })
  for (const id of ['d4', 'd5'])
    expect((await made.call('deployments.get', { number: await numberOf(made, id) })).takes_back).toBeNull()
  // One that comes late, between d2 and d3: then that is what d3 goes back behind, by c3 alone.
  await made.send(deployment('late', '2026-02-02T20:00:00Z', { commits: [c[3] ?? ''] }))
  expect((await found(made)).slice(0, 2)).toEqual([
    'd3 late: older than late: 1 commit taken back',
    'd7 d6: older than d6: 2 commits taken back',
  ])
  // By hand: late is older than d2 by c4.
  expect((await found(made))[2]).toBe('late d2: older than d2: 1 commit taken back')
  expect((await made.call('workspace.rebuild', {})).changed).toBe(0)
  await made.call('repos.remove', { path: repo.path })
  expect(await found(made)).toEqual([])
})

test('a workspace of a version that did not tell them has them once it is opened', async () => {
  const { repo, c } = line(3)
  const made = await workspace()
  await made.call('repos.add', { path: repo.path, system: 'api', strategy: events })
  await deploy(made, [c[1], c[3], c[2]] as string[])
  const expected = ['d3 d2: older than d2: 1 commit taken back']
  expect(await found(made)).toEqual(expected)
  await made.shiplog.close()
  // As it was before step 25, by somebody whose last derivation was before step 23.
  asOfStep(made.dataDir, 24, 'DELETE FROM deployed_again')

  const dispatch = async (shiplog: Shiplog): Promise<TestWorkspace> => {
    onTestFinished(() => shiplog.close())
    return {
      ...made,
      shiplog: shiplog as TestWorkspace['shiplog'],
      call: async (name, input) => {
        const reply = await shiplog.dispatch(name, input)
        if (!reply.ok) throw new Error(reply.error.message)
        return reply.value as never
      },
    }
  }
  const clock = () => Date.parse('2026-07-01T00:00:00Z')
  const again = await dispatch(await openShiplog({ dataDir: made.dataDir, clock, log: silent }))
  expect(await found(again)).toEqual(expected)
  expect((await again.call('workspace.rebuild', {})).changed).toBe(0)
})

test('other environments, failed ones and those left out do not matter; ids may be shortened', async () => {
  const { repo, c } = line(3)
  const made = await workspace()
  await made.call('repos.add', { path: repo.path, system: 'api', strategy: events })
  const [one = '', two = ''] = [c[1]?.slice(0, 10), c[2]]
  await made.send(
    deployment('a', day(1), { commits: [two] }),
    deployment('s', day(2), { commits: [one], environment: 'staging' }),
    deployment('f', day(3), { commits: [one], state: 'failed' }),
  )
  expect(await found(made)).toEqual([])
  await made.send(deployment('b', day(4), { commits: [one] }))
  expect(await found(made)).toEqual(['b a: older than a: 1 commit taken back'])
  await made.call('decisions.exclude', { type: 'deployment', number: await numberOf(made, 'b'), reason: 'a trial' })
  expect(await found(made)).toEqual([])
})

test('a hotfix cut from an older commit brings what is new, so it is none; what takes it back is one', async () => {
  const { repo, c } = line(3)
  const fix = repo.commit({ message: 'fix', parents: [c[1] ?? ''], branch: 'hotfix' })
  const made = await workspace()
  await made.call('repos.add', { path: repo.path, system: 'api', strategy: events })
  // d3 is c3 again, without the fix; d4 is behind it by c2 and c3.
  await deploy(made, [c[3], fix, c[3], c[1]] as string[])
  expect(await found(made)).toEqual([
    'd3 d2: older than d2: 1 commit taken back',
    'd4 d3: older than d3: 2 commits taken back',
  ])
})

test('a branch deployed again after another takes that one back; an octopus goes back to one of its arms', async () => {
  const repo = createRepo()
  const root = repo.commit()
  const [x, y, z] = ['x', 'y', 'z'].map((branch) => repo.commit({ message: branch, parents: [root], branch })) as [
    string,
    string,
    string,
  ]
  const octopus = repo.commit({ message: 'all', parents: [x, y, z] })
  const xy = repo.commit({ message: 'two', parents: [x, y], branch: 'two' })
  const made = await workspace()
  await made.call('repos.add', { path: repo.path, system: 'api', strategy: events })
  // d3: x again, without y. d5: from the octopus back to x: itself, y and z are gone. d6 is a merge that was never there.
  // d7: without it and x.
  await deploy(made, [x, y, x, octopus, x, xy, y])
  expect(await found(made)).toEqual([
    'd3 d2: older than d2: 1 commit taken back',
    'd5 d4: older than d4: 3 commits taken back',
    'd7 d6: older than d6: 2 commits taken back',
  ])
})

test('of several repositories each is compared with what ran of it; what brings anything new is none', async () => {
  const [p, q] = [line(2, createRepo({ name: 'p' })), line(2, createRepo({ name: 'q' }))]
  const made = await workspace()
  for (const { repo } of [p, q]) await made.call('repos.add', { path: repo.path, system: 'api', strategy: events })
  const [p1 = '', p2 = ''] = p.c.slice(1)
  const [q1 = '', q2 = ''] = q.c.slice(1)
  // d3 goes back in p and on in q; d4 takes q2 back; d5 and d6 are of q, then of p alone; d7 takes p2 back, which d6 brought.
  await deploy(made, [[p1, q1], [p2, q1], [p1, q2], [p1, q1], [q2], [p2], [p1]])
  expect(await found(made)).toEqual([
    'd4 d3: older than d3: 1 commit taken back',
    'd7 d6: older than d6: 1 commit taken back',
  ])
})

test('after what nobody knows nothing is claimed, until something known runs again', async () => {
  const { repo, c } = line(4)
  const made = await workspace()
  await made.call('repos.add', { path: repo.path, system: 'api', strategy: events })
  const unknown = 'a'.repeat(40)
  await deploy(made, [c[4], unknown, c[3], [c[2] ?? '', unknown], c[1], [], c[2], c[1]] as string[][])
  // d3, d5 and d7 come after something unknown, and d4 is partly so; d8 goes back behind d7.
  expect(await found(made)).toEqual(['d8 d7: older than d7: 1 commit taken back'])
})

test('a shallow history tells what it can: a way that was read is one, a way that may have been cut is none', async () => {
  const { repo, c } = line(4)
  const side = repo.commit({ message: 'side', parents: [c[2] ?? ''], branch: 'side' })
  const clone = temporaryPath('clone')
  runGit(['clone', '--quiet', '--depth=2', '--no-single-branch', `file://${repo.path}`, clone], { cwd: repo.path })
  // Read are c3 and c4, c2 and side; beyond c2 and c3 nothing is. From c4 one may get to side, for all that is known.
  const order = [c[4], c[3], side, c[4], c[1], c[4]] as string[]
  const made = await workspace()
  await made.call('repos.add', { path: repoAt(clone, `${clone}/.git`).path, system: 'api', strategy: events })
  await deploy(made, order)
  expect(await found(made)).toEqual(['d2 d1: older than d1: 1 commit taken back'])
  const whole = await workspace()
  await whole.call('repos.add', { path: repo.path, system: 'api', strategy: events })
  await deploy(whole, order)
  // With all of it: d4 is without side, and d5 is c1, without c2, c3 and c4.
  expect(await found(whole)).toEqual([
    'd2 d1: older than d1: 1 commit taken back',
    'd4 d3: older than d3: 1 commit taken back',
    'd5 d4: older than d4: 3 commits taken back',
  ])
})

test('of a part of a repository only what touches it is taken back', async () => {
  const repo = createRepo()
  const c1 = tree(repo, ['web/a.ts', 'api/a.ts'], '2026-01-01T10:00:00Z')
  const c2 = tree(repo, ['api/b.ts'], '2026-01-02T10:00:00Z')
  const c3 = tree(repo, ['web/c.ts', 'api/c.ts'], '2026-01-03T10:00:00Z')
  const made = await workspace()
  const components = ['web', 'api'].map((system) => ({ system, paths: [system], strategy: events }))
  await made.call('repos.add', { path: repo.path, components })
  await deploy(made, [c1, c2, c1, c3, c1], { system: 'web' })
  // c2 changes nothing of web.
  expect(await found(made)).toEqual(['d5 d4: older than d4: 1 commit taken back'])
  await made.send(...[c3, c1].map((id, i) => deployment(`a${i}`, day(i + 1), { system: 'api', commits: [id] })))
  expect((await found(made))[0]).toBe('a1 a0: older than a0: 2 commits taken back')
})

test('a pointer that was put back is one; a tag that was made late on an older commit is none', async () => {
  const { repo, c } = line(3)
  const point = (to: string, n: number) =>
    repo.git(['update-ref', '--create-reflog', '-m', 'push', 'refs/heads/production', to], {
      env: { GIT_COMMITTER_NAME: 'Rita', GIT_COMMITTER_EMAIL: 'rita@example.org', GIT_COMMITTER_DATE: day(n) },
    })
  const [c1 = '', c2 = '', c3 = ''] = c.slice(1)
  point(c1, 1)
  point(c3, 2)
  point(c2, 3)
  repo.tag('v1.1.0', { of: c3, annotated: true, at: day(2) })
  repo.tag('v1.0.0', { of: c1, annotated: true, at: day(4) })
  const made = await workspace()
  await made.call('repos.add', { path: repo.path, system: 'api', strategy: { by: 'pointer', ref: 'production' } })
  const moves = [2, 3].map((n) => `production@${day(n)}`)
  expect(await found(made)).toEqual([`${moves[1]} ${moves[0]}: older than 1.1.0: 1 commit taken back`])
  await made.call('repos.add', { path: repo.path, strategy: { by: 'versions' } })
  expect((await made.call('deployments.list', {})).rows.map((row) => row.id)).toEqual(['v1.0.0', 'v1.1.0'])
  expect(await found(made)).toEqual([])
  expect((await made.call('workspace.rebuild', {})).changed).toBe(0)
})

test('a version that comes back is older only where its commits do not go forward', async () => {
  const { repo, c } = line(2)
  const made = await workspace()
  await made.call('repos.add', { path: repo.path, system: 'api', strategy: events })
  const of = (id: string, n: number, version: string, commit: string) =>
    deployment(id, day(n), { version, commits: [commit] })
  const [one = '', two = ''] = c.slice(1)
  await made.send(
    of('a', 1, '1.0.0', one),
    of('b', 2, '1.1.0', two),
    of('c', 3, '1.0.0', one),
    of('d', 4, '1.1.0', two),
  )
  expect(await found(made)).toEqual(['c b: 1.0.0 again, after 1.1.0: 1 commit taken back'])
})

test('confirmed by a person or by the rule, the one before failed and it is rework; undone, it is not', async () => {
  const { repo, c } = line(3)
  const made = await workspace()
  await made.call('repos.add', { path: repo.path, system: 'api', strategy: events })
  await deploy(made, [c[1], c[3], c[2]] as string[])
  await made.send(deployment('w', day(1), { system: 'web' }), incident('i', day(2), day(3), { system: 'web' }))
  const period = { from: '2026-02-01', to: '2026-02-28', zone: 'UTC', systems: ['api'] }
  const shares = async (switches: object = {}) => {
    const { metrics } = await made.call('metrics.overview', { ...period, switches })
    return ['change-fail-rate', 'deployment-rework-rate'].map((id) => metrics.find((one) => one.id === id)?.value)
  }
  const third = 1 / 3
  expect(await shares()).toEqual([0, null])
  // By hand: d2 of three failed, and d3 of three is rework.
  expect(await shares({ older_again: true })).toEqual([third, third])
  const working = { ...period, metric: 'change-fail-rate', switches: { older_again: true } } as const
  expect((await made.call('metrics.working', working)).steps.at(-1)?.rows).toMatchObject([
    { id: 'd2', note: 'a later deployment takes 1 commit back' },
  ])
  const [d2, d3] = [await numberOf(made, 'd2'), await numberOf(made, 'd3')]
  const { id } = await made.call('decisions.remedy', { deployment: d3, remedies: d2 })
  expect([await shares(), await found(made)]).toEqual([[third, third], []])
  await made.call('decisions.undo', { id })
  expect(await shares()).toEqual([0, null])
  // A person's word goes before the rule.
  await made.call('decisions.remedy', { deployment: d3, remedies: null })
  expect(await shares({ older_again: true })).toEqual([0, null])
})
