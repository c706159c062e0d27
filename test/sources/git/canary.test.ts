// Repositories whose settings, hooks and attributes run a program when plain git looks at them. Shiplog looks at each:
// the program must not have run. The control next to each trap shows that it is one.
import { spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { countLines } from '../../../src-main/sources/git/lines.ts'
import { openRepo } from '../../../src-main/sources/git/open.ts'
import { readReverts } from '../../../src-main/sources/git/reverts.ts'
import { findSquashes } from '../../../src-main/sources/git/squashes.ts'
import { createPathMatcher, readTouched } from '../../../src-main/sources/git/touched.ts'
import { createRepo, plainEnvironment, temporaryPath, type TestRepo } from '../../helpers/repos.ts'
import { scan } from './rows.ts'

interface Canary {
  /** The program of the trap. Leaves a file and does nothing else. */
  program: string
  sang(): boolean
  silence(): void
}

function createCanary(): Canary {
  const program = temporaryPath('canary.sh')
  const file = `${program}.sang`
  writeFileSync(program, `#!/bin/sh\ntouch '${file}'\nexit 1\n`)
  chmodSync(program, 0o755)
  return { program, sang: () => existsSync(file), silence: () => rmSync(file, { force: true }) }
}

interface Trap {
  name: string
  set(repo: TestRepo, canary: Canary): void
  /** What springs it, with plain git. */
  control: string[]
  /** Part of the refusal, where the repository cannot be read without the trap. */
  refused?: string
}

const signature = ['-----BEGIN PGP SIGNATURE-----', '', 'iQ==', '-----END PGP SIGNATURE-----']
const dates = 'author J <j@example.org> 1767225600 +0000\ncommitter J <j@example.org> 1767225600 +0000\n'

function hook(path: string, canary: Canary): void {
  mkdirSync(path, { recursive: true })
  for (const name of ['reference-transaction', 'post-index-change', 'post-checkout', 'pre-auto-gc']) {
    writeFileSync(join(path, name), `#!/bin/sh\nexec '${canary.program}'\n`)
    chmodSync(join(path, name), 0o755)
  }
}

/** A file that git compares with its index: what filters, attributes and diff programs need to wake up. */
function changedFile(repo: TestRepo): void {
  if (existsSync(join(repo.path, 'file.txt'))) return
  writeFileSync(join(repo.path, 'file.txt'), 'one\n')
  repo.git(['add', 'file.txt'])
  const id = repo.git(['commit-tree', repo.git(['write-tree']).trim(), '-p', repo.tip()], {
    input: 'File',
    env: identity,
  })
  repo.ref('refs/heads/main', id.trim())
  writeFileSync(join(repo.path, 'file.txt'), 'one\nand two\n')
}

const identity = {
  GIT_AUTHOR_NAME: 'J',
  GIT_AUTHOR_EMAIL: 'j@example.org',
  GIT_COMMITTER_NAME: 'J',
  GIT_COMMITTER_EMAIL: 'j@example.org',
}

/** A commit on main with the signature of nobody. */
function sign(repo: TestRepo, lines: readonly string[]): void {
  const tree = repo.git(['rev-parse', 'main^{tree}']).trim()
  const body = `tree ${tree}\nparent ${repo.tip()}\n${dates}gpgsig ${lines.join('\n ')}\n\nSigned\n`
  repo.ref('refs/heads/main', repo.object('commit', body))
}

function attributes(repo: TestRepo, line: string): void {
  mkdirSync(join(repo.gitDir, 'info'), { recursive: true })
  appendFileSync(join(repo.gitDir, 'info', 'attributes'), `${line}\n`)
}

function partial(repo: TestRepo, canary: Canary): void {
  repo.git(['config', 'core.repositoryformatversion', '1'])
  repo.git(['config', 'extensions.partialClone', 'origin'])
  repo.git(['config', 'remote.origin.url', `ext::${canary.program}`])
  repo.git(['config', 'remote.origin.promisor', 'true'])
  repo.git(['config', 'protocol.ext.allow', 'always'])
}

const set = (key: string) => (repo: TestRepo, canary: Canary) => void repo.git(['config', key, canary.program])

const traps: Trap[] = [
  { name: 'core.fsmonitor', set: set('core.fsmonitor'), control: ['status'] },
  {
    name: 'hooks in .git/hooks',
    set: (repo, canary) => hook(join(repo.gitDir, 'hooks'), canary),
    control: ['update-ref', 'refs/heads/x', 'HEAD'],
  },
  {
    name: 'core.hooksPath',
    set(repo, canary) {
      hook(join(repo.path, 'hooks'), canary)
      repo.git(['config', 'core.hooksPath', join(repo.path, 'hooks')])
    },
    control: ['update-ref', 'refs/heads/x', 'HEAD'],
  },
  {
    name: 'include.path with core.fsmonitor',
    set(repo, canary) {
      writeFileSync(join(repo.gitDir, 'more'), `[core]\n\tfsmonitor = ${canary.program}\n`)
      repo.git(['config', 'include.path', 'more'])
    },
    control: ['status'],
  },
  {
    name: 'diff.external',
    set(repo, canary) {
      changedFile(repo)
      repo.git(['config', 'diff.external', canary.program])
    },
    control: ['diff'],
  },
  {
    name: 'textconv by info/attributes',
    set(repo, canary) {
      changedFile(repo)
      attributes(repo, '*.txt diff=trap')
      repo.git(['config', 'diff.trap.textconv', canary.program])
    },
    control: ['log', '-p'],
  },
  ...['clean', 'process'].map((filter) => ({
    name: `filter.${filter}`,
    set(repo: TestRepo, canary: Canary) {
      changedFile(repo)
      attributes(repo, '*.txt filter=trap')
      repo.git(['config', `filter.trap.${filter}`, canary.program])
    },
    control: ['diff'],
  })),
  {
    name: 'log.showSignature with gpg.program',
    set(repo, canary) {
      sign(repo, signature)
      repo.git(['config', 'log.showSignature', 'true'])
      repo.git(['config', 'gpg.program', canary.program])
    },
    control: ['log'],
  },
  {
    name: 'log.showSignature with gpg.ssh.program',
    set(repo, canary) {
      const ssh = ['-----BEGIN SSH SIGNATURE-----', 'U1NIU0lH', '-----END SSH SIGNATURE-----']
      sign(repo, ssh)
      repo.git(['config', 'log.showSignature', 'true'])
      repo.git(['config', 'gpg.ssh.program', canary.program])
      repo.git(['config', 'gpg.ssh.allowedSignersFile', join(repo.gitDir, 'config')])
    },
    control: ['log'],
  },
  {
    name: 'an alias called log',
    set(repo, canary) {
      for (const name of ['log', 'for-each-ref', 'rev-parse', 'trap'])
        repo.git(['config', `alias.${name}`, `!${canary.program}`])
    },
    control: ['trap'],
  },
  {
    name: 'an ext:: remote',
    set(repo, canary) {
      repo.git(['config', 'remote.origin.url', `ext::${canary.program}`])
      repo.git(['config', 'protocol.ext.allow', 'always'])
    },
    control: ['fetch', 'origin'],
  },
  {
    name: 'core.sshCommand',
    set(repo, canary) {
      repo.git(['config', 'remote.origin.url', 'ssh://nowhere.invalid/x'])
      repo.git(['config', 'core.sshCommand', canary.program])
    },
    control: ['fetch', 'origin'],
  },
  {
    name: 'core.gitProxy',
    set(repo, canary) {
      repo.git(['config', 'remote.origin.url', 'git://nowhere.invalid/x'])
      repo.git(['config', 'core.gitProxy', canary.program])
    },
    control: ['fetch', 'origin'],
  },
  {
    name: 'remote.uploadpack',
    set(repo, canary) {
      repo.git(['config', 'remote.origin.url', repo.path])
      repo.git(['config', 'remote.origin.uploadpack', canary.program])
    },
    control: ['fetch', 'origin'],
  },
  {
    name: 'a partial clone with a missing file',
    set(repo, canary) {
      changedFile(repo)
      const blob = repo.git(['rev-parse', 'main:file.txt']).trim()
      remove(repo, blob)
      partial(repo, canary)
    },
    control: ['log', '-p'],
  },
  {
    name: 'a partial clone with a missing commit',
    set(repo, canary) {
      const first = repo.tip()
      repo.commit({ message: 'Second' })
      remove(repo, first)
      partial(repo, canary)
    },
    control: ['log'],
    refused: 'is missing or damaged',
  },
  {
    name: 'a partial clone with a tag of a missing object',
    set(repo, canary) {
      const lost = repo.commit({ branch: null, message: 'Lost' })
      repo.tag('v1.0.0', { of: lost, annotated: true })
      remove(repo, lost)
      partial(repo, canary)
    },
    control: ['log', 'v1.0.0'],
    refused: 'is missing or damaged',
  },
  {
    name: 'a shallow clone with a missing edge, of a remote that runs a program',
    set(repo, canary) {
      const first = repo.tip()
      repo.commit({ message: 'Second' })
      writeFileSync(join(repo.gitDir, 'shallow'), `${first}\n`)
      remove(repo, first)
      partial(repo, canary)
    },
    control: ['log'],
    refused: 'is missing or damaged',
  },
]

/** Between them they ask git everything that any strategy asks. */
const strategies = [
  { by: 'versions' },
  { by: 'commits', branch: 'main' },
  { by: 'pointer', ref: 'main' },
  { by: 'releases', glob: '*' },
] as const

/** What systems in parts of a repository ask: what each commit touches. */
async function sorted(repo: TestRepo): Promise<number[]> {
  const facts = await openRepo(repo.path)
  const steps = repo
    .git(['rev-list', '--parents', '--reverse', 'main'])
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' '))
    .map(([id = '', parent = null]) => ({ id, parent }))
  const touched: number[] = []
  await readTouched(facts, steps, [createPathMatcher(['file.txt'])], (step) => touched.push(step))
  // What commits say of others, and how many lines each changed.
  const ids = steps.map((step) => step.id)
  // Not by git: a trap may be a hook.
  mkdirSync(join(repo.gitDir, 'refs/pull/1'), { recursive: true })
  writeFileSync(join(repo.gitDir, 'refs/pull/1/head'), `${repo.tip()}\n`)
  expect(await findSquashes(facts, [repo.tip()], null)).toMatchObject({ starts: [] })
  expect(await readReverts(facts, ids)).toEqual([])
  expect(await countLines(facts, ids)).toHaveLength(ids.length)
  return touched
}

