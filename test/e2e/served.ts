// The built app served to a real browser: starts `shiplog serve` as people do, opens its link in Chromium, and notes
// everything the page complains about.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'

const cli = pathToFileURL(fileURLToPath(new URL('../../out/main/cli.js', import.meta.url))).href
const script = `const { main } = await import(${JSON.stringify(cli)}); process.exitCode = await main(process.argv.slice(1))`
export const outputDir = fileURLToPath(new URL('../../test-output', import.meta.url))

export interface Served {
  dataDir: string
  folder: string
  origin: string
  events: string
  /** Runs another command on the same data folder; its standard output. */
  shiplog(...args: string[]): Promise<string>
  close(): Promise<void>
}

function start(args: string[]) {
  return spawn(process.execPath, ['--input-type=module', '--eval', script, '--', ...args], {
    env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

export async function serve(): Promise<Served> {
  const folder = mkdtempSync(path.join(tmpdir(), 'shiplog-journey-'))
  const dataDir = path.join(folder, 'data')
  const server = start(['serve', '--data', dataDir, '--listen', '127.0.0.1:0', '--no-open'])
  let printed = ''
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      if (/^events: .*\n/m.test(printed)) resolve()
    })
    server.on('exit', () => reject(new Error(`serve ended: ${printed}`)))
  })
  const ended = new Promise<void>((resolve) => server.on('exit', () => resolve()))
  return {
    dataDir,
    folder,
    origin: /^ui: (http:\/\/[^/]+)/m.exec(printed)?.[1] ?? '',
    events: /^events: (\S+)/m.exec(printed)?.[1] ?? '',
    shiplog: (...args) =>
      new Promise((resolve, reject) => {
        const child = start([...args, '--data', dataDir])
        let out = ''
        child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
        child.on('close', (code) => (code === 0 ? resolve(out.trim()) : reject(new Error(`exit ${code}: ${out}`))))
      }),
    close: async () => {
      server.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface Opened {
  page: Page
  /** Errors on the console and uncaught ones, content security violations among them. */
  complaints: string[]
}

export async function launch(): Promise<Browser> {
  const executablePath = process.env['CHROME_PATH'] ?? 'chromium'
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  return chromium.launch({ executablePath, args })
}

/** A new browser profile with the app open in it. */
export async function open(browser: Browser, served: Served, theme: 'light' | 'dark' = 'light'): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: theme,
    timezoneId: 'UTC',
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  const link = (await served.shiplog('open')).replace('ui: ', '')
  await page.goto(link)
  return { page, complaints }
}
