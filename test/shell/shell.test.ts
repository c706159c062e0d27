// The desktop app from outside, built as it ships: its window, what its page may not do, and a repository dropped on it.
// Over the fake Electron always; over the real one where it is installed, with the same expectations.
import { execFileSync, fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bridge } from '../../src-shared/client.ts'
import { fakeProgram, openElectron, openFake, patienceMs, root, whyNoElectron, type Shell } from './shell.ts'

const noElectron = whyNoElectron()
if (noElectron !== null)
  console.log(`The shell test ran over Chromium only, not in a real Electron window: ${noElectron}.`)

describe.each([
  { name: 'the fake Electron over Chromium', open: openFake, skip: null },
  { name: 'the real Electron', open: openElectron, skip: noElectron },
])('the desktop app in $name', ({ open, skip }) => {
  if (skip !== null) {
    test.skip(`(${skip})`)
    return
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'shiplog-desktop-'))
  const dataDir = path.join(folder, 'data')
  let shell: Shell

  beforeAll(async () => {
    shell = await open(dataDir)
  })

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  /** A call as the page makes it. */
  function call(...args: Parameters<Bridge['call']> | unknown[]): Promise<unknown> {
    return shell.page.evaluate((given) => {
      const bridge: unknown = Reflect.get(window, 'shiplog')
      return (bridge as { call(...all: unknown[]): Promise<unknown> }).call(...given)
    }, args)
  }

  test('shows where to begin', async () => {
    await shell.page.getByRole('heading', { name: /Drop a git repository/ }).waitFor()
    expect(await shell.page.title()).toContain('Shiplog')
    expect(await shell.consoleErrors()).toEqual([])
    // The token that let the window in is gone from its address.
    expect(shell.page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/(#.*)?$/)
  })

  test('gives its page three functions and nothing of Node or Electron', async () => {
    const seen = await shell.page.evaluate(() => ({
      bridge: Object.keys(Reflect.get(window, 'shiplog')),
      others: ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter(
        (name) => name in window,
      ),
    }))
    expect(seen).toEqual({ bridge: ['call', 'onPush', 'pathForFile'], others: [] })
  })

  test('answers a wrong call with a reply, not an exception', async () => {
    expect(await call('workspace.explode', {})).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(await call(42, {})).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(await call('repos.detect', { path: 7 })).toMatchObject({ ok: false, error: { code: 'invalid' } })
    expect(await call('workspace.status', {}, { workspace: 'theirs' })).toMatchObject({
      ok: false,
      error: { code: 'invalid' },
    })
    expect(await call('workspace.status', {})).toMatchObject({ ok: true, value: { data_dir: dataDir, sample: false } })
  })

  test('chooses folders and files by the dialog of the system', async () => {
    await shell.answerDialog([])
    expect(await call('workspace.choose', { what: 'folder' })).toEqual({ ok: true, value: { paths: [] } })
    await shell.answerDialog([folder])
    expect(await call('workspace.choose', { what: 'folder' })).toEqual({ ok: true, value: { paths: [folder] } })
  })

  test('stays on its page: no navigation away, no second window', async () => {
    const { page } = shell
    const before = page.url()
    await page.evaluate(() => {
      window.open('https://example.com/build/7')
      window.open('smb://example.com/share')
      window.location.href = 'http://127.0.0.1:9/elsewhere'
    })
    await expect.poll(() => shell.openedOutside()).toEqual(['https://example.com/build/7'])
    expect(page.url()).toBe(before)
    // The stand-in closes what was denied, after the page asked for it.
    await expect.poll(() => page.context().pages().length).toBe(1)
    await page.getByRole('heading', { name: /Drop a git repository/ }).waitFor()
  })

  test('runs no script that is not its own, and asks no other host', async () => {
    const tried = await shell.page.evaluate(async () => {
      const script = document.createElement('script')
      script.text = 'window.inline = true'
      document.head.append(script)
      const image = document.createElement('div')
      image.innerHTML = '<img src="x:" onerror="window.inline = true">'
      document.body.append(image)
      const elsewhere = await fetch('http://127.0.0.1:9/').then(
        () => 'answered',
        () => 'blocked',
      )
      image.remove()
      script.remove()
      return { inline: 'inline' in window, elsewhere }
    })
    expect(tried).toEqual({ inline: false, elsewhere: 'blocked' })
  })

  test('goes to a page by its menu', async () => {
    await shell.clickMenu('Journal')
    await expect.poll(() => shell.page.url()).toMatch(/#\/journal$/)
    await shell.page.getByRole('heading', { name: 'Journal' }).waitFor()
    await shell.clickMenu('Overview')
    await expect.poll(() => shell.page.url()).toMatch(/#\/$/)
  })

  test('takes a repository that is dropped on it, and shows its numbers', async () => {
    const { page } = shell
    const errorsBefore = (await shell.consoleErrors()).length
    const repo = repository(path.join(folder, 'payments'))
    await shell.drop([repo], 640, 400)
    await page.getByRole('radio', { name: /^Version tags recommended 3 found/ }).waitFor()
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await expect
      .poll(() => call('workspace.status', {}))
      .toMatchObject({ value: { counts: { repos: 1, deployments: 3, systems: 1 } } })
    await shell.clickMenu('Overview')
    // Two commits a version, each a day before its tag; the first version has no earlier one to compare with.
    const metrics = page.getByRole('region', { name: 'Metrics' })
    await expect
      .poll(() => metrics.innerText())
      .toMatch(/Deployment frequency[^]*3 deployments[^]*1 d\s+median of 4 changes/)
    await screenshot(shell, 'desktop-overview.png')
    // The person's own way to it must not leave a word in the console; the attempts above were meant to.
    expect((await shell.consoleErrors()).slice(errorsBefore)).toEqual([])
  })

  test('ends with its last window, in good order', async () => {
    expect(await shell.quit()).toBe(0)
    expect(JSON.parse(readFileSync(path.join(dataDir, 'window/window-size.json'), 'utf8'))).toHaveProperty('width')
  })
})

test('a data folder that is in use is refused in words, with exit code 1', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'shiplog-desktop-'))
  const first = await openFake(folder)
  try {
    expect(await secondStart(folder)).toEqual({
      code: 1,
      words: expect.stringContaining(`Another Shiplog is using ${folder}`),
    })
  } finally {
    await first.quit()
    rmSync(folder, { recursive: true, force: true })
  }
})

