// A long history is read from its newest part on: what is told meanwhile is what is told in the end, and the rest is said
// to be not there yet. Stopped between the two parts, so that there is time to ask.
import { expect, test } from 'vitest'
import { diceFrom, seeds } from '../helpers/random.ts'
import { createRepo, type TestRepo } from '../helpers/repos.ts'
import { at, deployment, type TestWorkspace, workspace } from '../helpers/workspace.ts'

const day = 86_400_000

/** Adds a repository and stops before its older history is read. */
async function addNewest({ shiplog, call }: TestWorkspace, repo: TestRepo): Promise<void> {
  const stopBetween = async () => {
    const { rows } = await call('repos.list', {})
    if (rows.some((row) => row.unread_before_ms !== null)) await call('jobs.cancel', { job: 'add' })
  }
  const stopped: Promise<void>[] = []
  const stop = shiplog.subscribe((push) => {
    if (push.type === 'changed') stopped.push(stopBetween())
  })
  const reply = await shiplog.dispatch('repos.add', { path: repo.path, newest_first: true }, { job: 'add' })
  stop()
  await Promise.all(stopped)
  expect(reply).toMatchObject({ ok: false, error: { message: 'Cancelled.' } })
}

async function lead({ call }: TestWorkspace, from: string, to: string) {
  const asked = {
    metrics: ['change-lead-time', 'deployment-frequency'],
    from,
    to,
    bucket: 'month' as const,
  }
  return (await call('metrics.overview', asked)).metrics
}

test('by hand: the newest is final, the period before says not yet, then all is there', async () => {
  const made = await workspace('2026-07-01T00:00:00Z')
  const { call } = made
  const repo = createRepo()
  const first = repo.commit({ at: '2026-01-01T00:00:00Z' })
  repo.tag('v1.0.0', { annotated: true, at: '2026-01-02T00:00:00Z' })
  repo.commit({ at: '2026-02-01T00:00:00Z' })
  repo.tag('v2.0.0', { annotated: true, at: '2026-02-06T00:00:00Z' })
  repo.commit({ at: '2026-06-01T00:00:00Z' })
  repo.tag('v3.0.0', { annotated: true, at: '2026-06-04T00:00:00Z' })
  repo.commit({ at: '2026-06-20T00:00:00Z' })
  await addNewest(made, repo)

  // Two commits: v3's, and the one that waits.
  const unread = at('2026-07-01T00:00:00Z') - 98 * day
  expect((await call('repos.list', {})).rows).toMatchObject([{ commits: 2, unread_before_ms: unread }])
  const listed = async () => (await call('deployments.list', {})).rows.map(({ id, changes }) => [id, changes])
  expect(await listed()).toEqual([
    ['v3.0.0', 1],
    ['v2.0.0', null],
    ['v1.0.0', null],
  ])
  // Nor are they sorted by what nobody knows yet.
  for (const by of ['changes', 'lead_time'] as const)
    for (const direction of ['ascending', 'descending'] as const) {
      const { rows } = await call('deployments.list', { sort: { by, direction } })
      expect(rows.map((row) => row.id)).toEqual(['v3.0.0', 'v2.0.0', 'v1.0.0'])
    }
  // v3 is no first known deployment: its commit counts, 3 days.
  const june = await lead(made, '2026-06-01', '2026-06-30')
  expect(june[0]).toMatchObject({ state: 'too-few', value: 3 * day, previous: { state: 'empty' } })
  // The quarter before is not read.
  const quarter = await lead(made, '2026-04-01', '2026-06-30')
  expect(quarter[0]).toMatchObject({ value: 3 * day, previous: { state: 'reading', value: null, n: 0 } })
  const half = await lead(made, '2026-01-01', '2026-06-30')
  expect(half[0]).toMatchObject({ state: 'reading', value: null, n: 0 })
  expect(half[0]?.hint).toBe(
    'Not yet: the history of api is read from 2026-03-25 on, and what was deployed before it is still to be read. Periods from then on are complete, unless dates of commits are wrong.',
  )
  // Deployments are all known: three.
  expect(half[1]).toMatchObject({ state: 'too-few', n: 3 })
  // One commit waits, whatever is still to be read.
  expect((await call('changes.list', { state: 'undeployed' })).total).toBe(1)
  expect(await made.refusal('changes.where', { change: first })).toContain(
    'The older history of api is still to be read.',
  )

  await call('repos.scan', {})
  expect((await call('repos.list', {})).rows).toMatchObject([{ commits: 4, unread_before_ms: null }])
  expect(await listed()).toEqual([
    ['v3.0.0', 1],
    ['v2.0.0', 1],
    ['v1.0.0', 1],
  ])
  // By lead time: 3 days, 5 days, and none.
  const { rows } = await call('deployments.list', { sort: { by: 'lead_time' } })
  expect(rows.map((row) => row.id)).toEqual(['v3.0.0', 'v2.0.0', 'v1.0.0'])
  // v2's took 5 days and v3's 3; v1's is part of the first known deployment.
  expect((await lead(made, '2026-01-01', '2026-06-30'))[0]).toMatchObject({ value: 4 * day, n: 2 })
})

