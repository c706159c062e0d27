// When the work of squashed commits began: by hand, and on random histories against git asked once for each squash.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openRepo } from '../../../src-main/sources/git/open.ts'
import { findPullWork } from '../../../src-main/sources/git/squashes.ts'
import { openReadDb } from '../../../src-main/store/database.ts'
import { diceFrom, effort, seeds } from '../../helpers/random.ts'
import { createRepo, type TestRepo } from '../../helpers/repos.ts'
import { type TestWorkspace, workspace } from '../../helpers/workspace.ts'

function startsIn(made: TestWorkspace): Record<string, string> {
  const { db, close } = openReadDb(made.dataDir)
  const rows = db.all<{ hex: string; start_ms: number }>(
    'SELECT lower(hex(oid)) AS hex, start_ms FROM commit_starts s JOIN commits c ON c.id = s.id',
  )
  close()
  return Object.fromEntries(rows.map((row) => [row.hex, new Date(row.start_ms).toISOString()]))
}

async function startsOf(repo: TestRepo): Promise<Record<string, string>> {
  const made = await workspace('2026-06-01T00:00:00Z')
  await made.call('repos.add', { path: repo.path })
  return startsIn(made)
}

test('by hand: the first commit of the pull request, not what main had before', async () => {
  const repo = createRepo()
  const a = repo.commit({ at: '2026-01-01T00:00:00Z' })
  const one = repo.commit({ at: '2026-01-02T00:00:00Z', parents: [a], branch: null })
  const b = repo.commit({ at: '2026-01-03T00:00:00Z' })
  // Main is merged into the branch: neither a nor b is part of the work.
  const merge = repo.commit({ at: '2026-01-04T00:00:00Z', parents: [one, b], branch: null })
  const two = repo.commit({ at: '2026-01-05T00:00:00Z', parents: [merge], branch: null })
  expect(await startsOf(repo)).toEqual({})
  repo.ref('refs/pull/7/head', two)
  const squash = repo.commit({ at: '2026-01-06T00:00:00Z', message: 'Add carts (#7)' })
  // Of another pull request nothing is here; this one's number is of work that began later.
  repo.commit({ at: '2026-01-07T00:00:00Z', message: 'Add orders (#8)' })
  const later = repo.commit({ at: '2026-01-09T00:00:00Z', parents: [b], branch: null })
  repo.ref('refs/pull/9/head', later)
  repo.commit({ at: '2026-01-08T00:00:00Z', message: 'From upstream (#9)' })
  // GitLab says it in the body.
  const four = repo.commit({ at: '2026-01-08T06:00:00Z', parents: [b], branch: null })
  repo.ref('refs/merge-requests/12/head', four)
  const gitlab = repo.commit({ at: '2026-01-10T00:00:00Z', message: 'Add stock\n\nSee merge request shop/api!12' })
  const expected = { [squash]: '2026-01-02T00:00:00.000Z', [gitlab]: '2026-01-08T06:00:00.000Z' }
  expect(await startsOf(repo)).toEqual(expected)
  // The refs of two more are here and their commits are not: those have no start, and the others theirs.
  for (const [number, message] of [
    [10, 'Add bills (#10)'],
    [11, 'Add taxes (#11)'],
  ] as const) {
    repo.commit({ message })
    mkdirSync(join(repo.gitDir, `refs/pull/${number}`), { recursive: true })
    writeFileSync(join(repo.gitDir, `refs/pull/${number}/head`), `${`${number}`.repeat(20)}\n`)
  }
  expect(await startsOf(repo)).toEqual(expected)
})

test('pull requests that were fetched beside the branches of a remote, as GitLab says it is done, tell their starts', async () => {
  const repo = createRepo()
  const a = repo.commit({ at: '2026-01-01T00:00:00Z' })
  const work = (at: string) => repo.commit({ at, parents: [a], branch: null })
  repo.ref('refs/remotes/origin/pr/7', work('2026-01-02T00:00:00Z'))
  const seven = repo.commit({ at: '2026-01-10T00:00:00Z', message: 'Add carts (#7)' })
  repo.ref('refs/remotes/origin/merge-requests/8', work('2026-01-03T00:00:00Z'))
  const eight = repo.commit({ at: '2026-01-11T00:00:00Z', message: 'Add stock\n\nSee merge request shop/api!8' })
  repo.ref('refs/remotes/upstream/pull/9/head', work('2026-01-04T00:00:00Z'))
  const nine = repo.commit({ at: '2026-01-12T00:00:00Z', message: 'Add orders (#9)' })
  // A branch that is only called so; the host's own ref says what it is.
  repo.ref('refs/remotes/origin/pr/10', work('2026-01-05T00:00:00Z'))
  repo.ref('refs/pull/10/head', work('2026-01-06T00:00:00Z'))
  const ten = repo.commit({ at: '2026-01-13T00:00:00Z', message: 'Add bills (#10)' })
  repo.ref('refs/remotes/origin/pr/of-ours/11', work('2026-01-07T00:00:00Z'))
  repo.commit({ at: '2026-01-14T00:00:00Z', message: 'Add taxes (#11)' })
  expect(await startsOf(repo)).toEqual({
    [seven]: '2026-01-02T00:00:00.000Z',
    [eight]: '2026-01-03T00:00:00.000Z',
    [nine]: '2026-01-04T00:00:00.000Z',
    [ten]: '2026-01-06T00:00:00.000Z',
  })
})

