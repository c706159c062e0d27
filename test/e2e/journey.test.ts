// The main job as a newcomer does it, in a real browser, against the built app: a repository, a file of incidents, an
// event from CI, and five numbers that are right, each with its working.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createRepo } from '../helpers/repos.ts'
import { daysAgoAt, oneApp } from './app.ts'
import { open, outputDir } from './served.ts'

const app = oneApp()

function card(name: string) {
  return app.opened.page.locator('article').filter({ has: app.opened.page.getByRole('heading', { name }) })
}

test('an empty workspace says how to begin', async () => {
  const { page } = app.opened
  await page.getByRole('heading', { name: 'Drop a git repository or an incident export here' }).waitFor()
  await page.getByRole('link', { name: 'Look around with sample data' }).waitFor()
  expect(page.url()).not.toContain('token')
})

test('a repository is added by typing a path inside it', async () => {
  const { page } = app.opened
  const repo = createRepo({ name: 'shop' })
  // Six releases, each with one commit two hours before its tag; the first is the baseline.
  for (let i = 0; i < 6; i++) {
    repo.commit({ at: daysAgoAt(30 - i * 4, 10), message: `Change ${i}` })
    repo.tag(`v1.${i}.0`, { annotated: true, at: daysAgoAt(30 - i * 4, 12) })
  }
  repo.tag('nightly')
  const inside = path.join(repo.path, 'src')
  mkdirSync(inside)
  await page.getByRole('button', { name: 'Choose folder' }).click()
  await page.getByRole('textbox').first().fill(inside)
  await page.keyboard.press('Enter')
  await page.getByText('v1.5.0').first().waitFor()
  await page.screenshot({ path: path.join(outputDir, 'inspect.png') })
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText(repo.path, { exact: false }).first().waitFor()
  await page.goto(`${app.served.origin}/#/`)
  await expectCard('Deployment frequency', '6 deployments')
  // 5 changes of two hours; the baseline's is left out.
  await expectCard('Change lead time', '2 h')
  await expectCard('Change lead time', 'median of 5 changes')
  await expectCard('Change fail rate', 'No incident is known yet')
})

test('incidents are imported after a preview that names the bad row', async () => {
  const { page } = app.opened
  const file = path.join(app.served.folder, 'incidents.csv')
  writeFileSync(
    file,
    [
      'id,title,system,severity,started,resolved',
      `INC-1,Checkout down,shop,1,${daysAgoAt(25, 14)},${daysAgoAt(25, 15)}`,
      `INC-2,Search slow,shop,3,${daysAgoAt(17, 14)},${daysAgoAt(17, 17)}`,
      'INC-3,Typo in the date,shop,3,2026-02-30T10:00:00Z,',
    ].join('\n'),
  )
  await page.goto(`${app.served.origin}/#/imports`)
  await page.setInputFiles('input[type=file]', file)
  await page.getByText('2026-02-30T10:00:00Z').first().waitFor()
  await page.screenshot({ path: path.join(outputDir, 'import.png') })
  await page.getByRole('button', { name: /^Import 2/ }).click()
  await page.getByRole('button', { name: 'Undo' }).first().waitFor()
  await page.goto(`${app.served.origin}/#/`)
  // 26 days ago v1.1.0 was deployed, 18 days ago v1.3.0: one incident each, of six deployments.
  await expectCard('Change fail rate', '33.3 %')
  await expectCard('Change fail rate', '2 of 6 deployments')
  // The median of 1 h and 3 h.
  await expectCard('Failed deployment recovery time', '2 h')
})

