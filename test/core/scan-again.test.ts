// A scan that finds all as the last one left it starts one git process and reads no commit. What it must not overlook, case
// by case: each of these looks at everything, although most move no ref. Processes are counted by a git in the way of git.
import { chmodSync, chownSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Input } from '../../src-shared/contract/index.ts'
import { findGit } from '../../src-main/sources/git/hardening.ts'
import { openReadDb } from '../../src-main/store/database.ts'
import { createRepo, repoAt, runGit, temporaryPath, type TestRepo } from '../helpers/repos.ts'
import { type TestWorkspace, workspace } from '../helpers/workspace.ts'
import { changeFile } from '../helpers/file.ts'

const windows = process.platform === 'win32'
const day = (n: number) => `2026-03-${String(n).padStart(2, '0')}T10:00:00Z`

let log = ''

/** Subcommands of the git processes that were started since it was asked last. */
function started(): string[] {
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1)
  writeFileSync(log, '')
  return lines
}

beforeEach(() => {
  log = temporaryPath('started')
  writeFileSync(log, '')
  const real = findGit()
  const folder = dirname(temporaryPath('git'))
  // The first argument that is neither an option nor the value of one.
  const told = `for a; do case "$skip$a" in -c|-C) skip=1;; 1*) skip=;; -*) ;; *) echo "$a" >> '${log}'; break;; esac; done`
  writeFileSync(join(folder, 'git'), `#!/bin/sh\n${told}\nexec '${real}' "$@"\n`)
  chmodSync(join(folder, 'git'), 0o755)
  const path = process.env['PATH'] ?? ''
  process.env['PATH'] = `${folder}${delimiter}${path}`
  onTestFinished(() => void (process.env['PATH'] = path))
})

/** Two commits on main, the second with v1.0.0. */
function plain(options: Parameters<typeof createRepo>[0] = {}): TestRepo {
  const repo = createRepo(options)
  for (const n of [1, 2]) repo.commit({ at: day(n) })
  repo.tag('v1.0.0')
  return repo
}

async function added(path: string, more: Omit<Input<'repos.add'>, 'path'> = {}) {
  const made = await workspace()
  const { repo } = await made.call('repos.add', { path, system: 'api', ...more })
  return { made, repo: repo.id, path: repo.path }
}

/** Scans again, and tells what came of it. */
async function again({ call }: TestWorkspace, path: string) {
  started()
  const { scans } = await call('repos.scan', { path })
  const one = scans[0]
  if (one === undefined) throw new Error('it was scanned')
  return { ...one, processes: started() }
}

const stopped = ['for-each-ref']

test.skipIf(windows)('nothing new: one process, nothing announced, and looked at now', async () => {
  const { made, path } = await added(plain().path)
  const pushed: string[] = []
  onTestFinished(made.shiplog.subscribe((push) => void pushed.push(push.type)))
  made.setNow(Date.parse('2026-08-01T00:00:00Z'))
  const { processes, ...scan } = await again(made, path)
  expect(processes).toEqual(stopped)
  expect(scan).toMatchObject({ commits_new: 0, deployments: 1, tags: 1 })
  expect(scan.repo).toMatchObject({ commits: 2, scanned_at_ms: Date.parse('2026-08-01T00:00:00Z'), problem: null })
  expect(pushed).not.toContain('changed')
})

interface Case {
  name: string
  make?: () => { path: string; more?: Omit<Input<'repos.add'>, 'path'> }
  /** What happens in between. */
  later: (path: string) => void
  /** What the scan after it tells, where that is more than it told before. */
  tells?: Record<string, unknown>
}

const at = (path: string) => repoAt(path, join(path, '.git'))
const clone = (of: TestRepo, ...options: string[]) => {
  const path = temporaryPath('clone')
  of.git(['config', 'uploadpack.allowFilter', 'true'])
  runGit(['clone', '--quiet', ...options, `file://${of.path}`, path], { cwd: of.path })
  return path
}

