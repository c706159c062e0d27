// Lists sorted by the heads of their columns in a real browser against the built app: by mouse and keyboard, kept by the
// address, and what is exported in the same order.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { createRepo } from '../helpers/repos.ts'
import { ago, oneApp, violations } from './app.ts'
import { open, outputDir } from './served.ts'

const app = oneApp()

function go(page: Page, where: string): Promise<unknown> {
  return page.goto(`${app.served.origin}/#/${where}`)
}

/** A column as it is shown, from the first row to the last. */
function column(page: Page, n: number): Promise<string[]> {
  return page.locator(`tbody tr > td:nth-child(${n})`).allInnerTexts()
}

/** What the heads say of their order to those who do not see the arrow. */
async function orders(page: Page): Promise<string[]> {
  const heads = await page.locator('th[aria-sort]').all()
  return Promise.all(heads.map(async (head) => `${await head.innerText()} ${await head.getAttribute('aria-sort')}`))
}

async function shows(page: Page, n: number, values: string[]): Promise<void> {
  await expect.poll(() => column(page, n), { timeout: 30_000 }).toEqual(values)
}

/** How much of the widest table is out of sight. */
function cut(page: Page): Promise<number> {
  return page.evaluate(() => {
    const tables = [...document.querySelectorAll('main table')]
    return Math.max(...tables.map((table) => table.clientWidth - (table.parentElement?.clientWidth ?? 0)))
  })
}

async function fill(): Promise<void> {
  const production = { type: 'deployment', environment: 'production' }
  await app.report([
    { ...production, system: 'web', id: '1', finished_at: ago(4) },
    { ...production, system: 'api', id: '2', finished_at: ago(3), state: 'failed' },
    { ...production, system: 'web', id: '3', finished_at: ago(2) },
    { ...production, system: 'Billing', id: '4', finished_at: ago(1) },
    { type: 'incident', system: 'web', id: 'I1', started_at: ago(3.5), deployment: '1' },
  ])
}

test('deployments are sorted by a click, then the other way, then newest first again', async () => {
  const { page, complaints } = app.opened
  await fill()
  await go(page, 'deployments')
  await page.getByText('4 deployments, newest first').waitFor()
  expect(await orders(page)).toEqual(['Time descending'])
  const system = page.getByRole('button', { name: 'System', exact: true })
  await system.click()
  // Those of one system stay newest first.
  await page.getByText('4 deployments, by system, ascending').waitFor()
  await shows(page, 3, ['2', '4', '3', '1'])
  expect(await column(page, 2)).toEqual(['api', 'Billing', 'web', 'web'])
  expect(await orders(page)).toEqual(['System ascending'])
  await page.screenshot({ path: path.join(outputDir, 'sorted-light.png') })
  expect(await violations(page)).toEqual([])
  await system.click()
  await shows(page, 3, ['3', '1', '4', '2'])
  expect(await orders(page)).toEqual(['System descending'])
  await system.click()
  await shows(page, 3, ['4', '3', '2', '1'])
  expect(await orders(page)).toEqual(['Time descending'])
  expect(page.url()).not.toContain('sort=')
  expect(complaints).toEqual([])
})

test('the keyboard sorts and stays where it was', async () => {
  const { page } = app.opened
  await page.getByRole('button', { name: 'Time', exact: true }).focus()
  await page.keyboard.press('Enter')
  await shows(page, 3, ['1', '2', '3', '4'])
  expect(await orders(page)).toEqual(['Time ascending'])
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await shows(page, 3, ['2', '4', '3', '1'])
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('System')
})

test('an address keeps the order, back leaves it, and an export follows it', async () => {
  const { page } = app.opened
  await page.getByRole('button', { name: 'Incidents', exact: true }).click()
  await shows(page, 3, ['1', '4', '3', '2'])
  expect(page.url()).toContain('sort=incidents-descending')
  await page.reload()
  await shows(page, 3, ['1', '4', '3', '2'])
  expect(await orders(page)).toEqual(['Incidents descending'])
  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^CSV/ }).click(),
  ])
  const lines = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\r\n')
  expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(['1', '4', '3', '2'])
  await page.goBack()
  await shows(page, 3, ['2', '4', '3', '1'])
})

