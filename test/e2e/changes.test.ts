// The page of changes in a real browser against the built app: what waits, where a commit is, and the ways to ask for one.
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { createRepo } from '../helpers/repos.ts'
import { ago, oneApp, violations } from './app.ts'
import { open, outputDir } from './served.ts'

const app = oneApp()
const repo = createRepo({ name: 'shop' })
const [c1 = '', c2 = '', c3 = ''] = [40, 30, 20].map((days) =>
  repo.commit({ at: ago(days), message: `Change of ${days} days ago` }),
)
const side = repo.commit({ at: ago(15), parents: [c2], branch: 'side', message: 'On a branch' })
const merge = repo.commit({ at: ago(10), parents: [c3, side], message: 'Merge the branch' })
const work = repo.commit({ at: ago(2), parents: [c3], branch: 'work', message: 'In progress' })

async function fill(): Promise<void> {
  await app.served.shiplog('repo', 'add', repo.path, '--system', 'shop')
  const shop = { type: 'deployment', system: 'shop' }
  await app.report([
    { ...shop, environment: 'production', id: 'p1', version: '1.0.0', commits: [c1], finished_at: ago(38) },
    { ...shop, environment: 'production', id: 'p2', version: '1.1.0', commits: [c2], finished_at: ago(27) },
    { ...shop, environment: 'staging', id: 's1', version: '1.2.0', commits: [merge], finished_at: ago(9) },
    { ...shop, environment: 'staging', id: 's0', finished_at: ago(19) },
    { type: 'deployment', system: 'web', environment: 'production', id: '7', changes: ['PR-1'], finished_at: ago(3) },
  ])
}

function go(page: Page, where: string): Promise<unknown> {
  return page.goto(`${app.served.origin}/#/${where}`)
}

/** The rows of a table, as the words of their cells. */
async function rows(page: Page, name: string): Promise<string[][]> {
  const found = await page.getByRole('table', { name }).getByRole('row').all()
  const texts = await Promise.all(found.slice(1).map((row) => row.getByRole('cell').allInnerTexts()))
  return texts.map((cells) => cells.map((text) => text.replace(/\s+/g, ' ').trim()))
}

test('an empty workspace says where changes come from', async () => {
  await go(app.opened.page, 'changes')
  await app.opened.page.getByText('No changes yet', { exact: true }).waitFor()
})

test('what is not deployed stands first, with its age, and leads to the list', async () => {
  const { page } = app.opened
  await fill()
  await go(page, 'changes')
  await page.getByRole('row', { name: /^shop main 2 20 d/ }).waitFor()
  // c3 and the commit of the branch; the merge is none.
  expect(await rows(page, 'What is not deployed yet in each repository, by system')).toEqual([
    ['shop', 'main', '2', '20 d', expect.any(String), ''],
  ])
  await page.getByRole('row', { name: /^shop main/ }).click()
  await page.getByText('2 changes, newest first, whenever they began').waitFor()
  expect((await rows(page, 'Changes')).map(([change, , , , , state]) => [change, state])).toEqual([
    [`On a branch shop · ${side.slice(0, 8)} · Jane Doe`, 'Not deployed'],
    [`Change of 20 days ago shop · ${c3.slice(0, 8)} · Jane Doe`, 'Not deployed'],
  ])
})

test('a change opens where it is, its parents and its deployments, and goes back', async () => {
  const { page } = app.opened
  await page.getByRole('link', { name: 'Change of 20 days ago' }).click()
  const panel = page.getByRole('complementary', { name: 'Change Change of 20 days ago' })
  const places = () => panel.getByRole('listitem').allInnerTexts()
  await panel.getByRole('heading', { name: 'Environments' }).waitFor()
  expect((await places()).map((text) => text.replace(/\s+/g, ' '))).toEqual([
    expect.stringMatching(
      /^staging there now .* first with 1\.2\.0, after 11 d 1 deployment before that may have contained it: it says no commit/,
    ),
    'production Not yet, waiting for 20 d',
  ])
  await page.screenshot({ path: path.join(outputDir, 'change.png') })
  expect(await violations(page)).toEqual([])
  await panel.getByRole('link', { name: '1.2.0' }).click()
  await page.getByRole('complementary', { name: 'Deployment 1.2.0 of shop' }).waitFor()
  await page.getByRole('link', { name: c3.slice(0, 8), exact: true }).click()
  await panel.getByRole('link', { name: c2.slice(0, 8) }).click()
  await page.getByText('first with 1.1.0, after 3 d').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('complementary').waitFor({ state: 'detached' })
})