const cases: Case[] = [
  {
    // It was at the first commit, at the second, and at the first again: three deployments, one ref where it was.
    name: 'a pointer that moved and moved back',
    make: () => {
      const repo = plain()
      repo.ref('refs/heads/production', `${repo.tip()}~1`)
      return { path: repo.path, more: { strategy: { by: 'pointer', ref: 'production' } } }
    },
    later: (path) => {
      const env = (n: number) => ({
        env: { GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'b', GIT_COMMITTER_DATE: day(n) },
      })
      at(path).git(['update-ref', 'refs/heads/production', 'main'], env(20))
      at(path).git(['update-ref', 'refs/heads/production', 'main~1'], env(21))
    },
    tells: { deployments: 3 },
  },
  {
    name: 'a shallow clone that was completed',
    make: () => ({ path: clone(plain(), '--depth=1') }),
    later: (path) => at(path).git(['fetch', '--quiet', '--unshallow']),
    tells: { repo: { commits: 2, problem: null } },
  },
  {
    name: 'a partial clone that was completed',
    make: () => {
      const repo = plain()
      const blob = repo.object('blob', 'a')
      const tree = repo.git(['mktree'], { input: `100644 blob ${blob}\ta\n` }).trim()
      const who = 'J <j@example.org> 1772700000 +0000'
      const body = `tree ${tree}\nparent ${repo.tip()}\nauthor ${who}\ncommitter ${who}\n\na\n`
      repo.ref('refs/heads/main', repo.object('commit', body))
      return { path: clone(repo, '--filter=tree:0', '--no-checkout') }
    },
    later: (path) => at(path).git(['-c', 'maintenance.auto=false', 'fetch', '--quiet', '--refetch', '--no-filter']),
  },
  {
    // A commit of no branch: it is read because HEAD is there.
    name: 'a HEAD that was detached',
    later: (path) => {
      const id = at(path).commit({ at: day(9), parents: [at(path).tip()], branch: null })
      writeFileSync(join(path, '.git/HEAD'), `${id}\n`)
    },
    tells: { commits_new: 1 },
  },
  {
    name: 'a HEAD of a linked work tree that was detached',
    make: () => {
      const path = temporaryPath('linked')
      plain().git(['worktree', 'add', '--quiet', '-b', 'other', path])
      return { path }
    },
    later: (path) => {
      const id = at(path).commit({ at: day(9), parents: [at(path).tip()], branch: null })
      at(path).git(['update-ref', '--no-deref', 'HEAD', id])
    },
    tells: { commits_new: 1 },
  },
  {
    // main and next end at the same commit: only the name of the main line is another.
    name: 'a remote whose default branch is another',
    make: () => {
      const repo = plain()
      repo.ref('refs/heads/next', repo.tip())
      return { path: clone(repo) }
    },
    later: (path) => at(path).git(['symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/next']),
  },
  {
    name: 'a pull request that was fetched',
    later: (path) => at(path).ref('refs/pull/7/head', at(path).tip()),
  },
  {
    name: 'a clean-up that lost nothing',
    later: (path) => at(path).git(['gc', '--quiet', '--prune=now']),
  },
  {
    name: 'a setting of the repository',
    later: (path) => at(path).git(['config', 'core.bare', 'false']),
  },
]

test.skipIf(windows).each(cases)('$name', async ({ make, later, tells }) => {
  const { path: from, more } = make?.() ?? { path: plain().path, more: undefined }
  const { made, path } = await added(from, more)
  expect((await again(made, path)).processes).toEqual(stopped)
  later(path)
  const { processes, ...scan } = await again(made, path)
  expect(processes.length).toBeGreaterThan(1)
  expect(scan).toMatchObject(tells ?? { commits_new: 0 })
  // Which is what the next one begins from.
  expect((await again(made, path)).processes).toEqual(stopped)
})

