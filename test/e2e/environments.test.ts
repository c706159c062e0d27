// The pages about what runs where, in a real browser against the built app, with a repository and events that came in by
// the listener: the matrix, its past, its cells, and the lists of versions, builds and issues.
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { createRepo } from '../helpers/repos.ts'
import { ago, oneApp, violations } from './app.ts'
import { open, outputDir } from './served.ts'

const app = oneApp()

/** A shop with a repository, and what its pipeline reported. */
async function fill(): Promise<void> {
  const repo = createRepo({ name: 'shop' })
  const [c1 = '', , c3 = '', c4 = ''] = [40, 30, 20, 10].map((days) =>
    repo.commit({ at: ago(days), message: `Change of ${days} days ago` }),
  )
  await app.served.shiplog('repo', 'add', repo.path, '--system', 'shop')
  const shop = { type: 'deployment', system: 'shop' }
  await app.report([
    { ...shop, environment: 'production', id: 'p1', version: '1.0.0', commits: [c1], finished_at: ago(38) },
    { ...shop, environment: 'staging', id: 's1', version: '1.2.0', commits: [c3], finished_at: ago(18) },
    {
      ...shop,
      environment: 'production',
      id: 'p2',
      version: '1.2.0',
      commits: [c3],
      state: 'failed',
      finished_at: ago(5),
    },
    { ...shop, environment: 'dev', id: 'd1', version: '1.3.0', commits: [c4], finished_at: ago(4) },
    { type: 'deployment', system: 'web', environment: 'production', id: '7', finished_at: ago(3) },
    { type: 'build', system: 'shop', id: 'b1', version: '1.2.0', commit: c3, finished_at: ago(19), branch: 'main' },
    { type: 'build', system: 'shop', id: 'b2', version: '1.3.0', commit: c4, finished_at: ago(6) },
    { type: 'build', system: 'shop', id: 'b3', version: '1.3.0', commit: c1, finished_at: ago(5), state: 'failed' },
    {
      type: 'issue',
      system: 'shop',
      id: 'U-1',
      kind: 'bug',
      title: 'Wrong total',
      created_at: ago(9),
      status: 'done',
      resolved_at: ago(7),
    },
    { type: 'issue', system: 'shop', id: 'U-2', kind: 'requirement', title: 'Gift wrapping', created_at: ago(8) },
  ])
}

function go(page: Page, where: string): Promise<unknown> {
  return page.goto(`${app.served.origin}/#/${where}`)
}

function row(page: Page, name: string) {
  return page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) })
}

/** The words of a row's cells, one string each. */
async function cells(page: Page, name: string): Promise<string[]> {
  const texts = await row(page, name).getByRole('cell').allInnerTexts()
  return texts.map((text) => text.replace(/\s+/g, ' ').trim())
}

test('an empty workspace says where these come from', async () => {
  const { page } = app.opened
  for (const [route, title] of [
    ['environments', 'Nothing is deployed yet'],
    ['versions', 'No versions yet'],
    ['builds', 'No builds yet'],
    ['issues', 'No issues yet'],
  ]) {
    await go(page, route ?? '')
    await page.getByText(title ?? '', { exact: true }).waitFor()
  }
})

test('the matrix says what runs where, how old it is, and how far behind', async () => {
  const { page } = app.opened
  await fill()
  await go(page, 'environments')
  await row(page, 'shop').waitFor()
  expect(await page.getByRole('columnheader').allInnerTexts()).toEqual([
    'System',
    'development',
    'staging',
    'production',
  ])
  expect(await cells(page, 'shop')).toEqual([
    expect.stringMatching(/^1\.3\.0 4 d$/),
    // c4 is missing.
    expect.stringMatching(/^1\.2\.0 18 d 1 commit behind development$/),
    // c3 and the one before it are missing.
    expect.stringMatching(/^1\.0\.0 38 d 1\.2\.0 failed 5 d ago 2 commits behind staging$/),
  ])
  expect(await cells(page, 'web')).toEqual(['never seen', 'never seen', '7 3 d'])
  await row(page, 'shop').getByRole('rowheader').getByText('drift').waitFor()
  expect(await row(page, 'web').getByText('drift').count()).toBe(0)
})

test('columns are chosen, and drift is between those that are shown', async () => {
  const { page } = app.opened
  await page.getByRole('button', { name: /^Columns/ }).click()
  await page.getByRole('menuitemcheckbox', { name: 'production' }).click()
  await page.keyboard.press('Escape')
  expect(await page.getByRole('columnheader').allInnerTexts()).toEqual(['System', 'production'])
  expect(await page.getByText('drift', { exact: true }).count()).toBe(0)
  expect(page.url()).toContain('col=production')
  // Kept while other pages are looked at.
  await page.getByRole('link', { name: 'Builds' }).click()
  await page.getByRole('link', { name: 'Environments' }).click()
  expect(await page.getByRole('columnheader').allInnerTexts()).toEqual(['System', 'production'])
  await page.getByRole('button', { name: /^Columns/ }).focus()
  await page.keyboard.press('Backspace')
  await page.getByRole('columnheader', { name: 'staging' }).waitFor()
})

