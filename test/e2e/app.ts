// What the browser tests share: one Shiplog and one browser for all tests of a file, events for it, and what a page is
// asked for. The app is served and opened by served.ts.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { must } from '../../src-shared/assert.ts'
import { launch, open, type Opened, outputDir, serve, type Served } from './served.ts'

/** There from the first test on. */
export interface App {
  browser: Browser
  served: Served
  opened: Opened
  /** Sends one event, or several at once, as a pipeline does. */
  report(events: unknown): Promise<void>
}

/** Served and opened before the tests of the file that calls this, and closed after them. */
export function oneApp(theme: 'light' | 'dark' = 'light'): App {
  let app: Omit<App, 'report'> | undefined
  let key: string | undefined
  beforeAll(async () => {
    mkdirSync(outputDir, { recursive: true })
    const [browser, served] = await Promise.all([launch(), serve()])
    app = { browser, served, opened: await open(browser, served, theme) }
  })
  afterAll(async () => {
    await app?.browser.close()
    await app?.served.close()
  })
  const there = () => must(app, 'the app is opened before the first test')
  return {
    get browser() {
      return there().browser
    },
    get served() {
      return there().served
    },
    get opened() {
      return there().opened
    },
    async report(events) {
      const { served } = there()
      key ??= await served.shiplog('keys', 'add', 'ci')
      const response = await fetch(`${served.events}/api/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify(events),
      })
      expect({ status: response.status, text: await response.text() }).toMatchObject({ status: 200 })
    },
  }
}

const day = 86_400_000
const start = Date.now()

/** So many days before this run began, to the minute. */
export function ago(days: number): string {
  return new Date(Math.floor((start - days * day) / 60_000) * 60_000).toISOString()
}

/** So many days ago at an hour UTC: inside the last 90 days whenever this runs. */
export function daysAgoAt(days: number, hour: number): string {
  const today = Math.floor(start / day) * day
  return new Date(today - days * day + hour * 3_600_000).toISOString()
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds wrong with the page for people who do not see it, or see it otherwise. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const run = Reflect.get(window, 'axe') as {
      run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
    }
    const found = await run.run()
    return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)
  })
}