function remove(repo: TestRepo, id: string): void {
  rmSync(join(repo.gitDir, 'objects', id.slice(0, 2), id.slice(2)))
}

/** Plain git, whatever it says. */
function spring(repo: TestRepo, args: readonly string[], env: Record<string, string> = {}): void {
  spawnSync('git', args, { cwd: repo.path, env: { ...plainEnvironment(), ...env }, stdio: 'ignore', timeout: 15_000 })
}

describe.skipIf(process.platform === 'win32')('settings of the repository', () => {
  test.each(traps)('$name', async (trap) => {
    const repo = createRepo()
    repo.commit()
    const canary = createCanary()
    trap.set(repo, canary)
    canary.silence()
    if (trap.refused === undefined) {
      for (const strategy of strategies) expect((await scan(repo.path, [], strategy)).rows.length).toBeGreaterThan(0)
      await sorted(repo)
    } else {
      await expect(scan(repo.path)).rejects.toThrow(trap.refused)
    }
    await openRepo(repo.gitDir)
    expect(canary.sang()).toBe(false)
    spring(repo, trap.control)
    expect(canary.sang()).toBe(true)
  })

  test('all of them at once, and some that git asks only at a terminal', async () => {
    const repo = createRepo()
    repo.commit()
    const canary = createCanary()
    const readable = traps.filter((trap) => trap.refused === undefined)
    // Hooks last: they refuse every change that the other traps need.
    const isHook = (trap: Trap) => trap.name.includes('hook')
    for (const trap of readable.filter((other) => !isHook(other))) trap.set(repo, canary)
    for (const trap of readable.filter(isHook)) trap.set(repo, canary)
    const more = ['pager', 'editor', 'askPass', 'alternateRefsCommand', 'attributesFile', 'excludesFile']
    for (const key of more) repo.git(['config', `core.${key}`, canary.program])
    for (const key of [
      'pager.log',
      'credential.helper',
      'uploadpack.packObjectsHook',
      'diff.trap.command',
      'man.viewer',
    ])
      repo.git(['config', key, canary.program])
    canary.silence()
    for (const strategy of strategies) expect((await scan(repo.path, [], strategy)).rows.length).toBeGreaterThan(0)
    // Of the commits before the last some trap has added the file.
    expect(await sorted(repo)).toHaveLength(1)
    expect(canary.sang()).toBe(false)
  })

  test('settings that redirect what is read change nothing', async () => {
    const repo = createRepo()
    const id = repo.commit({ message: 'Subject', author: 'Jane Doe' })
    for (const [key, value] of [
      ['format.pretty', 'oneline'],
      ['log.decorate', 'full'],
      ['log.date', 'relative'],
      ['log.follow', 'true'],
      ['log.diffMerges', 'first-parent'],
      ['log.graphColors', 'red'],
      ['color.ui', 'always'],
      ['core.quotePath', 'true'],
      ['core.abbrev', '4'],
      ['core.logAllRefUpdates', 'always'],
      ['notes.displayRef', 'refs/heads/*'],
      ['i18n.logOutputEncoding', 'UTF-16'],
      ['core.pager', 'cat'],
    ] as const)
      repo.git(['config', key, value])
    expect((await scan(repo.path)).rows).toMatchObject([{ id, subject: 'Subject', author: 'Jane Doe', parents: [] }])
  })
})

