// How a repository's deployments are found, chosen by its evidence in a real browser with the keyboard, and chosen anew.
import { chownSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tree } from '../helpers/components.ts'
import { createHistory, createRepo } from '../helpers/repos.ts'
import { launch, open, type Opened, outputDir, serve, type Served } from './served.ts'

let browser: Browser
let served: Served
let opened: Opened

beforeAll(async () => {
  mkdirSync(outputDir, { recursive: true })
  browser = await launch()
  served = await serve()
  opened = await open(browser, served, 'dark')
})

afterAll(async () => {
  await browser.close()
  await served.close()
})

test('the evidence of each way is there to choose by, and the choice can be changed', async () => {
  const repo = createRepo({ name: 'shop' })
  const a = repo.commit({ at: '2026-03-01T10:00:00Z', message: 'a' })
  const side = repo.commit({ at: '2026-03-02T10:00:00Z', message: 'side', parents: [a], branch: 'side' })
  repo.commit({ at: '2026-03-03T10:00:00Z', message: 'm', parents: [a, side] })
  repo.tag('build-7', { of: a })
  repo.tag('build-8')
  const { page, complaints } = opened
  await page.goto(`${served.origin}/#/systems`)
  await page.getByRole('button', { name: 'Add a repository' }).first().click()
  await page.getByRole('textbox').first().fill(repo.path)
  await page.keyboard.press('Enter')

  // Two tags, one merge: too little of a habit to recommend either.
  const chosen = page.getByRole('group', { name: /^How should/ }).getByRole('radio', { checked: true })
  await page.getByRole('radio', { name: 'Only reported ones recommended 0 reported' }).waitFor()
  expect(await chosen.evaluate((radio) => radio === document.activeElement)).toBe(true)
  await page.getByRole('radio', { name: /^Tags matching build-\* 2 found last .* ago 0 a week/ }).focus()
  await page.keyboard.press('Space')
  await page.getByLabel('Pattern of tags').fill('build-7')
  await page.getByRole('radio', { name: /^Tags matching build-7 1 found/, checked: true }).waitFor()
  await page.screenshot({ path: path.join(outputDir, 'strategies.png') })
  await page.getByLabel('Pattern of tags').fill('release-*')
  await page.getByText('No tag matches "release-*". The tags are build-8, build-7.').waitFor()
  await page.getByLabel('Pattern of tags').fill('build-7')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('cell', { name: 'tags matching build-7' }).waitFor()

  await page.getByRole('button', { name: 'Change how deployments of shop are found' }).click()
  await page.getByRole('heading', { name: 'Deployments of shop' }).waitFor()
  await page.getByRole('radio', { name: /^Tags matching build-7/, checked: true }).waitFor()
  await page.getByRole('radio', { name: /^Merges into main 1 found/ }).check()
  await page.getByRole('button', { name: 'Save and scan' }).click()
  await page.getByRole('cell', { name: 'merges into main' }).waitFor()
  expect(complaints).toEqual([])
})

test('a scan that is paused says so where the repository is added, stands still, and goes on there', async () => {
  // Read for longer than it takes to press a button.
  const commits = 40_000
  const long = createHistory(commits, { name: 'long' })
  const { page, complaints } = opened
  await page.goto(`${served.origin}/#/systems`)
  await page.getByRole('button', { name: 'Add a repository' }).first().click()
  await page.getByRole('textbox').first().fill(long.path)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  const bar = page.getByRole('contentinfo')
  await bar.getByRole('button', { name: 'Pause' }).click()
  const scan = page.locator('main').getByRole('status').filter({ hasText: 'paused' })
  await scan.waitFor()
  await page.locator('main').getByRole('button', { name: 'Resume' }).waitFor()
  await page.screenshot({ path: path.join(outputDir, 'paused-scan.png') })
  const still = await scan.innerText()
  const read = Number(/[\d,]+/.exec(still)?.[0].replaceAll(',', ''))
  expect(read).toBeLessThan(commits)
  // Pages that come are told again each second.
  await page.waitForTimeout(1_500)
  expect(await scan.innerText()).toBe(still)
  await page.locator('main').getByRole('button', { name: 'Resume' }).click()
  await page.getByText(`long added: ${commits.toLocaleString('en-GB')} new commits, 400 deployments.`).waitFor()
  await served.shiplog('repo', 'remove', long.path)
  expect(complaints).toEqual([])
})

