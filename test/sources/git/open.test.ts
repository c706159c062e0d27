// What a folder is: every way to name one repository leads to the same facts.
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openRepo } from '../../../src-main/sources/git/open.ts'
import { createRepo, repoAt, runGit, temporaryPath } from '../../helpers/repos.ts'

test('a subfolder, the .git folder, a folder inside it and a link all lead to the root', async () => {
  const repo = createRepo({ name: 'billing' })
  const id = repo.commit()
  mkdirSync(join(repo.path, 'src', 'deep'), { recursive: true })
  const link = temporaryPath('link')
  symlinkSync(repo.path, link)
  const facts = {
    path: repo.path,
    gitDir: join(repo.path, '.git'),
    name: 'billing',
    bare: false,
    shallow: false,
    objectFormat: 'sha1',
    head: 'main',
    headCommit: id,
    problem: null,
  }
  expect(await openRepo(repo.path)).toEqual(facts)
  expect(await openRepo(join(repo.path, 'src', 'deep'))).toEqual(facts)
  expect(await openRepo(`${repo.path}/`)).toEqual(facts)
  expect(await openRepo(join(repo.path, '.git'))).toEqual(facts)
  expect(await openRepo(join(repo.path, '.git', 'refs', 'heads'))).toEqual(facts)
  expect(await openRepo(link)).toEqual(facts)
})

test('a bare repository is its own folder, named without .git', async () => {
  const repo = createRepo({ name: 'api.git', bare: true })
  repo.commit()
  expect(await openRepo(repo.path)).toMatchObject({
    path: repo.path,
    gitDir: repo.path,
    name: 'api',
    bare: true,
    head: 'main',
  })
})

test('a linked work tree shares the git folder of its repository, but has its own head', async () => {
  const repo = createRepo()
  const first = repo.commit()
  repo.commit()
  const path = temporaryPath('hotfix')
  repo.git(['worktree', 'add', '--quiet', '--detach', path, first])
  const facts = await openRepo(path)
  expect(facts).toMatchObject({ path, gitDir: repo.gitDir, name: 'hotfix', head: first, headCommit: first })
  expect((await openRepo(repo.path)).gitDir).toBe(facts.gitDir)
})