test('by hand: work that the main line came to contain later is still that of its squash', async () => {
  const repo = createRepo()
  const a = repo.commit({ at: '2026-01-01T00:00:00Z' })
  const one = repo.commit({ at: '2026-01-02T00:00:00Z', parents: [a], branch: null })
  repo.ref('refs/pull/7/head', one)
  const squash = repo.commit({ at: '2026-01-03T00:00:00Z', message: 'Add carts (#7)' })
  // The branch itself is merged after it was squashed; the next squash has it in its past, and began with two.
  const merge = repo.commit({ at: '2026-01-04T00:00:00Z', parents: [squash, one], message: 'Merge' })
  const two = repo.commit({ at: '2026-01-05T00:00:00Z', parents: [one], branch: null })
  repo.ref('refs/pull/8/head', two)
  const next = repo.commit({ at: '2026-01-06T00:00:00Z', parents: [merge], message: 'Add orders (#8)' })
  expect(await startsOf(repo)).toEqual({ [squash]: '2026-01-02T00:00:00.000Z', [next]: '2026-01-05T00:00:00.000Z' })
})

test('by hand: what came to the main line since the last scan, read by then or before', async () => {
  const made = await workspace('2026-06-01T00:00:00Z')
  const repo = createRepo()
  const a = repo.commit({ at: '2026-01-01T00:00:00Z' })
  for (const [i, request] of [5, 6].entries())
    repo.ref(
      `refs/merge-requests/${request}/head`,
      repo.commit({ at: `2026-01-02T0${i}:00:00Z`, parents: [a], branch: null }),
    )
  // On a branch of its own when it is read first.
  const at = { at: '2026-01-03T00:00:00Z', parents: [a] }
  const elsewhere = repo.commit({ ...at, branch: 'next', message: 'Add stock\n\nSee merge request shop/api!5' })
  await made.call('repos.add', { path: repo.path })
  expect(startsIn(made)).toEqual({})
  repo.ref('refs/heads/main', elsewhere)
  await made.call('repos.scan', {})
  expect(startsIn(made)).toEqual({ [elsewhere]: '2026-01-02T00:00:00.000Z' })
  // Read for the first time.
  const later = { at: '2026-01-04T00:00:00Z', message: 'Add carts\n\nSee merge request shop/api!6' }
  const squash = repo.commit(later)
  await made.call('repos.scan', {})
  const both = { [elsewhere]: '2026-01-02T00:00:00.000Z', [squash]: '2026-01-02T01:00:00.000Z' }
  expect(startsIn(made)).toEqual(both)
})

test('the same refs are not read again', async () => {
  const repo = createRepo()
  const a = repo.commit()
  repo.ref('refs/pull/1/head', repo.commit({ parents: [a], branch: null }))
  repo.commit({ message: 'One (#1)' })
  const facts = await openRepo(repo.path)
  const find = (seen: string | null) =>
    findPullWork(facts, { tips: [repo.tip()], pulls: true, named: () => new Set([1]), saying: () => [] }, seen)
  const first = await find(null)
  if (first === null || first === 'seen') throw new Error('nothing found')
  expect([first.heads.size, first.graph.n]).toEqual([1, 2])
  expect(await find(first.digest)).toBe('seen')
  repo.commit()
  expect(await find(first.digest)).toMatchObject({ graph: { n: 2 } })
})

test.each(seeds)('random histories, as git says for each squash by itself: %s', async (_, seed) => {
  const dice = diceFrom(seed)
  const repo = createRepo()
  const made = await workspace('2026-06-01T00:00:00Z')
  let clock = Date.parse('2026-01-01T00:00:00Z')
  const date = () => new Date((clock += dice.below(1000) * 1_000)).toISOString()
  // Author dates lie in any order.
  const authored = () => new Date(clock - dice.below(100_000) * 1_000).toISOString()
  const all = [repo.commit({ at: date() })]
  const expected: Record<string, string> = {}
  for (let pull = 1; pull <= 8 * effort; pull++) {
    let head = dice.pick(all)
    for (let i = 0; i <= dice.below(3); i++) {
      const parents = dice.below(3) === 0 ? [...new Set([head, dice.pick(all)])] : [head]
      all.push((head = repo.commit({ at: date(), authored: authored(), parents, branch: null })))
    }
    const gitlab = dice.below(3) === 0
    repo.ref(`refs/${gitlab ? 'merge-requests' : 'pull'}/${pull}/head`, head)
    if (dice.below(3) === 0)
      all.push(repo.commit({ at: date(), parents: [repo.tip(), dice.pick(all)], message: 'Merge' }))
    const parent = repo.tip()
    const own = Date.parse(date())
    const squash = repo.commit({
      at: new Date(own).toISOString(),
      message: gitlab ? `Change\n\nSee merge request a/b!${pull}` : `Change (#${pull})`,
    })
    all.push(squash)
    const dates = repo.git(['log', '--format=%at', head, '--not', parent]).split('\n').filter(Boolean)
    const earliest = Math.min(...dates.map(Number)) * 1_000
    if (earliest <= own) expected[squash] = new Date(earliest).toISOString()
    // Some scans come in between.
    if (pull === 1) await made.call('repos.add', { path: repo.path })
    else if (dice.below(4) === 0) await made.call('repos.scan', {})
  }
  await made.call('repos.scan', {})
  expect(startsIn(made)).toEqual(expected)
})
