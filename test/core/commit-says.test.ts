// Merges, reverts, cherry-picks and co-authors: told in the list of changes and of one commit, by names and never by address.
import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createRepo } from '../helpers/repos.ts'
import { workspace } from '../helpers/workspace.ts'

test('each kind, what it is of, and who wrote along', async () => {
  const made = await workspace('2026-02-01T00:00:00Z')
  const repo = createRepo()
  const base = repo.commit({ message: 'Begin' })
  const fix = repo.commit({ message: 'Fix carts', branch: 'hotfix', parents: [base] })
  const picked = repo.commit({
    message: `Fix carts\n\nIt was broken.\n\n(cherry picked from commit ${fix})\n`,
  })
  const pair = repo.commit({
    message:
      'Add orders\n\nCo-authored-by: Jane Doe <jane@example.org>\nCo-authored-by: Ann Lee <ann@example.org>\nco-authored-by: ann lee@example.org <x@example.org>\nCo-Authored-By: Ann Lee <other@example.org>\nCo-authored-by: <bot@example.org>\n',
  })
  const back = repo.commit({ message: `Revert "Add orders"\n\nThis reverts commit ${pair}.` })
  const merge = repo.commit({ message: "Merge branch 'x'", parents: [back, fix] })
  await made.call('repos.add', { path: repo.path })
  const says = async (change: string) => {
    const [row] = (await made.call('changes.where', { change })).rows
    return [row?.kind, row?.of, row?.reverted_by, row?.co_authors]
  }
  expect(await says(base)).toEqual([null, [], [], []])
  expect(await says(picked)).toEqual(['cherry-pick', [fix], [], []])
  // One name twice is one, without a name there is none, and a name that is an address loses it.
  expect(await says(pair)).toEqual([null, [], [back], ['Ann Lee', 'ann lee']])
  expect(await says(back)).toEqual(['revert', [pair], [], []])
  expect(await says(merge)).toEqual(['merge', [], [], []])
  const { rows } = await made.call('changes.list', {})
  expect(Object.fromEntries(rows.map((row) => [row.id, row.kind]))).toEqual({
    [base]: null,
    [fix]: null,
    [picked]: 'cherry-pick',
    [pair]: null,
    [back]: 'revert',
  })
  expect(JSON.stringify(rows)).not.toContain('example.org')
  // Without the folder what was stored is still told.
  rmSync(repo.path, { recursive: true })
  expect(await says(back)).toEqual(['revert', [pair], [], []])
  expect(await says(picked)).toEqual([null, [], [], []])
})

test('a picked commit that nobody has is named by the id it gives', async () => {
  const made = await workspace('2026-02-01T00:00:00Z')
  const repo = createRepo()
  const one = repo.commit({ message: 'Fix\n\n(cherry picked from commit 0123456789abcdef0123456789abcdef01234567)' })
  await made.call('repos.add', { path: repo.path })
  expect((await made.call('changes.where', { change: one })).rows[0]?.of).toEqual([
    '0123456789abcdef0123456789abcdef01234567',
  ])
})

test('the merge of a revert’s branch takes back what the pull request merged, or the commit that GitLab names', async () => {
  const made = await workspace('2026-02-01T00:00:00Z')
  const repo = createRepo()
  const base = repo.commit({ message: 'Begin' })
  const work = repo.commit({ message: 'Add carts', parents: [base], branch: null })
  const merged = repo.commit({ message: 'Merge pull request #11 from shop/carts', parents: [base, work] })
  const undo = repo.commit({ message: 'Undo carts', parents: [merged], branch: null })
  const github = repo.commit({ message: 'Merge pull request #12 from shop/revert-11-carts', parents: [merged, undo] })
  const redo = repo.commit({ message: 'Undo work', parents: [github], branch: null })
  const gitlab = repo.commit({
    message: `Merge branch 'revert-${work.slice(0, 8)}' into 'main'`,
    parents: [github, redo],
  })
  await made.call('repos.add', { path: repo.path })
  const says = async (change: string) => {
    const [row] = (await made.call('changes.where', { change })).rows
    return [row?.kind, row?.of, row?.reverted_by]
  }
  expect(await says(github)).toEqual(['revert', [merged], []])
  expect(await says(gitlab)).toEqual(['revert', [work], []])
  expect(await says(merged)).toEqual(['merge', [], [github]])
  // A branch that only sounds like one.
  const other = repo.commit({ message: "Merge branch 'revert-to-old' into 'main'", parents: [gitlab, work] })
  await made.call('repos.scan', {})
  expect(await says(other)).toEqual(['merge', [], []])
})
