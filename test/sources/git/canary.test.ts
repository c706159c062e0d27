// Repositories whose settings, hooks and attributes run a program when plain git looks at them. Shiplog looks at each:
// the program must not have run. The control next to each trap shows that it is one.
import { appendFileSync, chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { countLines } from '../../../src-main/sources/git/lines.ts'
import { openRepo } from '../../../src-main/sources/git/open.ts'
import { readReverts } from '../../../src-main/sources/git/reverts.ts'
import { findPullWork } from '../../../src-main/sources/git/squashes.ts'
import { createPathMatcher, readTouched } from '../../../src-main/sources/git/touched.ts'
import { createRepo, temporaryPath, type TestRepo } from '../../helpers/repos.ts'
import { createCanary, spring, type Trap, traps } from '../../helpers/traps.ts'
import { scan } from './rows.ts'

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
  const says = { tips: [repo.tip()], pulls: true, named: () => new Set([1]), saying: () => [repo.tip()] }
  expect(await findPullWork(facts, says, null)).toMatchObject({ said: new Map() })
  expect(await readReverts(facts, ids)).toEqual([])
  let counted = 0
  await countLines(facts, ids, async (lines) => void (counted += lines.length))
  expect(counted).toBe(ids.length)
  return touched
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
