// Refs as history's ends, and tags with the commits and times they stand for.
import { expect, test } from 'vitest'
import { openRepo } from '../../../src-main/sources/git/open.ts'
import { commitTimes, listRefs, type Refs } from '../../../src-main/sources/git/refs.ts'
import { createRepo } from '../../helpers/repos.ts'

async function refsOf(path: string): Promise<Refs> {
  return await listRefs(await openRepo(path))
}

test('an empty repository has none', async () => {
  expect(await refsOf(createRepo().path)).toEqual({
    tips: [],
    branches: [],
    main: null,
    mainLine: null,
    tags: [],
    ignored: [],
    damaged: [],
  })
})

test('tips are branches, remote branches and tags, each commit once; pull requests and stashes are none', async () => {
  const repo = createRepo()
  const main = repo.commit()
  const side = repo.commit({ branch: 'side', parents: [main] })
  const remote = repo.commit({ branch: null, parents: [main], message: 'Remote' })
  const tagged = repo.commit({ branch: null, parents: [main], message: 'Tagged' })
  const pull = repo.commit({ branch: null, parents: [main], message: 'Pull' })
  repo.ref('refs/remotes/origin/main', remote)
  repo.ref('refs/heads/same', side)
  repo.tag('v1.0.0', { of: tagged })
  repo.ref('refs/pull/7/head', pull)
  repo.ref('refs/stash', pull)
  expect((await refsOf(repo.path)).tips).toEqual([main, side, remote, tagged].sort())
})

test('a detached head is a tip, an unborn one is not', async () => {
  const repo = createRepo()
  const main = repo.commit()
  const detached = repo.commit({ branch: null, parents: [main] })
  repo.git(['update-ref', '--no-deref', 'HEAD', detached])
  expect((await refsOf(repo.path)).tips).toEqual([main, detached].sort())
  repo.git(['symbolic-ref', 'HEAD', 'refs/heads/unborn'])
  expect((await refsOf(repo.path)).tips).toEqual([main])
})

test("an annotated tag has its own time, a lightweight one leaves it to its commit's", async () => {
  const repo = createRepo()
  const commit = repo.commit({ at: '2026-01-05T10:00:00Z' })
  repo.tag('v1.0.0')
  repo.tag('v1.0.1', { annotated: true, at: '2026-01-08T07:30:00Z' })
  expect((await refsOf(repo.path)).tags).toEqual([
    { name: 'v1.0.0', commit, at_ms: null, annotated: false },
    { name: 'v1.0.1', commit, at_ms: Date.parse('2026-01-08T07:30:00Z'), annotated: true },
  ])
})

test('a tag of a tag of a tag leads to the commit and has the time of the outermost', async () => {
  const repo = createRepo()
  const commit = repo.commit()
  const tagOf = (of: string, type: string, day: number) =>
    repo.object(
      'tag',
      `object ${of}\ntype ${type}\ntag nested\ntagger R <r@example.org> ${Date.UTC(2026, 0, day) / 1_000} +0000\n\nn\n`,
    )
  const inner = tagOf(commit, 'commit', 10)
  const middle = tagOf(inner, 'tag', 11)
  repo.ref('refs/tags/two', middle)
  repo.ref('refs/tags/three', tagOf(middle, 'tag', 12))
  expect(await refsOf(repo.path)).toMatchObject({
    tips: [commit],
    tags: [
      { name: 'three', commit, at_ms: Date.UTC(2026, 0, 12), annotated: true },
      { name: 'two', commit, at_ms: Date.UTC(2026, 0, 11), annotated: true },
    ],
    ignored: [],
  })
})

test('tags of trees and files are left out, with the reason', async () => {
  const repo = createRepo()
  const commit = repo.commit()
  const blob = repo.object('blob', 'public key')
  repo.tag('key', { of: blob })
  repo.tag('tree', { of: repo.emptyTree })
  repo.tag('signed-key', { of: blob, annotated: true })
  repo.tag('nested-key', { of: repo.git(['rev-parse', 'signed-key']).trim(), annotated: true })
  const toBlob = 'It leads to a blob, not to a commit.'
  expect(await refsOf(repo.path)).toMatchObject({
    tips: [commit],
    tags: [],
    ignored: [
      { name: 'key', reason: toBlob },
      { name: 'nested-key', reason: toBlob },
      { name: 'signed-key', reason: toBlob },
      { name: 'tree', reason: 'It leads to a tree, not to a commit.' },
    ],
  })
})

test.each([
  // As git itself wrote tags until July 2005.
  ['no tagger', ''],
  ['a tagger without a date', 'tagger R <r@example.org>\n'],
  ['a date in words', 'tagger R <r@example.org> yesterday +0000\n'],
  ['a date beyond 64 bits', 'tagger R <r@example.org> 18446744073709551616 +0000\n'],
  // 99999999999999 s is the year 3170843.
  ['a date beyond year 9999', 'tagger R <r@example.org> 99999999999999 +0000\n'],
])('an annotated tag with %s has no time of its own', async (_, tagger) => {
  const repo = createRepo()
  const commit = repo.commit()
  repo.ref('refs/tags/old', repo.object('tag', `object ${commit}\ntype commit\ntag old\n${tagger}\nold\n`))
  expect((await refsOf(repo.path)).tags).toEqual([{ name: 'old', commit, at_ms: null, annotated: true }])
})

test('names may look like options, hold slashes, emoji and quotes', async () => {
  const repo = createRepo()
  const commit = repo.commit()
  const names = ['--output=pwn', '-n1', `it's"fine"`, 'release/2026/1', '版本-1.0', '🚀']
  for (const name of names) repo.ref(`refs/tags/${name}`, commit)
  repo.ref('refs/heads/--output=pwn', commit)
  const { tags, tips } = await refsOf(repo.path)
  expect(tags.map((tag) => tag.name)).toEqual(names)
  expect(tips).toEqual([commit])
})

