// Every odd kind of repository, made by a script, with what adding it comes to written down: how many commits, branches,
// tags and deployments there are, what is left out, and the sentence where something is missing or refused.
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import type { Component } from '../../src-shared/component.ts'
import { patience } from '../../src-main/sources/git/patience.ts'
import { createRepo, damage, plainEnvironment, runGit, temporaryPath, type TestRepo } from '../helpers/repos.ts'
import { type TestWorkspace, workspace } from '../helpers/workspace.ts'

interface Outcome {
  commits: number
  deployments: number
  branches: number
  tags: number
  /** Tags that are left out, each with the reason. */
  ignored?: string[]
  problem?: string | null
  note?: string | null
}

interface Odd {
  name: string
  /** Makes it; returns the folder that is added, and what happens to it before it is scanned again. */
  make(): { path: string; later?: () => void }
  outcome?: Outcome
  /** After the second scan; as before where nothing happens. */
  after?: Outcome
  /** Instead: the sentence it is refused with. `{path}` is its folder. */
  refused?: string
  /** The sentence that sorting its commits by paths is refused with. */
  unsorted?: string
  skip?: boolean
}

const day = (n: number) => `2026-03-${String(n).padStart(2, '0')}T10:00:00Z`

/** Three commits on main, the last with v1.0.0. */
function plain(options: Parameters<typeof createRepo>[0] = {}): TestRepo {
  const repo = createRepo(options)
  for (const n of [1, 2, 3]) repo.commit({ at: day(n) })
  repo.tag('v1.0.0')
  return repo
}
const threeCommits = { commits: 3, deployments: 1, branches: 1, tags: 1 }

function clone(of: TestRepo, ...options: string[]): string {
  const path = temporaryPath('clone')
  of.git(['config', 'uploadpack.allowFilter', 'true'])
  runGit(['clone', '--quiet', ...options, `file://${of.path}`, path], { cwd: of.path })
  return path
}

/** A commit whose dates are these words. */
function dated(repo: TestRepo, date: string, parent: string): string {
  const who = `J <j@example.org> ${date}`
  return repo.object('commit', `tree ${repo.emptyTree}\nparent ${parent}\nauthor ${who}\ncommitter ${who}\n\nd\n`)
}

/** Whoever opens it waits until somebody writes, for ever. */
function withPipe(...at: string[]) {
  const repo = plain()
  execFileSync('mkfifo', [join(repo.gitDir, ...at)])
  Object.assign(patience, { answer_ms: 2_000, history_ms: 2_000 })
  return { path: repo.path }
}

const root = process.getuid?.() === 0
const linux = process.platform === 'linux'

