import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildIfNeeded, isStale } from '../../scripts/build-if-needed.mjs'

let root: string
/** How often the stand-in for the build ran, and how many of them at the same time. */
let builds: number
let atOnce: number
let mostAtOnce: number
let said: string[]

async function build(): Promise<void> {
  builds += 1
  atOnce += 1
  mostAtOnce = Math.max(mostAtOnce, atOnce)
  await sleep(30)
  atOnce -= 1
}

function run(options: { always?: boolean; build?: () => Promise<void> } = {}): Promise<boolean> {
  return buildIfNeeded({ root, build, say: (line) => said.push(line), ...options })
}

/** Puts a file's time a second after everything before it. */
function touch(file: string): void {
  const later = Date.now() / 1000 + 60 + builds
  utimesSync(path.join(root, file), later, later)
}

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'shiplog-build-'))
  builds = 0
  atOnce = 0
  mostAtOnce = 0
  said = []
  for (const folder of ['src-main/store', 'src-shared', 'src-renderer']) {
    mkdirSync(path.join(root, folder), { recursive: true })
    writeFileSync(path.join(root, folder, 'a.ts'), 'export {}')
  }
  for (const file of ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'README.md']) {
    writeFileSync(path.join(root, file), '')
  }
})

afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

describe('a build is made', () => {
  test('the first time, and not again', async () => {
    expect(await run()).toBe(true)
    expect(await run()).toBe(false)
    expect(builds).toBe(1)
    expect(said).toEqual(['Building Shiplog (a few seconds, only when its sources changed).'])
  })

  test.each(['src-main/store/a.ts', 'src-shared/a.ts', 'src-renderer/a.ts', 'package.json', 'package-lock.json'])(
    'after %s changed',
    async (file) => {
      await run()
      touch(file)
      expect(isStale(root)).toBe(true)
      expect(await run()).toBe(true)
    },
  )

  test('after a file was renamed or deleted, which leaves the other files as they were', async () => {
    await run()
    renameSync(path.join(root, 'src-main/store/a.ts'), path.join(root, 'src-main/store/b.ts'))
    touch('src-main/store')
    expect(await run()).toBe(true)
    rmSync(path.join(root, 'src-main/store/b.ts'))
    touch('src-main/store')
    expect(await run()).toBe(true)
  })

  test('after sources became older than they were, as with another checkout', async () => {
    touch('src-shared/a.ts')
    await run()
    utimesSync(path.join(root, 'src-shared/a.ts'), 1000, 1000)
    expect(await run()).toBe(true)
  })

  test('not after a file changed that is no source', async () => {
    await run()
    touch('README.md')
    expect(await run()).toBe(false)
  })

  test('in any case when asked for', async () => {
    await run()
    expect(await run({ always: true })).toBe(true)
  })

  test('again when a source changed during the build, which may not have seen it', async () => {
    await run({
      build: async () => {
        await build()
        touch('src-main/store/a.ts')
      },
    })
    expect(await run()).toBe(true)
  })

  test('again after one that failed', async () => {
    await expect(run({ build: () => Promise.reject(new Error('no')) })).rejects.toThrow('no')
    expect(existsSync(path.join(root, 'out/.lock'))).toBe(false)
    expect(await run()).toBe(true)
  })
})

test('an installed package has no sources and builds nothing', async () => {
  rmSync(path.join(root, 'electron.vite.config.ts'))
  expect(await run()).toBe(false)
  expect(existsSync(path.join(root, 'out'))).toBe(false)
})

describe('two commands at once', () => {
  test('build once', async () => {
    const built = await Promise.all([run(), run(), run()])
    expect(built.filter(Boolean)).toHaveLength(1)
    expect(builds).toBe(1)
    expect(said).toContain('Another command is building Shiplog; waiting for it.')
    expect(readdirSync(path.join(root, 'out'))).toEqual(['.stamp'])
  })

  test('never build at the same time, even when both must', async () => {
    await Promise.all([run({ always: true }), run({ always: true }), run({ always: true })])
    expect(builds).toBe(3)
    expect(mostAtOnce).toBe(1)
  })

  test('take the lock of one that is no longer there', async () => {
    // No process has this number: Linux ends at 4194304, and others lower.
    lock('99999999')
    expect(await Promise.all([run(), run()])).toContain(true)
    expect(builds).toBe(1)
    expect(readdirSync(path.join(root, 'out'))).toEqual(['.stamp'])
  })

  test('take a lock that is too old to be meant, whoever has its number now', async () => {
    lock(String(process.pid))
    utimesSync(path.join(root, 'out/.lock/pid'), 1000, 1000)
    expect(await run()).toBe(true)
  })

  test('wait for one that is at work', async () => {
    lock(String(process.pid))
    const waiting = run()
    await sleep(250)
    expect(builds).toBe(0)
    rmSync(path.join(root, 'out/.lock'), { recursive: true })
    expect(await waiting).toBe(true)
  })
})

function lock(pid: string): void {
  mkdirSync(path.join(root, 'out/.lock'), { recursive: true })
  writeFileSync(path.join(root, 'out/.lock/pid'), pid)
}
