// Every way in which a folder cannot be read, and the sentence that a person gets.
import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Refusal } from '../../../src-shared/reply.ts'
import { readLog } from '../../../src-main/sources/git/log.ts'
import { branchOf } from '../../../src-main/sources/git/lookup.ts'
import { openRepo } from '../../../src-main/sources/git/open.ts'
import { listRefs } from '../../../src-main/sources/git/refs.ts'
import { createRepo, temporaryPath } from '../../helpers/repos.ts'
import { scan } from './rows.ts'

const before = { ...process.env }
const isRoot = process.getuid?.() === 0

beforeEach(() => {
  process.env['HOME'] = folder('home')
  delete process.env['XDG_CONFIG_HOME']
})

afterEach(() => {
  for (const name of ['HOME', 'PATH', 'XDG_CONFIG_HOME']) {
    if (before[name] === undefined) delete process.env[name]
    else process.env[name] = before[name]
  }
})

function folder(name: string): string {
  const path = temporaryPath(name)
  mkdirSync(path)
  return path
}

/** A program called git, to be what is installed. It is a real one: it runs and answers. */
function install(script: string): void {
  const path = folder('bin')
  writeFileSync(join(path, 'git'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(path, 'git'), 0o755)
  process.env['PATH'] = path
}

async function refusal(promise: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error: unknown = await promise.then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof Refusal)) throw error
  return { code: error.code, message: error.message }
}

test('a folder that is not there', async () => {
  const path = temporaryPath('gone')
  expect(await refusal(openRepo(path))).toEqual({
    code: 'not_found',
    message: `There is no folder ${path}. Was it moved, or is its drive not connected?`,
  })
})

test('a path below a file', async () => {
  const path = temporaryPath('notes.txt')
  writeFileSync(path, '')
  expect(await refusal(openRepo(join(path, 'deeper')))).toMatchObject({ code: 'not_found' })
})

test('a file', async () => {
  const path = temporaryPath('notes.txt')
  writeFileSync(path, '')
  expect(await refusal(openRepo(path))).toEqual({
    code: 'invalid',
    message: `${path} is a file. Choose the folder that was cloned.`,
  })
})

test('a relative path', async () => {
  expect(await refusal(openRepo('./api'))).toEqual({
    code: 'invalid',
    message: './api is not a full path. Give the whole path of the folder that was cloned.',
  })
})

test('a path with a NUL, which no file system takes', async () => {
  expect(await refusal(openRepo('/tmp/a\0b'))).toEqual({
    code: 'not_found',
    message: 'There is no folder "/tmp/a\\u0000b". Was it moved, or is its drive not connected?',
  })
})

test('a folder without a repository', async () => {
  const path = folder('plain')
  expect(await refusal(openRepo(path))).toEqual({
    code: 'invalid',
    message: `${path} is not a git repository. Choose the folder that was cloned.`,
  })
})

test('a linked work tree whose repository is gone', async () => {
  const path = folder('orphan')
  writeFileSync(join(path, '.git'), 'gitdir: /nowhere/.git/worktrees/orphan\n')
  expect(await refusal(openRepo(path))).toMatchObject({
    message: `${path} is not a git repository. Choose the folder that was cloned.`,
  })
})

test.skipIf(!isRoot)('a folder of another user, until the own settings trust it', async () => {
  const repo = createRepo()
  const id = repo.commit()
  own(repo.path, 12_345)
  expect(await refusal(openRepo(repo.path))).toEqual({
    code: 'forbidden',
    message:
      `${repo.path} belongs to another user of this computer, so git does not read it. Shiplog does not change git's ` +
      `settings. If you trust the folder, run:\ngit config --global --add safe.directory ${repo.path}\n` +
      `If not, let it read a copy of its own:\nshiplog repo add ${repo.path} --mirror`,
  })
  trust(['/srv/other', repo.path])
  expect(await openRepo(repo.path)).toMatchObject({ path: repo.path, headCommit: id })
  expect((await scan(repo.path)).rows.map((row) => row.id)).toEqual([id])
  trust(['*'])
  expect(await openRepo(repo.path)).toMatchObject({ headCommit: id })
  // As git reads the list: an empty entry takes back the ones before it.
  trust(['*', ''])
  expect(await refusal(openRepo(repo.path))).toMatchObject({ code: 'forbidden' })
  // Of a longer path only the beginning.
  trust([`${repo.path}/src`, repo.path.slice(0, -1)])
  expect(await refusal(openRepo(repo.path))).toMatchObject({ code: 'forbidden' })
})