describe.skipIf(process.platform === 'win32')('variables of the environment', () => {
  const before = { ...process.env }

  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  })

  test('inherited ones do not reach git', async () => {
    const repo = createRepo()
    const id = repo.commit()
    const canary = createCanary()
    const trace = temporaryPath('trace')
    const trap = {
      GIT_TRACE: trace,
      GIT_TRACE2_EVENT: trace,
      GIT_EXTERNAL_DIFF: canary.program,
      GIT_SSH_COMMAND: canary.program,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'alias.trap',
      GIT_CONFIG_VALUE_0: `!${canary.program}`,
      GIT_OBJECT_DIRECTORY: '/nowhere',
      GIT_NAMESPACE: 'other',
      EDITOR: canary.program,
      VISUAL: canary.program,
      PAGER: canary.program,
    }
    Object.assign(process.env, trap)
    expect((await scan(repo.path)).rows.map((row) => row.id)).toEqual([id])
    expect([existsSync(trace), canary.sang()]).toEqual([false, false])
    const { GIT_OBJECT_DIRECTORY: _, ...control } = trap
    spring(repo, ['trap'], control)
    expect([existsSync(trace), canary.sang()]).toEqual([true, true])
  })

  test('the settings of the user are not read, except whom to trust', async () => {
    const repo = createRepo()
    repo.commit()
    const canary = createCanary()
    const home = temporaryPath('home')
    mkdirSync(home)
    appendFileSync(join(home, '.gitconfig'), `[core]\n\tfsmonitor = ${canary.program}\n[log]\n\tdecorate = full\n`)
    process.env['HOME'] = home
    expect((await scan(repo.path)).rows).toHaveLength(1)
    expect(canary.sang()).toBe(false)
    // The control needs a git that reads the file.
    spring(repo, ['status'], { HOME: home, GIT_CONFIG_GLOBAL: join(home, '.gitconfig') })
    expect(canary.sang()).toBe(true)
  })

  test('a program called git in the repository is not the git that runs', async () => {
    const repo = createRepo()
    repo.commit()
    const canary = createCanary()
    writeFileSync(join(repo.path, 'git'), `#!/bin/sh\nexec '${canary.program}'\n`)
    chmodSync(join(repo.path, 'git'), 0o755)
    process.env['PATH'] = `.:${process.env['PATH'] ?? ''}`
    expect((await scan(repo.path)).rows).toHaveLength(1)
    expect(canary.sang()).toBe(false)
    spring(repo, ['status'], { PATH: process.env['PATH'] })
    expect(canary.sang()).toBe(true)
  })
})
