// A repository of another user, read by a copy: what it holds, what each trap in it does not run, and that it stays as it is.
import { execFileSync } from 'node:child_process'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { hashFolder } from '../helpers/hash-folder.ts'
import { createRepo, damage, temporaryPath, type TestRepo } from '../helpers/repos.ts'
import { createCanary, spring, type Trap, traps } from '../helpers/traps.ts'
import { type TestWorkspace, workspace } from '../helpers/workspace.ts'

const isRoot = process.getuid?.() === 0

function runProgram(name: string, args: string[]): void {
  execFileSync(name, args)
}

function give(path: string): void {
  chownSync(path, 12_345, 12_345)
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) give(join(path, entry.name))
    else chownSync(join(path, entry.name), 12_345, 12_345)
  }
}

function theirs(): TestRepo {
  const repo = createRepo({ name: 'api' })
  repo.commit({ at: '2026-01-01T00:00:00Z' })
  repo.tag('v1.0.0')
  return repo
}

test.skipIf(!isRoot)('is copied, scanned, brought up to date by a scan, and deleted when it is removed', async () => {
  const made = await workspace('2026-02-01T00:00:00Z')
  const repo = theirs()
  give(repo.path)
  await expect(made.call('repos.add', { path: repo.path })).rejects.toThrow('--mirror')
  const before = hashFolder(repo.path)
  const first = await made.call('repos.add', { path: repo.path, mirror: true })
  expect(first).toMatchObject({ commits_new: 1, tags: 1, deployments: 1, repo: { name: 'api', system: 'api' } })
  expect(hashFolder(repo.path)).toEqual(before)
  const copy = first.repo.path
  expect(copy).not.toBe(repo.path)
  // Named by what it is a copy of, and found by it.
  expect((await made.call('repos.list', {})).rows).toMatchObject([{ path: copy, copy_of: repo.path }])
  expect(await made.call('repos.watch', { path: `${repo.path}/`, on: true })).toEqual({ path: repo.path, on: true })
  // Root may write there, as the other user might.
  chownSync(repo.path, 0, 0)
  chownSync(repo.gitDir, 0, 0)
  repo.commit({ at: '2026-01-02T00:00:00Z' })
  repo.tag('v1.1.0')
  give(repo.path)
  const { scans } = await made.call('repos.scan', { path: repo.path })
  expect(scans).toMatchObject([{ commits_new: 1, tags: 2, deployments: 2 }])
  // A scan that finds nothing new moves nothing there that is watched, or it would be the cause of the next one.
  const watched = () =>
    Object.entries(hashFolder(copy)).filter(([name]) => /^(?:HEAD|packed-refs|refs(?:\/.*)?)$/.test(name))
  const still = watched()
  expect(still.length).toBeGreaterThan(3)
  await made.call('repos.scan', { path: copy })
  expect(watched()).toEqual(still)
  expect(await made.call('repos.remove', { path: copy })).toMatchObject({ path: repo.path, commits: 2 })
  expect(existsSync(copy)).toBe(false)
  expect(existsSync(repo.gitDir)).toBe(true)
  // As the page undoes a removal.
  expect(await made.call('repos.add', { path: copy })).toMatchObject({ commits_new: 2, deployments: 2 })
})

/** A branch, tags of every kind and a pull request that lead to what is gone, empty or no object at all. */
function withLostRefs() {
  const repo = theirs()
  const side = (message: string) => repo.commit({ at: '2026-01-02T00:00:00Z', branch: null, message })
  const [gone, tagged, nested, empty, garbled, pulled] = ['1', '2', '3', '4', '5', '6'].map(side) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  repo.tag('v2.0.0', { of: gone })
  repo.tag('v2.1.0', { of: tagged, annotated: true })
  repo.tag('inner', { of: nested, annotated: true })
  repo.tag('v2.2.0', { of: repo.git(['rev-parse', 'inner']).trim(), annotated: true })
  repo.tag('v2.3.0', { of: empty })
  repo.ref('refs/heads/gone', gone)
  repo.ref('refs/remotes/origin/garbled', garbled)
  repo.ref('refs/pull/7/head', pulled)
  const spoilt = [
    [empty, ''],
    [garbled, 'not zlib at all'],
  ] as const
  const bringBack = damage(repo, { lost: [gone, tagged, nested, pulled], spoilt })
  writeFileSync(join(repo.gitDir, 'refs/heads/next'), '')
  writeFileSync(join(repo.gitDir, 'refs/tags/v3..0'), `${repo.tip()}\n`)
  return { repo, gone, tagged, nested, empty, garbled, comesBack: () => bringBack(gone) }
}