const repos: Odd[] = [
  {
    name: 'empty',
    make: () => ({ path: createRepo().path }),
    outcome: { commits: 0, deployments: 0, branches: 0, tags: 0 },
  },
  {
    name: 'one commit',
    make: () => {
      const repo = createRepo()
      repo.commit()
      return { path: repo.path }
    },
    outcome: { commits: 1, deployments: 0, branches: 1, tags: 0 },
  },
  {
    name: 'shallow, then completed',
    make: () => {
      const path = clone(plain(), '--depth', '2')
      return { path, later: () => void runGit(['fetch', '--quiet', '--unshallow'], { cwd: path }) }
    },
    outcome: {
      // main, origin/main; origin/HEAD is another name of the latter.
      commits: 2,
      deployments: 1,
      branches: 2,
      tags: 1,
      problem:
        'Shallow clone: history before 2 March 2026 is missing, so lead times near it may be short. Run git fetch --unshallow.',
    },
    after: { commits: 3, deployments: 1, branches: 2, tags: 1 },
  },
  { name: 'bare', make: () => ({ path: plain({ bare: true, name: 'api.git' }).path }), outcome: threeCommits },
  {
    name: 'a linked work tree',
    make: () => {
      const repo = plain()
      const path = temporaryPath('linked')
      repo.git(['worktree', 'add', '--quiet', '-b', 'linked', path, 'main'])
      return { path }
    },
    outcome: { ...threeCommits, branches: 2 },
  },
  {
    name: 'with a submodule, which is another repository',
    make: () => {
      const repo = plain()
      const inner = plain({ name: 'inner' })
      const tree = repo.git(['mktree'], { input: `160000 commit ${inner.tip()}\tinner\n` }).trim()
      const id = repo.object(
        'commit',
        `tree ${tree}\nparent ${repo.tip()}\nauthor J <j@e> 1773000000 +0000\ncommitter J <j@e> 1773000000 +0000\n\ns\n`,
      )
      repo.ref('refs/heads/main', id)
      return { path: repo.path }
    },
    outcome: { ...threeCommits, commits: 4 },
  },
  {
    name: 'a partial clone without files',
    make: () => ({ path: clone(plain(), '--filter=blob:none', '--no-checkout') }),
    outcome: { ...threeCommits, branches: 2 },
  },
  {
    name: 'a partial clone without folders',
    make: () => {
      const repo = plain()
      repo.commit({ at: day(4) })
      const tree = repo.git(['mktree'], { input: `100644 blob ${repo.object('blob', 'x')}\tfile\n` }).trim()
      const dates = 'author J <j@e> 1773000000 +0000\ncommitter J <j@e> 1773000000 +0000'
      repo.ref('refs/heads/main', repo.object('commit', `tree ${tree}\nparent ${repo.tip()}\n${dates}\n\nf\n`))
      return { path: clone(repo, '--filter=tree:0', '--no-checkout') }
    },
    outcome: { ...threeCommits, commits: 5, branches: 2 },
    unsorted:
      '{path} lacks folders of its history (a clone with --filter=tree:0?), so what its commits touch cannot be told, and its systems cannot be told apart. A clone without that filter has them.',
  },
  {
    name: 'a hole in its history',
    make: () => {
      const repo = createRepo()
      const ids = [1, 2, 3].map((n) => repo.commit({ at: day(n) }))
      const missing = ids[1] ?? ''
      rmSync(join(repo.gitDir, 'objects', missing.slice(0, 2), missing.slice(2)))
      return { path: repo.path }
    },
    refused: 'is missing or damaged in {path}, so this scan does not count. Run git fsck there to see what else is',
  },
  { name: 'SHA-256', make: () => ({ path: plain({ sha256: true }).path }), outcome: threeCommits },
  {
    name: 'a detached HEAD on a commit of no branch',
    make: () => {
      const repo = plain()
      writeFileSync(join(repo.gitDir, 'HEAD'), `${repo.commit({ at: day(6), parents: [repo.tip()], branch: null })}\n`)
      return { path: repo.path }
    },
    outcome: { ...threeCommits, commits: 4 },
  },
  {
    name: 'an unborn branch beside others',
    make: () => {
      const repo = plain()
      repo.git(['symbolic-ref', 'HEAD', 'refs/heads/new'])
      return { path: repo.path }
    },
    outcome: threeCommits,
  },
  {
    name: 'orphan branches',
    make: () => {
      const repo = plain()
      repo.commit({ parents: [], branch: 'gh-pages' })
      repo.commit({ branch: 'gh-pages' })
      return { path: repo.path }
    },
    outcome: { ...threeCommits, commits: 5, branches: 2 },
  },
  {
    name: 'an octopus merge',
    make: () => {
      const repo = plain()
      const arms = ['a', 'b', 'c', 'd'].map((branch) =>
        repo.commit({ at: day(4), parents: [repo.tip()], branch, message: branch }),
      )
      repo.commit({ at: day(5), parents: [repo.tip(), ...arms] })
      repo.tag('v1.1.0')
      return { path: repo.path }
    },
    outcome: { commits: 8, deployments: 2, branches: 5, tags: 2 },
  },
  {
    name: 'grafts and replacements, which change nothing',
    make: () => {
      const repo = plain()
      const [tip, first] = [repo.tip(), repo.git(['rev-parse', 'main~2']).trim()]
      mkdirSync(join(repo.gitDir, 'info'), { recursive: true })
      writeFileSync(join(repo.gitDir, 'info', 'grafts'), `${tip} ${first}\n`)
      repo.ref(`refs/replace/${repo.git(['rev-parse', 'main~1']).trim()}`, repo.commit({ parents: [], branch: null }))
      return { path: repo.path }
    },
    outcome: threeCommits,
  },
  {
    name: 'history rewritten by a forced push',
    make: () => {
      const repo = plain()
      return {
        path: repo.path,
        later: () => {
          const base = repo.git(['rev-parse', 'main~2']).trim()
          repo.ref('refs/heads/main', repo.commit({ at: day(9), parents: [base], message: 'Other', branch: null }))
          repo.git(['tag', '-d', 'v1.0.0'])
          repo.git(['reflog', 'expire', '--expire=now', '--all'])
          repo.git(['gc', '--quiet', '--prune=now'])
          repo.tag('v2.0.0')
        },
      }
    },
    outcome: threeCommits,
    // What was read stays, though no branch leads there any more; deployments are those that there are now.
    after: { commits: 4, deployments: 1, branches: 1, tags: 1 },
  },
  {
    name: 'tags that are deleted and moved',
    make: () => {
      const repo = plain()
      repo.tag('v0.1.0', { of: repo.git(['rev-parse', 'main~2']).trim() })
      repo.tag('v0.2.0', { of: repo.git(['rev-parse', 'main~1']).trim() })
      return {
        path: repo.path,
        later: () => {
          repo.git(['tag', '-d', 'v0.1.0'])
          repo.tag('v0.2.0', { of: repo.tip() })
        },
      }
    },
    outcome: { ...threeCommits, deployments: 3, tags: 3 },
    // v0.2.0 and v1.0.0 are on one commit now: one deployment.
    after: { ...threeCommits, deployments: 1, tags: 2 },
  },
  {
    name: 'tags on a tree and on a file',
    make: () => {
      const repo = plain()
      repo.tag('v8', { of: repo.emptyTree })
      repo.tag('v9', { of: repo.object('blob', 'key'), annotated: true })
      return { path: repo.path }
    },
    outcome: {
      ...threeCommits,
      ignored: ['v8: It leads to a tree, not to a commit.', 'v9: It leads to a blob, not to a commit.'],
    },
  },
  {
    name: 'a tag of a tag of a tag',
    make: () => {
      const repo = createRepo()
      repo.commit()
      repo.tag('v1.0.0', { annotated: true })
      repo.tag('v1.0.1', { of: repo.git(['rev-parse', 'v1.0.0']).trim(), annotated: true })
      repo.tag('v1.0.2', { of: repo.git(['rev-parse', 'v1.0.1']).trim(), annotated: true })
      return { path: repo.path }
    },
    outcome: { commits: 1, deployments: 1, branches: 1, tags: 3 },
  },
  {
    name: '10,000 tags',
    make: () => {
      const repo = plain()
      const ids = repo.git(['rev-list', 'main']).split('\n')
      const lines = Array.from({ length: 9_999 }, (_, i) => `create refs/tags/v2.0.${i} ${ids[i % 3]}`)
      repo.git(['update-ref', '--stdin'], { input: `${lines.join('\n')}\n` })
      return { path: repo.path }
    },
    outcome: { commits: 3, deployments: 3, branches: 1, tags: 10_000 },
  },
  {
    name: 'a folder with spaces, quotes, an emoji and a line break',
    make: () => ({ path: plain({ name: `my "shop" 🚀\nof '26` }).path }),
    outcome: threeCommits,
    skip: !linux,
  },
  {
    name: 'a folder called like an option',
    make: () => ({ path: plain({ name: '--upload-pack=touch' }).path }),
    outcome: threeCommits,
  },
  {
    name: 'tags and branches with odd names',
    make: () => {
      const repo = plain()
      for (const name of ['-v2.0.0', '--output=v3.0.0', '🚀', `it's"v4"`]) repo.ref(`refs/tags/${name}`, repo.tip())
      repo.ref('refs/heads/-n1', repo.tip())
      repo.git(['update-ref', '--stdin'], {
        input: Buffer.concat([
          Buffer.from('create refs/tags/caf'),
          Buffer.from([0xe9]),
          Buffer.from(` ${repo.tip()}\n`),
        ]),
      })
      return { path: repo.path }
    },
    outcome: { ...threeCommits, branches: 2, tags: 5, ignored: ['caf\uFFFD: Its name is not valid UTF-8.'] },
    skip: !linux,
  },
  {
    name: 'dates before 1970, far ahead, of words and of 2^64',
    make: () => {
      const repo = createRepo()
      let tip = repo.commit({ at: day(1) })
      const dates = [
        '-86400 +0000',
        '253402300799 +0000',
        '99999999999999 +0000',
        'yesterday',
        '18446744073709551616 +0000',
      ]
      for (const [i, date] of dates.entries()) {
        tip = dated(repo, date, tip)
        repo.ref(`refs/tags/v1.${i}.0`, tip)
      }
      repo.ref('refs/heads/main', tip)
      return { path: repo.path }
    },
    // The second is the last second of the year 9999; of the others git tells no date, or none that there is.
    outcome: {
      commits: 6,
      deployments: 1,
      branches: 1,
      tags: 5,
      note: '4 have no date that can be read and are left out.',
    },
  },
  {
    name: 'NUL and escape characters in a message',
    make: () => {
      const repo = plain()
      const who = 'J <j@e> 1773000000 +0000'
      const head = `tree ${repo.emptyTree}\nparent ${repo.tip()}\nauthor ${who}\ncommitter ${who}\n\n`
      repo.ref('refs/heads/main', repo.object('commit', `${head}red \u001b[31m\u0000 and more\n`))
      return { path: repo.path }
    },
    outcome: { ...threeCommits, commits: 4 },
  },
  {
    name: 'with refs that a computer going off left empty, and that lead nowhere',
    make: () => {
      const repo = plain()
      for (const [name, text] of [
        ['heads/next', ''],
        ['heads/old', `${'0'.repeat(40)}\n`],
        ['tags/v2.0.0', 'what?'],
      ] as const)
        writeFileSync(join(repo.gitDir, 'refs', name), text)
      writeFileSync(join(repo.gitDir, 'refs/tags/v3..0'), `${repo.tip()}\n`)
      return {
        path: repo.path,
        later: () => {
          for (const name of ['heads/old', 'tags/v3..0', 'tags/v2.0.0']) rmSync(join(repo.gitDir, 'refs', name))
        },
      }
    },
    outcome: {
      ...threeCommits,
      ignored: ['v2.0.0: It is damaged: it leads nowhere.', 'v3..0: Git takes no such name.'],
      problem:
        '2 branches are damaged: "refs/heads/next", "refs/heads/old". What only they led to is not read. Run git fsck there.',
    },
    after: {
      ...threeCommits,
      problem: 'A branch is damaged: "refs/heads/next". What only it led to is not read. Run git fsck there.',
    },
    skip: !linux,
  },
  {
    name: 'with refs to objects that are missing or damaged',
    make: () => {
      const repo = plain()
      const lost = (n: number) => repo.commit({ at: day(n), parents: [repo.tip()], branch: null, message: `${n}` })
      const [gone, tagged, nested, empty, garbled] = [lost(4), lost(5), lost(6), lost(7), lost(8)]
      repo.tag('v2.0.0', { of: gone })
      repo.tag('v2.1.0', { of: tagged, annotated: true })
      repo.tag('inner', { of: nested, annotated: true })
      repo.tag('v2.2.0', { of: repo.git(['rev-parse', 'inner']).trim(), annotated: true })
      repo.tag('v2.3.0', { of: empty })
      repo.tag('v2.4.0', { of: garbled })
      repo.tag('v8', { of: repo.emptyTree })
      repo.ref('refs/heads/gone', gone)
      repo.ref('refs/remotes/origin/garbled', garbled)
      const spoilt = [
        [empty, ''],
        [garbled, 'not zlib at all'],
      ] as const
      const bringBack = damage(repo, { lost: [gone, tagged, nested], spoilt })
      lostIds = { gone, tagged, nested, empty, garbled }
      return { path: repo.path, later: () => bringBack(gone) }
    },
    outcome: {
      ...threeCommits,
      ignored: [
        'inner: It leads to object {nested}, which is missing or damaged.',
        'v2.0.0: It leads to object {gone}, which is missing or damaged.',
        'v2.1.0: It leads to object {tagged}, which is missing or damaged.',
        'v2.2.0: It leads to object {nested}, which is missing or damaged.',
        'v2.3.0: It leads to object {empty}, which is missing or damaged.',
        'v2.4.0: It leads to object {garbled}, which is missing or damaged.',
        'v8: It leads to a tree, not to a commit.',
      ],
      problem:
        '2 branches are damaged: "refs/heads/gone" (it leads to object {gone}, which is missing or damaged), ' +
        '"refs/remotes/origin/garbled" (it leads to object {garbled}, which is missing or damaged). ' +
        'What only they led to is not read. Run git fsck there.',
    },
    // One object came back: its branch and its tag with it.
    after: {
      commits: 4,
      deployments: 2,
      branches: 2,
      tags: 2,
      ignored: [
        'inner: It leads to object {nested}, which is missing or damaged.',
        'v2.1.0: It leads to object {tagged}, which is missing or damaged.',
        'v2.2.0: It leads to object {nested}, which is missing or damaged.',
        'v2.3.0: It leads to object {empty}, which is missing or damaged.',
        'v2.4.0: It leads to object {garbled}, which is missing or damaged.',
        'v8: It leads to a tree, not to a commit.',
      ],
      problem:
        'A branch is damaged: "refs/remotes/origin/garbled" (it leads to object {garbled}, which is missing or damaged). ' +
        'What only it led to is not read. Run git fsck there.',
    },
  },
  {
    name: 'a pipe in the place of a branch',
    make: () => withPipe('refs/heads/pipe'),
    refused: 'Git did not get an answer from {path} for minutes.',
    skip: process.platform === 'win32',
  },
  {
    name: 'a pipe in the place of its settings',
    make: () => {
      const made = withPipe('config.worktree')
      runGit(['config', 'extensions.worktreeConfig', 'true'], { cwd: made.path })
      return made
    },
    refused: 'Git did not get an answer from {path} for minutes.',
    skip: process.platform === 'win32',
  },
  {
    name: 'of another user',
    make: () => {
      const { path } = plain()
      chownSync(path, 12_345, 12_345)
      return { path }
    },
    refused: '{path} belongs to another user of this computer, so git does not read it.',
    skip: !root,
  },
  {
    name: 'on a drive that is not there',
    make: () => ({ path: join(temporaryPath('drive'), 'shop') }),
    refused: 'There is no folder {path}. Was it moved, or is its drive not connected?',
  },
  {
    name: 'without git',
    make: () => {
      const { path } = plain()
      process.env['PATH'] = temporaryPath('no-git')
      return { path }
    },
    refused: 'Git is not installed, or not on the PATH.',
  },
  {
    name: 'with a git that is too old',
    make: () => {
      const { path } = plain()
      const folder = temporaryPath('bin')
      mkdirSync(folder)
      writeFileSync(join(folder, 'git'), '#!/bin/sh\necho git version 2.17.1\n')
      chmodSync(join(folder, 'git'), 0o755)
      process.env['PATH'] = folder
      return { path }
    },
    refused: 'Git 2.17.1 is too old: Shiplog needs 2.25 or newer.',
    skip: process.platform === 'win32',
  },
]

