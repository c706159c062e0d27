// The listener page as somebody sets up a sender with it, in a real browser against the built app: a key for one dialect
// and one system, a test event, a request that is refused, mended and replayed, and the numbers that follow from it.
import { createHmac } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '../../src-shared/assert.ts'
import { providers } from '../../src-shared/providers/index.ts'
import { certificateFor } from '../helpers/certificates.ts'
import { launch, open, type Opened, outputDir, serve, type Served } from './served.ts'

let browser: Browser
let served: Served
let opened: Opened
let key: string

beforeAll(async () => {
  mkdirSync(outputDir, { recursive: true })
  browser = await launch()
  served = await serve()
  opened = await open(browser, served)
  await opened.page.goto(`${served.origin}/#/listener`)
})

afterAll(async () => {
  await browser.close()
  await served.close()
})

/** A deployment of DevLake's, as its webhook takes it. */
const hourAgo = new Date(Date.now() - 3_600_000).toISOString()

function report(id: string, more: Record<string, unknown> = {}, system = 'shop'): Promise<Response> {
  const at = hourAgo
  const commit = { repoUrl: 'https://git.example/shop', commitSha: 'c1c1c1c1', startedDate: at, finishedDate: at }
  const body = { id, startedDate: at, finishedDate: at, deploymentCommits: [commit], ...more }
  return fetch(`${served.events}/api/rest/plugins/webhook/connections/by-name/${system}/deployments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  })
}

function live() {
  return opened.page.getByRole('region', { name: 'Live' })
}

test('a key is made for one dialect and one system, and shown once', async () => {
  const { page } = opened
  await page.getByText('No keys yet.', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'New key' }).click()
  const sheet = page.getByRole('dialog', { name: 'New key' })
  await sheet.getByLabel('Name').fill('ci-main')
  const make = sheet.getByRole('button', { name: 'Make key' })
  await sheet.getByRole('group', { name: 'Dialects', exact: true }).getByRole('radio', { name: 'Only some' }).check()
  // Only some, but none of them yet.
  expect(await make.isDisabled()).toBe(true)
  await sheet.getByRole('checkbox', { name: 'DevLake' }).check()
  await sheet.getByRole('group', { name: 'Systems' }).getByRole('radio', { name: 'Only some' }).check()
  await sheet.getByLabel('A system it may report for').fill('shop')
  await page.keyboard.press('Enter')
  await make.click()
  await sheet.waitFor({ state: 'detached' })
  const shown = page.locator('code').filter({ hasText: /^slk_/ })
  key = (await shown.textContent()) ?? ''
  expect(key).toMatch(/^slk_[\w-]{43}$/)
  await page.getByRole('button', { name: 'DevLake, for shop' }).waitFor()
  await page.getByRole('button', { name: 'I have it' }).click()
  await page.reload()
  await page.getByRole('button', { name: 'DevLake, for shop' }).waitFor()
  expect(await page.content()).not.toContain(key)
})

test('a test event of each dialect is answered, is seen and never counts', async () => {
  const { page } = opened
  const send = page.getByRole('region', { name: 'Send from your pipeline' })
  const dialects = ['Shiplog', 'Pulse CLI', 'DevGrid', 'Versioner', 'DevLake']
  for (const [i, dialect] of dialects.entries()) {
    await send.getByRole('radio', { name: dialect }).check()
    await send.getByRole('button', { name: 'Send a test event' }).click()
    await send.getByText(/^Received: 20[01] in \d+ ms/).waitFor()
    await expect.poll(() => live().getByRole('row').filter({ hasText: 'a test event' }).count()).toBe(i + 1)
  }
  const metrics = JSON.parse(await served.shiplog('metrics', '--json')) as { metrics: { id: string; n: number }[] }
  expect(metrics.metrics[0]).toMatchObject({ id: 'deployment-frequency', n: 0 })
})

test('a request appears while the page is open, and out of the key’s scope it is refused', async () => {
  const { page } = opened
  await page.evaluate(() => Object.assign(window, { untouched: true }))
  expect((await report('build-1')).status).toBe(200)
  await live().getByText('deployment build-1 of shop').waitFor()
  expect((await report('build-2', {}, 'billing')).status).toBe(403)
  await live().getByText('This key may not report for', { exact: false }).waitFor()
  expect(await page.evaluate(() => Reflect.get(window, 'untouched'))).toBe(true)
})

test('a provider’s webhook: the address to copy, and what became of the last it sent', async () => {
  const { page } = opened
  const hook = page.getByRole('article', { name: 'GitHub webhook' })
  await hook.getByText('none yet').waitFor()
  const secret = must(
    /whsec_\S+/.exec(await served.shiplog('keys', 'add', 'github', '--signs')),
    'because the key is told once',
  )[0]
  const address = must(await hook.locator('code').first().textContent(), 'because it is shown')
  expect(address).toBe(`${served.events}/hooks/github`)
  const send = async (kind: string, signedWith: string) => {
    // Another branch than the main one, so that it counts nowhere.
    const body = JSON.stringify({
      ref: 'refs/heads/try',
      commits: [],
      repository: { name: 'shop', default_branch: 'main' },
    })
    const signature = createHmac('sha256', signedWith).update(body).digest('hex')
    const headers = { 'x-github-event': kind, 'x-hub-signature-256': `sha256=${signature}` }
    return (await fetch(address, { method: 'POST', headers, body })).status
  }
  expect(await send('push', 'another secret')).toBe(401)
  await hook.getByText('The signature is of no key that is known', { exact: false }).waitFor()
  expect(await send('push', secret)).toBe(200)
  await hook.getByText('refs/heads/try is not the main branch', { exact: false }).waitFor()
  await hook.getByText('Not counted').waitFor()
  await page.getByRole('article', { name: 'GitLab webhook' }).getByText('none yet').waitFor()
})

test('what a provider’s webhook becomes, who reaches it, and the address that asks for tags, in a narrow window too', async () => {
  const { page } = opened
  const hook = page.getByRole('article', { name: 'GitHub webhook' })
  await hook.getByText('github.com: it is outside', { exact: false }).waitFor()
  await hook.getByRole('checkbox', { name: 'Version tags are deployments' }).check()
  expect(await hook.locator('code').first().textContent()).toBe(`${served.events}/hooks/github?tags=production`)
  await hook.locator('summary').click()
  const table = hook.getByRole('table', { name: 'What GitHub sends, and what each becomes' })
  const cases = providers.find(({ id }) => id === 'github')?.kinds.flatMap((kind) => kind.cases) ?? []
  // And the head.
  expect(await table.getByRole('row').count()).toBe(cases.length + 1)
  expect(await table.getByRole('rowheader', { name: 'Pushes' }).count()).toBe(1)
  await page.setViewportSize({ width: 700, height: 900 })
  const { width } = must(await table.boundingBox(), 'because it is shown')
  expect(width).toBeLessThan(700)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(700)
  await page.setViewportSize({ width: 1440, height: 900 })
  await hook.getByRole('checkbox', { name: 'Version tags are deployments' }).uncheck()
})

test('held still, the list waits, and says what is newer', async () => {
  await live().getByRole('button', { name: 'Hold still' }).click()
  await report('build-3')
  await live().getByText('held still, 1 newer').waitFor()
  expect(await live().getByText('deployment build-3 of shop').count()).toBe(0)
  await live().getByRole('button', { name: 'Follow' }).click()
  await live().getByText('deployment build-3 of shop').waitFor()
})

test('a refused body is kept only once a person asks for that', async () => {
  const { page } = opened
  expect((await report('build-4', { startedDate: 'yesterday' })).status).toBe(400)
  const refused = live().getByRole('row').filter({ hasText: 'yesterday' })
  await refused.click()
  await page.getByText('Not kept.', { exact: false }).waitFor()
  await page.keyboard.press('Escape')
  // The switch moves at once; what it asks for is done when it is answered.
  const done = page.waitForResponse((response) => response.url().endsWith('/api/listener.set'))
  await page.getByRole('switch', { name: 'Keep the bodies of refused requests' }).check()
  await done
  await report('build-5', { startedDate: 'tomorrow' })
  await report('build-5', { startedDate: 'tomorrow' })
  const again = live().getByRole('row').filter({ hasText: 'tomorrow' })
  await again.getByText('× 2').waitFor()
  await again.click()
})

test('it is mended, replayed and counted', async () => {
  const { page } = opened
  const body = page.getByLabel('Body to replay')
  const text = await body.inputValue()
  await body.fill(text.replace('tomorrow', new Date(Date.now() - 7_200_000).toISOString()))
  await page.getByRole('button', { name: 'Replay as mended' }).click()
  const panel = page.getByRole('complementary')
  await panel.getByText('It counts from now on.').waitFor()
  await page.screenshot({ path: path.join(outputDir, 'replay.png') })
  await panel.getByRole('link', { name: 'Show it' }).click()
  await page.getByRole('heading', { name: 'deployment build-5 of shop' }).waitFor()
  await page.keyboard.press('Escape')
  // build-1, build-3 and build-5.
  await page.goto(`${served.origin}/#/`)
  await page
    .locator('article')
    .filter({ has: page.getByRole('heading', { name: 'Deployment frequency' }) })
    .filter({ hasText: '3 deployments' })
    .waitFor()
})

