// Each way to find deployments, by hand on small repositories. strategies-random.test.ts compares with plain git.
import { describe, expect, test } from 'vitest'
import type { Strategy } from '../../../src-shared/strategy.ts'
import { createRepo, repoAt, runGit, temporaryPath, type TestRepo } from '../../helpers/repos.ts'
import { scan } from './rows.ts'

async function found(repo: TestRepo, strategy: Strategy) {
  const { deployments, note } = await scan(repo.path, [], strategy)
  return {
    rows: deployments.map(({ id, commit, at_ms, dated }) => [id, commit, new Date(at_ms).toISOString(), dated]),
    versions: deployments.map((one) => one.version),
    note,
  }
}

/** A reflog as git writes it, whatever this computer's clock says. */
const moved = (repo: TestRepo, ref: string, to: string, at: string, why = 'push') =>
  repo.git(['update-ref', '--create-reflog', '-m', why, ref, to], {
    env: {
      GIT_COMMITTER_NAME: 'C',
      GIT_COMMITTER_EMAIL: 'c@example.org',
      GIT_COMMITTER_DATE: `${Date.parse(at) / 1_000} +0000`,
    },
  })

describe('tags', () => {
  test('an annotated tag has its own date, a lightweight one its commit’s, and each says which', async () => {
    const repo = createRepo()
    const commit = repo.commit({ at: '2026-03-01T10:00:00Z' })
    repo.tag('2026.03.1', { annotated: true, at: '2026-03-02T08:00:00Z' })
    const second = repo.commit({ at: '2026-03-03T10:00:00Z' })
    repo.tag('2026-03-03')
    repo.tag('nightly-2026-03-03')
    repo.commit({ at: '2026-03-04T10:00:00Z' })
    repo.tag('2026.03.2-rc.1')
    expect(await found(repo, { by: 'versions' })).toEqual({
      rows: [
        ['2026.03.1', commit, '2026-03-02T08:00:00.000Z', 'tag date'],
        ['2026-03-03', second, '2026-03-03T10:00:00.000Z', 'commit date'],
      ],
      versions: ['2026.03.1', '2026-03-03'],
      note: null,
    })
  })

  test('a pattern that matches nothing says what there is', async () => {
    const repo = createRepo()
    repo.commit()
    repo.tag('v1.0.0')
    repo.tag('v1.1.0')
    expect(await found(repo, { by: 'tags', glob: 'release-*' })).toMatchObject({
      rows: [],
      note: 'No tag matches "release-*". The tags are v1.1.0, v1.0.0.',
    })
  })

  test('tags that are almost versions are counted in the note', async () => {
    const repo = createRepo()
    for (const name of ['v1.0.0', 'v1.0.0.1', 'v1.0.0.2']) {
      repo.commit()
      repo.tag(name)
    }
    expect(await found(repo, { by: 'versions' })).toMatchObject({
      versions: ['1.0.0'],
      note: '2 tags such as v1.0.0.2 are not counted: a version has three numbers or is a date. Tags of a pattern would count them.',
    })
  })

  test('a date that cannot be read is counted, not guessed at', async () => {
    const repo = createRepo()
    const body = `tree ${repo.emptyTree}\nauthor J <j@example.org> 1767225600 +0000\ncommitter J <j@example.org> never\n\nOdd\n`
    repo.ref('refs/heads/main', repo.object('commit', body))
    repo.tag('v1.0.0')
    const odd = '1 has no date that can be read and is left out.'
    expect(await found(repo, { by: 'versions' })).toMatchObject({ rows: [], note: odd })
    expect(await found(repo, { by: 'commits', branch: 'main' })).toMatchObject({ rows: [], note: odd })
  })
})

