// What commits say of others, through a scan: squashed work counts from its first commit, and reverts are found with the
// deployments that shipped both.
import { expect, test } from 'vitest'
import { createRepo } from '../helpers/repos.ts'
import { at, workspace } from '../helpers/workspace.ts'

test('a squashed change waits from its first commit on: 9 days and not 1', async () => {
  const made = await workspace('2026-02-01T00:00:00Z')
  const repo = createRepo()
  const a = repo.commit({ at: '2026-01-01T00:00:00Z' })
  repo.tag('v1.0.0')
  const work = repo.commit({ at: '2026-01-02T00:00:00Z', parents: [a], branch: null })
  const squash = repo.commit({ at: '2026-01-10T00:00:00Z', message: 'Add carts (#7)' })
  repo.tag('v2.0.0', { annotated: true, at: '2026-01-11T00:00:00Z' })
  await made.call('repos.add', { path: repo.path })
  const lead = async (switches = {}) => {
    const period = { from: '2026-01-01', to: '2026-01-31', bucket: 'month' as const }
    const asked = { metrics: ['change-lead-time'], ...period, switches }
    return (await made.call('metrics.overview', asked)).metrics[0]?.value
  }
  const day = 86_400_000
  expect(await lead()).toBe(day)
  // The ref comes with a fetch; nothing else moves.
  repo.ref('refs/pull/7/head', work)
  await made.call('repos.scan', {})
  expect(await lead()).toBe(9 * day)
  // By hand: v1 is built from a commit of 1 January, in no time; v2 from the squash. So the middle of 0 and 9 days.
  const built = { lead_changes: 'built from' }
  expect(await lead(built)).toBe(4.5 * day)
  expect(await lead({ ...built, lead_start: 'committer' })).toBe(0.5 * day)
  expect((await made.call('changes.where', { change: squash })).rows).toMatchObject([
    { authored_at_ms: at('2026-01-10T00:00:00Z'), start_at_ms: at('2026-01-02T00:00:00Z') },
  ])
  expect((await made.call('changes.list', {})).rows[0]).toMatchObject({ start_at_ms: at('2026-01-02T00:00:00Z') })
  repo.git(['update-ref', '-d', 'refs/pull/7/head'])
  await made.call('repos.scan', {})
  expect(await lead()).toBe(day)
})

test('a revert in a later deployment is found, by id, by the pull request and by the title', async () => {
  const made = await workspace('2026-02-01T00:00:00Z')
  const repo = createRepo()
  let day = 1
  const release = (version: string) =>
    repo.tag(version, { annotated: true, at: `2026-01-${String(++day).padStart(2, '0')}T00:00:00Z` })
  repo.commit({ at: '2026-01-01T00:00:00Z' })
  release('v1.0.0')
  const first = repo.commit({ message: 'Add carts' })
  repo.commit({ message: 'Add orders (#2)' })
  repo.commit({ message: 'Add stock' })
  release('v2.0.0')
  repo.commit({ message: `Revert "Add carts"\n\nThis reverts commit ${first}.` })
  repo.commit({ message: 'Revert "Add orders" (#3)\n\nReverts shop/api#2' })
  // Taken back in the same deployment: nobody was hurt.
  const gone = repo.commit({ message: 'Add prices' })
  repo.commit({ message: `Revert "Add prices"\n\nThis reverts commit ${gone}.` })
  release('v3.0.0')
  const listed = async () => (await made.call('findings.list', {})).rows.find((one) => one.id === 'ships-a-revert')
  await made.call('repos.add', { path: repo.path })
  const found = await listed()
  expect(found?.rows).toMatchObject([{ kind: 'deployment', id: 'v3.0.0' }])
  expect(found?.rows[0]?.note).toMatch(/^reverts [0-9a-f]{8} of v2\.0\.0, [0-9a-f]{8} of v2\.0\.0$/)
  expect(found?.rows[0]?.note).toContain(`${first.slice(0, 8)} of v2.0.0`)
  // The next scan adds what came since, and keeps what was.
  repo.commit({ message: 'Revert "Add stock"' })
  release('v4.0.0')
  await made.call('repos.scan', {})
  expect((await listed())?.rows.map((row) => row.id)).toEqual(['v4.0.0', 'v3.0.0'])
})