test('where dates of commits are wrong it may change, and says so until all is read', async () => {
  const made = await workspace('2026-07-01T00:00:00Z')
  const { call } = made
  const repo = createRepo()
  const root = repo.commit({ at: '2026-01-01T00:00:00Z' })
  // Of a computer whose clock was five months ahead: git gives it before the old one that contains it.
  const ahead = repo.commit({ at: '2026-06-03T00:00:00Z', parents: [root], message: 'ahead' })
  const old = repo.commit({ at: '2026-01-03T00:00:00Z', parents: [ahead], branch: 'old', message: 'old' })
  repo.tag('v1.0.0', { of: root, annotated: true, at: '2026-01-02T00:00:00Z' })
  repo.tag('v2.0.0', { of: old, annotated: true, at: '2026-01-04T00:00:00Z' })
  repo.commit({ at: '2026-06-04T00:00:00Z', parents: [ahead, old], message: 'merge' })
  repo.tag('v3.0.0', { annotated: true, at: '2026-06-05T00:00:00Z' })
  await addNewest(made, repo)
  const owners = async () =>
    (await call('changes.list', { state: 'deployed' })).rows.map((row) => [row.title, row.deployment?.id])
  const notes = async () => (await lead(made, '2026-06-01', '2026-06-30'))[0]?.notes
  expect(await owners()).toEqual([['ahead', 'v3.0.0']])
  const open =
    'The older history of api is still to be read: where dates of its commits are wrong, this may still change'
  expect(await notes()).toContain(open)
  await call('repos.scan', {})
  // v2 ships both; that "ahead" was written five months after it is a time below 0, which is left out.
  expect(await owners()).toEqual([['old', 'v2.0.0']])
  expect(await notes()).not.toContain(open)
})