test('the search box narrows the list, and finds a commit that is in no list', async () => {
  const { page } = app.opened
  await go(page, 'changes')
  await page.getByRole('searchbox').fill('30 days')
  await page.keyboard.press('Enter')
  await page.getByText('1 change, waiting ones first').waitFor()
  expect((await rows(page, 'Changes')).map(([change, , , deployed, lead]) => [change, deployed, lead])).toEqual([
    [`Change of 30 days ago shop · ${c2.slice(0, 8)} · Jane Doe`, expect.stringMatching(/1\.1\.0$/), '3 d'],
  ])
  await page.getByRole('button', { name: 'Clear the search' }).click()
  expect(await page.getByRole('searchbox').inputValue()).toBe('')
  // Two wait, two commits and PR-1 were deployed.
  await page.getByText('5 changes, waiting ones first').waitFor()
  await page.getByRole('searchbox').fill(work.slice(0, 10))
  await page.getByRole('button', { name: 'Where is it?' }).click()
  await page.getByRole('complementary', { name: 'Change In progress' }).getByText('waiting for 2 d').first().waitFor()
  expect(page.url()).toContain(`change=${work.slice(0, 10)}`)
  await page.keyboard.press('Escape')
  await page.getByRole('complementary').waitFor({ state: 'detached' })
  await page.getByRole('searchbox').fill('nobody wrote this')
  await page.keyboard.press('Enter')
  await page.getByText('No changes with “nobody wrote this”', { exact: true }).waitFor()
  expect(await page.getByText(/^0 changes/).innerText()).toBe('0 changes')
  await go(page, 'changes?only=undeployed&sys=web')
  await page.getByText('No change of web waits for production, whenever it began.').waitFor()
  await page.screenshot({ path: path.join(outputDir, 'no-changes.png') })
  await go(page, 'changes?page=7')
  await page.getByText('The list ends before this page.').waitFor()
  await page.getByRole('link', { name: 'Show the first page' }).click()
  await page.getByText('5 changes, waiting ones first').waitFor()
  await page.getByRole('searchbox').fill('abcdef1')
  await page.keyboard.press('Enter')
  await page.getByText('No commit begins with "abcdef1", and no event names a change so. Looked in shop.').waitFor()
})

test('the palette offers to look for what looks like a commit', async () => {
  const { page } = app.opened
  await go(page, '')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill(c1.slice(0, 7))
  await page.getByRole('option', { name: `Where is commit ${c1.slice(0, 7)}` }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('complementary', { name: 'Change Change of 40 days ago' }).waitFor()
})

test('it opens without a complaint, wide and narrow, in light and dark', async () => {
  for (const theme of ['light', 'dark'] as const) {
    const { page, complaints } = await open(app.browser, app.served, theme)
    for (const [name, query] of [
      ['changes', 'changes?p=12m'],
      ['changes-open', `changes?p=12m&change=${c3}`],
      ['changes-sample', 'changes?w=sample&p=12m'],
    ])
      for (const width of [1440, 700]) {
        await page.setViewportSize({ width, height: 900 })
        await go(page, query ?? '')
        await page.getByRole('table', { name: 'Changes' }).getByRole('row').nth(1).waitFor()
        const main = page.locator('main')
        expect(await main.evaluate((element) => element.scrollWidth - element.clientWidth), `${name} ${width}`).toBe(0)
        await page.screenshot({ path: path.join(outputDir, `${name}-${theme}-${width}.png`) })
        if (width === 1440) expect(await violations(page), `${name} ${theme}`).toEqual([])
      }
    expect(complaints).toEqual([])
    await page.context().close()
  }
  // The browser itself notes that an unknown commit was not found.
  expect(app.opened.complaints.filter((text) => !text.includes('404'))).toEqual([])
})