test('the choice of lines is in the address', async () => {
  const { page } = opened
  await page.goto(`${served.origin}/#/listener`)
  await page.getByRole('radio', { name: 'Jenkins' }).check()
  await page.getByRole('radio', { name: 'Versioner' }).check()
  await page.getByLabel('Also send failed deployments').uncheck()
  await page.getByLabel('System', { exact: true }).fill('web frontend')
  await page.reload()
  const lines = page.getByLabel('Lines for Jenkins')
  await lines.waitFor()
  const text = (await lines.textContent()) ?? ''
  for (const part of ['success {', '/deployment-events/', '"product_name": "web frontend"', served.events])
    expect(text).toContain(part)
})

test('a key is rotated, then revoked, and the old value works as long as it was told', async () => {
  const { page } = opened
  await page.getByRole('button', { name: 'Rotate ci-main' }).click()
  await page.getByRole('button', { name: 'Make the new value' }).click()
  const shown = page.locator('code').filter({ hasText: /^slk_/ })
  await shown.waitFor()
  expect((await report('build-6')).status).toBe(200)
  const old = key
  key = (await shown.textContent()) ?? ''
  expect(key).not.toBe(old)
  expect((await report('build-7')).status).toBe(200)
  await page.getByRole('button', { name: 'Revoke ci-main' }).first().click()
  await page.getByRole('dialog', { name: 'Revoke ci-main?' }).getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('Key ci-main is revoked.', { exact: false }).waitFor()
  await page.getByText('revoked', { exact: true }).first().waitFor()
  expect((await report('build-8')).status).toBe(403)
})

