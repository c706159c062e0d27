// How a repository's deployments are found, chosen by its evidence in a real browser with the keyboard, and chosen anew.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRepo } from '../helpers/repos.ts'
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
  const chosen = page.getByRole('radio', { checked: true })
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
