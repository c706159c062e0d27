// An empty list in a real browser: what it means that it is, and the way to something that is like what was asked for.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { ago, oneApp, violations } from './app.ts'

const app = oneApp()

function go(page: Page, where: string): Promise<unknown> {
  return page.goto(`${app.served.origin}/#/${where}`)
}

async function says(page: Page, title: string, text: string | RegExp): Promise<void> {
  await page.locator('main').getByText(title, { exact: true }).waitFor()
  await page.locator('main').getByText(text).waitFor()
}

/** "5 August 2026", so many days ago. */
function date(days: number): string {
  const words = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat('en-GB', words).format(new Date(ago(days)))
}

test('a list with nothing in the period leads to the last days that have something, of the same kind', async () => {
  const { page, complaints } = app.opened
  const production = { type: 'deployment', environment: 'production', system: 'web' }
  await app.report([
    { ...production, id: '1', finished_at: ago(500), state: 'failed', changes: ['c'] },
    { ...production, id: '2', finished_at: ago(410) },
    { ...production, id: '3', finished_at: ago(400), changes: ['d'] },
    { ...production, id: '4', finished_at: ago(1), environment: 'staging', system: 'api' },
    { type: 'change', id: 'd', system: 'web', created_at: ago(401) },
    { type: 'incident', id: 'I1', system: 'web', started_at: ago(300), resolved_at: ago(299) },
    { type: 'build', id: 'b1', system: 'web', state: 'succeeded', finished_at: ago(350) },
    { type: 'issue', id: 'i1', system: 'web', kind: 'bug', created_at: ago(360) },
  ])
  // In an order, which nothing is in.
  await go(page, 'deployments?sort=system-ascending')
  await says(page, 'No deployments to production in the last 90 days', `The last was on ${date(400)}.`)
  expect(await page.getByText(/^0 deployments/).innerText()).toBe('0 deployments')
  expect(await violations(page)).toEqual([])
  await page.getByRole('link', { name: 'Show the 90 days until then' }).click()
  // 400 and 410 days ago; the failed one is 100 days before.
  await page.getByText('2 deployments, by system, ascending').waitFor()
  await go(page, 'deployments?only=failed')
  await says(page, 'No failed deployments to production in the last 90 days', `The last was on ${date(500)}.`)
  await page.getByRole('link', { name: 'Show the 90 days until then' }).click()
  await page.getByText('1 deployment, newest first').waitFor()

  await go(page, 'incidents?p=7d')
  await says(page, 'No incidents in the last 7 days', `The last was on ${date(300)}.`)
  await page.getByRole('link', { name: 'Show the 7 days until then' }).click()
  await page.getByText('1 incident, newest first').waitFor()
  await go(page, 'builds')
  await says(page, 'No builds in the last 90 days', `The last was on ${date(350)}.`)
  await go(page, 'issues?kind=bug')
  await says(page, 'No issues of the kind bug in the last 90 days', `The last was on ${date(360)}.`)
  await go(page, 'changes?only=deployed')
  await says(page, 'No changes first deployed to production in the last 90 days', `The last was on ${date(400)}.`)
  await page.getByRole('link', { name: 'Show the 90 days until then' }).click()
  await page.getByText('1 change, newest first').waitFor()
  expect(complaints).toEqual([])
})

test('one with nothing at any time says so, and leads out of what leaves nothing', async () => {
  const { page, complaints } = app.opened
  await go(page, 'incidents?only=open')
  await says(page, 'No open incidents', 'There are none at any time.')
  await page.getByRole('link', { name: 'Clear the filters' }).click()
  await says(page, 'No incidents in the last 90 days', `The last was on ${date(300)}.`)
  // Nothing of it was ever deployed to production.
  await go(page, 'deployments?sys=api')
  await says(page, 'No deployments of api to production', 'There are none at any time.')
  // Three of four deployments are to production.
  await go(page, 'deployments?env=testing')
  await says(page, 'No deployments to testing', 'There are none at any time. There are 3 deployments to production.')
  await page.getByRole('link', { name: 'Show those to production' }).click()
  await says(page, 'No deployments to production in the last 90 days', `The last was on ${date(400)}.`)
  await go(page, 'journal?only=duplicate')
  await says(page, 'No delivery is like that', 'There is 1 delivery of other outcomes or sources.')
  await go(page, 'deployments?page=3&from=2020-01-01&to=2035-01-01')
  await says(page, 'No more deployments', 'The list ends before this page.')
  await page.getByRole('link', { name: 'Show the first page' }).click()
  await page.getByText('3 deployments, newest first').waitFor()
  expect(complaints).toEqual([])
})