test('an event from CI changes the number without a reload, and its working lists it', async () => {
  const { page } = app.opened
  const key = await app.served.shiplog('keys', 'add', 'ci')
  await page.evaluate(() => Object.assign(window, { untouched: true }))
  const body = {
    $type: 'deployment',
    source: 'cli',
    deploy_id: 'v1.6.0',
    time_created: daysAgoAt(2, 12),
    changes: null,
    teams: [],
  }
  const response = await fetch(`${app.served.events}/v1/ingestion/cli?api_key=${key}&system=shop`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  await expectCard('Deployment frequency', '7 deployments')
  await expectCard('Change fail rate', '2 of 7 deployments')
  expect(await page.evaluate(() => Reflect.get(window, 'untouched'))).toBe(true)

  await page.getByRole('button', { name: 'Deployment frequency: show the working' }).click()
  const working = page
    .getByRole('dialog')
    .or(page.getByRole('complementary', { name: /working/i }))
    .first()
  await working.getByText('All deployments in the period').waitFor()
  await working.getByText(/7 deployments ÷ [\d.]+ days observed/).waitFor()
  await page.screenshot({ path: path.join(outputDir, 'working.png') })
  // The command it names gives the same number.
  const metrics = JSON.parse(await app.served.shiplog('metrics', '--json')) as { metrics: { id: string; n: number }[] }
  expect(metrics.metrics[0]).toMatchObject({ id: 'deployment-frequency', n: 7 })
  await page.keyboard.press('Escape')
})

test('the event is in the journal, down to its bytes', async () => {
  const { page } = app.opened
  await page.goto(`${app.served.origin}/#/journal`)
  await page.getByText('deployment v1.6.0 of shop').first().click()
  await page.getByText('"deploy_id"', { exact: false }).first().waitFor()
})

test('a period without deployments says when the last one was and leads there', async () => {
  const { page } = app.opened
  await page.goto(`${app.served.origin}/#/?from=2001-01-01&to=2001-01-30`)
  await page.getByText('No deployment is in this period.').waitFor()
  await page.getByRole('button', { name: 'Show the 30 days until then' }).click()
  await page.getByText('No deployment is in this period.').waitFor({ state: 'detached' })
  expect(page.url()).not.toContain('2001')
})

test('every page opens without a complaint, in light and dark', async () => {
  for (const theme of ['light', 'dark'] as const) {
    const { page, complaints } = await open(app.browser, app.served, theme)
    for (const route of [
      '',
      'deployments',
      'incidents',
      'systems',
      'imports',
      'listener',
      'quality',
      'journal',
      'settings',
      'definitions',
      'nowhere',
    ]) {
      await page.goto(`${app.served.origin}/#/${route}`)
      await page
        .getByRole('heading', { level: 1 })
        .waitFor({ timeout: 10_000 })
        .catch(() => expect.fail(`no heading on /${route}`))
    }
    expect(complaints).toEqual([])
    await page.context().close()
  }
  expect(app.opened.complaints).toEqual([])
})

test('the sample is one click away and never mixed with real data', async () => {
  const { page, complaints } = await open(app.browser, app.served)
  await page.goto(`${app.served.origin}/#/?w=sample`)
  await page.getByText('Sample data:').waitFor()
  await page
    .getByText(/median of \d+ changes/)
    .first()
    .waitFor()
  // The picture in the README.
  await page.waitForTimeout(500)
  await page.screenshot({ path: path.join(outputDir, 'overview.png') })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.waitForTimeout(300)
  await page.screenshot({ path: path.join(outputDir, 'overview-dark.png') })
  const own = JSON.parse(await app.served.shiplog('metrics', '--json')) as { systems: string[] }
  expect(own.systems).toEqual(['shop'])
  expect(complaints).toEqual([])
})

test('a used link lets nobody in', async () => {
  const context = await app.browser.newContext()
  const page = await context.newPage()
  const link = (await app.served.shiplog('open')).replace('ui: ', '')
  expect((await page.goto(link))?.status()).toBe(200)
  const other = await app.browser.newContext()
  const stranger = await other.newPage()
  expect((await stranger.goto(link))?.status()).toBe(403)
  await stranger.getByText('This page needs its link').waitFor()
})

async function expectCard(name: string, text: string): Promise<void> {
  await card(name).filter({ hasText: text }).waitFor()
}