test.skipIf(!isRoot)('the command to trust a folder can be pasted into a shell', async () => {
  const repo = createRepo({ name: `it's mine` })
  own(repo.path, 12_345)
  const { message } = await refusal(openRepo(repo.path))
  const word = `'${repo.path.replace("'", `'\\''`)}'`
  expect(message).toContain(`git config --global --add safe.directory ${word}`)
})

test('git is not installed', async () => {
  const repo = createRepo()
  process.env['PATH'] = folder('empty')
  expect(await refusal(openRepo(repo.path))).toEqual({
    code: 'unavailable',
    message: 'Git is not installed, or not on the PATH. Install it from https://git-scm.com, then try again.',
  })
})

test('git is too old', async () => {
  const repo = createRepo()
  install('echo git version 2.17.1')
  expect(await refusal(openRepo(repo.path))).toEqual({
    code: 'unavailable',
    message: 'Git 2.17.1 is too old: Shiplog needs 2.25 or newer. Update git, then try again.',
  })
})

test('the stand-in for git on a Mac without developer tools', async () => {
  const repo = createRepo()
  install('echo "xcrun: error: invalid active developer path (/Library/Developer)" >&2; exit 1')
  expect(await refusal(openRepo(repo.path))).toMatchObject({
    message: 'Git is not installed. Run: xcode-select --install',
  })
})

test('a repository in a format that this git does not know', async () => {
  const repo = createRepo()
  repo.git(['config', 'core.repositoryformatversion', '1'])
  repo.git(['config', 'extensions.fromTheFuture', 'yes'])
  expect(await refusal(openRepo(repo.path))).toEqual({
    code: 'unavailable',
    message: `${repo.path} needs a newer git (fromthefuture). Update git, then try again.`,
  })
  writeFileSync(join(repo.gitDir, 'config'), '[core]\n\trepositoryformatversion = 7\n')
  expect(await refusal(openRepo(repo.path))).toMatchObject({
    message: `${repo.path} needs a newer git. Update git, then try again.`,
  })
})

test('settings of the repository that cannot be read', async () => {
  const repo = createRepo()
  writeFileSync(join(repo.gitDir, 'config'), '[core\n')
  expect(await refusal(openRepo(repo.path))).toEqual({
    code: 'unavailable',
    message: `Git cannot read ${repo.path}: bad config line 1 in file .git/config`,
  })
})

test.skipIf(isRoot).each(['.', '.git', '.git/objects', '.git/HEAD', '.git/config'])(
  'a repository of which %s may not be read',
  async (part) => {
    const repo = createRepo()
    const path = join(repo.path, part)
    chmodSync(path, 0o000)
    try {
      expect(await refusal(openRepo(repo.path))).toEqual({
        code: 'forbidden',
        message: `You may not read ${repo.path}. Ask its owner for access, or choose another folder.`,
      })
    } finally {
      chmodSync(path, 0o755)
    }
  },
)

test.skipIf(process.platform === 'win32')('a link that leads to itself', async () => {
  const path = temporaryPath('loop')
  symlinkSync(path, path)
  expect(await refusal(openRepo(path))).toMatchObject({ code: 'not_found' })
})

test('a branch that leads to a missing commit is told apart, and refused where it is asked for', async () => {
  const repo = createRepo()
  const id = repo.commit()
  removeObject(repo.gitDir, id)
  const refs = await listRefs(await openRepo(repo.path))
  expect(refs).toMatchObject({ tips: [], branches: [], damaged: [{ ref: 'refs/heads/main', object: id }] })
  const message = `refs/heads/main leads to object ${id}, which is missing or damaged. Run git fsck there; a fresh clone repairs it.`
  for (const name of ['main', 'refs/heads/main']) expect(() => branchOf(refs, name)).toThrow(message)
})

test('a history with a hole says which commit is missing', async () => {
  const repo = createRepo()
  const first = repo.commit()
  repo.commit()
  removeObject(repo.gitDir, first)
  expect(await refusal(scan(repo.path))).toEqual({
    code: 'unavailable',
    message:
      `Object ${first} is missing or damaged in ${repo.path}, so this scan does not count. ` +
      'Run git fsck there to see what else is; a fresh clone repairs it.',
  })
})

test('a commit with damaged bytes', async () => {
  const repo = createRepo()
  const id = repo.commit()
  repo.commit()
  const path = join(repo.gitDir, 'objects', id.slice(0, 2), id.slice(2))
  chmodSync(path, 0o644)
  writeFileSync(path, 'not zlib at all')
  expect((await refusal(scan(repo.path))).message).toContain(`Object ${id} is missing or damaged`)
})

test('a repository that goes away between opening and scanning', async () => {
  const repo = createRepo()
  repo.commit()
  const facts = await openRepo(repo.path)
  const { tips } = await listRefs(facts)
  rmSync(repo.path, { recursive: true })
  const gone = {
    code: 'not_found',
    message: `There is no folder ${repo.path}. Was it moved, or is its drive not connected?`,
  }
  expect(await refusal(listRefs(facts))).toEqual(gone)
  expect(await refusal(readLog(facts, { tips, known: [] }, async () => undefined))).toEqual(gone)
})

function own(path: string, user: number): void {
  chownSync(path, user, user)
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name)
    if (entry.isDirectory()) own(child, user)
    else chownSync(child, user, user)
  }
}

function trust(paths: readonly string[]): void {
  const lines = paths.map((path) => `\tdirectory = "${path}"\n`)
  writeFileSync(join(process.env['HOME'] ?? '', '.gitconfig'), `[safe]\n${lines.join('')}`)
}

function removeObject(gitDir: string, id: string): void {
  rmSync(join(gitDir, 'objects', id.slice(0, 2), id.slice(2)))
}
