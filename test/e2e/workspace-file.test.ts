// A whole workspace through the pages, in a real browser: exported from one Shiplog, restored in another that is empty, and
// refused where something is.
import { copyFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, open, outputDir, serve, type Served } from './served.ts'

let browser: Browser
let from: Served
let to: Served

beforeAll(async () => {
  mkdirSync(outputDir, { recursive: true })
  browser = await launch()
  ;[from, to] = await Promise.all([serve(), serve()])
})

afterAll(async () => {
  await browser.close()
  await Promise.all([from.close(), to.close()])
})

test('exported, recognised, restored: the numbers are there', async () => {
  const key = await from.shiplog('keys', 'add', 'ci')
  const finished_at = new Date(Date.now() - 86_400_000).toISOString()
  const response = await fetch(`${from.events}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify([{ type: 'deployment', environment: 'production', system: 'shop', id: 's1', finished_at }]),
  })
  expect(response.status).toBe(200)
  const { page } = await open(browser, from)
  await page.goto(`${from.origin}/#/settings`)
  await page.getByRole('button', { name: 'Export the workspace' }).click()
  await page.screenshot({ path: path.join(outputDir, 'export-workspace.png') })
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^Shiplog workspace/ }).click(),
  ])
  expect(download.suggestedFilename()).toBe('shiplog-workspace.ndjson.gz')
  const file = path.join(from.folder, 'shiplog-workspace.ndjson.gz')
  copyFileSync(await download.path(), file)
  await page.getByRole('button', { name: 'Facts as Parquet' }).click()
  const [facts] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^deployments/ }).click(),
  ])
  expect(facts.suggestedFilename()).toBe('shiplog-deployments.parquet')

  const other = await open(browser, to)
  await other.page.goto(`${to.origin}/#/imports`)
  await other.page.getByLabel('File to import').setInputFiles(file)
  await other.page.getByText('A Shiplog workspace').waitFor()
  await other.page.screenshot({ path: path.join(outputDir, 'restore.png') })
  await other.page.getByRole('button', { name: 'Restore this workspace' }).click()
  await other.page.getByText('The workspace is restored:').waitFor()
  await other.page.screenshot({ path: path.join(outputDir, 'restored.png') })
  const list = JSON.parse(await to.shiplog('deployments', 'list', '--json')) as { rows: { id: string }[] }
  expect(list.rows.map(({ id }) => id)).toEqual(['s1'])
  await other.page.getByRole('link', { name: 'See the numbers' }).click()
  await other.page.getByRole('heading', { name: 'Deployment frequency' }).waitFor()

  // A second time something is there, and the page says so before anything is tried.
  await other.page.goto(`${to.origin}/#/imports`)
  await other.page.getByLabel('File to import').setInputFiles(file)
  await other.page.getByText(/This workspace is not empty \(1 row of systems\)/).waitFor()
  expect(await other.page.getByRole('button', { name: 'Restore this workspace' }).isDisabled()).toBe(true)
  expect(other.complaints).toEqual([])
})
