// BrowserWindow, with a real Chromium page as its window: real isolation of worlds, real CSP, real drag and drop.
// What the app decides (may it navigate, may it open, is the request allowed) is asked of the app's own handlers.
import { EventEmitter } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { findChromium } from '../../../scripts/find-chromium.mjs'
import { log } from './log.mjs'
import { isolatedWorld, mainWorld } from './worlds.mjs'

const world = 'preload'
const windows = new Set()
const profile = mkdtempSync(path.join(os.tmpdir(), 'shiplog-shell-'))
let opening

/** The browser, opened with the first window. */
function browserContext() {
  opening ??= chromium.launchPersistentContext(profile, {
    executablePath: findChromium(process.env) ?? 'chromium',
    headless: process.env['FAKE_ELECTRON_HEADED'] !== '1',
    viewport: null,
    // Where a test attaches to the same page; it reads the number from the profile.
    args: ['--remote-debugging-port=0', ...quiet],
  })
  return opening
}

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Where a test attaches. */
export async function debuggingAddress() {
  await browserContext()
  const [port] = readFileSync(path.join(profile, 'DevToolsActivePort'), 'utf8').split('\n')
  return `http://127.0.0.1:${port}`
}

export async function closeBrowser() {
  await opening?.then((context) => context.close()).catch(() => undefined)
  rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
}

class WebContents extends EventEmitter {
  constructor(window) {
    super()
    this.window = window
  }

  setWindowOpenHandler(handler) {
    this.openHandler = handler
  }

  getURL() {
    return this.window.page?.url() ?? ''
  }

  loadURL(url) {
    return this.window.loadURL(url)
  }

  isDestroyed() {
    return !windows.has(this.window)
  }

  send(channel, ...args) {
    void this.deliver({ type: 'event', channel, args: structuredClone(args) })
  }

  /** Hands a message to the preload, if the page has one at this moment. */
  async deliver(message) {
    if (this.preload === undefined) return
    const expression = `fakeDeliver(${JSON.stringify(message)})`
    const answer = this.cdp.send('Runtime.evaluate', { contextId: this.preload.id, expression })
    await answer.catch((error) => log('deliver-failed', error.message))
  }

  async received({ type, id, channel, args }, ipcMain) {
    const { origin } = this.preload
    const event = { sender: this, senderFrame: { url: this.getURL(), origin, parent: null } }
    if (type === 'send') return void ipcMain.emit(channel, event, ...args)
    try {
      const handler = ipcMain.handlers.get(channel)
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
      await this.deliver({ type: 'answer', id, value: structuredClone(await handler(event, ...args)) })
    } catch (error) {
      await this.deliver({ type: 'answer', id, error: `Error invoking remote method '${channel}': ${String(error)}` })
    }
  }
}

/** Makes the class; the rest of the module comes in, so that this file is not in a circle with it. */
export function browserWindow({ app, ipcMain, session }) {
  return class BrowserWindow extends EventEmitter {
    static getAllWindows() {
      return [...windows]
    }

    static getFocusedWindow() {
      return [...windows].find((window) => window.visible) ?? null
    }

    constructor(options) {
      super()
      const { contextIsolation, sandbox, nodeIntegration } = options.webPreferences
      if (!contextIsolation || !sandbox || nodeIntegration) throw new Error('fake electron: only sandboxed windows')
      this.options = options
      this.visible = options.show !== false
      this.webContents = new WebContents(this)
      windows.add(this)
      this.opened = this.#open()
      log('BrowserWindow', options)
    }

    async #open() {
      const context = await browserContext()
      const blank = context.pages().find((page) => page.url() === 'about:blank')
      this.page = blank !== undefined && windows.size === 1 ? blank : await context.newPage()
      const { page, webContents } = this
      const { width, height, webPreferences } = this.options
      await page.setViewportSize({ width, height })
      const cdp = await context.newCDPSession(page)
      webContents.cdp = cdp
      const top = await this.#mainFrame(cdp)
      cdp.on('Runtime.executionContextCreated', ({ context: { id, name, origin, auxData } }) => {
        if (name === world && auxData.frameId === top) webContents.preload = { id, origin }
      })
      cdp.on('Runtime.bindingCalled', ({ name, executionContextId, payload }) => {
        if (name !== 'fakeIpc' || executionContextId !== webContents.preload?.id) return
        void webContents.received(JSON.parse(payload), ipcMain)
      })
      await cdp.send('Runtime.enable')
      await cdp.send('Runtime.addBinding', { name: 'fakeIpc', executionContextName: world })
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorld })
      const source = isolatedWorld(readFileSync(webPreferences.preload, 'utf8'))
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: world })
      this.#guardPopups(cdp)
      await page.route('**/*', (route) => this.#decide(route))
      page.on('console', (message) => message.type() === 'error' && log('console', message.text()))
      page.on('pageerror', (error) => log('pageerror', String(error)))
      page.on('close', () => this.#gone())
    }

    async #mainFrame(cdp) {
      await cdp.send('Page.enable')
      return (await cdp.send('Page.getFrameTree')).frameTree.frame.id
    }

    #guardPopups(cdp) {
      const answers = []
      cdp.on('Page.windowOpen', ({ url }) => {
        const { action } = this.webContents.openHandler?.({ url }) ?? { action: 'allow' }
        log('window.open', url, action)
        answers.push(action)
      })
      this.page.on('popup', (popup) => answers.shift() !== 'allow' && void popup.close())
    }

    /** Asks the app about a request: first where it leads the page, then whether it may leave at all. */
    async #decide(route) {
      const request = route.request()
      const url = request.url()
      if (request.isNavigationRequest() && url !== this.loading) {
        let stopped = false
        const details = { url, preventDefault: () => (stopped = true) }
        if (request.frame() === this.page.mainFrame()) this.webContents.emit('will-navigate', details)
        this.webContents.emit('will-frame-navigate', details)
        log('will-navigate', url, stopped ? 'stopped' : 'allowed')
        if (stopped) return route.abort('aborted')
      }
      const { cancel } = await session.allows(url)
      if (cancel) log('cancelled', url)
      return cancel ? route.abort('blockedbyclient') : route.continue()
    }

    #gone() {
      windows.delete(this)
      this.webContents.emit('destroyed')
      this.emit('closed')
      if (windows.size === 0 && !app.emit('window-all-closed')) app.quit()
    }

    async loadURL(url) {
      await this.opened
      this.loading = new URL(url).href
      await this.page.goto(this.loading)
      this.loading = undefined
      this.emit('ready-to-show')
    }

    async close() {
      let stopped = false
      this.emit('close', { preventDefault: () => (stopped = true) })
      if (!stopped) await this.page.close()
    }

    getNormalBounds() {
      return { x: 0, y: 0, ...this.page.viewportSize() }
    }

    show() {
      this.visible = true
      log('show')
    }

    focus() {
      log('focus')
    }

    isMinimized() {
      return false
    }
  }
}
