// Squashed changes whose pull request is not here: marked wherever they are shown, counted from their own date or left out,
// and a finding that says what it does to the number.
import { expect, onTestFinished, test } from 'vitest'
import { silent } from '../../src-main/log.ts'
import { openShiplog } from '../../src-main/shiplog.ts'
import { openReadDb } from '../../src-main/store/database.ts'
import type { CallName, Input, Output } from '../../src-shared/contract/index.ts'
import { createRepo, type TestRepo } from '../helpers/repos.ts'
import { type TestWorkspace, workspace } from '../helpers/workspace.ts'
import { asOfStep } from '../helpers/file.ts'

const day = 86_400_000
const january = { from: '2026-01-01', to: '2026-01-31', bucket: 'month' as const }

/** v1 is the baseline. v2 ships a squash of 10 January and a plain commit of 5 January on the 11th: 1 and 6 days. */
async function shop(): Promise<{ made: TestWorkspace; repo: TestRepo; ids: Record<string, string> }> {
  const made = await workspace('2026-02-01T00:00:00Z')
  const repo = createRepo()
  const start = repo.commit({ at: '2026-01-01T00:00:00Z' })
  repo.tag('v1.0.0')
  const plain = repo.commit({ at: '2026-01-05T00:00:00Z', message: 'Tidy' })
  const squash = repo.commit({ at: '2026-01-10T00:00:00Z', message: 'Add carts (#7)' })
  repo.tag('v2.0.0', { annotated: true, at: '2026-01-11T00:00:00Z' })
  return { made, repo, ids: { start, plain, squash } }
}

async function lead(made: TestWorkspace, switches = {}) {
  const asked = { metrics: ['change-lead-time'], ...january, switches }
  const [found] = (await made.call('metrics.overview', asked)).metrics
  return found
}

const counted = '1 change counted from the date of its squash: when the work began is unknown'
const baseline = '1 change left out: part of the first known deployment, which carries all history before it'

test('they count from their own date and say so, or are left out by a switch', async () => {
  const { made, repo } = await shop()
  await made.call('repos.add', { path: repo.path })
  // By hand: 1 day and 6 days, so 3.5 in the middle.
  expect(await lead(made)).toMatchObject({ value: 3.5 * day, n: 2, notes: [baseline, counted] })
  const without = await lead(made, { lead_squashed: 'left out' })
  expect(without).toMatchObject({ value: 6 * day, n: 1 })
  expect(without?.notes).toEqual([baseline, '1 change left out: start unknown: squashed'])
  // The committer's date is known of any commit.
  expect((await lead(made, { lead_squashed: 'left out', lead_start: 'committer' }))?.n).toBe(2)
  // What each was built from: v1 in no time, v2 from the squash.
  const built = await lead(made, { lead_changes: 'built from' })
  expect(built).toMatchObject({ value: 0.5 * day, n: 2, notes: [counted] })
  const known = await lead(made, { lead_changes: 'built from', lead_squashed: 'left out' })
  expect(known).toMatchObject({ value: 0, n: 1, notes: ['1 change left out: start unknown: squashed'] })
  const working = await made.call('metrics.working', { ...january, metric: 'change-lead-time' })
  const rows = working.steps.find((one) => one.title === 'Changes that count')?.rows ?? []
  expect(rows.map((row) => [row.value, row.note])).toEqual([
    [6 * day, '0 s to the main line, 6 d from there to the deployment'],
    [
      day,
      '0 s to the main line, 1 d from there to the deployment; counted from the date of its squash: when the work began is unknown',
    ],
  ])
})

test('a squash with a first line of more than 500 characters is one', async () => {
  const { made, repo } = await shop()
  const squash = repo.commit({ at: '2026-01-12T00:00:00Z', message: `Add ${'very '.repeat(120)}many carts (#8)` })
  await made.call('repos.add', { path: repo.path })
  expect((await made.call('changes.where', { change: squash })).rows).toMatchObject([{ start_unknown: true }])
  const began = repo.commit({ at: '2026-01-08T00:00:00Z', branch: null, message: 'Carts' })
  repo.ref('refs/pull/8/head', began)
  await made.call('repos.scan', {})
  const { rows } = await made.call('changes.where', { change: squash })
  expect(rows).toMatchObject([{ start_unknown: false, start_at_ms: Date.parse('2026-01-08T00:00:00Z') }])
})

