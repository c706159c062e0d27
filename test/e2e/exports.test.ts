// A list as files, in a real browser against the built app: by mouse and by keys, and what its filters leave.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { oneApp } from './app.ts'
import { outputDir } from './served.ts'

const app = oneApp()

beforeAll(async () => {
  const finished_at = new Date(Date.now() - 86_400_000).toISOString()
  const one = { type: 'deployment', environment: 'production', finished_at }
  await app.report([
    { ...one, system: 'shop', id: 's1', version: '=1.0' },
    { ...one, system: 'web', id: 'w1' },
  ])
})

test('deployments as CSV: the rows that the filter leaves', async () => {
  const { page } = app.opened
  await page.goto(`${app.served.origin}/#/deployments?sys=shop`)
  await page
    .getByRole('link', { name: /ago|\d/ })
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Export' }).click()
  await page.screenshot({ path: path.join(outputDir, 'export.png') })
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^CSV/ }).click(),
  ])
  expect(download.suggestedFilename()).toBe('shiplog-deployments.csv')
  const lines = readFileSync(await download.path(), 'utf8').split('\r\n')
  expect(lines).toHaveLength(3)
  expect(lines[1]).toMatch(/^s1,.*,shop,production,.*,'=1.0,/)
})

test('the numbers as JSON, by keys alone', async () => {
  const { page, complaints } = app.opened
  await page.goto(`${app.served.origin}/#/`)
  await page.getByRole('button', { name: 'Export' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: /^CSV/ }).waitFor()
  await page.keyboard.press('ArrowDown')
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
  const { about, rows } = JSON.parse(readFileSync(await download.path(), 'utf8')) as {
    about: { list: string; preset: string }
    rows: { metric: string; period: boolean; n: number }[]
  }
  expect(about).toMatchObject({ list: 'metrics', preset: 'dora' })
  expect(rows.find((row) => row.period && row.metric === 'deployment-frequency')?.n).toBe(2)
  expect(complaints).toEqual([])
})