test('a cell opens its history, a deployment of it, and a comparison', async () => {
  const { page } = app.opened
  await page.keyboard.press('j')
  // The first row's first cell that was ever seen.
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('1.3.0')
  await row(page, 'shop').getByRole('link', { name: '1.0.0' }).click()
  const panel = page.getByRole('complementary', { name: 'Environment shop in production' })
  await panel.getByText('2 deployments').waitFor()
  expect(page.url()).toMatch(/cell=shop&in=production/)
  await page.screenshot({ path: path.join(outputDir, 'environments-cell.png') })
  await panel.getByRole('link', { name: '1.2.0' }).click()
  await page.getByRole('complementary', { name: 'Deployment 1.2.0 of shop' }).waitFor()
  await page.getByRole('link', { name: 'shop in production' }).click()
  await panel.getByRole('link', { name: 'staging' }).click()
  const comparison = page.getByRole('complementary', { name: 'Comparison shop in production and staging' })
  await comparison.getByRole('heading', { name: 'Only in staging 2 commits' }).waitFor()
  await comparison.getByText('Change of 20 days ago').waitFor()
  await comparison.getByText('Change of 30 days ago').waitFor()
  await comparison.getByRole('heading', { name: 'Only in production 0 commits' }).waitFor()
  await page.screenshot({ path: path.join(outputDir, 'environments-compared.png') })
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await comparison.waitFor({ state: 'detached' })
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('1.0.0')
})

test('the matrix of another time is kept in the address', async () => {
  const { page } = app.opened
  await page.getByRole('button', { name: 'As of now' }).click()
  await page.getByLabel(/Date and time/).fill(ago(10).slice(0, 16))
  await page.keyboard.press('Enter')
  await page.getByText(/As it was on/).waitFor()
  await page.getByRole('table').waitFor()
  expect(await cells(page, 'shop')).toEqual(['not seen yet', '1.2.0 8 d', '1.0.0 28 d 2 commits behind staging'])
  expect(await cells(page, 'web')).toEqual(['not seen yet', 'not seen yet', 'not seen yet'])
  expect(new URL(page.url().replace('#/', '')).searchParams.get('at')).toBe(ago(10).replace('.000Z', 'Z'))
  await page.reload()
  await page.getByText(/As it was on/).waitFor()
  await page.getByRole('button', { name: 'Back to now' }).click()
  await row(page, 'web').getByText('never seen').first().waitFor()
})

test('news shows without a reload', async () => {
  const { page } = app.opened
  await app.report([
    { type: 'deployment', system: 'web', environment: 'staging', id: '8', state: 'started', started_at: ago(0) },
  ])
  await row(page, 'web')
    .getByText(/8 running for/)
    .waitFor()
  await app.report([
    { type: 'deployment', system: 'web', environment: 'staging', id: '8', finished_at: new Date().toISOString() },
  ])
  await row(page, 'web').getByRole('link', { name: '8' }).waitFor()
  await row(page, 'web').getByText('drift').waitFor()
})

test('versions show which of them have two commits', async () => {
  const { page } = app.opened
  await go(page, 'versions')
  await page.getByText('1 version has two different commits').waitFor()
  await expect.poll(() => page.getByRole('row').count()).toBe(4)
  await page.getByRole('link', { name: 'Show only those' }).click()
  await page.getByText('1 version in conflict').waitFor()
  expect(await page.getByRole('row').nth(1).innerText()).toMatch(/^1\.3\.0\s+shop/)
})

test('builds and issues are listed, filtered and opened', async () => {
  const { page } = app.opened
  await go(page, 'builds?only=failed')
  await page.getByText('1 build, newest first').waitFor()
  await page.getByRole('row').nth(1).getByRole('link').click()
  await page
    .getByRole('complementary', { name: 'Build 1.3.0 of shop' })
    .getByRole('link', { name: /^delivery/ })
    .click()
  await page.getByText('"b3"', { exact: false }).first().waitFor()
  await go(page, 'issues')
  await page.getByText('2 issues').waitFor()
  await page.getByRole('button', { name: 'Kind any' }).click()
  await page.getByRole('menuitemradio', { name: /Bug/ }).click()
  await page.getByText('1 issue ').waitFor()
  expect(await page.getByRole('row').nth(1).innerText()).toMatch(/Done\s+2 d$/)
  await page.getByRole('row').nth(1).getByRole('link').click()
  await page.getByRole('complementary', { name: 'Issue Wrong total' }).getByText('Changes of status').waitFor()
})

test('every page opens without a complaint, wide and narrow, in light and dark', async () => {
  for (const theme of ['light', 'dark'] as const) {
    const { page, complaints } = await open(app.browser, app.served, theme)
    for (const route of ['environments', 'versions', 'builds', 'issues'])
      for (const width of [1440, 700]) {
        await page.setViewportSize({ width, height: 900 })
        await go(page, `${route}?w=sample&p=12m`)
        await page.getByRole('row').nth(1).waitFor()
        const main = page.locator('main')
        expect(await main.evaluate((element) => element.scrollWidth - element.clientWidth), `${route} ${width}`).toBe(0)
        await page.screenshot({ path: path.join(outputDir, `${route}-${theme}-${width}.png`) })
        if (width === 1440) expect(await violations(page), `${route} ${theme}`).toEqual([])
      }
    await page.setViewportSize({ width: 1440, height: 900 })
    for (const route of ['environments', 'versions', 'builds', 'issues']) {
      await go(page, `${route}?sys=nobody`)
      await page.getByText('There is no system "nobody".').waitFor()
    }
    // The browser itself notes that those were refused.
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([])
    await page.context().close()
  }
  expect(app.opened.complaints).toEqual([])
})
