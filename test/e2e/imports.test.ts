// A file that is not as it should be, made right on the page: which export it is, which rows count, a cell, a column.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, open, type Opened, outputDir, serve, type Served } from './served.ts'

let browser: Browser
let served: Served
let opened: Opened

beforeAll(async () => {
  mkdirSync(outputDir, { recursive: true })
  browser = await launch()
  served = await serve()
  opened = await open(browser, served)
})

afterAll(async () => {
  await browser.close()
  await served.close()
})

async function choose(name: string, lines: string[]): Promise<void> {
  const file = path.join(served.folder, name)
  writeFileSync(file, lines.join('\n'))
  await opened.page.goto(`${served.origin}/#/imports`)
  await opened.page.getByLabel('File to import').setInputFiles(file)
}

test('a known export is told, and other rows of it are asked for', async () => {
  const { page } = opened
  await choose('jira.csv', [
    'Summary,Issue key,Issue id,Issue Type,Status,Priority,Created,Resolved',
    'Down,SUP-1,1,Incident,Done,High,25/Feb/26 10:17 PM,26/Feb/26 1:00 AM',
    'Wrong price,SUP-2,2,Bug,Done,High,01/Mar/26 9:00 AM,01/Mar/26 10:00 AM',
  ])
  await page.getByText('Jira issues (CSV)').first().waitFor()
  await page.getByText(/1 row left out: only issues of the types Incident and Outage/).waitFor()
  await page.screenshot({ path: path.join(outputDir, 'import-jira.png') })
  // What cannot be read is said, and can be taken back.
  await page.getByLabel('Rows that count').fill('Kind of thing=Bug')
  await page.keyboard.press('Enter')
  await page.getByText('No column is called "Kind of thing"').first().waitFor()
  await page.getByRole('button', { name: 'Take the choices back' }).click()
  await page.getByLabel('Rows that count').fill('Issue Type=Incident|Bug')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Import 2', exact: true }).click()
  await page.getByText('jira.csv was imported:').waitFor()
})

test('a wrong cell is typed over, a column is read as another field, and the rows with errors are saved', async () => {
  const { page } = opened
  await choose('table.csv', [
    'code,started,Downtime (minutes)',
    'A,2026-03-01T10:00:00Z,80',
    'B,2026-03-02T10:00:00Z,soon',
  ])
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the rows with errors as CSV' }).click(),
  ])
  expect(readFileSync(await download.path(), 'utf8').split(/\r?\n/)).toEqual([
    'why it was rejected,code,started,Downtime (minutes)',
    '"row 3, Downtime (minutes): is no length of time; write it as 1h 20m, 80 min or 1:20",B,2026-03-02T10:00:00Z,soon',
    '',
  ])
  await page.getByLabel('Downtime (minutes) in row 3').fill('5 min')
  await page.keyboard.press('Enter')
  await page.getByLabel('What code is').selectOption('id')
  await page.getByRole('button', { name: 'Import 2', exact: true }).click()
  await page.getByText('table.csv was imported:').waitFor()
  const list = JSON.parse(await served.shiplog('incidents', 'list', '--json')) as {
    rows: { id: string; started_at_ms: number; resolved_at_ms: number }[]
  }
  const took = list.rows.map((row) => [row.id, (row.resolved_at_ms - row.started_at_ms) / 60_000])
  // Newest first, the Jira ones after them; 80 minutes were in the file, 5 were typed.
  expect(took.slice(0, 3)).toEqual([
    ['B', 5],
    ['A', 80],
    ['SUP-2', 60],
  ])
  // The choice that was refused above is one in the console, too.
  expect(opened.complaints.filter((text) => !text.includes('status of 400'))).toEqual([])
})
