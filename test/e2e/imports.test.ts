// A file that is not as it should be, made right on the page: which export it is, which rows count, a cell, a column.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { oneApp } from './app.ts'
import { outputDir } from './served.ts'

const app = oneApp()

async function choose(name: string, lines: string[]): Promise<void> {
  const file = path.join(app.served.folder, name)
  writeFileSync(file, lines.join('\n'))
  await app.opened.page.goto(`${app.served.origin}/#/imports`)
  await app.opened.page.getByLabel('File to import').setInputFiles(file)
}

test('of an archive with several files one is chosen, and then another', async () => {
  const { page } = app.opened
  const file = path.join(app.served.folder, 'march.zip')
  const csv = (id: string) => strToU8(`id,started\n${id},2026-01-01T10:00:00Z\n`)
  writeFileSync(file, zipSync({ 'shop.csv': csv('Z1'), 'api.csv': csv('Z2') }))
  await page.goto(`${app.served.origin}/#/imports`)
  await page.getByLabel('File to import').setInputFiles(file)
  await page.getByText('2 files').waitFor()
  await page.screenshot({ path: path.join(outputDir, 'import-zip.png') })
  for (const name of ['shop.csv', 'api.csv']) {
    await page.getByRole('button', { name, exact: true }).click()
    await page.getByRole('button', { name: 'Import 1', exact: true }).click()
    await page.getByText(`${name} was imported:`).waitFor()
    await page.getByRole('button', { name: 'Import another file' }).click()
  }
  const list = JSON.parse(await app.served.shiplog('incidents', 'list', '--json')) as { rows: { id: string }[] }
  expect(list.rows.map(({ id }) => id).sort()).toEqual(['Z1', 'Z2'])
})

test('a known export is told, and other rows of it are asked for', async () => {
  const { page } = app.opened
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
  const { page } = app.opened
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
  const list = JSON.parse(await app.served.shiplog('incidents', 'list', '--json')) as {
    rows: { id: string; started_at_ms: number; resolved_at_ms: number }[]
  }
  const took = list.rows.map((row) => [row.id, (row.resolved_at_ms - row.started_at_ms) / 60_000])
  // Newest first, the Jira ones after them; 80 minutes were in the file, 5 were typed.
  expect(took.slice(0, 3)).toEqual([
    ['B', 5],
    ['A', 80],
    ['SUP-2', 60],
  ])
})

test('a word that nobody knows is given a meaning, taken back, and kept in a profile that reads the next file', async () => {
  const { page } = app.opened
  const header = 'id,started,resolved,status,priority'
  await choose('board.csv', [
    header,
    'P1,2026-03-01T10:00:00Z,,Parked,high',
    'P2,2026-03-02T10:00:00Z,2026-03-02T11:00:00Z,Done,high',
  ])
  await page.getByText('1 row has a status that is not known: "Parked" (1)').waitFor()
  const parked = page.getByLabel('What Parked stands for')
  await parked.selectOption('no incident')
  await page.getByText('its status "Parked" means that it is no incident').waitFor()
  await page.getByRole('button', { name: 'Import 1, leave 1 out' }).waitFor()
  await page.getByRole('button', { name: 'Undo the last choice' }).click()
  await page.getByRole('button', { name: 'Import 2', exact: true }).waitFor()
  await parked.selectOption('no incident')
  await page.getByLabel('Keep these choices as').fill('Board')
  await page.screenshot({ path: path.join(outputDir, 'import-words.png') })
  await page.getByRole('button', { name: 'Import 1, leave 1 out' }).click()
  await page.getByText('board.csv was imported:').waitFor()

  await choose('board-2.csv', [
    header,
    'P3,2026-03-03T10:00:00Z,,Parked,high',
    'P4,2026-03-04T10:00:00Z,2026-03-04T11:00:00Z,Done,low',
  ])
  await page.getByText('Read as kept under Board').waitFor()
  await page.getByRole('button', { name: 'Import 1, leave 1 out' }).waitFor()
  // Another choice is one more, not one instead of those of the profile.
  await page.getByText('Severity: high, low').click()
  await page.getByLabel('What low stands for').selectOption('P4')
  await page.getByRole('button', { name: 'Import 1, leave 1 out' }).waitFor()
  await page.getByRole('main').getByRole('button', { name: 'Cancel', exact: true }).click()

  const name = page.getByLabel('Name of the profile Board')
  await name.fill('Weekly board')
  await name.press('Enter')
  await page.getByText('Board is called Weekly board now.').waitFor()
  await page.getByRole('button', { name: 'Forget the profile Weekly board' }).click()
  const news = page.getByText('The profile Weekly board is forgotten.').first()
  await page.getByRole('button', { name: 'Forget the profile Weekly board' }).waitFor({ state: 'detached' })
  await news.locator('..').getByRole('button', { name: 'Undo', exact: true }).click()
  await page.getByRole('button', { name: 'Forget the profile Weekly board' }).waitFor()
  await page.screenshot({ path: path.join(outputDir, 'import-profiles.png') })
})

test('an end that nobody said is marked before the import, in the list and in the panel', async () => {
  const { page } = app.opened
  const hour = 3_600_000
  const since = Date.now() - 5 * hour
  await choose('alerts.csv', [
    'Alert ID,TinyID,Message,Status,CreatedAt,UpdatedAt,Teams',
    `a1,1,Disk full,closed,${since},${since + 2 * hour},core`,
  ])
  const rows = page.getByRole('region', { name: 'The first rows as they would be stored' })
  await rows.getByText('end estimated').waitFor()
  await page.getByRole('button', { name: 'Import 1', exact: true }).click()
  await page.getByRole('link', { name: 'Show incidents' }).click()
  await page
    .getByRole('row', { name: /Disk full/ })
    .getByText('end estimated')
    .waitFor()
  await page
    .getByRole('row', { name: /Disk full/ })
    .getByRole('link')
    .first()
    .click()
  await page.getByRole('complementary').getByText('end estimated').waitFor()
  await page.screenshot({ path: path.join(outputDir, 'import-estimated.png') })
})

test('pre-releases are ticked, and a list of deployments shows what it does to the metrics', async () => {
  const { page } = app.opened
  const release = (tag: string, day: number, prerelease: boolean) => ({
    tagName: tag,
    name: tag,
    isDraft: false,
    isPrerelease: prerelease,
    publishedAt: `2026-03-0${day}T10:00:00Z`,
  })
  await choose('releases.json', [JSON.stringify([release('v1.0.0', 1, false), release('v1.1.0-rc.1', 2, true)])])
  await page.getByText('a pre-release is no deployment, as with tags').waitFor()
  await page
    .getByRole('group', { name: /Rows that count, by isPrerelease/ })
    .getByLabel('true')
    .check()
  await page.getByRole('button', { name: 'Import 2', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Show what it does to the metrics' }).click()
  await page.getByRole('list', { name: 'Effect on the metrics' }).getByText('Deployment frequency').waitFor()
  await page.getByRole('button', { name: 'Import 2', exact: true }).click()
  await page.getByText('releases.json was imported:').waitFor()
  // The choice that was refused above is one in the console, too.
  expect(app.opened.complaints.filter((text) => !text.includes('status of 400'))).toEqual([])
})