test('it is turned off and on again', async () => {
  const { page } = opened
  const listen = page.getByRole('switch', { name: 'Listen' })
  await listen.uncheck()
  await page.getByText('Nothing can be sent; what was received stays.').waitFor()
  await expect(fetch(`${served.events}/health`)).rejects.toThrow()
  await listen.check()
  // Any free port, as it was started with.
  const address = page.getByRole('region', { name: 'Where it listens' }).locator('code').first()
  await page.getByRole('button', { name: 'Copy address' }).waitFor()
  expect((await fetch(`${await address.textContent()}/health`)).status).toBe(200)
})

test('HTTPS with a certificate of one’s own, and plain HTTP again', async () => {
  const { page } = opened
  const files = certificateFor('IP:127.0.0.1')
  const where = page.getByRole('region', { name: 'Where it listens' })
  await where.getByText('Plain HTTP: use a certificate').click()
  await where.getByLabel('Certificate file').fill(files.key)
  await where.getByLabel('Private key file').fill(files.key)
  await where.getByRole('button', { name: 'Use it' }).click()
  await where.getByText('are the two files mixed up?', { exact: false }).waitFor()
  expect(opened.complaints.splice(0)).toEqual([expect.stringContaining('400')])
  await where.getByLabel('Certificate file').fill(files.cert)
  await where.getByRole('button', { name: 'Use it' }).click()
  // Turned off and on before, it may have another port.
  const secure = where.getByText(/^https:\/\/127\.0\.0\.1:\d+$/)
  await secure.waitFor()
  const address = must(await secure.textContent(), 'because it is shown')
  await page.getByRole('button', { name: 'Send a test event' }).click()
  await page.getByText('Received: 200', { exact: false }).waitFor()
  expect(await page.getByLabel('Lines for', { exact: false }).innerText()).toContain(address)
  await page.screenshot({ path: path.join(outputDir, 'listener-https.png'), fullPage: true })
  const summary = where.getByText('HTTPS: the certificate')
  const again = where.getByRole('button', { name: 'Plain HTTP again' })
  if (!(await again.isVisible())) await summary.click()
  await again.click()
  await where.getByText(address.replace('https', 'http'), { exact: true }).waitFor()
})

test('every state of the page is quiet in light and dark, wide and narrow', async () => {
  for (const theme of ['light', 'dark'] as const) {
    const { page, complaints } = await open(browser, served, theme)
    for (const width of [1440, 700]) {
      await page.setViewportSize({ width, height: 1200 })
      for (const route of [
        'listener',
        'listener?only=rejected',
        'listener?w=sample',
        'journal?only=rejected.devlake',
      ]) {
        await page.goto(`${served.origin}/#/${route}`)
        await page.getByRole('heading', { level: 1 }).waitFor()
      }
      await page.goto(`${served.origin}/#/listener`)
      await live().waitFor()
      await page.screenshot({ path: path.join(outputDir, `listener-${theme}-${width}.png`) })
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
      expect(sideways).toBe(false)
    }
    expect(complaints).toEqual([])
    await page.context().close()
  }
  expect(opened.complaints).toEqual([])
})