async function readOf(made: TestWorkspace) {
  const row = (await made.call('repos.list', {})).rows[0]
  const { branches, tags, ignored } = row?.refs ?? {}
  return {
    commits: row?.commits,
    deployments: row?.deployments,
    branches,
    tags,
    ignored: ignored?.rows.map((one) => `${one.name}: ${one.reason}`),
    problem: row?.problem,
  }
}

test('refs that lead nowhere there are left out and named, all others are copied, as they are read without a copy', async () => {
  const [made, plain] = [await workspace('2026-02-01T00:00:00Z'), await workspace('2026-02-01T00:00:00Z')]
  const { repo, gone, tagged, nested, empty, garbled, comesBack } = withLostRefs()
  const before = hashFolder(repo.path)
  const { repo: added } = await made.call('repos.add', { path: repo.path, mirror: true })
  const missing = (id: string) => `leads to object ${id}, which is missing or damaged`
  // One commit with a version, which is all that can be read there.
  const read = {
    commits: 1,
    deployments: 1,
    branches: 1,
    tags: 1,
    ignored: [
      `inner: It ${missing(nested)}.`,
      `v2.0.0: It ${missing(gone)}.`,
      `v2.1.0: It ${missing(tagged)}.`,
      `v2.2.0: It ${missing(nested)}.`,
      `v2.3.0: It ${missing(empty)}.`,
      'v3..0: Git takes no such name.',
    ],
    problem:
      `3 branches are damaged: "refs/heads/gone" (it ${missing(gone)}), "refs/heads/next", ` +
      `"refs/remotes/origin/garbled" (it ${missing(garbled)}). What only they led to is not read. Run git fsck there.`,
  }
  expect(await readOf(made)).toEqual(read)
  const named = ({ ignored, problem, ...counts }: Awaited<ReturnType<typeof readOf>>) => ({
    ...counts,
    ignored: ignored?.toSorted(),
    problem: problem?.split(/, (?=")|: (?=")|(?<=[")])\. /).toSorted(),
  })
  await plain.call('repos.add', { path: repo.path })
  expect(named(await readOf(plain))).toEqual(named(read))
  expect(hashFolder(repo.path)).toEqual(before)
  // Nothing moves there that is watched where nothing moved here.
  const still = hashFolder(added.path)
  expect((await made.call('repos.scan', { path: repo.path })).scans).toMatchObject([{ commits_new: 0 }])
  const { FETCH_HEAD: _, ...same } = hashFolder(added.path)
  expect(still).toMatchObject(same)
  // A ref that is lost only now is told, though the copy has what it led to before.
  writeFileSync(join(repo.gitDir, 'refs/heads/next'), `${repo.tip()}\n`)
  await made.call('repos.scan', { path: repo.path })
  expect(await readOf(made)).toMatchObject({ branches: 2, problem: expect.stringMatching(/^2 branches are damaged/) })
  writeFileSync(join(repo.gitDir, 'refs/heads/next'), `${gone}\n`)
  await made.call('repos.scan', { path: repo.path })
  expect(await readOf(made)).toMatchObject({ branches: 1, problem: expect.stringMatching(/^3 branches are damaged/) })
  // The object came back, and what led to it with it: two branches and v2.0.0.
  comesBack()
  await made.call('repos.scan', { path: repo.path })
  expect(await readOf(made)).toMatchObject({
    commits: 2,
    deployments: 2,
    branches: 3,
    tags: 2,
    problem: expect.stringMatching(/^A branch is damaged: "refs\/remotes\/origin\/garbled"/),
  })
  for (const ref of ['remotes/origin/garbled', 'tags/inner', 'tags/v2.1.0', 'tags/v2.2.0', 'tags/v2.3.0', 'tags/v3..0'])
    rmSync(join(repo.gitDir, 'refs', ref))
  await made.call('repos.scan', { path: repo.path })
  expect(await readOf(made)).toMatchObject({ commits: 2, ignored: [], problem: null })
})

test('tags of a tag that is missing are left out and named, among many others that are copied', async () => {
  const made = await workspace('2026-02-01T00:00:00Z')
  const repo = theirs()
  const version = (n: number) => repo.tag(`v1.0.${n}`, { of: repo.commit({ at: `2026-01-02T00:00:0${n}Z` }) })
  for (let n = 1; n <= 9; n += 1) version(n)
  const middle = ['mid-1', 'mid-2'].map((name) => {
    repo.tag(name, { annotated: true })
    const id = repo.git(['rev-parse', name]).trim()
    for (const n of [1, 2]) repo.tag(`${name}-v3.0.${n}`, { of: id, annotated: true })
    repo.git(['tag', '-d', name])
    rmSync(join(repo.gitDir, 'objects', id.slice(0, 2), id.slice(2)))
    return id
  })
  const { repo: added } = await made.call('repos.add', { path: repo.path, mirror: true })
  // Ten commits, the first of them with v1.0.0.
  expect(added).toMatchObject({ commits: 10, deployments: 10, problem: null })
  const missing = middle.map((id) => `It leads to object ${id}, which is missing or damaged.`)
  expect(added.refs).toMatchObject({
    tags: 10,
    ignored: {
      rows: ['mid-1-v3.0.1', 'mid-1-v3.0.2', 'mid-2-v3.0.1', 'mid-2-v3.0.2'].map((name, i) => ({
        name,
        reason: missing[i < 2 ? 0 : 1],
      })),
    },
  })
})

test('a branch whose history has a hole is no lost ref: nothing is copied', async () => {
  const made = await workspace('2026-02-01T00:00:00Z')
  const repo = theirs()
  const first = repo.tip()
  repo.commit({ at: '2026-01-02T00:00:00Z' })
  repo.ref('refs/tags/old', first)
  rmSync(join(repo.gitDir, 'objects', first.slice(0, 2), first.slice(2)))
  await expect(made.call('repos.add', { path: repo.path, mirror: true })).rejects.toThrow('is missing or damaged')
  expect(await made.call('repos.list', {})).toMatchObject({ total: 0 })
})

test('what it keeps in other folders is not followed, and nothing is left of the attempt', async () => {
  const made = await workspace('2026-02-01T00:00:00Z')
  const repo = theirs()
  mkdirSync(join(repo.gitDir, 'objects/info'), { recursive: true })
  writeFileSync(join(repo.gitDir, 'objects/info/alternates'), '/srv/private/objects\n')
  await expect(made.call('repos.add', { path: repo.path, mirror: true })).rejects.toThrow('objects/info/alternates')
  const linked = temporaryPath('linked')
  repo.git(['worktree', 'add', '--quiet', '--detach', linked, repo.tip()])
  await expect(made.call('repos.add', { path: linked, mirror: true })).rejects.toThrow('lies in another folder')
  expect(await made.call('repos.list', {})).toMatchObject({ total: 0 })
})

/** One more place in the folder of git that leads out of it, or keeps its reader waiting. */
const leading: [name: string, set: (gitDir: string, away: string) => void, sentence: string][] = [
  ['packs', (at, away) => toLink(join(at, 'objects/pack'), away), 'objects/pack is a link to elsewhere'],
  ['a pack', (at, away) => toLink(join(at, 'objects/pack/pack-1.pack'), away), 'pack-1.pack is a link'],
  ['loose objects', (at, away) => toLink(join(at, 'objects', firstOf(join(at, 'objects'))), away), 'is a link'],
  ['alternates', (at) => toLink(join(at, 'objects/info/alternates'), '/nowhere'), 'info/alternates is a link'],
  ['a folder of branches', (at, away) => toLink(join(at, 'refs/heads/team'), away), 'refs/heads/team is a link'],
  ['the list of refs', (at, away) => toLink(join(at, 'packed-refs'), away), 'packed-refs is a link'],
  ['HEAD', (at) => toLink(join(at, 'HEAD'), 'refs/heads/main'), 'HEAD is a link'],
  ['settings', (at, away) => toLink(join(at, 'config'), away), 'config is a link'],
  [
    'settings that include others',
    (at, away) => writeFileSync(join(at, 'config'), `[core] bare = false\n [a "b"] [Include] path = ${away}\n`),
    'its settings include those of other files',
  ],
]

function firstOf(objects: string): string {
  return readdirSync(objects).find((name) => name.length === 2) ?? ''
}

/** What was at a path goes elsewhere, and a link leads there. */
function toLink(path: string, away: string): void {
  mkdirSync(dirname(path), { recursive: true })
  if (existsSync(path) && away.includes('away')) cpSync(path, away, { recursive: true })
  rmSync(path, { recursive: true, force: true })
  symlinkSync(away, path)
}

describe.skipIf(process.platform === 'win32')('what leads out of its folder is not followed', () => {
  test.each(leading)('%s', async (_, set, sentence) => {
    const made = await workspace('2026-02-01T00:00:00Z')
    const repo = theirs()
    set(repo.gitDir, temporaryPath('away'))
    const before = hashFolder(repo.path)
    const adding = made.call('repos.add', { path: repo.path, mirror: true })
    await expect(adding).rejects.toThrow(sentence)
    await expect(adding).rejects.toThrow('is not copied')
    expect(hashFolder(repo.path)).toEqual(before)
    expect(await made.call('repos.list', {})).toMatchObject({ total: 0 })
  })

  test('a pipe in place of a branch keeps nobody waiting', async () => {
    const made = await workspace('2026-02-01T00:00:00Z')
    const repo = theirs()
    runProgram('mkfifo', [join(repo.gitDir, 'refs/heads/slow')])
    await expect(made.call('repos.add', { path: repo.path, mirror: true })).rejects.toThrow(
      'refs/heads/slow is neither a plain file nor a folder',
    )
  })
})

describe.skipIf(process.platform === 'win32')('git', () => {
  const install = (script: string | null) => {
    const bin = temporaryPath('bin')
    mkdirSync(bin)
    if (script !== null) writeFileSync(join(bin, 'git'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    const path = process.env['PATH'] ?? ''
    process.env['PATH'] = bin
    onTestFinished(() => void (process.env['PATH'] = path))
  }
  test.each([
    ['is missing', null, 'Git is not installed, or not on the PATH.'],
    ['may fetch what a partial clone lacks', 'echo git version 2.45.0', 'git 2.45.1 (or 2.39.4) or newer is needed'],
    ['may, of an older line', 'echo git version 2.39.3', 'git 2.45.1 (or 2.39.4) or newer is needed'],
    ['is too old for anything', 'echo git version 2.17.1', 'git 2.45.1 (or 2.39.4) or newer is needed'],
  ])('%s', async (_, script, sentence) => {
    const made = await workspace('2026-02-01T00:00:00Z')
    const repo = theirs()
    install(script)
    await expect(made.call('repos.add', { path: repo.path, mirror: true })).rejects.toThrow(sentence)
    expect(await made.call('repos.list', {})).toMatchObject({ total: 0 })
  })
})

test('what git cannot make sense of is not taken; odd dates and names are', async () => {
  const made = await workspace('2026-02-01T00:00:00Z')
  const object = (repo: TestRepo, type: string, text: string) =>
    repo.git(['hash-object', '-t', type, '-w', '--literally', '--stdin'], { input: text }).trim()
  const [odd, bad] = [theirs(), theirs()]
  const tree = odd.git(['rev-parse', 'main^{tree}']).trim()
  const parent = odd.tip()
  const commit = (author: string, more = '') => `tree ${tree}\nparent ${parent}\n${author}\n${more}\nWork\n`
  const who = 'J <j@example.org> 1767312000 +0000'
  odd.ref(
    'refs/heads/main',
    object(odd, 'commit', commit(`author J<j@example.org>1767312000 +99999\ncommitter ${who}`)),
  )
  expect((await made.call('repos.add', { path: odd.path, mirror: true })).commits_new).toBe(2)
  bad.ref('refs/heads/main', object(bad, 'commit', commit(`committer ${who}`)))
  await expect(made.call('repos.add', { path: bad.path, mirror: true })).rejects.toThrow(/missingAuthor|fsck/)
})

test.skipIf(!isRoot)(
  'one that was moved is copied from where it is now; another is refused, and its copy goes',
  async () => {
    const made = await workspace('2026-02-01T00:00:00Z')
    const repo = theirs()
    give(repo.path)
    const { repo: before } = await made.call('repos.add', { path: repo.path, mirror: true })
    const to = temporaryPath('moved')
    renameSync(repo.path, to)
    const { failed } = await made.call('repos.scan', {})
    const gone: unknown = expect.stringContaining(`There is no folder ${repo.path}`)
    expect(failed).toEqual([{ path: repo.path, reason: gone }])
    expect((await made.call('repos.list', {})).rows).toMatchObject([{ gone: true, deployments: 1 }])
    const other = createRepo({ name: 'other' })
    other.commit({ at: '2026-01-03T00:00:00Z', message: 'Another' })
    give(other.path)
    const foreign = dirname(dirname(before.path))
    const mirrors = () => readdirSync(foreign).map((one) => readdirSync(join(foreign, one)).sort())
    await expect(made.call('repos.locate', { path: repo.path, to: other.path })).rejects.toThrow(
      'is another repository',
    )
    expect(mirrors()).toEqual([['api.git', 'settings', 'source']])
    const located = await made.call('repos.locate', { path: repo.path, to })
    expect(located).toMatchObject({ deployments: 1, repo: { id: before.id, copy_of: to, gone: false, problem: null } })
    expect(mirrors()).toEqual([['moved.git', 'settings', 'source']])
    expect((await made.call('repos.scan', { path: to })).scans).toMatchObject([{ commits_new: 0 }])
    expect((await made.call('workspace.rebuild', {})).changed).toBe(0)
  },
)

/** A missing file that plain git would fetch from another folder, by a program that the settings name. */
const byFile: Trap = {
  name: 'a partial clone of a folder, with a program to ask it by',
  set(repo, canary) {
    const partial = traps.find((trap) => trap.name === 'a partial clone with a missing file')
    partial?.set(repo, canary)
    repo.git(['config', 'remote.origin.url', `file://${repo.path}`])
    repo.git(['config', 'remote.origin.uploadpack', canary.program])
    repo.git(['config', 'protocol.file.allow', 'always'])
  },
  control: ['log', '-p'],
}

describe.skipIf(process.platform === 'win32')('nothing runs of', () => {
  test.each([...traps, byFile])('$name', async (trap) => {
    const made = await workspace('2026-02-01T00:00:00Z')
    const repo = theirs()
    const canary = createCanary()
    trap.set(repo, canary)
    // Git takes it from the user's settings alone; that it did so from here would be a trap.
    repo.git(['config', 'uploadpack.packObjectsHook', canary.program])
    // So that git is asked of it again and again.
    writeFileSync(join(repo.gitDir, 'refs/heads/lost'), `${'1'.repeat(40)}\n`)
    canary.silence()
    const before = hashFolder(repo.path)
    // What is not whole is not handed over: it is refused by a sentence, and not read in part.
    const whole = !/^(?:a partial clone(?! with a tag)|a shallow|include\.path)/.test(trap.name)
    const adding = made.call('repos.add', { path: repo.path, mirror: true })
    if (whole) {
      const { commits_new, repo: read } = await adding
      expect(commits_new).toBeGreaterThan(0)
      expect(read.problem).toContain('"refs/heads/lost"')
    } else await expect(adding).rejects.toThrow(/is missing or damaged|Git cannot read|include those of other files/)
    expect(canary.sang()).toBe(false)
    expect(hashFolder(repo.path)).toEqual(before)
    rmSync(join(repo.gitDir, 'refs/heads/lost'))
    spring(repo, trap.control)
    expect(canary.sang()).toBe(true)
  })
})