test('it is there in the dark and on a narrow window', async () => {
  const { page, complaints } = await open(app.browser, app.served, 'dark')
  await go(page, 'deployments?sort=system-descending')
  await shows(page, 3, ['3', '1', '4', '2'])
  await page.screenshot({ path: path.join(outputDir, 'sorted-dark.png') })
  // Narrow, a column is left out unless the list is sorted by it.
  await page.setViewportSize({ width: 700, height: 800 })
  await page.getByRole('columnheader', { name: 'Changes' }).waitFor({ state: 'hidden' })
  await page.screenshot({ path: path.join(outputDir, 'sorted-700.png') })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(700)
  await go(page, 'deployments?sort=changes-descending')
  await page.getByRole('columnheader', { name: 'Changes' }).waitFor()
  expect(await cut(page)).toBe(0)
  for (const [list, sort] of [
    ['deployments', 'lead_time'],
    ['incidents', 'severity'],
    ['changes', 'start'],
    ['builds', 'branch'],
    ['issues', 'points'],
    ['versions', 'builds'],
    ['journal', 'answer'],
  ] as const)
    for (const asked of ['', `&sort=${sort}-ascending`]) {
      await go(page, `${list}?w=sample&p=12m${asked}`)
      await page
        .getByText(asked === '' ? / first/ : /, by /)
        .first()
        .waitFor()
      await page.getByRole('row').nth(1).waitFor()
      expect([list, asked, await cut(page)]).toEqual([list, asked, 0])
    }
  expect(await violations(page)).toEqual([])
  expect(complaints).toEqual([])
})

test('incidents and changes are sorted too, what has no value last in both directions', async () => {
  const { page, complaints } = app.opened
  const production = { type: 'deployment', environment: 'production', system: 'web' }
  await app.report([
    { type: 'incident', system: 'web', id: 'I2', title: 'Short', started_at: ago(2), resolved_at: ago(1.5) },
    { type: 'incident', system: 'web', id: 'I3', title: 'Long', started_at: ago(6), resolved_at: ago(4) },
    { type: 'change', system: 'web', id: 'slow', created_at: ago(20) },
    { type: 'change', system: 'web', id: 'quick', created_at: ago(6) },
    { type: 'change', system: 'web', id: 'waits', created_at: ago(7) },
    { ...production, id: '5', changes: ['slow'], finished_at: ago(6) },
    { ...production, id: '6', changes: ['quick'], finished_at: ago(5) },
  ])
  await go(page, 'incidents')
  await page.getByRole('button', { name: 'Duration' }).click()
  // I1 is open.
  await shows(page, 2, ['Long', 'Short', 'I1'])
  await page.getByRole('button', { name: 'Duration' }).click()
  await shows(page, 2, ['Short', 'Long', 'I1'])
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: path.join(outputDir, 'sorted-incidents.png') })
  await go(page, 'changes')
  await page.getByText('3 changes, waiting ones first').waitFor()
  expect(await orders(page)).toEqual([])
  const titles = async () => (await column(page, 1)).map((cell) => cell.split('\n')[0])
  const lead = page.getByRole('button', { name: 'Lead time' })
  await lead.click()
  await expect.poll(titles, { timeout: 30_000 }).toEqual(['slow', 'quick', 'waits'])
  await lead.click()
  await expect.poll(titles, { timeout: 30_000 }).toEqual(['quick', 'slow', 'waits'])
  expect(await orders(page)).toEqual(['Lead time ascending'])
  await page.screenshot({ path: path.join(outputDir, 'sorted-changes.png') })
  await lead.click()
  await expect.poll(titles, { timeout: 30_000 }).toEqual(['waits', 'quick', 'slow'])
  expect(complaints).toEqual([])
})

test('deployments are sorted by what they shipped, those that shipped nothing last by how long it took', async () => {
  const { page, complaints } = app.opened
  await go(page, 'deployments?sort=lead_time-descending')
  // 5 shipped what had waited 14 days, 6 what had waited one; the others nothing.
  await shows(page, 3, ['5', '6', '4', '3', '2', '1'])
  await page.getByRole('button', { name: 'Lead time' }).click()
  await shows(page, 3, ['6', '5', '4', '3', '2', '1'])
  await page.getByRole('button', { name: 'Changes' }).click()
  await shows(page, 3, ['6', '5', '4', '3', '2', '1'])
  expect(await column(page, 6)).toEqual(['1', '1', '0', '0', '0', '0'])
  await page.getByRole('button', { name: 'Changes' }).click()
  await shows(page, 3, ['4', '3', '2', '1', '6', '5'])
  expect(complaints).toEqual([])
})