test('a first line that an earlier version cut is read again once, by the next scan', async () => {
  const { made, repo } = await shop()
  const long = `Add ${'very '.repeat(120)}many carts`
  const began = repo.commit({ at: '2026-01-08T00:00:00Z', branch: null, message: 'Carts' })
  repo.ref('refs/pull/9/head', began)
  const alone = repo.commit({ at: '2026-01-12T00:00:00Z', message: `${long} (#8)` })
  const pulled = repo.commit({ at: '2026-01-13T00:00:00Z', message: `${long} (#9)` })
  // As long, and not cut: 250 characters of two bytes each.
  const whole = repo.commit({ at: '2026-01-14T00:00:00Z', message: 'é'.repeat(250) })
  await made.call('repos.add', { path: repo.path })
  await made.shiplog.close()
  // As that version left it: two commits like any other, and nothing else to look for.
  asOfStep(
    made.dataDir,
    26,
    `
    UPDATE commits SET subject = substr('${long}', 1, 500) WHERE lower(hex(oid)) IN ('${alone}', '${pulled}');
    UPDATE repos SET mark = 'made with step 26';
    DELETE FROM unknown_starts; DELETE FROM commit_starts`,
  )

  const clock = () => Date.parse('2026-02-01T00:00:00Z')
  const again = await openShiplog({ dataDir: made.dataDir, clock, log: silent })
  onTestFinished(() => again.close())
  const call = async <N extends CallName>(name: N, input: Input<N>): Promise<Output<N>> => {
    const reply = await again.dispatch(name, input)
    if (!reply.ok) throw new Error(reply.error.message)
    return reply.value as never
  }
  const seen = async (change: string) => {
    const [row] = (await call('changes.where', { change })).rows
    return [row?.title, row?.start_unknown, row?.start_at_ms]
  }
  expect(await seen(pulled)).toEqual([long.slice(0, 500), false, Date.parse('2026-01-13T00:00:00Z')])
  await call('repos.scan', {})
  // 500 characters with what it ends in: " (#8)" and the ellipsis before it take six.
  expect(await seen(alone)).toEqual([`${long.slice(0, 494)}… (#8)`, true, Date.parse('2026-01-12T00:00:00Z')])
  expect(await seen(pulled)).toEqual([`${long.slice(0, 494)}… (#9)`, false, Date.parse('2026-01-08T00:00:00Z')])
  expect(await seen(whole)).toEqual(['é'.repeat(250), false, Date.parse('2026-01-14T00:00:00Z')])
  const read = openReadDb(made.dataDir)
  onTestFinished(read.close)
  expect(read.db.all('SELECT * FROM cut_subjects')).toEqual([])
  expect((await call('workspace.rebuild', {})).changed).toBe(0)
})

test('lists, a commit and a finding name them, until the ref is here', async () => {
  const { made, repo, ids } = await shop()
  await made.call('repos.add', { path: repo.path })
  const listed = async () =>
    Object.fromEntries((await made.call('changes.list', {})).rows.map((row) => [row.title, row.start_unknown]))
  expect(await listed()).toMatchObject({ Tidy: false, 'Add carts (#7)': true })
  const where = async () => (await made.call('changes.where', { change: ids['squash'] ?? '' })).rows[0]?.start_unknown
  expect(await where()).toBe(true)
  const finding = async () =>
    (await made.call('findings.list', {})).rows.find((one) => one.id === 'squashed-start-unknown')
  expect(await finding()).toMatchObject({
    touches: [{ metric: 'change-lead-time', rows: 1 }],
    rows: [{ kind: 'repo', id: repo.path, note: '1 change' }],
  })
  expect((await finding())?.effect).toContain('1 of 2 changes in lead time counts from the date of the squash')
  const check = await made.call('workspace.rebuild', { check: true })
  expect(check).toMatchObject({ changed: 0 })
  // The pull request comes; its only commit was written in the moment of the squash, so the start is known and the same.
  const work = repo.commit({ at: '2026-01-10T00:00:00Z', parents: [ids['plain'] ?? ''], branch: null })
  repo.ref('refs/pull/7/head', work)
  await made.call('repos.scan', {})
  expect([await where(), await finding(), (await lead(made))?.notes]).toEqual([false, undefined, [baseline]])
  repo.git(['update-ref', '-d', 'refs/pull/7/head'])
  await made.call('repos.scan', {})
  expect([await where(), (await lead(made))?.notes]).toEqual([true, [baseline, counted]])
})

test('a merge, a commit beside the main line and a number in the middle are none; GitLab says it in the body', async () => {
  const made = await workspace('2026-02-01T00:00:00Z')
  const repo = createRepo()
  const a = repo.commit({ at: '2026-01-01T00:00:00Z', message: 'Begin (#1)' })
  const side = repo.commit({ at: '2026-01-02T00:00:00Z', parents: [a], branch: 'side', message: 'Side (#2)' })
  repo.commit({ at: '2026-01-03T00:00:00Z', parents: [a, side], message: 'Merge branch side (#3)' })
  repo.commit({ at: '2026-01-04T00:00:00Z', message: 'Fix (#4) again' })
  repo.commit({ at: '2026-01-05T00:00:00Z', message: 'Add carts (!5)' })
  repo.commit({ at: '2026-01-06T00:00:00Z', message: 'Add stock\n\nSee merge request shop/api!6\n' })
  await made.call('repos.add', { path: repo.path })
  const unknown = async () =>
    (await made.call('changes.list', {})).rows.filter((row) => row.start_unknown).map((row) => row.title)
  // The first commit has no parent: there was nothing to squash it onto.
  expect(await unknown()).toEqual(['Add stock', 'Add carts (!5)'])
  // A scan that reads only what is new still knows the ones before.
  repo.commit({ at: '2026-01-07T00:00:00Z', message: 'Add orders\n\nSee merge request shop/api!7' })
  await made.call('repos.scan', {})
  expect(await unknown()).toEqual(['Add orders', 'Add stock', 'Add carts (!5)'])
  // A branch that is taken off the main line takes its squashes along.
  repo.git(['update-ref', 'refs/heads/main', repo.git(['rev-parse', 'main~2']).trim()])
  await made.call('repos.scan', {})
  expect(await unknown()).toEqual(['Add carts (!5)'])
})