test.skipIf(process.platform !== 'linux')(
  'a name that is not UTF-8 is left out: two such would look the same',
  async () => {
    const repo = createRepo()
    const commit = repo.commit()
    repo.git(['update-ref', '--stdin'], {
      input: Buffer.concat([Buffer.from('create refs/tags/caf'), Buffer.from([0xe9]), Buffer.from(` ${commit}\n`)]),
    })
    expect(await refsOf(repo.path)).toMatchObject({
      tips: [commit],
      tags: [],
      ignored: [{ name: 'caf\uFFFD', reason: 'Its name is not valid UTF-8.' }],
    })
  },
)

test('packed refs and SHA-256 make no difference', async () => {
  const repo = createRepo({ sha256: true })
  const commit = repo.commit()
  repo.tag('v1.0.0', { annotated: true, at: '2026-01-08T07:30:00Z' })
  repo.git(['pack-refs', '--all'])
  expect(await refsOf(repo.path)).toMatchObject({
    tips: [commit],
    tags: [{ name: 'v1.0.0', commit, at_ms: Date.parse('2026-01-08T07:30:00Z'), annotated: true }],
    ignored: [],
  })
})

test('the committer dates of some commits, without reading history', async () => {
  const repo = createRepo()
  const first = repo.commit({ at: '2026-01-05T10:00:00Z', authored: '2026-01-01T10:00:00Z' })
  const second = repo.commit({ at: '2026-01-06T10:00:00Z' })
  repo.commit({ at: '2026-01-07T10:00:00Z' })
  const facts = await openRepo(repo.path)
  expect(await commitTimes(facts, [second, first, second])).toEqual(
    new Map([
      [second, Date.parse('2026-01-06T10:00:00Z')],
      [first, Date.parse('2026-01-05T10:00:00Z')],
    ]),
  )
  expect(await commitTimes(facts, [])).toEqual(new Map())
})

test('a remote of another name is origin where it is the only one', async () => {
  const repo = createRepo()
  const main = repo.commit()
  const fetched = repo.commit({ branch: 'next' })
  repo.ref('refs/remotes/upstream/main', fetched)
  const line = async () => (await refsOf(repo.path)).mainLine
  expect(await line()).toMatchObject({ name: 'main', tips: [fetched, main] })
  repo.ref('refs/remotes/upstream/next', fetched)
  repo.git(['symbolic-ref', 'refs/remotes/upstream/HEAD', 'refs/remotes/upstream/next'])
  expect(await line()).toEqual({ name: 'next', ref: 'refs/remotes/upstream/next', tips: [fetched] })
  // Of two that are not called so nobody knows.
  repo.ref('refs/remotes/fork/main', fetched)
  expect(await line()).toMatchObject({ name: 'main', tips: [main] })
  repo.git(['update-ref', '-d', 'refs/remotes/fork/main'])
  repo.ref('refs/remotes/origin/main', main)
  expect(await line()).toMatchObject({ name: 'main', ref: 'refs/heads/main', tips: [main] })
})

test('branches are local ones, then those of remotes; the main one is the remote’s, else one called so, else the one checked out', async () => {
  const repo = createRepo()
  const main = repo.commit()
  repo.ref('refs/heads/topic/a', main)
  repo.ref('refs/remotes/origin/main', main)
  repo.ref('refs/remotes/origin/production', main)
  repo.tag('v1.0.0')
  repo.git(['symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/production'])
  const { branches, main: found } = await refsOf(repo.path)
  // origin/HEAD is another name of one of them.
  expect(branches.map(({ name, ref }) => [name, ref])).toEqual([
    ['main', 'refs/heads/main'],
    ['topic/a', 'refs/heads/topic/a'],
    ['origin/main', 'refs/remotes/origin/main'],
    ['origin/production', 'refs/remotes/origin/production'],
  ])
  expect(found?.name).toBe('origin/production')
  repo.git(['symbolic-ref', '--delete', 'refs/remotes/origin/HEAD'])
  expect((await refsOf(repo.path)).main?.name).toBe('main')
  repo.git(['symbolic-ref', 'HEAD', 'refs/heads/topic/a'])
  repo.git(['update-ref', '-d', 'refs/heads/main'])
  // As the main line is, wherever it is known: what is checked out may be anybody's work in progress.
  expect((await refsOf(repo.path)).main?.name).toBe('origin/main')
  repo.git(['update-ref', '-d', 'refs/remotes/origin/main'])
  repo.ref('refs/heads/trunk', main)
  const { main: trunk, mainLine } = await refsOf(repo.path)
  expect([trunk?.name, mainLine]).toEqual(['trunk', { name: 'trunk', ref: 'refs/heads/trunk', tips: [main] }])
  repo.git(['update-ref', '-d', 'refs/heads/trunk'])
  expect((await refsOf(repo.path)).main?.name).toBe('topic/a')
  repo.git(['update-ref', '--no-deref', 'HEAD', main])
  repo.git(['update-ref', '-d', 'refs/heads/topic/a'])
  expect((await refsOf(repo.path)).main).toBeNull()
})

test('of a bare repository the main branch is the one that its HEAD names, for all that ask', async () => {
  const repo = createRepo({ bare: true })
  const main = repo.commit()
  repo.ref('refs/heads/develop', main)
  repo.git(['symbolic-ref', 'HEAD', 'refs/heads/develop'])
  const { main: found, mainLine } = await refsOf(repo.path)
  expect([found?.ref, mainLine?.ref]).toEqual(['refs/heads/develop', 'refs/heads/develop'])
})