test('builds, issues, versions and deliveries are sorted by their heads', async () => {
  const { page, complaints } = app.opened
  const build = { type: 'build', system: 'web', state: 'succeeded' }
  const issue = { type: 'issue', system: 'web', kind: 'bug' }
  await app.report([
    { ...build, id: 'b1', version: '1.9.0', started_at: ago(3.5), finished_at: ago(3) },
    { ...build, id: 'b2', version: '1.10.0', started_at: ago(2.1), finished_at: ago(2) },
    { ...build, id: 'b3', version: '1.10.0-rc.1', finished_at: ago(1) },
    { ...issue, id: 'i1', title: 'beta', story_points: 3, created_at: ago(3) },
    { ...issue, id: 'i2', title: 'Alpha', story_points: 8, created_at: ago(2) },
    { ...issue, id: 'i3', title: 'gamma', created_at: ago(1) },
  ])
  const sorts = async (where: string, head: string, n: number, first: string[], second: string[]) => {
    await go(page, where)
    const button = page.getByRole('button', { name: head, exact: true })
    await button.click()
    await shows(page, n, first)
    await button.click()
    await shows(page, n, second)
    expect(await violations(page)).toEqual([])
  }
  await sorts('builds', 'Took', 3, ['1.9.0', '1.10.0', '1.10.0-rc.1'], ['1.10.0', '1.9.0', '1.10.0-rc.1'])
  await sorts('issues', 'Title', 2, ['Alpha', 'beta', 'gamma'], ['gamma', 'beta', 'Alpha'])
  await sorts('issues', 'Points', 2, ['Alpha', 'beta', 'gamma'], ['beta', 'Alpha', 'gamma'])
  const versions = ['1.10.0', '1.10.0-rc.1', '1.9.0']
  await sorts('versions', 'Version', 1, versions, versions.toReversed())
  // The first and the second of this file's three deliveries, by how many bytes they are.
  await go(page, 'journal')
  await page.getByText('3 deliveries, newest first').waitFor()
  await page.getByRole('button', { name: 'Received' }).click()
  const received = () => column(page, 1)
  await page.getByText('3 deliveries, by received, ascending').waitFor()
  const times = await received()
  await page.getByRole('button', { name: 'Received' }).click()
  await expect.poll(received).toEqual(times.toReversed())
  await page.getByRole('button', { name: 'Size' }).click()
  await page.getByText('3 deliveries, by size, descending').waitFor()
  expect(await orders(page)).toEqual(['Size descending'])
  expect(complaints).toEqual([])
})

test('repositories are sorted where they are shown', async () => {
  const { page, complaints } = app.opened
  for (const [name, commits] of [
    ['alpha', 1],
    ['Beta', 3],
    ['gamma', 2],
  ] as const) {
    const repo = createRepo({ name })
    for (let i = 1; i <= commits; i++) repo.commit({ at: ago(10 - i), message: `${i}` })
    await app.served.shiplog('repo', 'add', repo.path)
  }
  await go(page, 'systems?sort=commits-descending')
  const repositories = page.getByRole('table', { name: 'Repositories' })
  const names = () => repositories.locator('tbody tr > td:first-child b').allInnerTexts()
  await expect.poll(names, { timeout: 30_000 }).toEqual(['Beta', 'gamma', 'alpha'])
  // The systems below them have an order of their own: web's seven deployments, Billing's and api's one, and none.
  const known = page.getByRole('table', { name: 'Systems' })
  await known.getByRole('button', { name: 'Deployments' }).click()
  const systems = () => known.locator('tbody tr > td:first-child').allInnerTexts()
  expect(await systems()).toEqual(['web', 'api', 'Billing', 'alpha', 'Beta', 'gamma'])
  const name = repositories.getByRole('button', { name: 'Repository' })
  await name.click()
  expect(await names()).toEqual(['alpha', 'Beta', 'gamma'])
  await name.click()
  expect(await names()).toEqual(['gamma', 'Beta', 'alpha'])
  expect(await orders(page)).toEqual(['Repository descending', 'Deployments descending'])
  // What waits in each has a panel and an order of its own beside the list of changes.
  await go(page, 'changes?sort=title-ascending')
  const waits = page.getByRole('table', { name: /^What is not deployed yet/ })
  await waits.getByRole('button', { name: 'Commits' }).click()
  const waiting = () => waits.locator('tbody tr > td:first-child').allInnerTexts()
  await expect.poll(waiting).toEqual(['Beta', 'gamma', 'alpha'])
  await waits.getByRole('button', { name: 'Commits' }).click()
  await expect.poll(waiting).toEqual(['alpha', 'gamma', 'Beta'])
  expect(page.url()).toContain('sort=title-ascending')
  expect(page.url()).toContain('panel=commits-ascending')
  expect(await orders(page)).toEqual(['Commits ascending', 'Change ascending'])
  expect(await violations(page)).toEqual([])
  expect(complaints).toEqual([])
})