test('a report between the two parts, of another system too: not yet, then as if all had been there', async () => {
  const repo = createRepo()
  const old = repo.commit({ at: '2026-01-01T00:00:00Z' })
  repo.tag('v1.0.0', { annotated: true, at: '2026-01-02T00:00:00Z' })
  const fresh = repo.commit({ at: '2026-06-01T00:00:00Z' })
  repo.tag('v2.0.0', { annotated: true, at: '2026-06-04T00:00:00Z' })
  const reports = [
    deployment('w1', '2026-06-02T00:00:00Z', { system: 'web', commits: [old] }),
    deployment('w2', '2026-06-06T00:00:00Z', { system: 'web', commits: [fresh] }),
  ]
  const june = { metrics: ['change-lead-time'], from: '2026-06-01', to: '2026-06-30', bucket: 'month' as const }
  const told = async ({ call }: TestWorkspace) => {
    const listed = (await call('deployments.list', {})).rows.map(({ id, changes, lead_time_ms }) => [
      id,
      changes,
      lead_time_ms,
    ])
    const [web] = (await call('metrics.overview', { ...june, systems: ['web'] })).metrics
    const [api] = (await call('metrics.overview', { ...june, systems: ['api'] })).metrics
    const systems = (await call('systems.list', {})).rows.map(({ name, changes, unread }) => [name, changes, unread])
    return { listed, web: [web?.state, web?.value, web?.n], api: [api?.state, api?.value, api?.n], systems }
  }
  const made = await workspace('2026-07-01T00:00:00Z')
  await addNewest(made, repo)
  expect((await made.call('systems.list', {})).rows).toMatchObject([{ name: 'api', changes: 1, unread: true }])
  await made.send(...reports)
  const between = await told(made)
  // Of web nothing is known yet, whatever the period; of api this one is complete: 3 days.
  expect([between.web, between.api]).toEqual([
    ['reading', null, 0],
    ['too-few', 3 * day, 1],
  ])
  expect(between.listed.filter(([id]) => `${id}`.startsWith('w'))).toEqual([
    ['w2', null, null],
    ['w1', null, null],
  ])
  expect(between.systems.map(([name, , unread]) => [name, unread])).toEqual([
    ['api', true],
    ['web', true],
  ])
  await made.call('repos.scan', {})
  const whole = await workspace('2026-07-01T00:00:00Z')
  await whole.call('repos.add', { path: repo.path })
  await whole.send(...reports)
  expect(await told(made)).toEqual(await told(whole))
  // By hand: w1 is the baseline of web, and w2 ships the fresh commit after five days.
  expect((await told(made)).web).toEqual(['too-few', 5 * day, 1])
})

test.each(seeds)(
  'random histories: what is told of the newest part is what is told in the end: %s',
  async (_, seed) => {
    const dice = diceFrom(seed)
    const made = await workspace('2026-07-01T00:00:00Z')
    const { call } = made
    const repo = createRepo()
    const start = at('2026-01-01T00:00:00Z')
    const date = (ms: number) => new Date(Math.floor(ms / 1_000) * 1_000).toISOString()
    const all = [repo.commit({ at: date(start) })]
    for (let i = 1; i <= 24; i++) {
      const parents = [...new Set([dice.pick(all.slice(-4)), ...(dice.below(3) === 0 ? [dice.pick(all)] : [])])]
      all.push(repo.commit({ at: date(start + i * 7 * day), parents, branch: dice.below(4) === 0 ? 'side' : 'main' }))
    }
    // Any commit at any time, however much later or even before it was made.
    for (let i = 1; i <= 12; i++)
      repo.tag(`v1.${i}.0`, { annotated: true, of: dice.pick(all), at: date(start + dice.below(180) * day) })
    await addNewest(made, repo)
    const [{ unread_before_ms: unread } = { unread_before_ms: null }] = (await call('repos.list', {})).rows
    const told = async () => {
      const { rows } = await call('deployments.list', { from_ms: unread ?? 0 })
      const gets = await Promise.all(rows.map(({ number }) => call('deployments.get', { number })))
      const june = (await lead(made, '2026-04-01', '2026-06-30')).map(({ value, n, points, split }) => ({
        value,
        n,
        points,
        split,
      }))
      return { gets, june, waiting: (await call('changes.list', { state: 'undeployed' })).rows }
    }
    // Its age depends on whether anything was ever deployed, which the older history tells too.
    const age = async () => {
      const asked = { metrics: ['undeployed-age'], from: '2026-06-01', to: '2026-07-01', bucket: 'month' as const }
      return (await call('metrics.overview', asked)).metrics
    }
    expect(await age()).toMatchObject([{ state: 'reading', value: null, n: 0 }])
    const before = await told()
    expect(before.gets.length).toBeGreaterThan(0)
    await call('repos.scan', {})
    const commits = Number(repo.git(['rev-list', '--count', '--branches', '--tags']))
    expect((await call('repos.list', {})).rows).toMatchObject([{ commits, unread_before_ms: null }])
    expect(await told()).toEqual(before)
    const counted = before.waiting.filter((row) => row.start_at_ms !== null)
    expect((await age()).map(({ n, state }) => [n, state === 'reading'])).toEqual([[counted.length, false]])
  },
)