const path = process.env['PATH']
const usual = { ...patience }
afterEach(() => {
  process.env['PATH'] = path
  Object.assign(patience, usual)
})

async function outcomeOf({ call }: TestWorkspace): Promise<Outcome> {
  const row = (await call('repos.list', {})).rows[0]
  const { branches = -1, tags = -1, ignored } = row?.refs ?? {}
  return {
    commits: row?.commits ?? -1,
    deployments: row?.deployments ?? -1,
    branches,
    tags,
    ignored: ignored?.rows.map((one) => `${one.name}: ${one.reason}`) ?? [],
    problem: row?.problem ?? null,
    note: row?.note ?? null,
  }
}

/** Ids of objects by the names that sentences above have for them. */
let lostIds: Record<string, string> = {}
const withIds = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => lostIds[name] ?? whole)
const whole = (outcome: Outcome | undefined) => ({
  note: null,
  ...outcome,
  ignored: (outcome?.ignored ?? []).map(withIds),
  problem: outcome?.problem == null ? null : withIds(outcome.problem),
})
const part: Component = { system: 'part', paths: ['src'], strategy: { by: 'versions' } }

test('a first look says what kind of folder it is, where it came from and which submodules it has', async () => {
  const { call } = await workspace()
  const inner = plain({ name: 'inner' })
  const repo = plain()
  const add = ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path]
  repo.git(['reset', '--quiet', '--hard'])
  repo.git([...add, 'libs/a b'])
  repo.git([...add, 'z'])
  repo.git(['-c', 'user.name=J', '-c', 'user.email=j@e', 'commit', '--quiet', '-m', 'Submodules'])
  const look = async (path: string) => {
    const { kind, remote, submodules } = await call('repos.detect', { path })
    return { kind, remote, submodules }
  }
  const counts = async (path: string) => {
    const { commits, tags, branches, ignored } = await call('repos.detect', { path })
    return { commits, tags, branches: branches.length, ignored: ignored.rows }
  }
  patience.count_ms = 300_000
  expect(await look(repo.path)).toEqual({ kind: 'clone', remote: null, submodules: ['libs/a b', 'z'] })
  const linked = temporaryPath('linked')
  repo.git(['worktree', 'add', '--quiet', '--detach', linked, 'main~1'])
  expect(await look(linked)).toEqual({ kind: 'linked work tree', remote: null, submodules: [] })
  expect(await look(join(repo.path, 'z'))).toMatchObject({ kind: 'submodule', remote: pathToFileURL(inner.path).href })
  repo.git(['remote', 'add', 'origin', 'https://jane:secret@example.org/shop/api.git'])
  expect(await look(repo.path)).toMatchObject({ remote: 'https://example.org/shop/api.git' })
  expect(await look(plain({ bare: true }).path)).toMatchObject({ kind: 'bare' })
  // Three, that of the submodules, and one more on another branch.
  repo.commit({ branch: 'next', parents: [repo.tip()] })
  repo.tag('v8', { of: repo.emptyTree })
  const ignored = [{ name: 'v8', reason: 'It leads to a tree, not to a commit.' }]
  expect(await counts(repo.path)).toEqual({ commits: 5, tags: 1, branches: 2, ignored })
  expect(await counts(createRepo().path)).toEqual({ commits: 0, tags: 0, branches: 0, ignored: [] })
  // What takes longer than a moment is left to the scan.
  patience.count_ms = 0
  expect(await counts(repo.path)).toMatchObject({ commits: null, tags: 1 })
})