test.skipIf(windows)('another way to find deployments, a person’s choice', async () => {
  const repo = plain()
  repo.tag('release-1', { of: `${repo.tip()}~1` })
  const { made, path } = await added(repo.path)
  const scan = await made.call('repos.add', { path, strategy: { by: 'tags', glob: '*' } })
  expect(scan.deployments).toBe(2)
  expect((await again(made, path)).processes).toEqual(stopped)
  const parts = [{ system: 'web', paths: ['web'], strategy: { by: 'commits' as const, branch: 'main' } }]
  expect((await made.call('repos.add', { path, components: parts })).deployments).toBe(2)
  expect(await again(made, path)).toMatchObject({ processes: stopped, deployments: 2 })
})

test.skipIf(windows)('a Shiplog whose file is another, or that looks for more in messages', async () => {
  const { made, path } = await added(plain().path)
  const columns = ['messages = 0', 'squashed = NULL', 'main_tips = NULL']
  for (const sql of ['PRAGMA user_version = 999', ...columns.map((one) => `UPDATE repos SET ${one}`)]) {
    changeFile(made.dataDir, sql)
    expect((await again(made, path)).processes.length).toBeGreaterThan(1)
    expect((await again(made, path)).processes).toEqual(stopped)
  }
})

test.skipIf(windows)('a scan that was stopped: by a person, by its end, by what went wrong', async () => {
  const { made, repo, path } = await added(plain().path)
  const { ops } = made.shiplog
  await ops.failScan(repo, null)
  expect((await again(made, path)).processes.length).toBeGreaterThan(1)

  // What a process that was killed leaves behind: commits, and no end of their scan. Nothing in the repository moved.
  const one = new Float64Array([Date.parse(day(3))])
  const oids = new Uint8Array(20).fill(7)
  const columns = { n: 1, oidBytes: 20, oids, parentCounts: new Uint16Array(1), parents: new Uint8Array() }
  const words = {
    names: ['a'],
    authors: new Uint16Array(1),
    subjects: new TextEncoder().encode('b'),
    subjectEnds: new Uint32Array([1]),
  }
  await ops.appendCommits(repo, [{ ...columns, ...words, authoredAt: one, committedAt: one.slice() }], false)
  const { db, close } = openReadDb(made.dataDir)
  expect(db.all('SELECT mark FROM repos')).toEqual([{ mark: null }])
  close()
  await ops.findCommits(repo)
  expect((await again(made, path)).processes.length).toBeGreaterThan(1)

  renameSync(path, `${path}-away`)
  expect(await made.refusal('repos.scan', { path })).toMatch(/^There is no folder/)
  renameSync(`${path}-away`, path)
  expect((await again(made, path)).repo).toMatchObject({ problem: null, gone: false })
})

test.skipIf(windows)('a history of which only the newest was read', async () => {
  const repo = plain()
  repo.commit({ at: '2026-06-01T00:00:00Z' })
  repo.tag('v2.0.0')
  const { shiplog, dataDir } = await workspace()
  const marks: unknown[] = []
  shiplog.subscribe(() => {
    const { db, close } = openReadDb(dataDir)
    marks.push(db.get('SELECT unread_before_ms IS NULL AS whole, mark IS NULL AS forgotten FROM repos'))
    close()
  })
  expect(await shiplog.dispatch('repos.add', { path: repo.path, newest_first: true })).toMatchObject({ ok: true })
  expect(marks).toContainEqual({ whole: 0, forgotten: 1 })
  expect(marks.at(-1)).toEqual({ whole: 1, forgotten: 0 })
})

test.skipIf(process.getuid?.() !== 0)('a repository that belongs to somebody else meanwhile is not read', async () => {
  const { made, path } = await added(plain().path)
  for (const name of ['', ...readdirSync(path, { recursive: true }).map(String)])
    chownSync(join(path, name), 4321, 4321)
  expect(await made.refusal('repos.scan', { path })).toMatch(/belongs to another user/)
})