test('a submodule is a repository of its own', async () => {
  const library = createRepo({ name: 'library' })
  const id = library.commit()
  const repo = createRepo()
  repo.commit()
  repo.git(['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.path, 'lib'])
  expect(await openRepo(join(repo.path, 'lib'))).toMatchObject({
    path: join(repo.path, 'lib'),
    gitDir: join(repo.path, '.git', 'modules', 'lib'),
    name: 'lib',
    headCommit: id,
  })
})

test('a work tree that the settings put elsewhere does not lead away from the chosen folder', async () => {
  const other = createRepo({ name: 'private' })
  other.commit()
  const repo = createRepo({ name: 'lure' })
  repo.commit()
  repo.git(['config', 'core.worktree', other.path])
  expect(await openRepo(repo.path)).toMatchObject({ path: repo.gitDir, gitDir: repo.gitDir })
})

test('an empty repository is no error: there is no head yet', async () => {
  const repo = createRepo()
  expect(await openRepo(repo.path)).toMatchObject({ head: null, headCommit: null, problem: null })
})

test('a head without a commit is none, whatever other branches hold', async () => {
  const repo = createRepo()
  repo.commit()
  repo.git(['symbolic-ref', 'HEAD', 'refs/heads/not-yet'])
  expect(await openRepo(repo.path)).toMatchObject({ head: null, headCommit: null })
})

test('a detached head is the commit', async () => {
  const repo = createRepo()
  const first = repo.commit()
  repo.commit()
  repo.git(['update-ref', '--no-deref', 'HEAD', first])
  expect(await openRepo(repo.path)).toMatchObject({ head: first, headCommit: first })
})

test('a branch may be called like an option, and a folder too', async () => {
  const repo = createRepo({ name: '--output=pwn' })
  const id = repo.commit()
  repo.ref('refs/heads/--output=pwn', id)
  repo.git(['symbolic-ref', 'HEAD', 'refs/heads/--output=pwn'])
  expect(await openRepo(repo.path)).toMatchObject({ path: repo.path, name: '--output=pwn', head: '--output=pwn' })
})

test('a branch called HEAD does not hide what is checked out', async () => {
  const repo = createRepo()
  const first = repo.commit()
  const second = repo.commit()
  repo.ref('refs/heads/HEAD', first)
  expect(await openRepo(repo.path)).toMatchObject({ head: 'main', headCommit: second })
  repo.git(['update-ref', '--no-deref', 'HEAD', second])
  expect(await openRepo(repo.path)).toMatchObject({ head: second, headCommit: second })
})

test('a path may hold spaces, quotes, an emoji and a line break', async () => {
  const repo = createRepo({ name: `it's "my" 🚀\nrepo ` })
  const id = repo.commit()
  const facts = { path: repo.path, gitDir: repo.gitDir, head: 'main', headCommit: id }
  expect(await openRepo(repo.path)).toMatchObject(facts)
  mkdirSync(join(repo.path, 'src\n', 'deep'), { recursive: true })
  expect(await openRepo(join(repo.path, 'src\n', 'deep'))).toMatchObject(facts)
})

test('SHA-256 ids are 64 digits long', async () => {
  const repo = createRepo({ sha256: true })
  const id = repo.commit()
  expect(id).toHaveLength(64)
  expect(await openRepo(repo.path)).toMatchObject({ objectFormat: 'sha256', headCommit: id })
})

test('a shallow clone says since when it is whole, and how to complete it', async () => {
  const repo = createRepo()
  repo.commit({ at: '2026-02-01T12:00:00Z' })
  // Depth 2 keeps this one without its parent: its day is the first of which all is known.
  repo.commit({ at: '2026-03-03T12:00:00Z' })
  repo.commit({ at: '2026-04-01T12:00:00Z' })
  const path = temporaryPath('clone')
  runGit(['clone', '--quiet', '--depth', '2', `file://${repo.path}`, path], { cwd: dirname(path) })
  const facts = await openRepo(path)
  expect(facts.shallow).toBe(true)
  expect(facts.problem).toBe(
    'Shallow clone: history before 3 March 2026 is missing, so lead times near it may be short. ' +
      'Run git fetch --unshallow.',
  )
  repoAt(path, join(path, '.git')).git(['fetch', '--quiet', '--unshallow'])
  expect(await openRepo(path)).toMatchObject({ shallow: false, problem: null })
})

test('a shallow clone whose boundary cannot be read still says that it is one', async () => {
  const repo = createRepo()
  repo.commit()
  // Nobody has this commit.
  writeFileSync(join(repo.gitDir, 'shallow'), `${'1'.repeat(40)}\n`)
  expect((await openRepo(repo.path)).problem).toBe(
    'Shallow clone: older history is missing, so lead times near it may be short. Run git fetch --unshallow.',
  )
})

test('a partial clone has every commit, so that it is no problem', async () => {
  const repo = createRepo()
  repo.commit()
  repo.git(['config', 'uploadpack.allowFilter', 'true'])
  const path = temporaryPath('clone')
  runGit(['clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${repo.path}`, path], {
    cwd: dirname(path),
  })
  expect(await openRepo(path)).toMatchObject({ shallow: false, problem: null })
})

test('a repository that moved is found under its new path', async () => {
  const repo = createRepo()
  const id = repo.commit()
  const path = temporaryPath('moved')
  renameSync(repo.path, path)
  expect(await openRepo(path)).toMatchObject({ path, gitDir: join(path, '.git'), headCommit: id })
})

test('variables that point git elsewhere are not inherited', async () => {
  const repo = createRepo()
  const id = repo.commit()
  const other = createRepo()
  other.commit({ message: 'Other' })
  process.env['GIT_DIR'] = other.gitDir
  process.env['GIT_WORK_TREE'] = other.path
  try {
    expect(await openRepo(repo.path)).toMatchObject({ path: repo.path, headCommit: id })
  } finally {
    delete process.env['GIT_DIR']
    delete process.env['GIT_WORK_TREE']
  }
})

test('an aborted question throws the reason of the signal', async () => {
  const repo = createRepo()
  const before = AbortSignal.abort(new Error('closed'))
  await expect(openRepo(repo.path, before)).rejects.toThrow('closed')
  const controller = new AbortController()
  const opening = openRepo(repo.path, controller.signal)
  controller.abort(new Error('cancelled'))
  await expect(opening).rejects.toThrow('cancelled')
  rmSync(repo.path, { recursive: true })
})