describe('an odd repository', () => {
  test.for(repos.filter((one) => one.skip !== true))('$name', async (odd) => {
    const { path: folder, later } = odd.make()
    const opened = await workspace()
    const named = (sentence: string) => sentence.replace('{path}', folder)
    if (odd.refused !== undefined) {
      expect(await opened.refusal('repos.add', { path: folder })).toContain(named(odd.refused))
      return
    }
    await opened.call('repos.add', { path: folder })
    expect(await outcomeOf(opened)).toEqual(whole(odd.outcome))
    later?.()
    await opened.call('repos.scan', { path: folder })
    expect(await outcomeOf(opened)).toEqual(whole(odd.after ?? odd.outcome))
    expect((await opened.call('workspace.rebuild', {})).changed).toBe(0)
    // Sorting by paths reads more of it.
    if (odd.unsorted === undefined) await opened.call('repos.add', { path: folder, components: [part] })
    else expect(await opened.refusal('repos.add', { path: folder, components: [part] })).toBe(named(odd.unsorted))
  })

  test('a main branch that leads nowhere: what was read of it stands, and no other is taken for it', async () => {
    const repo = plain()
    repo.commit({ at: day(2), parents: [repo.git(['rev-parse', 'main~2']).trim()], branch: 'master', message: 'M' })
    const waits = repo.commit({ at: day(4) })
    const { call, refusal } = await workspace()
    await call('repos.add', { path: repo.path, strategy: { by: 'merges', branch: 'main' } })
    await call('repos.add', { path: repo.path, strategy: { by: 'versions' } })
    const waiting = async () =>
      (await call('changes.undeployed', {})).rows.map(({ total, problem }) => [total, problem])
    expect(await waiting()).toEqual([[1, null]])
    const place = join(repo.gitDir, 'objects', waits.slice(0, 2), waits.slice(2))
    const kept = readFileSync(place)
    rmSync(place)
    const { repo: row } = (await call('repos.scan', { path: repo.path })).scans[0] ?? {}
    const problem = `A branch is damaged: "refs/heads/main" (it leads to object ${waits}, which is missing or damaged). What only it led to is not read. Run git fsck there.`
    expect(row).toMatchObject({ problem, commits: 5, deployments: 1, gone: false })
    expect(await waiting()).toEqual([[1, null]])
    expect(await refusal('repos.add', { path: repo.path, strategy: { by: 'merges', branch: 'main' } })).toBe(
      `refs/heads/main leads to object ${waits}, which is missing or damaged. Run git fsck there; a fresh clone repairs it.`,
    )
    // Somebody who adds it only now: what waits is unknown, and not nothing.
    await call('repos.remove', { path: repo.path })
    await call('repos.add', { path: repo.path })
    expect(await waiting()).toEqual([[null, `main ends at a commit that was not read. ${problem}`]])
    writeFileSync(place, kept)
    await call('repos.scan', { path: repo.path })
    expect(await waiting()).toEqual([[1, null]])
  })

  test('a commit that is checked out and missing: all that branches and tags lead to is read', async () => {
    const repo = plain()
    const lost = '1'.repeat(40)
    writeFileSync(join(repo.gitDir, 'HEAD'), `${lost}\n`)
    const { call } = await workspace()
    const { repo: row } = await call('repos.add', { path: repo.path })
    expect(row).toMatchObject({
      commits: 3,
      deployments: 1,
      problem: `A branch is damaged: "HEAD" (it leads to object ${lost}, which is missing or damaged). What only it led to is not read. Run git fsck there.`,
    })
  })

  test('the changes of deployments at one time and with clocks that disagree', async () => {
    const repo = createRepo()
    const first = repo.commit({ at: day(1) })
    const second = repo.commit({ at: day(2) })
    const third = repo.commit({ at: day(5) })
    // Two in one second: by name. The last was tagged on a computer whose clock is behind.
    repo.tag('v1.0.0', { of: first, annotated: true, at: day(3) })
    repo.tag('v1.1.0', { of: second, annotated: true, at: day(3) })
    repo.tag('v1.2.0', { of: third, annotated: true, at: day(4) })
    const { call } = await workspace()
    await call('repos.add', { path: repo.path })
    const { rows } = await call('changes.list', {})
    expect(rows.map((row) => [row.id, row.deployment?.id, row.state, row.reason])).toEqual([
      [third, 'v1.2.0', 'left out', 'starts after the deployment finished'],
      [second, 'v1.1.0', 'deployed', null],
      [first, 'v1.0.0', 'left out', 'part of the first known deployment, which carries all history before it'],
    ])
  })

  test('being rewritten while it is scanned: refused with a sentence or read, and whole in the end', async () => {
    const repo = plain()
    const opened = await workspace()
    await opened.call('repos.add', { path: repo.path })
    const script = `for i in 1 2 3 4 5 6 7 8; do
      id=$(git commit-tree "${repo.emptyTree}" -p main~1 -m "r$i") && git update-ref refs/heads/main "$id"
      git reflog expire --expire=now --all; git repack -adq; git prune --expire=now
    done`
    const env = {
      ...plainEnvironment(),
      GIT_AUTHOR_NAME: 'J',
      GIT_AUTHOR_EMAIL: 'j@e',
      GIT_COMMITTER_NAME: 'J',
      GIT_COMMITTER_EMAIL: 'j@e',
    }
    const child = spawn('sh', ['-c', script], { cwd: repo.path, env, stdio: 'ignore' })
    const ended = new Promise((resolve) => child.once('close', resolve))
    while (child.exitCode === null) {
      const { scans, failed } = await opened.call('repos.scan', {})
      expect(scans.length + failed.length).toBe(1)
      for (const { reason } of failed) expect(reason).not.toMatch(/Something went wrong|undefined|NaN/)
    }
    await ended
    await opened.call('repos.scan', { path: repo.path })
    const { problem, branches, tags, deployments } = await outcomeOf(opened)
    expect({ problem, branches, tags, deployments }).toEqual({ problem: null, branches: 1, tags: 1, deployments: 1 })
    const tip = repo.tip()
    expect((await opened.call('changes.where', { change: tip })).rows[0]?.id).toBe(tip)
  })
})