/** What goes away, and what brings it back. */
const losses: { name: string; make(): string; lose(path: string): () => void }[] = [
  {
    name: 'one object',
    make: () => plain().path,
    lose: (path) => away(objectOf(path, at(path).git(['rev-parse', 'main~1']).trim())),
  },
  {
    name: 'one object that a graph of commits still knows',
    make: () => {
      const repo = plain()
      repo.git(['commit-graph', 'write', '--reachable'])
      return repo.path
    },
    lose: (path) => away(objectOf(path, at(path).git(['rev-parse', 'main~1']).trim())),
  },
  {
    // The tip, which all refs lead to, is not in it.
    name: 'a pack',
    make: () => {
      const repo = plain()
      repo.git(['repack', '-adq'])
      repo.commit({ at: day(3) })
      repo.tag('v1.0.0')
      return repo.path
    },
    lose: (path) => {
      const packs = join(path, '.git/objects/pack')
      const name = readdirSync(packs).find((one) => one.endsWith('.pack')) ?? ''
      return away(join(packs, name))
    },
  },
  {
    name: 'what the repository that it borrows from had',
    make: () => {
      const path = temporaryPath('borrows')
      const lender = plain()
      runGit(['clone', '--quiet', '--shared', lender.path, path], { cwd: lender.path })
      at(path).commit({ at: day(3) })
      return path
    },
    lose: (path) => {
      const objects = readFileSync(join(path, '.git/objects/info/alternates'), 'utf8').trim()
      return away(objectOf(dirname(dirname(objects)), at(path).git(['rev-parse', 'main~2']).trim()))
    },
  },
]

const objectOf = (path: string, id: string) => join(path, '.git/objects', id.slice(0, 2), id.slice(2))

function away(file: string): () => void {
  renameSync(file, `${file}-away`)
  return () => renameSync(`${file}-away`, file)
}

test.skipIf(windows).each(losses)('lost although no ref moved: $name', async ({ make, lose }) => {
  const { made, path } = await added(make())
  expect((await again(made, path)).processes).toEqual(stopped)
  const before = (await made.call('repos.list', {})).rows[0]
  const bringBack = lose(path)
  for (let i = 0; i < 2; i += 1)
    expect(await made.refusal('repos.scan', { path })).toMatch(/^Object [0-9a-f]{40} is missing or damaged in /)
  // What was read stays.
  expect((await made.call('repos.list', {})).rows[0]).toMatchObject({
    commits: before?.commits,
    deployments: 1,
    problem: expect.stringContaining('is missing or damaged') as string,
  })
  bringBack()
  expect((await again(made, path)).repo).toMatchObject({ commits: before?.commits, problem: null })
  expect((await again(made, path)).processes).toEqual(stopped)
})

test.skipIf(windows)('what a tag of a tag leads to is asked once, and again when objects went away', async () => {
  const repo = plain()
  const side = repo.commit({ branch: null, parents: [repo.tip()], message: 'Side' })
  repo.tag('inner', { of: side, annotated: true })
  repo.tag('v2.0.0', { of: repo.git(['rev-parse', 'inner']).trim(), annotated: true })
  repo.git(['update-ref', '-d', 'refs/tags/inner'])
  const { made, path } = await added(repo.path)
  const next = async () => {
    repo.commit()
    const { processes, tags } = await again(made, path)
    return { tags, asked: processes.includes('cat-file') }
  }
  expect(await next()).toEqual({ tags: 2, asked: false })
  const bringBack = away(objectOf(path, side))
  // It is remembered neither as leading there, nor as leading nowhere.
  expect((await next()).tags).toBe(1)
  expect((await next()).tags).toBe(1)
  bringBack()
  expect((await next()).tags).toBe(2)
  expect(await next()).toEqual({ tags: 2, asked: false })
})
