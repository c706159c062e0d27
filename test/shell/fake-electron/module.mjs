// The part of the `electron` module that Shiplog uses. Windows are real pages (window.mjs); the rest answers as Electron
// would and writes down what it was asked. A name that is missing here fails at import, so nothing is used unseen.
import { EventEmitter } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { log } from './log.mjs'
import { browserWindow, closeBrowser } from './window.mjs'

class App extends EventEmitter {
  isPackaged = false
  paths = {}

  whenReady() {
    return Promise.resolve()
  }

  getPath(name) {
    this.paths[name] ??= mkdtempSync(path.join(os.tmpdir(), 'shiplog-shell-'))
    return this.paths[name]
  }

  setPath(name, value) {
    log('app.setPath', name, value)
    this.paths[name] = value
  }

  getVersion() {
    return JSON.parse(readFileSync(path.resolve(process.argv[1] ?? '.', 'package.json'), 'utf8')).version
  }

  requestSingleInstanceLock() {
    log('app.requestSingleInstanceLock', this.paths['userData'])
    return true
  }

  quit() {
    let stopped = false
    this.emit('before-quit', { preventDefault: () => (stopped = true) })
    if (stopped) return
    for (const window of BrowserWindow.getAllWindows()) window.emit('close', { preventDefault() {} })
    this.emit('will-quit', { preventDefault() {} })
    this.exit(0)
  }

  exit(code) {
    // Chromium dies with this process where it does not close in time.
    setTimeout(() => process.exit(code), 5_000)
    void closeBrowser().then(() => process.exit(code))
  }
}

export const app = new App()
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => app.quit())

class IpcMain extends EventEmitter {
  handlers = new Map()

  handle(channel, handler) {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.handlers.set(channel, handler)
  }
}

export const ipcMain = new IpcMain()

class Session {
  setPermissionRequestHandler(handler) {
    this.permissionRequest = handler
  }

  setPermissionCheckHandler(handler) {
    this.permissionCheck = handler
  }

  setDevicePermissionHandler(handler) {
    this.devicePermission = handler
  }

  webRequest = {
    onBeforeRequest: (_filter, listener) => {
      this.beforeRequest = listener
    },
  }

  /** What the app says to a request. */
  allows(url) {
    if (this.beforeRequest === undefined || !/^(https?|wss?):/.test(url)) return { cancel: false }
    return new Promise((resolve) => {
      this.beforeRequest({ url }, resolve)
    })
  }
}

export const session = { defaultSession: new Session() }

export const dialog = {
  answers: [],
  async showOpenDialog(...args) {
    log('dialog.showOpenDialog', args.at(-1))
    const filePaths = this.answers.shift() ?? []
    return { canceled: filePaths.length === 0, filePaths }
  },
  showErrorBox: (title, text) => log('dialog.showErrorBox', title, text),
  showMessageBox: async (options) => log('dialog.showMessageBox', options),
}

export const shell = {
  openExternal: async (url) => log('shell.openExternal', url),
  openPath: async (file) => log('shell.openPath', file),
}

export const Menu = {
  current: null,
  buildFromTemplate: (template) => ({ items: template }),
  setApplicationMenu(menu) {
    this.current = menu
  },
}

/** On mains: what it does on its battery is tested without a window. */
export const powerMonitor = { isOnBatteryPower: () => false }

export const nativeTheme = { shouldUseDarkColors: false }

export const BrowserWindow = browserWindow({ app, ipcMain, session: session.defaultSession })