test('a repository becomes several systems by what it suggests, with an undo; one that moved is located', async () => {
  const repo = createRepo({ name: 'mono' })
  tree(repo, ['services/api/a.ts', 'services/web/b.ts', 'README.md'], '2026-03-01T10:00:00Z')
  repo.tag('api@1.0.0')
  repo.tag('web@1.0.0')
  tree(repo, ['services/api/c.ts'], '2026-03-02T10:00:00Z')
  repo.tag('api@1.1.0')
  repo.tag('v9', { of: repo.emptyTree })
  const { page, complaints } = opened
  await page.goto(`${served.origin}/#/systems`)
  await page.reload()
  await page.getByRole('button', { name: 'Add a repository' }).first().click()
  await page.getByRole('textbox').first().fill(repo.path)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('cell', { name: 'mono', exact: true }).first().waitFor()
  await page.getByText('1 tag of mono left out').click()
  await page.getByText('It leads to a tree, not to a commit.').waitFor()

  await page.getByRole('button', { name: 'Change how deployments of mono are found' }).click()
  await page.getByRole('radio', { name: 'Several systems, by folder' }).check()
  await page.getByText('The repository suggests 2 parts:').waitFor()
  await page.getByRole('button', { name: 'Take these' }).click()
  const api = page.getByRole('group', { name: 'api' })
  await api.getByText('2 files, 2 of the newest 2 commits, 2 deployments (tags matching api@*), last').waitFor()
  await api.getByLabel('Folders or patterns').fill('services/*')
  await api.getByText('3 files, 2 of the newest 2 commits').waitFor()
  await api.getByLabel('Folders or patterns').fill('services/nothing')
  await api.getByText('Nothing there has such a path now.').waitFor()
  await api.getByLabel('Folders or patterns').fill('services/api')
  await api.getByText('2 files, 2 of the newest 2 commits').waitFor()
  await page.screenshot({ path: path.join(outputDir, 'parts.png'), fullPage: true })
  await page.getByRole('button', { name: 'Save and scan' }).click()
  await page.getByRole('row', { name: /services\/api api tags matching api@\* 2 2/ }).waitFor()
  await page.getByRole('row', { name: /services\/web web tags matching web@\* 1 1/ }).waitFor()
  await page.screenshot({ path: path.join(outputDir, 'systems-of-one.png'), fullPage: true })
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await page.getByRole('row', { name: /services\/api/ }).waitFor({ state: 'detached' })

  const to = `${repo.path}-moved`
  renameSync(repo.path, to)
  await page.getByRole('button', { name: 'Scan mono' }).click()
  await page.getByText('What was read from it stays, and counts as before.').waitFor()
  await page.getByRole('button', { name: 'Locate…' }).click()
  await page.getByLabel('Where mono is now').fill(path.dirname(to))
  await page.getByRole('button', { name: 'Locate', exact: true }).click()
  await page.getByText('is not a git repository. Choose the folder that was cloned.').waitFor()
  await page.screenshot({ path: path.join(outputDir, 'locate.png'), fullPage: true })
  await page.getByLabel('Where mono is now').fill(to)
  await page.getByRole('button', { name: 'Locate', exact: true }).click()
  await page.getByText(to).first().waitFor()
  await page.getByText('What was read from it stays').waitFor({ state: 'detached' })

  // Where there is little room a name keeps its words whole, and nothing is pushed out of sight.
  const before = page.viewportSize()
  await page.setViewportSize({ width: 700, height: 1000 })
  const name = page.getByRole('cell', { name: /^mono-moved/ }).locator('b')
  expect(await name.evaluate((one) => [...one.children].map((word) => word.getClientRects().length))).toEqual([1, 0, 1])
  expect(
    await page
      .locator('table')
      .evaluateAll((tables) => tables.filter((one) => one.scrollWidth > (one.parentElement?.clientWidth ?? 0)).length),
  ).toBe(0)
  if (before !== null) await page.setViewportSize(before)
  // The two refusals on purpose, which a browser notes.
  expect(complaints.filter((text) => !/status of 40[04]/.test(text))).toEqual([])
})

/** To another user of this computer. */
function give(folder: string): void {
  for (const name of ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })])
    chownSync(path.join(folder, name), 12_345, 12_345)
}

test.skipIf(process.getuid?.() !== 0)(
  'one of another user says both ways line by line, and is read by a copy',
  async () => {
    const repo = createRepo({ name: 'theirs' })
    repo.commit({ at: '2026-03-01T10:00:00Z' })
    repo.commit({ at: '2026-03-02T10:00:00Z', message: 'Add carts (#7)' })
    repo.tag('v1.0.0')
    give(repo.path)
    const { page } = opened
    await page.goto(`${served.origin}/#/systems`)
    await page.getByRole('button', { name: 'Add a repository' }).first().click()
    await page.getByRole('textbox').first().fill(repo.path)
    await page.keyboard.press('Enter')
    const refusal = page.getByText('This folder cannot be added.').locator('..')
    await refusal.waitFor()
    const lines = (await refusal.innerText()).split('\n')
    expect(lines.slice(1)).toEqual([
      `git config --global --add safe.directory ${repo.path}`,
      'If not, let it read a copy of its own:',
      `shiplog repo add ${repo.path} --mirror`,
    ])
    await page.getByRole('button', { name: 'Read a copy of it' }).focus()
    await page.keyboard.press('Enter')
    const row = page.getByRole('row', { name: /Scan theirs/ }).or(page.getByRole('row').filter({ hasText: repo.path }))
    await row.getByText('read by a copy of Shiplog’s own').waitFor()
    // Its squash has no start here; but a copy has nowhere to fetch from, and its original is not watched.
    await page.getByText(/theirs: 1 squashed commit of an unknown start/).waitFor()
    expect(await page.getByRole('button', { name: 'Fetch pull requests…' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Stop watching theirs' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Remove theirs' }).click()
    await row.waitFor({ state: 'detached' })
  },
)
