// Corrections in a real browser, against the built app: the cause of an incident, what is left out, two systems that are
// one; each changes the number on the overview, and each has its way back.
import path from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { daysAgoAt, oneApp } from './app.ts'
import { outputDir } from './served.ts'

const app = oneApp()
let page: Page

beforeAll(async () => {
  const deployed = (id: string, finished_at: string, system = 'shop') => ({
    type: 'deployment',
    system,
    environment: 'production',
    id,
    version: id,
    state: 'succeeded',
    finished_at,
  })
  const events = [
    deployed('1.0.0', daysAgoAt(30, 10)),
    deployed('1.1.0', daysAgoAt(20, 10)),
    deployed('1.2.0', daysAgoAt(10, 10)),
    deployed('2.0.0', daysAgoAt(5, 10), 'webhook-1'),
    {
      type: 'incident',
      id: 'INC-1',
      title: 'Checkout down',
      system: 'shop',
      started_at: daysAgoAt(9, 10),
      resolved_at: daysAgoAt(9, 11),
    },
    {
      type: 'incident',
      id: 'INC-2',
      title: 'Search slow',
      system: 'shop',
      started_at: daysAgoAt(8, 10),
      resolved_at: daysAgoAt(8, 11),
    },
  ]
  // One by one: what each was made from is looked at below.
  for (const event of events) await app.report(event)
  page = app.opened.page
})

/** What the card of the fail rate says now. */
async function failRate(text: string): Promise<void> {
  await page.goto(`${app.served.origin}/#/`)
  await page
    .locator('article')
    .filter({ has: page.getByRole('heading', { name: 'Change fail rate' }) })
    .filter({ hasText: text })
    .waitFor()
}

async function undoByToast(said: string): Promise<void> {
  await page.getByRole('dialog', { name: said }).getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('dialog', { name: 'Undone.' }).last().waitFor()
}

async function openIncident(title: string): Promise<void> {
  await page.goto(`${app.served.origin}/#/incidents`)
  await page.getByText(title).first().click()
}

test('the cause of an incident is changed by keyboard, which changes the fail rate, and undone by the toast', async () => {
  // Both incidents came after 1.2.0: one of four deployments failed.
  await failRate('1 of 4 deployments')
  await openIncident('Search slow')
  await page.getByRole('button', { name: 'Choose another' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('Which of these caused it?').waitFor()
  const choice = page.getByRole('button', { name: /^1\.1\.0 caused it/ })
  // The link and the button of 1.2.0, then those of 1.1.0.
  for (let i = 0; i < 4; i++) await page.keyboard.press('Tab')
  expect(await choice.evaluate((button) => button === document.activeElement)).toBe(true)
  await page.screenshot({ path: path.join(outputDir, 'candidates.png') })
  await page.keyboard.press('Enter')
  await page.getByRole('complementary').getByText('a person decided it').waitFor()
  await failRate('2 of 4 deployments')

  await undoByToast('INC-2 is attributed to 1.1.0.')
  await failRate('1 of 4 deployments')
})

test('an incident that no deployment caused is undone and made again on the page of decisions', async () => {
  for (const title of ['Checkout down', 'Search slow']) {
    await openIncident(title)
    await page.getByRole('button', { name: 'Choose another' }).click()
    await page.getByRole('button', { name: 'No deployment caused it' }).click()
    await page.getByText('None: a person decided that no deployment caused it.').waitFor()
  }
  await failRate('0 of 4 deployments')
  await page.goto(`${app.served.origin}/#/decisions`)
  await page.getByRole('button', { name: 'Undo incident INC-2: caused by no deployment' }).click()
  await page.getByRole('button', { name: 'Redo incident INC-2: caused by no deployment' }).waitFor()
  await failRate('1 of 4 deployments')
  await page.goto(`${app.served.origin}/#/decisions`)
  await page.getByRole('button', { name: 'Redo incident INC-2: caused by no deployment' }).click()
  await page.getByRole('button', { name: 'Undo incident INC-2: caused by no deployment' }).waitFor()
  await failRate('0 of 4 deployments')
  await page.goto(`${app.served.origin}/#/decisions`)
  await page.getByRole('button', { name: 'Undo incident INC-2: caused by no deployment' }).click()
  await failRate('1 of 4 deployments')
})

test('a deployment is left out with its reason, is listed among the findings, and comes back from there', async () => {
  await page.goto(`${app.served.origin}/#/deployments`)
  await page.getByText('1.0.0').first().click()
  await page.getByRole('button', { name: 'Leave out of all numbers' }).click()
  await page.getByRole('textbox', { name: 'Why' }).fill('a rehearsal')
  await page.keyboard.press('Enter')
  await page.getByText('Decisions lists it, and can undo it.').waitFor()
  await failRate('1 of 3 deployments')

  await page.getByRole('button', { name: 'Deployment frequency: show the working' }).click()
  await page.getByText('left out by a person: a rehearsal').first().waitFor()
  await page.goto(`${app.served.origin}/#/quality`)
  await page.getByText('shop, a rehearsal').waitFor()
  await page.screenshot({ path: path.join(outputDir, 'quality.png'), fullPage: true })
  await page.getByRole('button', { name: 'Count 1.0.0 again' }).click()
  await failRate('1 of 4 deployments')
})

test('two systems are joined, by a choice that a button confirms, and part again', async () => {
  await page.goto(`${app.served.origin}/#/systems`)
  const choice = page.getByLabel('webhook-1 is the same system as')
  await choice.selectOption('shop')
  // Looking through the choices decides nothing.
  expect((await app.served.shiplog('decisions')).includes('webhook-1')).toBe(false)
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await page.getByText('webhook-1 counts as shop now.').waitFor()
  await choice.waitFor({ state: 'detached' })
  await undoByToast('webhook-1 counts as shop now.')
  await choice.waitFor()
})

test('a value of the delivery is traced to where it stood in the bytes', async () => {
  await page.goto(`${app.served.origin}/#/deployments`)
  await page.getByText('1.0.0').first().click()
  await page.getByRole('link', { name: /^delivery \d+/ }).click()
  const row = page.getByRole('row', { name: /^finished_at_ms/ })
  await row.waitFor()
  expect(await row.getByRole('cell').last().textContent()).toBe('finished_at')
  await page.screenshot({ path: path.join(outputDir, 'mapping.png') })
  expect(app.opened.complaints).toEqual([])
})