describe('a branch', () => {
  /** main: a, b, merge of side, c. side: s1, merge of main into side. */
  function forked() {
    const repo = createRepo()
    const a = repo.commit({ at: '2026-03-01T10:00:00Z', message: 'a' })
    const s1 = repo.commit({ at: '2026-03-02T10:00:00Z', message: 's1', parents: [a], branch: 'side' })
    const b = repo.commit({ at: '2026-03-03T10:00:00Z', message: 'b' })
    const s2 = repo.commit({ at: '2026-03-04T10:00:00Z', message: 's2', parents: [s1, b], branch: 'side' })
    // Authored earlier than it was committed: the committer date counts.
    const merge = repo.commit({ at: '2026-03-05T10:00:00Z', authored: '2026-03-01T12:00:00Z', parents: [b, s2] })
    const c = repo.commit({ at: '2026-03-06T10:00:00Z', message: 'c' })
    repo.tag('v1.0.0', { of: merge })
    return { repo, a, b, merge, c }
  }

  test('merges into it are the merges on its own line, not those on branches that were merged', async () => {
    const { repo, merge } = forked()
    expect(await found(repo, { by: 'merges', branch: 'main' })).toEqual({
      rows: [[merge, merge, '2026-03-05T10:00:00.000Z', 'commit date']],
      // It carries a version tag: reports of that version are it.
      versions: ['1.0.0'],
      note: null,
    })
  })

  test('every commit on it is every commit of its own line', async () => {
    const { repo, a, b, merge, c } = forked()
    const { rows } = await found(repo, { by: 'commits', branch: 'main' })
    expect(rows.map(([id]) => id)).toEqual([a, b, merge, c])
  })

  test('a name that is no branch is refused with the names that are', async () => {
    const { repo } = forked()
    await expect(found(repo, { by: 'merges', branch: 'master' })).rejects.toThrow(
      'There is no branch "master". The branches are main, side.',
    )
    await expect(found(repo, { by: 'pointer', ref: 'live' })).rejects.toThrow(
      'There is no branch or tag "live". The branches are main, side. The only tag is v1.0.0.',
    )
    await expect(found(createRepo(), { by: 'commits', branch: 'main' })).rejects.toThrow(
      'There is no branch "main". There are no branches.',
    )
  })

  test('odd names of branches are names, not options', async () => {
    const repo = createRepo()
    const commit = repo.commit()
    for (const name of ['--output=pwn', '-n1', 'a@b', 'x;y', 'ä']) {
      repo.ref(`refs/heads/${name}`, commit)
      for (const strategy of [
        { by: 'commits', branch: name },
        { by: 'pointer', ref: name },
        { by: 'releases', glob: name },
      ] as const)
        expect((await found(repo, strategy)).rows.map(([, id]) => id)).toEqual([commit])
    }
  })
})

describe('a pointer', () => {
  test('each move is a deployment when it was moved; going back is one, moving nowhere is none', async () => {
    const repo = createRepo()
    const a = repo.commit({ at: '2026-03-01T10:00:00Z', message: 'a' })
    const b = repo.commit({ at: '2026-03-02T10:00:00Z', message: 'b' })
    moved(repo, 'refs/heads/production', a, '2026-03-01T12:00:00Z')
    moved(repo, 'refs/heads/production', b, '2026-03-02T12:00:00Z')
    moved(repo, 'refs/heads/production', a, '2026-03-02T13:00:00Z')
    moved(repo, 'refs/heads/production', a, '2026-03-02T14:00:00Z', 'reset: moving to HEAD')
    expect(await found(repo, { by: 'pointer', ref: 'production' })).toEqual({
      rows: [
        ['production@2026-03-01T12:00:00Z', a, '2026-03-01T12:00:00.000Z', 'date of the move'],
        ['production@2026-03-02T12:00:00Z', b, '2026-03-02T12:00:00.000Z', 'date of the move'],
        ['production@2026-03-02T13:00:00Z', a, '2026-03-02T13:00:00.000Z', 'date of the move'],
      ],
      versions: [null, null, null],
      note: 'The reflog of production begins 1 March 2026: what it pointed to before is not known. What a scan saw stays.',
    })
  })

  test('two moves in one second are two; a commit that no branch has any more is read too', async () => {
    const repo = createRepo()
    const a = repo.commit({ at: '2026-03-01T10:00:00Z' })
    const lost = repo.commit({ at: '2026-03-01T11:00:00Z', parents: [a], branch: null, message: 'lost' })
    moved(repo, 'refs/heads/live', lost, '2026-03-01T12:00:00Z')
    moved(repo, 'refs/heads/live', a, '2026-03-01T12:00:00Z')
    const result = await scan(repo.path, [], { by: 'pointer', ref: 'live' })
    expect(result.deployments.map(({ id, commit }) => [id, commit])).toEqual([
      ['live@2026-03-01T12:00:00Z', lost],
      ['live@2026-03-01T12:00:00Z.2', a],
    ])
    expect(result.rows.map((row) => row.id)).toContain(lost)
  })

  test('what a clone got is where it points, at the commit’s date: cloning deploys nothing', async () => {
    const repo = createRepo()
    const a = repo.commit({ at: '2026-03-01T10:00:00Z' })
    const path = temporaryPath('clone')
    runGit(['clone', '--quiet', repo.path, path], { cwd: repo.path })
    const clone = repoAt(path, `${path}/.git`)
    expect(await found(clone, { by: 'pointer', ref: 'main' })).toMatchObject({
      rows: [['main@2026-03-01T10:00:00Z', a, '2026-03-01T10:00:00.000Z', 'commit date']],
    })
    // A remote's branch has no reflog until the first fetch that moves it.
    expect(await found(clone, { by: 'pointer', ref: 'origin/main' })).toMatchObject({
      rows: [['origin/main@2026-03-01T10:00:00Z', a, '2026-03-01T10:00:00.000Z', 'commit date']],
      note: 'There is no reflog of origin/main here: only where it points now is known. Each scan adds where it points then.',
    })
  })

  test('a moving tag has no reflog: its own date, else its commit’s; the branch of one name goes first', async () => {
    const repo = createRepo()
    const a = repo.commit({ at: '2026-03-01T10:00:00Z' })
    repo.tag('v1.2.0')
    repo.tag('prod', { annotated: true, at: '2026-03-01T18:00:00Z' })
    expect(await found(repo, { by: 'pointer', ref: 'prod' })).toMatchObject({
      rows: [['prod@2026-03-01T18:00:00Z', a, '2026-03-01T18:00:00.000Z', 'tag date']],
      versions: ['1.2.0'],
    })
    const b = repo.commit({ at: '2026-03-02T10:00:00Z', branch: 'prod' })
    expect((await found(repo, { by: 'pointer', ref: 'prod' })).rows.map(([, commit]) => commit)).toEqual([b])
    expect((await found(repo, { by: 'pointer', ref: 'refs/tags/prod' })).rows.map(([, commit]) => commit)).toEqual([a])
  })
})