function secondStart(dataDir: string): Promise<{ code: number | null; words: string }> {
  const app = fork(fakeProgram, [root, '--data', dataDir], { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] })
  let words = ''
  app.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words += text
  })
  const late = setTimeout(() => app.kill('SIGKILL'), patienceMs)
  return new Promise((resolve) => {
    app.on('close', (code) => {
      clearTimeout(late)
      resolve({ code, words })
    })
  })
}

/** A real repository: six commits, three of them tagged as versions, in the last three weeks. */
function repository(folder: string): string {
  mkdirSync(folder)
  const git = (args: string[], daysAgo: number) => {
    const date = new Date(Date.now() - daysAgo * 86_400_000).toISOString()
    const person = { NAME: 'Ann', EMAIL: 'ann@example.com' }
    const env = Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((role) => [
        ...Object.entries(person).map(([key, value]) => [`GIT_${role}_${key}`, value]),
        [`GIT_${role}_DATE`, date],
      ]),
    )
    execFileSync('git', args, {
      cwd: folder,
      env: { ...process.env, ...env, GIT_CONFIG_GLOBAL: os.devNull },
      stdio: 'ignore',
    })
  }
  git(['init', '--initial-branch=main'], 21)
  for (const version of [1, 2, 3]) {
    for (const part of ['a', 'b']) {
      writeFileSync(path.join(folder, `${part}.txt`), String(version))
      git(['add', '.'], 0)
      git(['commit', '-m', `Change ${part} for ${version}`], 22 - version * 5)
    }
    git(['tag', '-a', `v1.${version}.0`, '-m', `Version 1.${version}.0`], 21 - version * 5)
  }
  return folder
}

async function screenshot(shell: Shell, name: string): Promise<void> {
  const file = path.join(root, 'test-output', name)
  await shell.page.screenshot({ path: file })
  // An empty page compresses to next to nothing.
  expect(statSync(file).size).toBeGreaterThan(20_000)
}