describe('release branches', () => {
  test('each is one deployment, at its first commit that is not on the main line', async () => {
    const repo = createRepo()
    const a = repo.commit({ at: '2026-03-01T10:00:00Z', message: 'a' })
    const first = repo.commit({ at: '2026-03-02T10:00:00Z', message: 'r1', parents: [a], branch: 'release/1.0.0' })
    const later = repo.commit({ at: '2026-03-09T10:00:00Z', message: 'r2', branch: 'release/1.0.0' })
    // Merged back: its commits are on main then, but not on main's own line.
    const b = repo.commit({ at: '2026-03-10T10:00:00Z', message: 'b', parents: [a, later] })
    // Cut and not committed to: where it was cut. The other of its name is the same.
    repo.ref('refs/heads/release/1.1', b)
    repo.ref('refs/heads/release/1.1-copy', b)
    repo.commit({ at: '2026-03-11T10:00:00Z', message: 'c' })
    repo.commit({ at: '2026-03-12T10:00:00Z', message: 'topic', branch: 'topic' })
    expect(await found(repo, { by: 'releases', glob: 'release/*' })).toEqual({
      rows: [
        ['release/1.0.0', first, '2026-03-02T10:00:00.000Z', 'commit date'],
        ['release/1.1', b, '2026-03-10T10:00:00.000Z', 'commit date'],
      ],
      versions: ['1.0.0', null],
      note: 'Each branch is taken as deployed once, at its first commit that is not on main, or where it was cut.',
    })
  })

  test('branches of branches share their first commit, and the main branch is none', async () => {
    const repo = createRepo()
    const a = repo.commit({ at: '2026-03-01T10:00:00Z', message: 'a' })
    const first = repo.commit({ at: '2026-03-02T10:00:00Z', message: 'r1', parents: [a], branch: 'rel-1' })
    repo.commit({ at: '2026-03-03T10:00:00Z', message: 'fix', parents: [first], branch: 'rel-1-fix' })
    expect((await found(repo, { by: 'releases', glob: '*' })).rows.map(([id, commit]) => [id, commit])).toEqual([
      ['rel-1', first],
    ])
  })

  test('a pattern that matches nothing says which branches there are', async () => {
    const repo = createRepo()
    repo.commit()
    expect(await found(repo, { by: 'releases', glob: 'rel/*' })).toMatchObject({
      rows: [],
      note: 'No branch matches "rel/*". The only branch is main.',
    })
  })
})

test('only reported ones: none is found', async () => {
  const repo = createRepo()
  repo.commit()
  repo.tag('v1.0.0')
  expect(await found(repo, { by: 'events' })).toEqual({ rows: [], versions: [], note: null })
})
